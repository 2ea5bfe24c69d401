import { stat } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { isObjectAddress } from '../../base/object-address.js';
import { findFiles } from '../../data/files/find-files.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import { isServer } from '../../features/store-section.js';
import type { DailyConfig } from './config.js';

/** A file of the sources as it lies there. */
interface SeenFile {
  readonly file: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/**
 * The files of events and attributes with size and time of change, as plain JSON: equal lists mean that nothing changed.
 * null where a source is a server or an object store, whose content may change at any time.
 * @throws WinbackError NOT_FOUND for a pattern without a file
 */
export async function seenSources(
  { events, attributes }: DailyConfig,
  root: string,
  signal: AbortSignal | undefined,
): Promise<readonly SeenFile[] | null> {
  const given = [...events.source, ...(attributes?.source ?? [])];
  if (given.some((source) => isServer(source) || isObjectAddress(source))) return null;
  const engine = await DuckDb.open();
  try {
    const seen: SeenFile[] = [];
    for (const source of given) {
      const { files } = await findFiles(engine, [path.resolve(root, source)], { signal });
      for (const file of files) {
        seen.push(await seenFile(file, root));
      }
    }
    return seen;
  } finally {
    engine.close();
  }
}

async function seenFile(file: string, root: string): Promise<SeenFile> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new WinbackError('NOT_FOUND', `no file fits ${file}`, { cause });
    throw new WinbackError('IO', `cannot read ${file}: ${cause.message}`, { cause });
  });
  return { file: path.relative(root, file), bytes: found.size, changedMs: Math.round(found.mtimeMs) };
}
