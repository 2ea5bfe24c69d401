import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../base/errors.js';

/** Files that stand only beside a complete set: an older one goes first, the new one comes last. */
const lastFiles: readonly string[] = ['plan.json', 'experiment_summary.json', 'summary.json'];

/**
 * Lets `fill` write into an empty folder inside `folder` and moves everything into `folder` when it is done: an error or
 * an abort at any time before leaves the folder as it was, and none where there was none.
 * @throws WinbackError IO, ABORTED, and whatever `fill` throws
 */
export async function writeWhole<T>(
  folder: string,
  signal: AbortSignal | undefined,
  fill: (staging: string) => Promise<T>,
): Promise<T> {
  const staging = path.join(folder, `.${randomUUID()}.partial`);
  const made = await mkdir(staging, { recursive: true }).catch((cause: unknown) => failed(folder, cause));
  try {
    const result = await fill(staging);
    signal?.throwIfAborted();
    await moveAll(staging, folder).catch((cause: unknown) => failed(folder, cause));
    return result;
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (made !== undefined && made !== staging) await removeEmpty(folder, made);
    throw error;
  }
}

/** Writes files into a folder, made where it is missing: all of them or none. @throws WinbackError IO, ABORTED */
export async function writeOutputs(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  await writeWhole(folder, signal, (staging) => writeFiles(staging, files));
}

/** Writes files into a folder that is there already. @throws WinbackError IO */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  try {
    for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  } catch (cause) {
    failed(folder, cause);
  }
}

function failed(folder: string, cause: unknown): never {
  throw new WinbackError('IO', `cannot write to ${folder}: ${(cause as Error).message}`, { cause });
}

async function moveAll(from: string, to: string): Promise<void> {
  const rank = (name: string): number => lastFiles.indexOf(name);
  const names = (await readdir(from)).sort((a, b) => rank(a) - rank(b));
  for (const name of names) if (rank(name) >= 0) await rm(path.join(to, name), { force: true });
  for (const name of names) await move(path.join(from, name), path.join(to, name));
  await rmdir(from);
}

// A folder that is there keeps what else is in it, but a stored model, which its manifest makes whole, is replaced.
async function move(from: string, to: string): Promise<void> {
  const isFolder = (await stat(from)).isDirectory();
  const old = `${to}.${randomUUID()}.replaced`;
  const replaces = isFolder && existsSync(path.join(to, 'manifest.json'));
  if (replaces) await rename(to, old);
  if (isFolder && existsSync(to)) await moveAll(from, to);
  else await rename(from, to);
  if (replaces) await rm(old, { recursive: true });
}

// The folders that were made for this run, from the innermost outwards, where nothing else has come into them.
async function removeEmpty(folder: string, outermost: string): Promise<void> {
  let at = path.resolve(folder);
  const end = path.dirname(path.resolve(outermost));
  while (at !== end && at.length > end.length) {
    const gone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!gone) return;
    at = path.dirname(at);
  }
}
