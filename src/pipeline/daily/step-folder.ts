import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { partialName, removeAbandoned, syncTree } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import { replaceFolder } from '../../registry/replace-folder.js';

/**
 * Lets `fill` write into an empty folder, which then takes the place of `target` in one step: whoever reads finds the old
 * files or the new ones, never some of each.
 * @throws WinbackError IO, and whatever `fill` throws; `target` is as it was then
 */
export async function replaceStepFolder<T>(target: string, fill: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(path.dirname(target), { recursive: true }).catch((cause: unknown) => failed(target, cause));
  await removeAbandoned(target);
  const fresh = partialName(target);
  await mkdir(fresh).catch((cause: unknown) => failed(target, cause));
  try {
    const result = await fill(fresh);
    await syncTree(fresh);
    await replaceFolder(fresh, target);
    return result;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** SHA-256 over names and bytes of all files of a folder; null where there is no folder. */
export async function folderDigest(folder: string): Promise<string | null> {
  if (!existsSync(folder)) return null;
  const hash = createHash('sha256');
  for (const file of await filesOf(folder, '')) {
    const own = createHash('sha256');
    await pipeline(createReadStream(path.join(folder, file)), own);
    hash.update(`${file}\n${own.digest('hex')}\n`);
  }
  return hash.digest('hex');
}

/** Names of the files below a folder, in a fixed order. */
export async function filesOf(folder: string, inside: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const name = path.posix.join(inside, entry.name);
    if (entry.isDirectory()) found.push(...(await filesOf(folder, name)));
    else found.push(name);
  }
  return found.sort();
}

function failed(target: string, cause: unknown): never {
  throw new WinbackError('IO', `cannot write to ${target}: ${(cause as Error).message}`, { cause });
}
