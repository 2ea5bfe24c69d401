import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';

export const writeJson = (folder: string, name: string, value: unknown): Promise<void> =>
  writeFile(path.join(folder, name), `${JSON.stringify(value, null, 1)}\n`);

/** A file of ours; null where it is not there. @throws WinbackError IO for one that cannot be read, or is not JSON */
export async function readJson<T>(file: string): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new WinbackError('IO', `cannot read ${file}: ${cause.message}`, { cause });
  });
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    const remedy = 'remove the folder of that step and run the day again';
    throw new WinbackError('IO', `${file} is damaged, it is no JSON: ${remedy}`, { cause });
  }
}
