import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { partialName, removeAbandoned, renameDurably } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import { holderOf, tryLockFile, unlockFile } from '../../native/file-lock.js';
import { parseManifest, type StoreManifest } from './manifest.js';

/**
 * The folder of a store. `store.json` says which files belong to it and is replaced in one step, so that a kill at any moment
 * leaves the store as it was before or as it is after. Only the holder of the lock changes the folder.
 */

const manifestName = 'store.json';
const lockName = '.winback.lock';

const isOwn = (name: string): boolean => /^run-\d+\.events$/.test(name);

/**
 * Runs `work` while no other process uses the folder.
 * @throws WinbackError LOCKED where one does, NOT_FOUND without a folder unless it is to be made, IO
 */
export async function withStoreLock<T>(folder: string, isMade: boolean, work: () => Promise<T>): Promise<T> {
  if (isMade) await mkdir(folder, { recursive: true }).catch(failed(folder));
  const file = path.join(folder, lockName);
  const lock = await tryLockFile(file).catch((cause: unknown) => {
    if (cause instanceof WinbackError && /No such file/.test(cause.message)) throw noStore(folder);
    throw cause;
  });
  if (lock === null) {
    const holder = await holderOf(file);
    const who = holder === '' ? '' : ` (${holder})`;
    throw new WinbackError('LOCKED', `another run${who} uses the store ${folder}: wait until it ends`);
  }
  try {
    return await work();
  } finally {
    unlockFile(lock);
  }
}

const noStore = (folder: string): WinbackError =>
  new WinbackError('NOT_FOUND', `there is no store of events in ${folder}`);

/** What belongs to the store; null where there is none yet. @throws WinbackError BAD_INPUT, IO */
export async function readManifest(folder: string): Promise<StoreManifest | null> {
  const file = path.join(folder, manifestName);
  try {
    return parseManifest(await readFile(file, 'utf8'), file);
  } catch (cause) {
    if (cause instanceof WinbackError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new WinbackError('IO', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** As readManifest. @throws WinbackError NOT_FOUND, too */
export async function requireManifest(folder: string): Promise<StoreManifest> {
  const manifest = await readManifest(folder);
  if (manifest === null) throw noStore(folder);
  return manifest;
}

/** Makes the store what `manifest` says, in one step, and removes the files that are no part of it any more. */
export async function commitManifest(folder: string, manifest: StoreManifest): Promise<void> {
  const file = path.join(folder, manifestName);
  const temporary = partialName(file);
  try {
    await writeFile(temporary, `${JSON.stringify(manifest)}\n`);
    await renameDurably(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    failed(folder)(cause);
  }
  await removeUnused(folder, manifest);
}

/** Removes what runs that were killed left behind. */
export async function removeUnused(folder: string, manifest: StoreManifest | null): Promise<void> {
  const used = new Set(manifest?.runs.map(({ file }) => file));
  await removeAbandoned(path.join(folder, manifestName));
  for (const name of await readdir(folder)) {
    if (isOwn(name) && !used.has(name)) await rm(path.join(folder, name), { force: true });
  }
}

/** A name that no run of the folder has had. */
export async function newRunFile(folder: string): Promise<string> {
  const numbers = (await readdir(folder)).filter(isOwn).map((name) => Number(/\d+/.exec(name)![0]));
  return `run-${Math.max(-1, ...numbers) + 1}.events`;
}

/** Removes a new run, unless the manifest has it. */
export async function removeUncommitted(folder: string, file: string): Promise<void> {
  const manifest = await readManifest(folder).catch(() => null);
  if (manifest?.runs.some((run) => run.file === file)) return;
  await rm(path.join(folder, file), { force: true });
}

/** A folder with other files is no store: nothing of it is touched. @throws WinbackError BAD_INPUT */
export async function requireOwnFolder(folder: string): Promise<void> {
  const other = (await readdir(folder)).find(
    (name) => !isOwn(name) && !name.startsWith('.') && !name.startsWith(manifestName),
  );
  if (other === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${folder} holds ${other}, which is no part of a store: give an empty or a new folder with --store`,
  );
}

const failed =
  (folder: string) =>
  (cause: unknown): never => {
    throw new WinbackError('IO', `the store ${folder} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  };
