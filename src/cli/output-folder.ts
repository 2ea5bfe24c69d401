import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../base/errors.js';

/**
 * Writes files into a folder, made where it is missing. All are first written under temporary names and then
 * renamed, so that a failure leaves the old files as they were.
 * @throws WinbackError IO
 */
export async function writeOutputs(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const mark = `.${randomUUID()}.partial`;
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) await writeFile(path.join(folder, name + mark), content);
    for (const name of files.keys()) await rename(path.join(folder, name + mark), path.join(folder, name));
  } catch (cause) {
    for (const name of files.keys()) await rm(path.join(folder, name + mark), { force: true });
    throw new WinbackError('IO', `cannot write to ${folder}: ${(cause as Error).message}`, { cause });
  }
}
