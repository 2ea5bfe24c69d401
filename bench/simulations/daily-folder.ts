// A folder of days whose last day has not been run yet, and what a run leaves behind in it.
import { type ChildProcess, execFile } from 'node:child_process';
import { appendFile, cp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { folderDigest } from '../../src/pipeline/daily/step-folder.js';
import { exportLines } from '../../src/state/export.js';
import { openState } from '../../src/state/open.js';

const program = fileURLToPath(new URL('../../bin/winback.js', import.meta.url));

/** Runs the built program. @returns its exit code; null where a signal ended it */
export function winback(
  args: readonly string[],
  started?: (child: ChildProcess) => void,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const all = [program, ...args, '--lang', 'en'];
    const child = execFile(process.execPath, all, { maxBuffer: 1 << 26 }, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode, stderr }),
    );
    started?.(child);
  });
}

/** A folder of two days. */
export interface DailyFolder {
  readonly root: string;
  /** The day that is run under fire, YYYY-MM-DD. */
  readonly date: string;
}

/** Two simulated days, of which the first was run. Each day trains, so that training and publication can be killed too. */
export async function preparedFolder(out: string, users: number, seed: number): Promise<DailyFolder> {
  const size = ['--days', '2', '--users', String(users), '--seed', String(seed)];
  ensureDone(await winback(['demo', ...size, '--out', out, '--quiet']));
  const root = path.join(out, 'days');
  const [first, date] = (await readdir(path.join(root, 'daily')))
    .filter((name) => /^\d{4}-/.test(name))
    .sort();
  for (const name of ['daily', 'registry', 'winback.db'])
    await rm(path.join(root, name), { recursive: true });
  await appendFile(path.join(root, 'winback.yaml'), '  retrain: { everyDays: 1, coolDownDays: 0 }\n');
  ensureDone(await runDay({ root, date: first! }));
  return { root, date: date! };
}

/** A copy that is run instead: the times of the data's files are among what a step depends on. */
export async function copied({ root, date }: DailyFolder, to: string): Promise<DailyFolder> {
  await rm(to, { recursive: true, force: true });
  await cp(root, to, { recursive: true, preserveTimestamps: true });
  return { root: to, date };
}

/** Runs the day. */
export const runDay = ({ root, date }: DailyFolder, started?: (child: ChildProcess) => void) =>
  winback(['run', 'daily', '--config', path.join(root, 'winback.yaml'), '--date', date], started);

export function ensureDone({
  code,
  stderr,
}: {
  readonly code: number | null;
  readonly stderr: string;
}): void {
  if (code !== 0) throw new Error(`winback ended with ${code}: ${stderr}`);
}

/** What a day leaves behind. */
export interface Left {
  /** Over names and bytes of the day's files. */
  readonly files: string | null;
  /** Keys of the contacts that were handed over, one for each line. */
  readonly contacts: readonly string[];
  /** Records of the state, without the times at which they were written. */
  readonly records: readonly string[];
}

export async function leftIn({ root, date }: DailyFolder): Promise<Left> {
  return {
    files: await folderDigest(path.join(root, 'daily', date)),
    contacts: await handedOver(root),
    records: await recordsOf(root),
  };
}

/** The key of every contact in the files of the hand-over. */
export async function handedOver(root: string): Promise<readonly string[]> {
  const folder = path.join(root, 'daily/handover');
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const keys: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.jsonl')))
    for (const line of (await readFile(path.join(folder, name), 'utf8')).trim().split('\n'))
      keys.push((JSON.parse(line) as { key: string }).key);
  return keys.sort();
}

const times = new Set([
  ...['at', 'startedAt', 'endedAt', 'firstAt', 'lastAt', 'createdAt', 'updatedAt', 'notifiedAt'],
  ...['due', 'notAfter', 'day', 'leaseBy', 'previous', 'hash'],
]);

async function recordsOf(root: string): Promise<readonly string[]> {
  const state = await openState(path.join(root, 'winback.db'), { create: false });
  const lines: string[] = [];
  for await (const line of exportLines(state)) {
    const { kind, record } = JSON.parse(line) as { kind?: string; record?: Record<string, unknown> };
    // The audit tells every attempt: a killed one is part of what happened.
    if (kind === undefined || kind === 'audit') continue;
    lines.push(JSON.stringify([kind, record], (key, value) => (times.has(key) ? 0 : value)));
  }
  await state.close();
  return lines;
}
