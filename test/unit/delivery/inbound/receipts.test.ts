// What receipts and opt-outs make of messages, in both databases.
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyReceipts } from '../../../../src/delivery/inbound/apply.js';
import { messageOfToken, optOutToken } from '../../../../src/delivery/inbound/link.js';
import { keepOptOuts, optOutByLink } from '../../../../src/delivery/inbound/opt-outs.js';
import { type Receipt, receiptCounts, storeReceipts } from '../../../../src/delivery/inbound/receipts.js';
import { endsMessages } from '../../../../src/delivery/inbound/words.js';
import type { Channel } from '../../../../src/delivery/outbox/channel.js';
import { dispatch } from '../../../../src/delivery/outbox/dispatch.js';
import { enqueue, type NewMessage } from '../../../../src/delivery/outbox/enqueue.js';
import { verifyDelivery } from '../../../../src/delivery/outbox/verify.js';
import { type PersonKey, personKey } from '../../../../src/state/person.js';
import type { State } from '../../../../src/state/state.js';
import { allStates } from '../../../support/state/states.js';

const keyFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'winback-key-')), 'key');
writeFileSync(keyFile, '0123456789abcdef'.repeat(4));
const day = 86_400_000_000;
const at = Date.parse('2025-09-01T02:00:00Z') * 1000;
const what = { purpose: 'marketing', action: 'sms', costMinor: 5, currency: 'CNY' } as const;
const queued = (users: number): NewMessage[] =>
  Array.from({ length: users }, (_, i) => ({
    ...{ ...what, user: `u${i + 1}`, channel: 'sms', address: `1380000000${i + 1}`, body: {} },
    ...{ due: at, notAfter: null },
  }));

/** A provider with one number for all messages of a call, as Aliyun has. */
const channel: Channel = {
  ...{ name: 'sms', batch: 10, timeoutSeconds: 5, recovery: 'hold' },
  send: async (messages, { report }) => {
    for (const message of messages) report(message, { kind: 'accepted', providerId: 'biz' });
  },
};

const receipt = (user: number, state: Receipt['state'], more: Partial<Receipt> = {}): Receipt => ({
  ...{ providerId: 'biz', address: `+86 1380000000${user}`, state, at, costMinor: null },
  ...{ reason: state === 'undelivered' ? '空号' : null, ...more },
});

describe.each(allStates())('$name', (database) => {
  let state: State;
  let key: PersonKey;
  beforeAll(() => database.begin(), 60_000);
  afterAll(() => database.end());
  beforeEach(async () => {
    state = await database.open();
    key = await personKey(state, keyFile);
    return () => state.close();
  });

  const sent = async (users: number): Promise<void> => {
    await enqueue(state, queued(users), { project: 'shop', campaign: 'july', at, key });
    await dispatch(state, channel, { project: 'shop', zone: 'Asia/Shanghai', now: () => at, by: 'test' });
  };
  const states = async () => (await state.list('message')).map((one) => one.state);
  const take = async (receipts: readonly Receipt[], now = at) => {
    const stored = await storeReceipts(state, key, 'sms', receipts, now);
    return { ...stored, ...(await applyReceipts(state, key, now)) };
  };

  test('each receipt finds its message by number and phone, once, and the audit says so', async () => {
    await sent(3);
    const receipts = [receipt(1, 'delivered', { costMinor: 10 }), receipt(3, 'undelivered')];
    expect(await take(receipts)).toEqual({ stored: 2, known: 0, applied: 2, late: 0, unmatched: 0 });
    expect(await take(receipts)).toEqual({ stored: 0, known: 2, applied: 0, late: 0, unmatched: 0 });
    expect(await states()).toEqual(['delivered', 'accepted', 'undelivered']);
    const [first, , third] = await state.list('message');
    expect([first!.costMinor, third!.costMinor, third!.reason]).toEqual([10, 5, '空号']);
    const [contact] = await state.list('contact', { where: { user: 'u1' } });
    expect(contact!.costMinor).toBe(10);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('what was delivered never goes back, in whichever order receipts come', async () => {
    await sent(2);
    await take([receipt(1, 'delivered'), receipt(2, 'undelivered')]);
    const later = await take([receipt(1, 'undelivered'), receipt(1, 'accepted'), receipt(2, 'delivered')]);
    expect(later).toMatchObject({ applied: 1, late: 2 });
    expect(await states()).toEqual(['delivered', 'delivered']);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('a receipt that comes before its message is booked waits; one of nobody is kept and counted', async () => {
    await enqueue(state, queued(1), { project: 'shop', campaign: 'july', at, key });
    const early = [receipt(1, 'delivered'), receipt(9, 'delivered', { providerId: 'other' })];
    expect(await take(early)).toMatchObject({ stored: 2, applied: 0, unmatched: 0 });
    expect(await receiptCounts(state)).toEqual({ waiting: 2, applied: 0, late: 0, unmatched: 0 });
    await dispatch(state, channel, { project: 'shop', zone: 'UTC', now: () => at, by: 'test' });
    expect(await applyReceipts(state, key, at + 1)).toEqual({ applied: 1, late: 0, unmatched: 0 });
    expect(await states()).toEqual(['delivered']);
    expect(await applyReceipts(state, key, at + 2 * day)).toEqual({ applied: 0, late: 0, unmatched: 1 });
    expect(await receiptCounts(state)).toEqual({ waiting: 0, applied: 1, late: 0, unmatched: 1 });
  });

  test('more receipts than one page, most of them of nobody', async () => {
    await sent(2);
    const others = Array.from({ length: 1001 }, (_, i) => receipt(9, 'delivered', { providerId: `x${i}` }));
    expect(await take([...others, receipt(2, 'delivered')])).toMatchObject({ stored: 1002, applied: 1 });
    expect(await states()).toEqual(['accepted', 'delivered']);
  });

  test('a number without a phone that several messages have names none of them', async () => {
    await sent(2);
    expect(await take([receipt(1, 'delivered', { address: null })])).toMatchObject({ applied: 0 });
    expect(await states()).toEqual(['accepted', 'accepted']);
  });

  test('a link opts the address out on every channel, from then on; a changed link does nothing', async () => {
    await sent(2);
    const token = optOutToken(key, 1);
    expect(await optOutByLink(state, key, token, at)).toBe('opted-out');
    expect(await optOutByLink(state, key, token, at)).toBe('opted-out');
    expect(await optOutByLink(state, key, optOutToken(key, 77), at)).toBe('no-such-link');
    expect(
      await optOutByLink(
        state,
        key,
        token.replace(/.$/, (end) => (end === '0' ? '1' : '0')),
        at,
      ),
    ).toBe('no-such-link');
    await enqueue(state, queued(2), { project: 'shop', campaign: 'august', at, key });
    await dispatch(state, channel, { project: 'shop', zone: 'UTC', now: () => at, by: 'test' });
    const august = await state.list('message', { where: { campaign: 'august' } });
    expect(august.map((one) => one.state)).toEqual(['suppressed', 'accepted']);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('an opt-out never weakens what is there', async () => {
    const addressHash = key.address('13800000001');
    const known = { addressHash, channel: '', scope: 'all', reason: '投诉', since: at } as const;
    await state.put({ suppression: [known] });
    await keepOptOuts(state, [{ addressHash, channel: '', reason: 'reply' }], at + day);
    expect(await state.list('suppression')).toEqual([known]);
  });
});

test.each([
  '退订',
  ' 退 订。',
  '我要退订',
  'T',
  't',
  'Ｔ',
  'td',
  'ＴＤ',
  'TD.',
  'STOP',
  'Ｓｔｏｐ！',
  'unsubscribe',
  '“T”',
  '退訂',
])('%s ends messages', (reply) => expect(endsMessages(reply)).toBe(true));
test.each(['', '谢谢', 'TT', 'Thanks', 'stop by at 5', 'T恤', '订', 'T 1'])('%j ends nothing', (reply) =>
  expect(endsMessages(reply)).toBe(false),
);

test('no text but a link of this key names a message', async () => {
  const first = allStates()[0]!;
  await first.begin();
  const state = await first.open();
  const key = await personKey(state, keyFile);
  fc.assert(fc.property(fc.string(), (text) => messageOfToken(key, text) === null));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 50 }),
      (seq) => messageOfToken(key, optOutToken(key, seq)) === seq,
    ),
  );
  await state.close();
  await first.end();
});
