// What callers send who mean harm, or whose program is broken: each has one status, and the server goes on.
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ProblemDocument } from '../../../src/entries/client.js';
import type { RunningServer } from '../../../src/server/start.js';
import { sendRaw } from '../../support/raw-http.js';
import { closeAll, freshFolder, post, start, storeModel, usersTable } from '../../support/service.js';

const folder = freshFolder();
let server: RunningServer;
let host = '';
const logged: Record<string, unknown>[] = [];
beforeAll(async () => {
  await storeModel(path.join(folder, 'model'));
  server = await start({ model: path.join(folder, 'model'), onLog: (line) => logged.push(line) });
  host = `host: ${new URL(server.url).host}\r\n`;
});
afterAll(async () => {
  expect((await post(`${server.url}/v1/score`, { features: {} })).status).toBe(200);
  expect(logged.filter(({ event }) => event === 'failure')).toEqual([]);
  await closeAll();
});

const head = (line: string, headers = ''): string =>
  `${line} HTTP/1.1\r\n${host}connection: close\r\n${headers}\r\n`;
const json = 'content-type: application/json\r\n';
const row = '{"features":{"recency":4}}';
const scored = (headers: string, body = row): string =>
  head('POST /v1/score', `${json}${headers}content-length: ${Buffer.byteLength(body)}\r\n`) + body;

describe('bytes that are no request', () => {
  const chunked = 'transfer-encoding: chunked\r\n';
  test.each([
    ['a length and chunks', () => head('POST /v1/score', `${json}content-length: 5\r\n${chunked}`), 400],
    ['two lengths', () => head('POST /v1/score', `${json}content-length: 5\r\ncontent-length: 6\r\n`), 400],
    ['a length below 0', () => head('POST /v1/score', `${json}content-length: -1\r\n`), 400],
    ['a space before the colon', () => head('POST /v1/score', `${json}content-length : 5\r\n`), 400],
    ['a header on two lines', () => head('GET /v1/models', 'x: a\r\n b\r\n'), 400],
    ['a NUL in a header', () => head('GET /v1/models', 'x: a\0b\r\n'), 400],
    ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a chunk without a length', () => `${head('POST /v1/score', json + chunked)}ZZ\r\n`, 400],
    ['a header of 100 kB', () => head('GET /v1/models', `x: ${'a'.repeat(1e5)}\r\n`), 431],
    ['an address of 100 kB', () => head(`GET /${'a'.repeat(1e5)}`), 431],
  ])('%s', async (_name, bytes, status) => {
    const answer = await sendRaw(server.url, bytes());
    expect(answer.status).toBe(status);
    expect(answer.head).toContain('application/problem+json');
    const code = status === 431 ? 'LONG_HEAD' : 'BAD_REQUEST';
    expect(answer.body).toMatchObject({ status, code, type: `urn:winback:${code}` });
  });
});

describe('addresses and methods', () => {
  test.each([
    ['DELETE /v1/score', 405, 'POST'],
    ['PUT /v1/score/batch', 405, 'POST'],
    ['GET /v1/score', 405, 'POST'],
    ['OPTIONS /v1/models', 405, 'GET, HEAD'],
    ['POST /v1/holdout/u1', 405, 'GET, HEAD'],
    ['HEAD /health/live', 200, null],
    ['HEAD /v1/models', 200, null],
    ['GET /v1/../../etc/passwd', 404, null],
    ['GET /v1/holdout/%zz', 404, null],
    ['GET /v1/holdout/%ff', 404, null],
    [`POST /v2/models/${'a'.repeat(600)}/infer`, 404, null],
  ])('%s', async (line, status, allow) => {
    const answer = await sendRaw(server.url, head(line));
    expect(answer.status).toBe(status);
    expect(/^allow: (.*)$/im.exec(answer.head)?.[1] ?? null).toBe(allow);
  });

  test('an address that nothing answers is refused before its body is read', async () => {
    const answer = await sendRaw(server.url, head('POST /v1/nothing', `${json}content-length: 1000\r\n`));
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('the name of this machine has no case, and stands there once', async () => {
    const named = (names: string): Promise<{ status: number }> =>
      sendRaw(server.url, `GET /v1/models HTTP/1.1\r\n${names}connection: close\r\n\r\n`);
    expect((await named('host: LocalHost:80\r\n')).status).toBe(200);
    expect((await named('host: localhost.evil.example\r\n')).status).toBe(421);
    expect((await named(`${host}host: evil.example\r\n`)).status).toBe(400);
    expect((await named(`${host}x-forwarded-host: evil.example\r\n`)).status).toBe(200);
  });
});

describe('bodies', () => {
  test('a compressed body is named, whatever its type', async () => {
    expect(await sendRaw(server.url, scored('content-encoding: gzip\r\n'))).toMatchObject({
      status: 415,
      body: { detail: 'the body is compressed: send it without content-encoding' },
    });
  });

  test('brackets without end, and names that objects have of themselves', async () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    for (const body of [`{"features":${deep}}`, `{"id":${deep}}`, `{"features":{"recency":${deep}}}`])
      expect((await sendRaw(server.url, scored('', body))).status).toBe(422);
    expect(await sendRaw(server.url, scored('', '{"toString":1}'))).toMatchObject({
      body: { errors: [{ pointer: '/toString', code: 'UNKNOWN_KEY' }] },
    });
  });

  test.each(['"a\\ud800"', '"a\\u0000"'])('an id that no file or database keeps: %s', async (id) => {
    const answer = await sendRaw(server.url, scored('', `{"id":${id},"features":{}}`));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/id', code: 'NOT_AN_ID' }] } });
  });

  test('a body that comes too slowly is given up at its deadline, and others have its place', async () => {
    const own = await start({ model: path.join(folder, 'model'), limits: { requests: 1 } });
    const slow = sendRaw(
      own.url,
      `POST /v1/score HTTP/1.1\r\nhost: localhost\r\n${json}x-deadline-ms: 100\r\ncontent-length: 50\r\n\r\n{`,
    );
    await expect.poll(async () => (await post(`${own.url}/v1/score`, { features: {} })).status).toBe(503);
    expect(await slow).toMatchObject({ status: 408, body: { code: 'TOO_SLOW' } });
    await expect.poll(async () => (await post(`${own.url}/v1/score`, { features: {} })).status).toBe(200);
  });

  test('a caller who leaves in the middle is no failure of the server', async () => {
    const { request } = await import('node:http');
    const headers = { 'content-type': 'application/json', 'content-length': '100' };
    const asked = request(`${server.url}/v1/score`, { method: 'POST', headers });
    asked.on('error', () => undefined);
    await new Promise((resolve) => asked.write('{', resolve));
    asked.destroy();
    await expect
      .poll(() => logged.some(({ status, route }) => status === 499 && route === 'score'))
      .toBe(true);
  });

  test('streams take at most half of the places', async () => {
    const own = await start({ model: path.join(folder, 'model'), limits: { requests: 2 } });
    const stop = new AbortController();
    const endless = new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode(`${row}\n`)) });
    const streamed = (body: ReadableStream | string, signal?: AbortSignal): Promise<Response> => {
      const init: RequestInit & { duplex: string } = {
        ...{ method: 'POST', body, duplex: 'half', signal: signal ?? null },
        headers: { 'content-type': 'application/x-ndjson' },
      };
      return fetch(`${own.url}/v1/score/stream`, init);
    };
    expect((await streamed(endless, stop.signal)).status).toBe(200);
    expect((await streamed(row)).status).toBe(503);
    expect((await post(`${own.url}/v1/score`, { features: {} })).status).toBe(200);
    stop.abort();
    await expect.poll(async () => (await streamed(row)).status).toBe(200);
  });

  test('a line that is too long ends the stream with its reason', async () => {
    const body = `${row}\n${'a'.repeat(2 ** 21)}\n${row}\n`;
    const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body };
    const lines = (await (await fetch(`${server.url}/v1/score/stream`, init)).text()).trim().split('\n');
    expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { line: 2, code: 'TOO_LARGE' },
      { done: false, rows: 1, errors: 1 },
    ]);
  });
});

test('a file of keys that breaks is told once, changes nothing, and again after it was whole', async () => {
  const keys = path.join(folder, 'keys.json');
  const sha256 = createHash('sha256').update('secret').digest('hex');
  const whole = JSON.stringify({ keys: [{ id: 'k', sha256, scopes: ['score'] }] });
  await writeFile(keys, whole);
  const lines: Record<string, unknown>[] = [];
  const own = await start({ model: path.join(folder, 'model'), keys, onLog: (line) => lines.push(line) });
  const asked = async (): Promise<number> =>
    (await post(`${own.url}/v1/score`, { features: {} }, { 'x-api-key': 'secret' })).status;
  const told = (): unknown[] => lines.filter(({ event }) => event === 'keys-refused');
  for (const broken of ['{"keys":', '{"keys":', '{"keys":[]}']) {
    await writeFile(keys, broken);
    await expect(own.refresh()).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await asked()).toBe(200);
  }
  expect(told()).toHaveLength(2);
  await rm(keys);
  await expect(own.refresh()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await writeFile(keys, whole);
  await own.refresh();
  await rm(keys);
  await expect(own.refresh()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect([told().length, await asked()]).toEqual([4, 200]);
});

describe('tensors', () => {
  const tensor = { name: 'recency', shape: [1], datatype: 'FP64', data: [1] };
  const infer = (...inputs: readonly unknown[]) =>
    post<ProblemDocument>(`${server.url}/v2/models/production/infer`, { inputs });

  test('a shape is no reason to take memory', async () => {
    for (const rows of [3e6, 1e9, Number.MAX_SAFE_INTEGER])
      expect((await infer({ ...tensor, name: 'x', shape: [rows, 0], data: [] })).status).toBe(413);
  });

  test('types that there are not, names that stand twice and numbers without end are named', async () => {
    for (const datatype of ['FP65', '__proto__', {}, undefined])
      expect((await infer({ ...tensor, datatype })).body.errors).toMatchObject([
        { pointer: '/inputs/0/datatype', code: 'BAD_DATATYPE' },
      ]);
    expect((await infer(tensor, tensor)).body.errors).toMatchObject([
      { pointer: '/inputs/1/name', code: 'TWICE' },
    ]);
    const endless = JSON.stringify({ inputs: [tensor] }).replace('[1]}', '[1e999]}');
    const { body } = await post<ProblemDocument>(`${server.url}/v2/models/production/infer`, endless);
    expect(body.errors).toMatchObject([{ pointer: '/inputs/0/data/0', code: 'NOT_FINITE' }]);
  });

  test('JSON is limited as everywhere', async () => {
    const data = Array.from({ length: 2 ** 19 }, () => 1);
    expect((await infer({ ...tensor, shape: [data.length], data })).status).toBe(413);
  });
});

describe('Arrow', () => {
  const table = tableFromArrays(usersTable(40, 3));
  const stream = Uint8Array.from(tableToIPC(table, 'stream'));
  const send = async (body: Uint8Array<ArrayBuffer>): Promise<[number, ProblemDocument]> => {
    const headers = { 'content-type': 'application/vnd.apache.arrow.stream' };
    const answer = await fetch(`${server.url}/v1/score/batch`, { method: 'POST', headers, body });
    const problem = answer.ok ? ({} as ProblemDocument) : ((await answer.json()) as ProblemDocument);
    return [answer.status, problem];
  };
  /** The stream with four bytes of little-endian integers replaced by others. */
  const lying = (from: readonly number[], to: readonly number[]): Uint8Array<ArrayBuffer> => {
    const bytes = Buffer.from(stream);
    const at = bytes.indexOf(Buffer.from(Int32Array.from(from).buffer));
    expect(at).toBeGreaterThan(0);
    Buffer.from(Int32Array.from(to).buffer).copy(bytes, at);
    return Uint8Array.from(bytes);
  };

  test('nothing, and one stream behind another', async () => {
    expect(await send(new Uint8Array())).toMatchObject([400, { code: 'BAD_ARROW' }]);
    const both = new Uint8Array([...stream, ...stream]);
    expect(await send(both)).toMatchObject([400, { code: 'BAD_ARROW' }]);
    expect((await send(stream))[0]).toBe(200);
  });

  test('codes outside of their dictionary', async () => {
    const codes = [...(table.getChild('channel')!.data[0]!.values as Int32Array)].slice(0, 40);
    for (const code of [1000, -7])
      expect(await send(lying(codes, [...codes.slice(0, 5), code]))).toMatchObject([
        422,
        { detail: expect.stringMatching(/^the column "channel" has the code -?\d+ in row 6/) },
      ]);
  });
});
