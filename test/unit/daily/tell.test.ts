// Alarms whose receiver fails for a moment.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { updateAlerts } from '../../../src/delivery/alerts/update.js';
import { noticeWords } from '../../../src/pipeline/alerts/words.js';
import { dailyConfig } from '../../../src/pipeline/daily/config.js';
import { type Telling, tell } from '../../../src/pipeline/daily/watch/tell.js';
import { openState } from '../../../src/state/open.js';
import type { State } from '../../../src/state/state.js';

let root: string;
let state: State;
let server: Server;
/** Answers of the receiver, the last one for ever. */
let answers: number[];
let received: number[];

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'wb-tell-'));
  state = await openState(path.join(root, 'winback.db'));
  received = [];
  server = createServer((request, response) => {
    request.resume();
    const code = answers[Math.min(received.length, answers.length - 1)]!;
    received.push(code);
    response.writeHead(code).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await state.close();
  rmSync(root, { recursive: true });
});

const now = (): number => Date.now() * 1000;

/** Queues one alarm. */
async function queuedAlarm(): Promise<Telling> {
  const columns = { user: 'u', time: 't', event: 'e', amount: 'a' };
  const events = {
    source: 'events.csv',
    columns,
    roles: { login: 'login', payment: 'pay' },
    timeZone: 'UTC',
  };
  const channels = [{ name: 'ops', type: 'webhook', url: { env: 'OPS' }, language: 'en' }];
  const config = dailyConfig(
    { name: 'shop', events, plan: { budget: 1 }, daily: { alerts: { channels } } },
    'config',
  );
  const found = {
    kind: 'plan-held',
    object: 'plan',
    model: null,
    severity: 'critical',
    found: true,
  } as const;
  await updateAlerts(state, [{ ...found, value: null, threshold: null, values: { reason: 'data' } }], {
    ...{ project: 'shop', at: now(), channels: ['ops'], words: noticeWords },
  });
  const { port } = server.address() as AddressInfo;
  return { config, root, state, now, environment: { OPS: `http://127.0.0.1:${port}/` } };
}

const messageStates = async (): Promise<readonly string[]> =>
  (await state.list('message')).map((message) => message.state);

test('a receiver that fails once is told in the same run', async () => {
  answers = [500, 200];
  await tell(await queuedAlarm(), 'daily 2025-07-01');
  expect(received).toEqual([500, 200]);
  expect(await messageStates()).toEqual(['accepted']);
});

test('a receiver that goes on failing leaves the alarm in the outbox', async () => {
  answers = [500];
  await tell(await queuedAlarm(), 'daily 2025-07-01');
  expect(received).toEqual([500, 500]);
  expect(await messageStates()).toEqual(['queued']);
});
