// JPush against a local double of its documented form.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { State } from '../../../../src/state/state.js';
import { type Called, ProviderDouble, type Said } from '../../../support/delivery/provider-double.js';
import { kindsOf, messagesTo, opened, outcomesOf } from '../../../support/delivery/send.js';
import { testState } from '../../../support/delivery/state.js';

const double = new ProviderDouble();
let state: State;
beforeAll(() => double.start());
afterAll(() => double.stop());
beforeEach(async () => {
  double.reset();
  const kept = await testState();
  state = kept.state;
  return () => kept.end();
});

const notification = { alert: '{{name}}，回来吧', android: { extras: { days: '{{days}}' } } };
const channel = (more: object = {}) =>
  opened(
    state,
    {
      ...{ type: 'jpush', endpoint: double.address, appKey: { env: 'KEY' }, masterSecret: { env: 'SECRET' } },
      ...{ notification, timeoutSeconds: 1, ...more },
    },
    { KEY: 'app', SECRET: 'hush' },
  );
const messages = (count: number) => messagesTo(count).map((one) => ({ ...one, address: `reg-${one.seq}` }));

let cids = 0;
/** Gives names as the documentation says, and lets a test answer pushes. */
const answers = (push: (call: Called) => Said) => (call: Called) => {
  expect(call.headers.authorization).toBe(`Basic ${Buffer.from('app:hush').toString('base64')}`);
  if (!call.url.startsWith('/v3/push/cid?')) return push(call);
  const count = Number(new URL(call.url, 'http://x').searchParams.get('count'));
  expect(count).toBeLessThanOrEqual(10);
  return { body: { cidlist: Array.from({ length: count }, () => `app-${++cids}`) } };
};

test('each push has a name that JPush gave, and the same one when it is sent again', async () => {
  const bodies: Record<string, unknown>[] = [];
  double.answer = answers(({ body }) => {
    bodies.push(JSON.parse(body) as Record<string, unknown>);
    return 'reset';
  });
  const [first, again] = [await channel(), await channel()];
  expect(first).toMatchObject({ recovery: 'resend', keyTtlSeconds: 86_400 });
  expect(kindsOf(await outcomesOf(first, messages(1)))).toEqual(['unknown']);
  double.answer = answers(({ body }) => {
    bodies.push(JSON.parse(body) as Record<string, unknown>);
    return { body: { sendno: '0', msg_id: 18_100 } };
  });
  expect((await outcomesOf(again, messages(2))).get(1)).toEqual({ kind: 'accepted', providerId: '18100' });
  const [cut, ...sent] = bodies;
  const same = sent.find(({ cid }) => cid === cut!['cid']);
  expect(same).toEqual({
    ...{ cid: cut!['cid'], platform: 'all', audience: { registration_id: ['reg-1'] } },
    notification: { alert: '客1，回来吧', android: { extras: { days: 1 } } },
    options: { apns_production: true },
  });
  expect(new Set(sent.map(({ cid }) => cid)).size).toBe(2);
  expect(await state.list('messageKey')).toHaveLength(2);
});

test('paying customers push a thousand texts in one call, each with a result of its own', async () => {
  double.answer = answers(({ url, body }) => {
    expect(url).toBe('/v3/push/batch/regid/single');
    const { pushlist } = JSON.parse(body) as { pushlist: Record<string, { target: string }> };
    const results: Record<string, unknown> = {};
    for (const [cid, { target }] of Object.entries(pushlist))
      if (target === 'reg-2') results[cid] = { error: { code: 1011, message: 'no target' } };
      else if (target !== 'reg-3') results[cid] = { msg_id: `m-${target}` };
    return { body: results };
  });
  const found = await outcomesOf(await channel({ vip: true }), messages(25));
  expect(double.calls.filter(({ url }) => url.includes('batch'))).toHaveLength(1);
  expect(found.get(1)).toEqual({ kind: 'accepted', providerId: 'm-reg-1' });
  expect(found.get(2)).toEqual({ kind: 'refused', reason: '1011: no target', optOut: 'all' });
  expect(found.get(3)).toMatchObject({ kind: 'unknown' });
  expect(kindsOf(found).filter((kind) => kind === 'accepted')).toHaveLength(23);
});

describe('what a code means', () => {
  const limited = { 'x-rate-limit-reset': '17' };
  test.each([
    [400, 1003, {}, { kind: 'refused', reason: '1003: m' }],
    [400, 1011, {}, { kind: 'refused', reason: '1011: m', optOut: 'all' }],
    [401, 1004, {}, { kind: 'failed', reason: '1004: m' }],
    [429, 2002, limited, { kind: 'throttled', waitMs: 17_000 }],
    [500, 1000, {}, { kind: 'unknown', reason: '1000: m' }],
    [503, 1030, {}, { kind: 'unknown', reason: '1030: m' }],
  ])('%i %i', async (status, code, headers, outcome) => {
    double.answer = answers(() => ({ status, headers, body: { error: { code, message: 'm' } } }));
    expect((await outcomesOf(await channel(), messages(1))).get(1)).toEqual(outcome);
  });

  test('without a name for it nothing is pushed', async () => {
    double.answer = () => ({ status: 401, body: { error: { code: 1004, message: 'wrong key' } } });
    const found = await outcomesOf(await channel({ parallel: 1 }), messages(3));
    expect(found.get(1)).toEqual({ kind: 'failed', reason: 'cid: 1004: wrong key' });
    expect(kindsOf(found)).toEqual(['failed', 'throttled', 'throttled']);
    expect(await state.list('messageKey')).toEqual([]);
  });
});
