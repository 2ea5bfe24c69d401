// Campaigns on both databases: queued once, approved, stopped after the first messages, kept by every rule at the claim.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  approveDelivery,
  type CampaignMessage,
  type Channel,
  type DeliverySettings,
  deliveryReasons,
  deliveryStatus,
  dispatch,
  estimateDelivery,
  type Outcome,
  pauseDelivery,
  queueCampaign,
  resumeDelivery,
  retryDelivery,
  startDelivery,
  suppressAddresses,
  verifyDelivery,
} from '../../../src/entries/delivery.js';
import { type PersonKey, personKey, type State } from '../../../src/entries/state.js';
import { allStates } from '../../support/state/states.js';

const second = 1_000_000;
const day = 86_400 * second;
const start = Date.UTC(2026, 0, 15, 2) * 1000; // 10:00 in Shanghai

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-campaign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const keyFile = path.join(folder, 'person.key');
writeFileSync(keyFile, 'k'.repeat(40));

const message = (user: string, more: Partial<CampaignMessage> = {}): CampaignMessage => ({
  ...{ user, action: 'coupon', address: null, body: {}, costMinor: 50, currency: 'CNY' },
  ...more,
});
const users = (count: number, more: Partial<CampaignMessage> = {}) =>
  Array.from({ length: count }, (_, i) => message(`u${i + 1}`, more));

const settings = (more: Partial<DeliverySettings> = {}): DeliverySettings => ({
  ...{ project: 'shop', campaign: 'july', channel: 'sms', purpose: 'marketing', planDigest: 'p0' },
  ...{ zone: 'Asia/Shanghai', at: start },
  ...more,
});

function smsChannel(answer: () => Outcome = () => ({ kind: 'accepted' }), more: Partial<Channel> = {}) {
  const reached: string[] = [];
  const channel: Channel = {
    ...{ name: 'sms', batch: 50, timeoutSeconds: 5, recovery: 'resend' },
    send: async (messages, { report }) => {
      for (const one of messages) {
        reached.push(one.user);
        report(one, answer());
      }
    },
    ...more,
  };
  return { channel, reached };
}
const failed = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: Error) => error.message,
  );

describe.each(allStates())('a campaign in $name', { timeout: 120_000 }, (states) => {
  let state: State;
  let key: PersonKey;
  beforeAll(() => states.begin(), 120_000);
  afterAll(() => states.end());
  beforeEach(async () => {
    state = await states.open();
    key = await personKey(state, keyFile);
    return () => state.close();
  });
  const run = (channel: Channel, at: number, by = 'd1') =>
    dispatch(state, channel, { project: 'shop', zone: 'Asia/Shanghai', now: () => at, by });

  async function queued(list: readonly CampaignMessage[], more: Partial<DeliverySettings> = {}) {
    const done = await queueCampaign(state, settings(more), [list], key);
    const campaign = more.campaign ?? 'july';
    await approveDelivery(state, { campaign, at: start }, 'li');
    await startDelivery(state, { campaign, at: start }, false);
    return done;
  }
  const reasons = async (campaign = 'july') => {
    const all: string[] = [];
    for await (const page of deliveryReasons(state, { campaign }))
      all.push(
        ...page.map(({ user, state: at, reason }) => `${user} ${at}${reason === null ? '' : `: ${reason}`}`),
      );
    return all;
  };

  test('a campaign and whoever approves, pauses or suppresses have a name', async () => {
    await expect(queueCampaign(state, settings({ campaign: '' }), [users(1)])).rejects.toThrow(
      'settings.campaign must be a non-empty string',
    );
    const hand = { campaign: 'july', at: start };
    await expect(approveDelivery(state, hand, '')).rejects.toThrow('by must be a non-empty string');
    await expect(pauseDelivery(state, hand, '')).rejects.toThrow('reason must be a non-empty string');
  });

  test('it is queued once, waits for its approval, and stops after a hundred messages until it is resumed', async () => {
    const list = users(230);
    expect(await queueCampaign(state, settings(), [list.slice(0, 100), list.slice(100)])).toMatchObject({
      queued: 230,
    });
    expect(await queueCampaign(state, settings(), [list])).toMatchObject({ queued: 0, known: 230 });
    expect(await failed(queueCampaign(state, settings({ planDigest: 'other' }), [list]))).toContain(
      'another plan',
    );
    const { channel, reached } = smsChannel();
    expect((await run(channel, start)).events).toEqual({});
    expect(await failed(startDelivery(state, { campaign: 'july', at: start }, true))).toContain(
      'is not approved',
    );
    expect(await approveDelivery(state, { campaign: 'july', at: start }, 'li')).toMatchObject({
      approvedBy: 'li',
    });
    await approveDelivery(state, { campaign: 'july', at: start + 1 }, 'wang');
    expect((await run(channel, start)).events).toEqual({});
    await startDelivery(state, { campaign: 'july', at: start }, true);
    expect((await run(channel, start)).events).toEqual({ accepted: 100 });
    expect(await failed(startDelivery(state, { campaign: 'july', at: start }, true))).toContain(
      'is paused (first batch)',
    );
    expect((await run(channel, start)).events).toEqual({});
    await resumeDelivery(state, { campaign: 'july', at: start });
    expect((await run(channel, start)).events).toEqual({ accepted: 130 });
    expect(new Set(reached).size).toBe(230);
    expect(await state.list('delivery')).toMatchObject([{ state: 'done', messages: 230, approvedBy: 'li' }]);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('a pause stops it, and a list that was not queued whole cannot be approved', async () => {
    await queued(users(20));
    await pauseDelivery(state, { campaign: 'july', at: start }, 'wrong text');
    const { channel, reached } = smsChannel();
    await run(channel, start);
    expect(reached).toEqual([]);
    await resumeDelivery(state, { campaign: 'july', at: start });
    await run(channel, start);
    expect(reached).toHaveLength(20);
    async function* stopping() {
      yield users(5);
      throw new Error('the disk is full');
    }
    const half = settings({ campaign: 'half' });
    expect(await failed(queueCampaign(state, half, stopping()))).toBe('the disk is full');
    expect(await failed(approveDelivery(state, { campaign: 'half', at: start }, 'li'))).toContain(
      'not queued to the end',
    );
    expect(await queueCampaign(state, half, [users(5)])).toMatchObject({ queued: 0, known: 5 });
    expect(await approveDelivery(state, { campaign: 'half', at: start }, 'li')).toMatchObject({
      state: 'approved',
    });
  });

  test('opt-outs that come after the queueing count, two users with one phone are one, and nobody is missing', async () => {
    await queued([
      message('u1', { address: '13800000001' }),
      message('u2', { address: '138 0000 0002' }),
      message('u3', { address: '+86 138-0000-0002' }),
      message('u4', { suppressed: 'no consent' }),
    ]);
    expect(await suppressAddresses(state, ['008613800000001'], { key, reason: '退订', at: start })).toBe(1);
    const all = { key, reason: 'complaint', scope: 'all', at: start } as const;
    expect(await suppressAddresses(state, ['13800000001'], all)).toBe(1);
    expect(await suppressAddresses(state, ['13800000001'], { key, reason: '退订', at: start })).toBe(0);
    const { channel, reached } = smsChannel();
    await run(channel, start);
    expect(reached).toEqual(['u2']);
    expect(await reasons()).toEqual([
      'u1 suppressed: opted out',
      'u2 accepted',
      'u3 suppressed: same address as another user',
      'u4 suppressed: no consent',
    ]);
    expect((await deliveryStatus(state))[0]).toMatchObject({
      planned: 4,
      states: { accepted: 1, suppressed: 3 },
    });
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('an address that a provider refuses for good is kept as an opt-out', async () => {
    await queued([message('u1', { address: 'A@Shop.cn' })]);
    const gone = () => ({ kind: 'refused', reason: 'Unregistered', optOut: 'all' }) as const;
    await run(smsChannel(gone).channel, start);
    await queued([message('u9', { address: 'a@shop.cn' })], { campaign: 'august' });
    const { channel, reached } = smsChannel();
    await run(channel, start + day);
    expect(reached).toEqual([]);
    expect(await reasons('august')).toEqual(['u9 suppressed: opted out']);
  });

  test('caps hold across campaigns and ids of one address, for marketing alone', async () => {
    const caps = { over: 'state', coolDownDays: 7, most: 2, withinDays: 30 } as const;
    const phone = { address: '13800000001' };
    const { channel, reached } = smsChannel();
    const send = async (
      campaign: string,
      user: string,
      days: number,
      more: Partial<DeliverySettings> = {},
    ) => {
      await queued([message(user, phone)], { campaign, caps, ...more });
      await run(channel, start + days * day);
      return (await reasons(campaign))[0];
    };
    expect(await send('c1', 'u1', 0)).toBe('u1 accepted');
    expect(await send('c2', 'u2', 3)).toBe('u2 suppressed: cool-down');
    expect(await send('c3', 'u1', 3, { purpose: 'transactional' })).toBe('u1 accepted');
    expect(await send('c4', 'u2', 8)).toBe('u2 accepted');
    expect(await send('c5', 'u1', 20)).toBe('u1 suppressed: frequency cap');
    expect(await send('c6', 'u1', 45)).toBe('u1 accepted');
    expect(reached).toHaveLength(4);
  });

  test('quiet hours put messages off to the opening of their own zone', async () => {
    const quiet = { from: '21:00', to: '09:00' };
    await queued([message('cn'), message('us', { zone: 'America/New_York' })], { quiet });
    const { channel, reached } = smsChannel();
    expect((await run(channel, start)).events).toEqual({ accepted: 1, deferred: 1 });
    expect(reached).toEqual(['cn']);
    await run(channel, start + 12 * 3600 * second + 31 * 60 * second);
    expect(reached).toEqual(['cn', 'us']);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('a proof finds what was claimed after its opt-out or in quiet hours, and a message that is missing', async () => {
    await queued([message('u1', { address: '13800000001' }), message('u2')]);
    await run(smsChannel().channel, start);
    expect((await verifyDelivery(state)).ok).toBe(true);
    await suppressAddresses(state, ['13800000001'], { key, reason: '退订', at: start - 120 * second });
    const [delivery] = await state.list('delivery');
    await state.put({ delivery: [{ ...delivery!, messages: 3, quiet: { from: '09:00', to: '11:00' } }] });
    const found = await verifyDelivery(state);
    expect(found).toMatchObject({ ok: false, faultCount: 3, wrongCampaigns: ['july'] });
    expect(found.faults.map(({ message: seq, problem }) => `${seq} ${problem}`)).toEqual([
      '1 claimed after its opt-out',
      '1 claimed in quiet hours',
      '2 claimed in quiet hours',
    ]);
  });

  test('dispatchers share the limits of an account, and a restart does not forget them', async () => {
    await queued(users(100));
    const { channel, reached } = smsChannel(undefined, { batch: 7, limits: [{ most: 20, per: 'minute' }] });
    const done = await Promise.all(['a', 'b', 'c'].map((by) => run(channel, start, by)));
    expect(reached).toHaveLength(20);
    expect(done.some(({ until }) => until !== null && until > start)).toBe(true);
    await run(channel, start + 59 * second, 'later');
    expect(reached).toHaveLength(20);
    await run(channel, start + 61 * second, 'later');
    expect(reached).toHaveLength(40);
    expect(new Set(reached).size).toBe(40);
  });

  test('a key that the provider may have forgotten is not sent again: asked for, or held', async () => {
    await queued(users(3));
    const lost = smsChannel(() => ({ kind: 'unknown', reason: 'no answer' }), { keyTtlSeconds: 3600 });
    await run(lost.channel, start);
    await run(lost.channel, start + 2 * 3600 * second);
    expect(lost.reached).toHaveLength(3);
    expect(await reasons()).toEqual(
      users(3).map(({ user }) => `${user} unknown: the receiver may have forgotten its key`),
    );
    expect(await retryDelivery(state, { campaign: 'july', at: start }, 'unknown')).toBe(3);
    const asked = smsChannel(undefined, {
      keyTtlSeconds: 3600,
      taken: async ([first]) => new Set([first!.seq]),
    });
    await run(asked.channel, start + 3 * 3600 * second);
    expect(asked.reached).toHaveLength(2);
    expect((await reasons()).every((line) => line.includes('accepted'))).toBe(true);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('dead letters are tried again when they are asked for', async () => {
    await queued(users(3));
    await run(smsChannel(() => ({ kind: 'refused', reason: 'bad template' })).channel, start);
    expect(await state.list('delivery')).toMatchObject([{ state: 'done' }]);
    expect(await retryDelivery(state, { campaign: 'july', at: start }, 'dead')).toBe(3);
    const { channel, reached } = smsChannel();
    await run(channel, start);
    expect(reached).toHaveLength(3);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('a dry run counts every reason, the cost and the hours, and changes nothing', async () => {
    const phone = (user: string, address: string) => message(user, { address });
    const list = [phone('u1', '13800000001'), phone('u2', '13800000001'), phone('u3', '13800000003')];
    await queued([...list, ...users(100).slice(3)]);
    await suppressAddresses(state, ['13800000003'], { key, reason: '退订', at: start });
    const { channel } = smsChannel(undefined, { limits: [{ most: 20, per: 'hour' }] });
    const before = await state.list('message');
    expect(await estimateDelivery(state, channel, { campaign: 'july', zone: 'UTC', at: start })).toEqual({
      ...{ queued: 100, sendable: 98, costMinor: { CNY: 4900 }, hours: 98 / 20 - 1 },
      others: { 'suppressed: opted out': 1, 'suppressed: same address as another user': 1 },
    });
    expect(await state.list('message')).toEqual(before);
  });
});
