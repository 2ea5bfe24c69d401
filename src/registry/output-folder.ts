import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { syncTree } from '../base/durable-files.js';
import { WinbackError } from '../base/errors.js';
import { nodeCrypto } from '../base/node-crypto.js';
import { requireShape } from '../base/shape.js';
import { lockFolder, tryLockFolder, unlockFolder } from './folder-lock.js';
import { finishMove, journalFile, moveStaged, stagingPattern } from './folder-move.js';

/**
 * Lets `fill` write into an empty folder inside `folder` and moves everything into `folder` when it is done: an error or
 * an abort at any time before leaves the folder as it was, and none where there was none. What a killed run left in the
 * folder is finished or removed first. One run at a time writes to a folder.
 * @param folder made where it is missing
 * @param signal stops the work before files are moved
 * @param fill writes into the folder it is given; what it returns is returned
 * @throws WinbackError LOCKED, IO, ABORTED, and whatever `fill` throws
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { writeWhole } from 'winback/registry';
 *
 * const rows = await writeWhole('lists', undefined, async (staging) => {
 *   await writeFile(`${staging}/users.csv`, 'user\na\nb\n');
 *   return 2;
 * });
 * rows; // 2
 * ```
 */
export async function writeWhole<T>(
  folder: string,
  signal: AbortSignal | undefined,
  fill: (staging: string) => Promise<T>,
): Promise<T> {
  requireShape(folder, 'folder', 'text');
  requireShape(fill, 'fill', 'function');
  const made = await mkdir(folder, { recursive: true }).catch((cause: unknown) => failed(folder, cause));
  try {
    return await locked(folder, () => stageAndMove(folder, signal, fill));
  } catch (error) {
    if (made !== undefined) await removeEmpty(folder, made);
    throw error;
  }
}

async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockFolder(folder);
  try {
    return await work();
  } finally {
    unlockFolder(lock);
  }
}

async function stageAndMove<T>(
  folder: string,
  signal: AbortSignal | undefined,
  fill: (staging: string) => Promise<T>,
): Promise<T> {
  await recover(folder);
  const name = `.${nodeCrypto().randomUUID()}.partial`;
  const staging = path.join(folder, name);
  await mkdir(staging).catch((cause: unknown) => failed(folder, cause));
  try {
    const result = await fill(staging);
    await syncTree(staging).catch((cause: unknown) => failed(folder, cause));
    signal?.throwIfAborted();
    await moveStaged(folder, name).catch((cause: unknown) => failed(folder, cause));
    return result;
  } catch (error) {
    // Behind the journal the files are complete: the next run or reader finishes the move.
    if (!existsSync(path.join(folder, journalFile))) await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Finishes what a run that was killed while it moved its files into `folder` left undone. Call before reading results:
 * nothing happens where nothing is undone, or while the run that writes is alive.
 * @param folder that results were written to
 * @throws WinbackError IO where the folder cannot be written to
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { settleFolder } from 'winback/registry';
 *
 * await settleFolder('out');
 * JSON.parse(await readFile('out/summary.json', 'utf8')).model.name; // lightgbm
 * ```
 */
export async function settleFolder(folder: string): Promise<void> {
  requireShape(folder, 'folder', 'text');
  if (!existsSync(path.join(folder, journalFile))) return;
  try {
    const lock = await tryLockFolder(folder);
    if (lock === null) return;
    try {
      await recover(folder);
    } finally {
      unlockFolder(lock);
    }
  } catch (cause) {
    throw new WinbackError(
      'IO',
      `${folder} holds the half-moved files of a run that was killed, and they could not be put in place: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Under the folder's lock nobody else writes there: every other staging folder is a dead run's. */
async function recover(folder: string): Promise<void> {
  await finishMove(folder).catch((cause: unknown) => failed(folder, cause));
  for (const name of await readdir(folder))
    if (stagingPattern.test(name)) await rm(path.join(folder, name), { recursive: true, force: true });
}

/**
 * Writes files into a folder, made where it is missing: all of them or none.
 * @param folder made where it is missing
 * @param files content by name
 * @param signal stops the work before files are moved
 * @throws WinbackError as writeWhole
 *
 * @example
 * ```ts
 * import { readdir } from 'node:fs/promises';
 * import { writeOutputs } from 'winback/registry';
 *
 * await writeOutputs('texts', new Map([['a.txt', 'one\n'], ['b.txt', 'two\n']]));
 * (await readdir('texts')).sort(); // [a.txt, b.txt]
 * ```
 */
export async function writeOutputs(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  requireShape(folder, 'folder', 'text');
  requireShape(files, 'files', 'map');
  await writeWhole(folder, signal, (staging) => writeFiles(staging, files));
}

/**
 * Writes files into a folder that is there already.
 * @param folder path of a folder
 * @param files content by name
 * @throws WinbackError IO
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { writeFiles } from 'winback/registry';
 *
 * await writeFiles('out', new Map([['note.txt', 'checked']]));
 * await readFile('out/note.txt', 'utf8'); // checked
 * ```
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  requireShape(folder, 'folder', 'text');
  requireShape(files, 'files', 'map');
  try {
    for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  } catch (cause) {
    failed(folder, cause);
  }
}

function failed(folder: string, cause: unknown): never {
  if (cause instanceof WinbackError) throw cause;
  throw new WinbackError('IO', `cannot write to ${folder}: ${(cause as Error).message}`, { cause });
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
