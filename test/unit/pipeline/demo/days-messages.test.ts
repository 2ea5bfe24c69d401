// Messages of simulated days by where they stand: each counts once, and those of other configurations not at all.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { enqueue, type NewMessage } from '../../../../src/delivery/outbox/enqueue.js';
import { messagesOfDays } from '../../../../src/pipeline/demo/days-messages.js';
import { openState } from '../../../../src/state/open.js';
import type { MessageState } from '../../../../src/state/records/contact.js';
import type { State } from '../../../../src/state/state.js';

const folder = mkdtempSync(path.join(tmpdir(), 'wb-days-messages-'));
let state: State;

beforeAll(async () => {
  state = await openState(path.join(folder, 'state.db'));
});
afterAll(async () => {
  await state.close();
  rmSync(folder, { recursive: true });
});

const message = (user: string): NewMessage => ({
  ...{ user, channel: 'handover', purpose: 'marketing', action: 'sms', address: null, body: {} },
  ...{ costMinor: 5, currency: 'CNY', due: 0, notAfter: null },
});

const states: readonly MessageState[] = [
  ...(['queued', 'sending', 'accepted', 'delivered', 'undelivered', 'unknown'] as const),
  ...(['suppressed', 'expired', 'dead', 'cancelled'] as const),
];

test('every state of a message is one of the parts, and the parts add up', async () => {
  const users = states.map((_, i) => message(`u${i}`));
  await enqueue(state, users.slice(0, 4), { project: 'shop', campaign: 'day 1', at: 0 });
  await enqueue(state, users.slice(4), { project: 'shop', campaign: 'day 2', at: 0 });
  await enqueue(state, [message('u0')], { project: 'other', campaign: 'day 1', at: 0 });
  const queued = await state.list('message', { where: { project: 'shop' } });
  await state.put({ message: queued.map((one, i) => ({ ...one, state: states[i]! })) });
  expect(await messagesOfDays(state, 'shop')).toEqual({
    ...{ planned: 10, sent: 3, suppressed: 1, unknown: 1, waiting: 2, notSent: 3 },
  });
  expect(await messagesOfDays(state, 'nobody')).toEqual({
    ...{ planned: 0, sent: 0, suppressed: 0, unknown: 0, waiting: 0, notSent: 0 },
  });
});
