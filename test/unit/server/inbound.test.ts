// Receipts and opt-outs over HTTP: stored before they are answered, and only from those who may tell.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { optOutToken } from '../../../src/delivery/inbound/link.js';
import type { LogLine } from '../../../src/server/log.js';
import type { RunningServer } from '../../../src/server/start.js';
import { openState } from '../../../src/state/open.js';
import { type PersonKey, personKey } from '../../../src/state/person.js';
import type { State } from '../../../src/state/state.js';
import { closeAll, freshFolder, start } from '../../support/service.js';
import { samples } from '../../support/state/records.js';

const folder = freshFolder();
const [url, keyFile] = [path.join(folder, 'state.db'), path.join(folder, 'key')];
const secret = 'a-path-nobody-guesses';
const model = 'test/golden/registry/model-0.1';
const environment = { PATH_SECRET: secret };
const log: LogLine[] = [];
let state: State;
let key: PersonKey;
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(keyFile, '0123456789abcdef'.repeat(4));
  state = await openState(url);
  key = await personKey(state, keyFile);
  const address = '+8613800000001';
  const message = { ...samples.message, address, addressHash: key.address(address), providerId: 'biz' };
  await state.put({
    message: [
      { ...message, state: 'accepted' },
      { ...message, seq: 2, key: 'k2', user: 'u2', address: null, addressHash: null, providerId: null },
    ],
  });
  const channels = [{ channel: 'sms', form: 'aliyun-sms', secrets: [{ env: 'PATH_SECRET' }] }];
  const inbound = { keyFile, channels, language: 'en' };
  server = await start({ model, state: url, inbound, environment, onLog: (line) => log.push(line) });
});
afterAll(async () => {
  await closeAll();
  await state.close();
});

const tell = (place: string, body: unknown, type = 'application/json') =>
  fetch(`${server.url}${place}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const report = {
  phone_number: '13800000001',
  biz_id: 'biz',
  success: true,
  report_time: '2025-09-01 08:00:00',
};

test('a receipt is stored, answered as the provider wants it, and applied', async () => {
  const answer = await tell(`/r/sms/${secret}`, [report]);
  expect([answer.status, await answer.json()]).toEqual([200, { code: 0, msg: '接收成功' }]);
  expect(await state.list('receipt')).toHaveLength(1);
  await expect.poll(async () => (await state.list('message'))[0]!.state).toBe('delivered');
  await tell(`/r/sms/${secret}`, [report]);
  expect(await state.list('receipt')).toHaveLength(1);
});

test('a reply opts its phone out before it is answered', async () => {
  const reply = { phone_number: '008613900000009', content: 'Ｔ' };
  expect((await tell(`/r/sms/${secret}`, [reply, 'junk'])).status).toBe(200);
  const [found] = await state.list('suppression', { where: { addressHash: key.address('13900000009') } });
  expect(found).toMatchObject({ channel: 'sms', scope: 'marketing', reason: 'reply' });
  expect(log).toContainEqual(
    expect.objectContaining({ event: 'receipts-malformed', malformed: 1, optOuts: 1 }),
  );
});

test.each([
  ['/r/sms', 403],
  ['/r/sms/another-path-nobody', 403],
  [`/r/push/${secret}`, 403],
])('%s is not taken, and says nothing of channels', async (place, status) => {
  const before = (await state.list('receipt')).length;
  const answer = await tell(place, [{ ...report, biz_id: 'forged' }]);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(await state.list('receipt')).toHaveLength(before);
});

test('a body that is none is refused, and one that is too long', async () => {
  expect((await tell(`/r/sms/${secret}`, 'junk', 'text/plain')).status).toBe(400);
  expect((await tell(`/r/sms/${secret}`, 'x'.repeat(2_000_000))).status).toBe(413);
});

test('looking at a link changes nothing; its button and mail programs opt out', async () => {
  const link = `${server.url}/u/${optOutToken(key, 1)}`;
  const page = await fetch(link);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<form method="post">');
  const mine = { where: { addressHash: key.address('+8613800000001') } };
  expect(await state.list('suppression', mine)).toEqual([]);
  const done = await tell(
    `/u/${optOutToken(key, 1)}`,
    'List-Unsubscribe=One-Click',
    'application/x-www-form-urlencoded',
  );
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('You get no more offers')]);
  expect(await state.list('suppression', mine)).toMatchObject([
    { channel: '', scope: 'marketing', reason: 'link' },
  ]);
});

test('a link that nobody made, and one of a message without an address', async () => {
  const forged = `/u/1-${'0'.repeat(32)}`;
  expect((await fetch(`${server.url}${forged}`)).status).toBe(404);
  expect((await tell(forged, '')).status).toBe(404);
  expect((await tell(`/u/${optOutToken(key, 2)}`, '')).status).toBe(409);
});

test('without a state, or with a secret that can be guessed, no server starts', async () => {
  const channels = [{ channel: 'sms', form: 'aliyun-sms', secrets: [{ env: 'SHORT' }] }];
  await expect(start({ model, inbound: { keyFile } })).rejects.toThrow('inbound needs a state');
  const short = { model, state: url, inbound: { keyFile, channels }, environment: { SHORT: 'short' } };
  await expect(start(short)).rejects.toThrow('sms.secrets[0] has fewer than 16 letters');
});
