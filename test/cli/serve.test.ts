// `winback serve` as a user runs it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { promisify } from 'node:util';

import { afterAll, expect, test } from 'vitest';

import { WinbackClient } from '../../src/entries/client.js';
import { program, winback } from './run.js';

const model = 'test/golden/registry/model-0.1';
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A server with the addresses of its first line. */
async function serve(...args: readonly string[]) {
  const child = spawn(process.execPath, [...program(), 'serve', '--port', '0', '--json', ...args]);
  children.push(child);
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const lines = readline.createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const { listening, admin } = JSON.parse(line) as { listening: string; admin: string };
  return { child, listening, admin, stderr: () => stderr };
}

test('the first line says where it listens; SIGTERM ends it with all answers sent', async () => {
  const { child, listening, admin, stderr } = await serve('--model', model);
  const client = new WinbackClient(listening);
  const { probability, tier } = await client.score({ id: 'u1', features: { x: 0.25 } });
  expect(probability).toBeGreaterThan(0);
  expect(['low', 'medium', 'high']).toContain(tier);
  await expect(client.score({ features: { y: 1 } })).rejects.toThrow(
    'BAD_VALUES: Values of the request are wrong: /features/y the model has no feature "y"',
  );
  expect(await client.ready()).toEqual({ ready: true, reasons: [] });
  expect((await fetch(`${admin}/metrics`)).status).toBe(200);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  expect(stderr()).toContain(`Listening on ${listening}`);
  expect(stderr()).toMatch(/"event":"request","route":"score","status":422/);
  expect(stderr()).not.toContain('"u1"');
});

test.each([
  [['serve'], 'serve needs a model: give either model or registry'],
  [['serve', '--model', 'nowhere'], 'no model in nowhere'],
  [['serve', '--model', model, '--host', '0.0.0.0'], 'can be reached from other machines'],
  [['serve', '--registry', 'r', '--canary', 'half'], '--canary must be NAME=SHARE, got "half"'],
  [['serve', '--model', model, '--shadow', 's'], 'canary and shadow are names of a registry'],
  [['serve', '--model', model, '--port', '99999'], '--port must be a whole number from 0 to 65535'],
])('%s is refused', async (args, message) => {
  const { code, stdout, stderr } = await winback(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('workers share a port; one that dies is started again and counted', async () => {
  const { child, listening, stderr } = await serve('--model', model, '--workers', '2');
  const client = new WinbackClient(listening);
  expect((await client.ready()).ready).toBe(true);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(child.pid)]);
  const [victim, ...others] = stdout.trim().split(/\s+/).map(Number);
  expect(others).toHaveLength(1);
  process.kill(victim!, 'SIGKILL');
  await expect
    .poll(stderr, { timeout: 30_000 })
    .toMatch(/"event":"worker-died".*"signal":"SIGKILL","restarts":1/);
  await client.score({ features: { x: 1 } });
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
});

test('workers that cannot start end all', async () => {
  const { code, stderr } = await winback(['serve', '--model', 'nowhere', '--workers', '2']);
  expect(code).toBe(2);
  expect(stderr).toContain('no model in nowhere');
});
