// Coupon codes: one a user and campaign, none twice, and a pause when a pool has none left.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { queueCampaign } from '../../../src/delivery/campaigns/queue.js';
import { approveDelivery, resumeDelivery, startDelivery } from '../../../src/delivery/campaigns/steps.js';
import { isSignedBy } from '../../../src/delivery/channels/sign/webhook.js';
import { addCoupons, freeCoupons, giveCoupons } from '../../../src/delivery/coupons/pool.js';
import { dispatch } from '../../../src/delivery/outbox/dispatch.js';
import { forgetUsers } from '../../../src/state/forget.js';
import type { State } from '../../../src/state/state.js';
import { ProviderDouble } from '../../support/delivery/provider-double.js';
import { clock, messagesTo, opened } from '../../support/delivery/send.js';
import { allStates } from '../../support/state/states.js';

const double = new ProviderDouble();
beforeAll(() => double.start());
afterAll(() => double.stop());

const at = clock * 1000;
const codes = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `C-${String(from + i).padStart(4, '0')}`);

describe.each(allStates())('$name', (database) => {
  let state: State;
  beforeAll(() => database.begin(), 60_000);
  afterAll(() => database.end());
  beforeEach(async () => {
    double.reset();
    state = await database.open();
  });
  afterEach(() => state.close());

  test('the same user has the same code; another campaign another one; no code is given twice', async () => {
    await addCoupons(state, codes(60), { pool: 'p', at });
    const [july, august] = [messagesTo(20), messagesTo(20, { campaign: 'august' })];
    const first = await giveCoupons(state, 'p', july, at);
    expect(await giveCoupons(state, 'p', july, at)).toEqual(first);
    const second = await giveCoupons(state, 'p', august, at);
    expect(new Set([...first.values(), ...second.values()]).size).toBe(40);
    expect(await freeCoupons(state, 'p', at)).toBe(20);
  });

  test('many who give at the same time give each code once, and each user one', async () => {
    await addCoupons(state, codes(50), { pool: 'p', at });
    const halves = [messagesTo(40), messagesTo(60).slice(20), messagesTo(30)];
    const given = await Promise.all(halves.map((messages) => giveCoupons(state, 'p', messages, at)));
    const list = await state.list('coupon');
    const users = list.flatMap(({ user }) => (user === null ? [] : [user]));
    expect(new Set(users).size).toBe(users.length);
    expect(users.length).toBe(50);
    for (const one of given)
      for (const [seq, code] of one)
        expect(list.find((coupon) => coupon.code === code)!.user).toBe(`u${seq}`);
  });

  test('an expired code is given to nobody; a forgotten user keeps a code and no name', async () => {
    await addCoupons(state, codes(1), { pool: 'p', at, validUntil: at });
    await addCoupons(state, codes(1, 1), { pool: 'p', at });
    expect(await giveCoupons(state, 'p', messagesTo(2), at)).toEqual(new Map([[1, 'C-0001']]));
    await forgetUsers(state, ['u1'], null, at);
    expect((await state.list('coupon')).map(({ user }) => user)).toEqual([null, 'forgotten:1']);
  });

  test.each([[['']], [[' A']], [['A', 7 as unknown as string]]])('%j are no codes', async (given) => {
    await expect(addCoupons(state, given, { pool: 'p', at })).rejects.toThrow('is no code');
    expect(await state.list('coupon')).toEqual([]);
  });

  const settings = { project: 'shop', campaign: 'july', channel: 'sms', purpose: 'marketing' } as const;
  const begin = async (users: number): Promise<void> => {
    const message = { action: 'coupon', address: null, body: {}, costMinor: 1, currency: 'CNY' };
    const list = messagesTo(users).map(({ user }) => ({ ...message, user }));
    await queueCampaign(state, { ...settings, zone: 'UTC', planDigest: 'p0', at }, [list]);
    await approveDelivery(state, { campaign: 'july', at }, 'li');
    await startDelivery(state, { campaign: 'july', at }, false);
  };
  const how = { project: 'shop', zone: 'UTC', by: 'test' };
  const channel = (coupons: object) =>
    opened(
      state,
      { type: 'webhook', url: `${double.address}in`, body: { to: '{{user}}', code: '{{coupon}}' }, coupons },
      { SECRET: 'hush' },
    );

  test('when the pool is empty the campaign is paused with the number that waits; it goes on with new codes', async () => {
    await addCoupons(state, codes(3), { pool: 'p', at });
    await begin(5);
    const sending = await channel({ pool: 'p' });
    const { events } = await dispatch(state, sending, { ...how, now: () => at });
    expect(events).toMatchObject({ accepted: 3, throttled: 2 });
    const [paused] = await state.list('delivery');
    expect(paused).toMatchObject({
      ...{ state: 'paused', reason: 'no coupon code is left in the pool "p": 2 messages wait for one' },
    });
    await addCoupons(state, codes(5, 10), { pool: 'p', at });
    await resumeDelivery(state, { campaign: 'july', at });
    await dispatch(state, sending, { ...how, now: () => at + 120_000_000 });
    expect((await state.list('message')).map((one) => one.state)).toEqual(
      Array.from({ length: 5 }, () => 'accepted'),
    );
    const sent = double.calls.map(({ body }) => JSON.parse(body) as { to: string; code: string });
    expect(new Set(sent.map(({ code }) => code)).size).toBe(5);
    expect(sent).toHaveLength(5);
  });

  test('codes come from a call where the pool has too few; a lost answer is asked for again', async () => {
    let calls = 0;
    double.answer = ({ url, body, headers }) => {
      if (url !== '/codes') return { body: {} };
      expect(isSignedBy(['hush'], String(headers['x-winback-signature']), body, clock / 1000)).toBe(true);
      const { pool, count, request } = JSON.parse(body) as { pool: string; count: number; request: number };
      expect([pool, count, headers['idempotency-key']]).toEqual(['p', 2, `coupons:p:${request}`]);
      calls += 1;
      return calls === 1 ? 'reset' : { body: { codes: codes(2, request) } };
    };
    await begin(5);
    const coupons = { pool: 'p', url: `${double.address}codes`, secrets: [{ env: 'SECRET' }], batch: 2 };
    const sending = await channel(coupons);
    await dispatch(state, sending, { ...how, now: () => at });
    const keys = double.calls
      .filter(({ url }) => url === '/codes')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe('coupons:p:0');
    await dispatch(state, sending, { ...how, now: () => at + 600_000_000 });
    expect(new Set((await state.list('message')).map((one) => one.state))).toEqual(new Set(['accepted']));
    expect(await state.list('coupon')).toHaveLength(6);
    const all = double.calls
      .filter(({ url }) => url === '/codes')
      .map(({ headers }) => headers['idempotency-key']);
    expect(all).toEqual(['coupons:p:0', 'coupons:p:0', 'coupons:p:2', 'coupons:p:4']);
  });
});
