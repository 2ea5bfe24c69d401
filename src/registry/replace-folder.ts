import { rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { partialName, sync } from '../base/durable-files.js';
import { crossingSync } from '../native/crossing.js';
import { addon } from '../native/load.js';

/**
 * Puts the complete folder `fresh` in the place of `target`, and removes what was there. Where the file system can
 * exchange two names, `target` is the old folder or the new one at any moment; elsewhere it is missing between two
 * renames, and an error in between puts the old one back.
 */
export async function replaceFolder(fresh: string, target: string): Promise<void> {
  if (await renamedToFree(fresh, target)) return;
  if (crossingSync(() => addon().filesExchange(fresh, target))) {
    await sync(path.dirname(target));
    await rm(fresh, { recursive: true });
    return;
  }
  const old = partialName(target);
  await rename(target, old);
  await rename(fresh, target).catch(async (cause: unknown) => {
    await rename(old, target);
    throw cause;
  });
  await sync(path.dirname(target));
  await rm(old, { recursive: true });
}

// A rename onto a folder that holds files is refused by every system.
async function renamedToFree(fresh: string, target: string): Promise<boolean> {
  try {
    await rename(fresh, target);
    await sync(path.dirname(target));
    return true;
  } catch (error) {
    const taken = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'];
    if (taken.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
