import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { holderOf, type LockHandle, tryLockFile, unlockFile } from '../native/file-lock.js';

export const lockFile = '.winback.lock';

/** Null where another run holds the folder. The lock ends with {@link unlockFolder} or with the process. */
export const tryLockFolder = (folder: string): Promise<LockHandle | null> =>
  tryLockFile(path.join(folder, lockFile));

/** @throws WinbackError LOCKED where another run writes to the folder, IO where it cannot be locked */
export async function lockFolder(folder: string): Promise<LockHandle> {
  const lock = await tryLockFolder(folder);
  if (lock !== null) return lock;
  const holder = await holderOf(path.join(folder, lockFile));
  const who = holder === '' ? '' : ` (${holder})`;
  throw new WinbackError(
    'LOCKED',
    `another winback run${who} is writing to ${folder}: wait until it ends, or give another folder with --out`,
  );
}

export const unlockFolder = unlockFile;
