// Many users a request: Arrow, JSON and streams give the bits of `winback score`, whatever arrives.
import { request } from 'node:http';
import path from 'node:path';

import { type Table, tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import type { BatchAnswer, ProblemDocument } from '../../../src/entries/client.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { loadModel } from '../../../src/registry/model-store.js';
import type { RunningServer } from '../../../src/server/start.js';
import { uniform } from '../../support/random.js';
import {
  closeAll,
  featureNames,
  freshFolder,
  post,
  start,
  storeModel,
  usersTable,
} from '../../support/service.js';

const arrow = 'application/vnd.apache.arrow.stream';
const folder = freshFolder();
const users = usersTable(300, 9);
const table = tableFromArrays(users);
let server: RunningServer;
let expected: Table;
beforeAll(async () => {
  const place = path.join(folder, 'model');
  await storeModel(place);
  server = await start({ model: place });
  await writeTable(path.join(folder, 'in.parquet'), table);
  const model = await loadModel(place);
  await scoreFile(model, path.join(folder, 'in.parquet'), path.join(folder, 'out.parquet'));
  model.classifier.close();
  expected = (await readTable(path.join(folder, 'out.parquet'))) as Table;
});
afterAll(closeAll);

const columns = ['user_id', 'churn_prob', 'risk_tier', 'contact'];
const rowsOf = (found: Table): unknown[][] =>
  columns.map((name) => Array.from({ length: found.numRows }, (_, i) => plain(found.getChild(name)!.get(i))));
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

const send = (address: string, body: Uint8Array<ArrayBuffer>, type = arrow): Promise<Response> =>
  fetch(`${server.url}${address}`, { method: 'POST', headers: { 'content-type': type }, body });
const bytesOf = (given: Table): Uint8Array<ArrayBuffer> => Uint8Array.from(tableToIPC(given, 'stream'));
const row = (at: number) => ({
  id: users.user_id[at]!,
  features: Object.fromEntries(featureNames.map((name) => [name, users[name][at]!])),
});

describe('Arrow', () => {
  test('a table gives the columns and bits of winback score', async () => {
    const answer = await send('/v1/score/batch', bytesOf(table));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-winback-model')).toMatch(/^production [0-9a-f]{12}$/);
    expect(rowsOf(tableFromIPC(await answer.arrayBuffer()))).toEqual(rowsOf(expected));
  });

  test('the query names the users, without a name rows are numbered', async () => {
    const named = await send('/v1/score/batch?id=channel', bytesOf(table));
    expect(tableFromIPC(await named.arrayBuffer()).schema.fields[0]!.name).toBe('channel');
    const wrong = await send('/v1/score/batch?id=nobody', bytesOf(table));
    expect(await wrong.json()).toMatchObject({
      code: 'BAD_VALUES',
      detail: expect.stringContaining('"nobody"'),
    });
    const without = await send('/v1/score/batch', bytesOf(table.select([...featureNames])));
    expect(
      tableFromIPC(await without.arrayBuffer())
        .getChild('row')!
        .get(299),
    ).toBe(300);
  });

  test('no rows give no rows; a missing column and too many rows are named', async () => {
    const none = await send('/v1/score/batch', bytesOf(table.slice(0, 0)));
    expect(tableFromIPC(await none.arrayBuffer()).numRows).toBe(0);
    const lacking = await send('/v1/score/batch', bytesOf(table.select(['user_id', 'paid', 'channel'])));
    expect(await lacking.json()).toMatchObject({ status: 422, detail: expect.stringContaining('recency') });
    const own = await start({ model: path.join(folder, 'model'), limits: { rows: 100 } });
    const many = await fetch(`${own.url}/v1/score/batch`, {
      ...{ method: 'POST', headers: { 'content-type': arrow }, body: bytesOf(table) },
    });
    expect(await many.json()).toMatchObject({ status: 422, detail: 'the table has 300 rows, more than 100' });
  });

  test('changed and cut bytes are refused or scored, and the server goes on', async () => {
    const bytes = bytesOf(table.slice(0, 40));
    const random = uniform(5);
    const statuses = new Set<number>();
    for (let i = 0; i < 150; i++) {
      const changed = bytes.slice(0, random() < 0.3 ? Math.floor(random() * bytes.length) : undefined);
      for (let n = 0; n < 3 && changed.length > 0; n++)
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      const answer = await send('/v1/score/batch', changed);
      statuses.add(answer.status);
      await answer.arrayBuffer();
    }
    expect([...statuses].filter((status) => ![200, 400, 422].includes(status))).toEqual([]);
    expect(statuses.has(400)).toBe(true);
    expect((await send('/v1/score/batch', bytes)).status).toBe(200);
  });
});

describe('JSON', () => {
  test('gives each row the bits of winback score', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => row(i));
    const { status, body } = await post<BatchAnswer>(`${server.url}/v1/score/batch`, { rows });
    expect(status).toBe(200);
    expect(body.rows.map(({ probability }) => probability)).toEqual(
      Array.from({ length: 200 }, (_, i) => expected.getChild('churn_prob')!.get(i)),
    );
  });

  test('names every wrong value, users that stand twice, and what is too much', async () => {
    const rows = [{ id: 'a', features: { paid: 'x' } }, 7, { id: 'a', features: {} }, { id: 'b' }];
    const { status, body } = await post<ProblemDocument>(`${server.url}/v1/score/batch`, { rows });
    expect(status).toBe(422);
    expect(body.errors!.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/rows/0/features/paid NOT_A_NUMBER',
      '/rows/1 NOT_AN_OBJECT',
      '/rows/2/id TWICE',
      '/rows/3/features MISSING',
    ]);
    const many = Array.from({ length: 201 }, () => ({ features: {} }));
    expect((await post(`${server.url}/v1/score/batch`, { rows: many })).status).toBe(413);
    expect((await post(`${server.url}/v1/score/batch`, { rows: {} })).status).toBe(422);
    expect((await post<BatchAnswer>(`${server.url}/v1/score/batch`, { rows: [] })).body.rows).toEqual([]);
  });
});

describe('streams', () => {
  test('lines are answered in order; a bad one is told and the others go on', async () => {
    const lines = [
      JSON.stringify(row(0)),
      '{"features": {"paid": "x"}}',
      '',
      'nonsense',
      JSON.stringify(row(1)),
    ];
    const answer = await send(
      '/v1/score/stream',
      new TextEncoder().encode(lines.join('\n')),
      'application/x-ndjson',
    );
    const found = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found).toMatchObject([
      { id: 'u0', probability: expected.getChild('churn_prob')!.get(0) },
      { line: 2, errors: [{ pointer: '/features/paid', code: 'NOT_A_NUMBER' }] },
      { line: 3, code: 'BAD_JSON' },
      { id: 'u1', probability: expected.getChild('churn_prob')!.get(1) },
      { done: true, rows: 2, errors: 2 },
    ]);
  });

  test('batches of Arrow are scored as they arrive, and the end says that it is one', async () => {
    const parts = [table.slice(0, 100), table.slice(100, 300)];
    const whole = tableToIPC(parts[0]!.concat(parts[1]!), 'stream');
    const answer = await send('/v1/score/stream', Uint8Array.from(whole));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(rowsOf(tableFromIPC(bytes))).toEqual(rowsOf(expected));
    expect([...bytes.subarray(-8)]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
    const nonsense = await send('/v1/score/stream', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(nonsense.status).toBe(400);
  });

  test('a caller that goes away in the middle leaves nothing at work', async () => {
    const { hostname, port } = new URL(server.url);
    const headers = { 'content-type': 'application/x-ndjson' };
    const asked = request({ hostname, port, path: '/v1/score/stream', method: 'POST', headers });
    asked.on('error', () => undefined);
    asked.write(`${JSON.stringify(row(0))}\n`);
    await new Promise((resolve) => asked.once('response', resolve));
    asked.destroy();
    const metrics = async (): Promise<string> => (await fetch(`${server.adminUrl}/metrics`)).text();
    await expect.poll(metrics).toContain('winback_requests_total{route="stream",code="499"} 1');
    expect(await metrics()).toContain('winback_requests_in_flight 1\n');
  });
});
