import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { partialName, removeAbandoned, sync } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import type { Check } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { type TakenLook, takenLookCheck } from './looks.js';
import { byName, looksKey, recordKey, recordOf, recordText } from './record-files.js';
import type { ExperimentRegister } from './register.js';
import { type Registration, registrationCheck } from './registration.js';

/**
 * A register in a folder: one JSON file a version, and one a look. Files are written once: of several processes that
 * register at one time the first wins. They are safe on disk when the call returns.
 * @param folder path of the folder, made where it is missing
 *
 * @example
 * ```ts
 * import { fileRegister } from 'winback/experiment';
 *
 * await fileRegister('no-experiments-yet').list(); // []
 * ```
 */
export function fileRegister(folder: string): ExperimentRegister {
  requirePart(folder, 'folder', 'text');
  const fileOf = (name: string, version: string): string => path.join(folder, recordKey(name, version));
  const looksOf = (name: string, version: string): string => path.join(folder, looksKey(name, version));
  return {
    find: (name, version) => readRecord(fileOf(name, version), registrationCheck),
    async list() {
      const found: Registration[] = [];
      for (const name of await namesIn(folder))
        for (const file of await namesIn(path.join(folder, name)))
          if (file.endsWith('.json'))
            found.push((await readRecord(path.join(folder, name, file), registrationCheck))!);
      return found.sort(byName);
    },
    add: (registration) => writeOnce(fileOf(registration.name, registration.version), registration),
    async looks(name, version) {
      const found: TakenLook[] = [];
      for (const file of await namesIn(looksOf(name, version)))
        if (file.endsWith('.json'))
          found.push((await readRecord(path.join(looksOf(name, version), file), takenLookCheck))!);
      return found.sort((a, b) => a.look - b.look);
    },
    addLook: (name, version, look) => writeOnce(path.join(looksOf(name, version), `${look.look}.json`), look),
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return [];
    throw new WinbackError('IO', `cannot read ${folder}: ${(cause as Error).message}`, { cause });
  }
}

async function readRecord<T>(file: string, check: Check<T>): Promise<T | null> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new WinbackError('IO', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  return recordOf(content, file, check);
}

/** @returns false where the file is there already */
async function writeOnce(file: string, record: object): Promise<boolean> {
  const partial = partialName(file);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await removeAbandoned(file);
    await writeFile(partial, recordText(record));
    await sync(partial);
    // A link fails where the name is taken; a rename would replace what is there.
    await link(partial, file);
    await sync(path.dirname(file));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new WinbackError('IO', `cannot write ${file}: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(partial, { force: true });
  }
}
