// winback state, deliver and alert as a user runs them.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { handoverChannel } from '../../src/delivery/channels/handover.js';
import { dispatch } from '../../src/delivery/outbox/dispatch.js';
import { enqueue } from '../../src/delivery/outbox/enqueue.js';
import { openState } from '../../src/state/open.js';
import { samples } from '../support/state/records.js';
import { winback } from './run.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-cli-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
const state = at('winback.db');

beforeAll(async () => {
  const open = await openState(state);
  await open.put({
    alert: [samples.alert],
    holding: [samples.holding],
    run: [{ ...samples.run, reason: 'a\u2028b\u2029\r\n' }],
  });
  const what = { purpose: 'marketing', action: 'coupon', body: {}, costMinor: 50, currency: 'CNY' } as const;
  const list = ['u1', 'u2'].map((user) => ({
    ...what,
    user,
    channel: 'handover',
    address: null,
    due: 0,
    notAfter: null,
  }));
  await enqueue(open, list, { project: 'shop', campaign: 'july', at: 0 });
  await dispatch(open, handoverChannel(at('handover')), {
    project: 'shop',
    zone: 'UTC',
    now: () => 1,
    by: 'test',
  });
  await open.close();
});

test('export, import and forget: one JSON document each, a file for its owner alone', async () => {
  const out = at('state.jsonl');
  const exported = await winback(['state', 'export', '--state', state, '--out', out, '--json']);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  const { records } = JSON.parse(exported.stdout) as { records: number };
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(records + 2);
  const copy = at('copy.db');
  expect(JSON.parse((await winback(['state', 'import', out, '--state', copy, '--json'])).stdout)).toEqual({
    ...{ records, state: copy },
  });
  const again = await winback(['state', 'import', out, '--state', copy, '--lang', 'zh']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('导入需要一个新的空状态');
  writeFileSync(at('users.txt'), 'user_id\nu1\nnobody\n');
  writeFileSync(at('person.key'), 'k'.repeat(64));
  const forget = ['state', 'forget', '--state', copy, '--user-file', at('users.txt')];
  const { stdout } = await winback([...forget, '--key-file', at('person.key'), '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ users: 1, unknown: 1, contacts: 1, messages: 1, cancelled: 0 });
  expect(JSON.parse(stdout)).toMatchObject({
    elsewhere: [
      { project: '', place: out, what: 'export' },
      { project: 'shop', place: 'out/churn_users.csv', what: 'list' },
    ],
  });
  const text = (await winback([...forget, '--lang', 'zh'])).stdout;
  expect(text).toContain('out/churn_users.csv');
  writeFileSync(at('users.txt'), 'user_id,phone\nu1,1\n');
  expect((await winback(forget)).stderr).toContain('has several columns');
  writeFileSync(at('users.txt'), 'u1\nu2,1\n');
  expect((await winback(forget)).stderr).toContain('has several columns (u2,1)');
  expect((await winback(['deliver', 'verify', '--state', copy])).code).toBe(0);
}, 120_000);

test('deliver: the counts, and exit 1 where the outbox is not what was done', async () => {
  const { stdout } = await winback(['deliver', 'status', '--state', state, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    deliveries: [{ campaign: 'july', planned: 2, states: { accepted: 2 } }],
  });
  expect((await winback(['deliver', 'status', '--state', state])).stdout).toBe(
    'shop / july / handover: 2 messages; accepted 2\n',
  );
  const open = await openState(state);
  await open.database.write([{ sql: `UPDATE winback_message SET "state" = 'queued' WHERE "seq" = 1` }]);
  const verified = await winback(['deliver', 'verify', '--state', state, '--json']);
  expect(verified.code).toBe(1);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    ok: false,
    faults: [{ message: 1, problem: 'another state' }],
  });
  await open.close();
  expect(await winback(['deliver', 'status', '--state', at('none.db')])).toMatchObject({
    code: 2,
    stdout: '',
  });
}, 120_000);

test('alert: list, take note, mute', async () => {
  const list = await winback(['alert', 'list', '--state', state, '--lang', 'zh']);
  expect(list.stdout).toMatch(/^f0 2025-07-30 00:00 告警：列发生漂移，pay_cnt_7，0.127（界限 0.1）$/m);
  const ack = await winback(['alert', 'ack', 'f0', '--state', state, '--by', 'li', '--json']);
  expect(JSON.parse(ack.stdout)).toMatchObject({ fingerprint: 'f0', ackBy: 'li' });
  const mute = ['alert', 'mute', 'f0', '--state', state, '--reason', 'holiday', '--until'];
  expect((await winback([...mute, '2199-01-01'])).stdout).toContain('muted until 2199-01-01 00:00 (holiday)');
  expect((await winback([...mute, 'soon'])).stderr).toContain('--until must be a day or a time');
  expect((await winback([...mute, '2001-01-01'])).stderr).toContain('has passed');
  expect((await winback(['alert', 'ack', 'zz', '--state', state])).code).toBe(2);
}, 120_000);

test('alert test: what each channel said, exit 1 where one did not take it', async () => {
  let body = '';
  const server = createServer((request, response) => {
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => response.end(request.url === '/good' ? '{"errcode":0}' : '{"errcode":310000}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const name of ['good', 'bad']) writeFileSync(at(name), `http://127.0.0.1:${port}/${name}\n`);
  const channel = (name: string) => `\n   - { name: ${name}, type: dingtalk, url: { file: ${name} } }`;
  writeFileSync(at('one.yaml'), `daily:\n alerts:\n  channels:${channel('good')}\n`);
  writeFileSync(at('two.yaml'), `daily:\n alerts:\n  channels:${channel('good')}${channel('bad')}\n`);
  expect(await winback(['alert', 'test', '--config', at('one.yaml')])).toMatchObject({ code: 0 });
  expect(JSON.parse(body)).toMatchObject({ msgtype: 'markdown', markdown: { title: 'winback：渠道测试' } });
  writeFileSync(at('top.yaml'), `alerts:\n  channels:${channel('good')}\n`);
  const onTop = await winback(['alert', 'test', '--config', at('top.yaml'), '--lang', 'en']);
  expect(onTop).toMatchObject({ code: 2, stderr: expect.stringContaining('as daily.alerts') });
  const { code, stdout } = await winback(['alert', 'test', '--config', at('two.yaml'), '--json']);
  server.close();
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    channels: [
      { name: 'good', ok: true, reason: '' },
      { name: 'bad', ok: false, reason: 'code 310000: {"errcode":310000}' },
    ],
  });
}, 120_000);
