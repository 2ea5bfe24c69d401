import { readFile, writeFile } from 'node:fs/promises';

import { WinbackError } from '../base/errors.js';
import { crossingSync } from './crossing.js';
import type { LockHandle } from './files-binding.js';
import { addon } from './load.js';

export type { LockHandle } from './files-binding.js';

/** Null where another holder lives. The lock ends with {@link unlockFile} or with the process. @throws WinbackError IO */
export async function tryLockFile(file: string): Promise<LockHandle | null> {
  const lock = crossingSync(() => addon().filesLock(file));
  if (lock === null) return null;
  try {
    await writeFile(file, `process ${process.pid}\n`);
  } catch (cause) {
    unlockFile(lock);
    throw new WinbackError('IO', `cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
  return lock;
}

/** Who holds a lock, as "process 17"; empty where the file does not say. */
export async function holderOf(file: string): Promise<string> {
  const holder = await readFile(file, 'utf8').catch(() => '');
  return holder.trim().slice(0, 80);
}

export function unlockFile(lock: LockHandle): void {
  addon().filesUnlock(lock);
}
