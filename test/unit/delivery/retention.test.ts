// Addresses and texts go some days after a campaign has ended; what opt-outs are compared with stays.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { removeOldAddresses } from '../../../src/delivery/campaigns/retention.js';
import { verifyAudit } from '../../../src/state/audit.js';
import { personKey } from '../../../src/state/person.js';
import { messagesTo } from '../../support/delivery/send.js';
import { type TestState, testState } from '../../support/delivery/state.js';
import { samples } from '../../support/state/records.js';

let kept: TestState;
beforeAll(async () => {
  kept = await testState();
});
afterAll(() => kept.end());

const day = 86_400_000_000;
const end = 1_756_684_800_000_000;

test('only campaigns that are over for so long lose addresses; the hash stays, and the audit says so', async () => {
  const { state, folder } = kept;
  const file = path.join(folder, 'key');
  writeFileSync(file, '0123456789abcdef'.repeat(4));
  const key = await personKey(state, file);
  const messages = [...messagesTo(3), ...messagesTo(6).slice(3), ...messagesTo(9).slice(6)].map((one, i) => {
    const campaign = ['july', 'august', 'open'][Math.floor(i / 3)]!;
    const addressHash = i === 1 ? null : key.address(one.address!);
    const recipient = addressHash ?? one.address;
    const messageState = i === 8 ? ('unknown' as const) : ('delivered' as const);
    return { ...one, campaign, key: `k${i}`, addressHash, recipient, state: messageState };
  });
  const delivery = { ...samples.delivery, project: 'shop', state: 'done' as const };
  await state.put({
    message: messages,
    delivery: [
      { ...delivery, campaign: 'july', updatedAt: end },
      { ...delivery, campaign: 'august', updatedAt: end + 20 * day },
      { ...delivery, campaign: 'open', updatedAt: end },
    ],
  });
  expect(await removeOldAddresses(state, 'shop', 30, end + 30 * day)).toBe(0);
  expect(await removeOldAddresses(state, 'shop', 30, end + 31 * day)).toBe(3);
  expect(await removeOldAddresses(state, 'shop', 30, end + 31 * day)).toBe(0);
  const after = await state.list('message');
  const july = after.filter(({ campaign }) => campaign === 'july');
  expect(july.map(({ address, body }) => [address, body])).toEqual([...Array(3)].map(() => [null, {}]));
  expect(july.map(({ addressHash, recipient }) => addressHash === recipient)).toEqual([true, true, true]);
  expect(july[0]!.addressHash).toBe(key.address('13800000001'));
  expect(after.filter(({ address }) => address !== null)).toHaveLength(6);
  expect((await state.list('audit')).map(({ event, subject }) => [event, subject])).toEqual([
    ['addresses-removed', 'july'],
  ]);
  expect((await verifyAudit(state)).ok).toBe(true);
});
