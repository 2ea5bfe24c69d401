import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { Language } from '../../report/format.js';
import { initConfig } from './config.js';
import { type InspectOptions, inspect } from './inspect.js';
import type { Inspection } from './records.js';

/** Where the configuration goes. */
export interface InitOutput {
  /** The file; it must not be there yet. */
  readonly file: string;
  /** Language of its comments. @default 'zh' */
  readonly language?: Language | undefined;
}

/**
 * The whole of `winback init`: looks at the files and writes a configuration with the guesses.
 * @throws WinbackError as inspect; BAD_INPUT when the file is there already, IO
 */
export async function runInit(options: InspectOptions, { file, language }: InitOutput): Promise<Inspection> {
  refuseExisting(file);
  const found = await inspect(options);
  const text = await initConfig(found, { file, language });
  await writeNew(file, text);
  return found;
}

/** Before anything is read: nobody waits for an answer that cannot be written. */
function refuseExisting(file: string): void {
  if (existsSync(file)) throw exists(file);
  const folder = path.dirname(path.resolve(file));
  if (!existsSync(folder)) throw new WinbackError('IO', `cannot write ${file}: its folder is not there`);
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw exists(file);
    throw new WinbackError('IO', `cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
}

const exists = (file: string): WinbackError =>
  new WinbackError(
    'BAD_INPUT',
    `${shown(file)} is there already and is never overwritten: name another file with --out, or remove it`,
  );
