// Dispatchers that are killed in the middle of their work: every user is handed over once.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, expect, test } from 'vitest';

import { enqueue } from '../../src/delivery/outbox/enqueue.js';
import { deliveryStatus } from '../../src/delivery/outbox/status.js';
import { verifyDelivery } from '../../src/delivery/outbox/verify.js';
import { openState } from '../../src/state/open.js';

const fixture = fileURLToPath(new URL('./fixtures/dispatch.ts', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const url = path.join(folder, 'state.db');
const handover = path.join(folder, 'handover');

/** Runs a dispatcher, and kills it `batches` batches and some milliseconds after its first. */
function run(seconds: number, batches: number): Promise<string> {
  const args = ['--import', 'tsx', fixture, url, handover, String(seconds)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    if (said.length > batches) setTimeout(() => child.kill('SIGKILL'), (seconds * 7) % 13);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
}

test('dispatchers that are killed hand nobody over twice and forget nobody', async () => {
  const state = await openState(url);
  const what = { purpose: 'marketing', action: 'coupon', body: {}, costMinor: 50, currency: 'CNY' } as const;
  const users = Array.from({ length: 120 }, (_, i) => `u${i}`);
  const list = users.map((user) => ({
    ...what,
    user,
    channel: 'handover',
    address: null,
    due: 0,
    notAfter: null,
  }));
  await enqueue(state, list, { project: 'shop', campaign: 'july', at: 0 });
  const kills = [];
  for (let life = 0; life < 6; life++) kills.push(await run(life * 1000, life % 4));
  expect(kills).toEqual(Array(6).fill('SIGKILL'));
  expect(await run(7000, Number.POSITIVE_INFINITY)).toBe('exit 0');
  const files = readdirSync(handover, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.jsonl'),
  );
  const lines = files.flatMap((file) => readFileSync(path.join(handover, file), 'utf8').trim().split('\n'));
  const found = lines.map((line) => (JSON.parse(line) as { user: string }).user);
  expect(found.sort()).toEqual([...users].sort());
  expect(await deliveryStatus(state)).toMatchObject([
    { planned: 120, states: { accepted: 120 }, finished: true },
  ]);
  expect(await verifyDelivery(state)).toMatchObject({ ok: true, messages: 120 });
  await state.close();
}, 120_000);
