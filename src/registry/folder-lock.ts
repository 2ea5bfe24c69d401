import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { crossingSync } from '../native/crossing.js';
import type { LockHandle } from '../native/files-binding.js';
import { addon } from '../native/load.js';

export const lockFile = '.winback.lock';

/** Null where another run holds the folder. The lock ends with {@link unlockFolder} or with the process. */
export async function tryLockFolder(folder: string): Promise<LockHandle | null> {
  const file = path.join(folder, lockFile);
  const lock = crossingSync(() => addon().filesLock(file));
  if (lock !== null) await writeFile(file, `process ${process.pid}\n`);
  return lock;
}

/** @throws WinbackError LOCKED where another run writes to the folder, IO where it cannot be locked */
export async function lockFolder(folder: string): Promise<LockHandle> {
  const lock = await tryLockFolder(folder);
  if (lock !== null) return lock;
  const holder = await readFile(path.join(folder, lockFile), 'utf8').catch(() => '');
  const who = holder === '' ? '' : ` (${holder.trim().slice(0, 80)})`;
  throw new WinbackError(
    'LOCKED',
    `another winback run${who} is writing to ${folder}: wait until it ends, or give another folder with --out`,
  );
}

export function unlockFolder(lock: LockHandle): void {
  addon().filesUnlock(lock);
}
