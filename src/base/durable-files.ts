import { open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { nodeCrypto, sha256 } from './node-crypto.js';

/** Asks the system to put what was written to a file or folder on the disk, so that a power cut cannot undo it. */
export async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some systems cannot sync a folder; its entries are then as durable as the system makes them.
    if (!['EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  } finally {
    await handle.close();
  }
}

/** {@link sync} of everything below a folder, the folder itself last. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(inner);
    else if (entry.isFile()) await sync(inner);
  }
  await sync(folder);
}

/** Renames what is complete on disk, so that after a power cut `to` is the old file or the new one, never empty. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await sync(from);
  await rename(from, to);
  await sync(path.dirname(to));
}

// Names the machine, so that another machine on a shared file system is never taken for dead.
const machine = (): string => sha256(hostname()).slice(0, 8);

/** A name beside `target` for what is not complete yet. It tells which process of which machine writes it. */
export const partialName = (target: string): string =>
  `${target}.${machine()}-${process.pid}-${nodeCrypto().randomUUID().slice(0, 8)}.partial`;

const partial = /^(?<target>.*)\.(?<machine>[0-9a-f]{8})-(?<pid>\d+)-[0-9a-f]{8}\.partial$/s;

/** Removes what processes of this machine that ended in the middle of writing `target` left beside it. */
export async function removeAbandoned(target: string): Promise<void> {
  const folder = path.dirname(target);
  for (const name of await readdir(folder).catch(() => [])) {
    const parts = partial.exec(name)?.groups;
    if (parts === undefined || parts['target'] !== path.basename(target)) continue;
    if (parts['machine'] === machine() && !alive(Number(parts['pid'])))
      await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
