// Three processes that change one registry in a folder, each killed by the system in the middle of it.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { loadModel } from '../../src/registry/model-store.js';
import { openRegistry } from '../../src/registry/versions/registry.js';
import { modelFolders } from '../support/registry.js';

test('after kill -9 every name points to a whole version, and its entries have no gap', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-kill-'));
  const models = await modelFolders(3);
  const args = ['--import', 'tsx', 'test/boundary/fixtures/registry-loop.ts', folder, ...models];
  const children = [1, 2, 3].map(() => spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  const said: string[] = [];
  for (const child of children) child.stderr.on('data', (text: Buffer) => void said.push(text.toString()));
  const ended = children.map(
    (child) => new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal))),
  );
  // Each is killed at some moment after its first round.
  await Promise.all(
    children.map(async (child, i) => {
      await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended[i]]);
      await pause(50 + 90 * i);
      child.kill('SIGKILL');
    }),
  );
  expect(await Promise.all(ended), said.join('')).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL']);
  const registry = await openRegistry(folder);
  const history = await registry.history('production');
  expect(history.length).toBeGreaterThan(3);
  history.forEach((entry, i) => void expect(entry.number).toBe(i + 1));
  const model = await loadModel(await registry.folderOf('production', path.join(folder, 'cache')));
  expect(model.digest).toBe(history.at(-1)!.digest);
  model.classifier.close();
  // Whoever comes next puts everything in order.
  const deed = { now: new Date(Date.now() + 2 * 86_400_000).toISOString(), by: 'next' };
  await registry.expire(deed, { keepEntries: 1, keepDays: 0 });
  for (const one of models) await registry.publish(one, deed);
  for (const { digest } of await registry.versions())
    await registry.promote(digest, { ...deed, force: true });
  expect(await registry.status()).toMatchObject({ versions: 3, incomplete: 0 });
});
