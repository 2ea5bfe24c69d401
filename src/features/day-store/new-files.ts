import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WinbackError } from '../../base/errors.js';
import { isObjectAddress } from '../../base/object-address.js';
import { findFiles } from '../../data/files/find-files.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import type { EventsConfig } from '../config.js';
import type { WorkOptions } from '../log/event-log.js';
import { locatedFile } from '../log/source.js';
import { isServer } from '../store-section.js';
import type { StoredSource, StoreManifest } from './manifest.js';

/** The files of a configuration by whether the store has them. */
export interface GivenFiles {
  readonly fresh: readonly StoredSource[];
  /** Files whose content the store has, or that were given twice; they are not read again. */
  readonly known: number;
}

/** @throws WinbackError BAD_INPUT for a source that is no file, or persons, NOT_FOUND, IO */
export async function givenFiles(
  engine: DuckDb,
  events: EventsConfig,
  store: StoreManifest | null,
  { root = '.', signal }: WorkOptions,
): Promise<GivenFiles> {
  if (events.table !== undefined || events.source.some((name) => isServer(name) || isObjectAddress(name))) {
    throw new WinbackError(
      'BAD_INPUT',
      'a store of events takes files of this machine: write the rows of a database to a file, copy objects, or leave --store out',
    );
  }
  if (events.persons !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      'events.persons: a store of events keeps the users of the day it read them, but persons are merged later: leave --store out',
    );
  const located = await Promise.all(events.source.map((name) => locatedFile(name, root)));
  // Reading starts relative paths at the root once more.
  const whole = located.map((file) => path.resolve(file));
  const { files } = await findFiles(engine, whole, { signal });
  const held = store?.runs.flatMap(({ sources }) => sources) ?? [];
  const digests = new Set(held.map(({ sha256 }) => sha256));
  const fresh: StoredSource[] = [];
  for (const name of files) {
    const source = await describe(name, held, signal);
    if (!digests.has(source.sha256)) fresh.push(source);
    digests.add(source.sha256);
  }
  return { fresh, known: files.length - fresh.length };
}

async function describe(
  name: string,
  held: readonly StoredSource[],
  signal: AbortSignal | undefined,
): Promise<StoredSource> {
  try {
    const { size: bytes, mtimeMs } = await stat(name);
    const modified = Math.round(mtimeMs);
    // What has kept its name, size and time was read before.
    const same = held.find((one) => one.name === name && one.bytes === bytes && one.modified === modified);
    if (same !== undefined) return same;
    const hash = createHash('sha256');
    await pipeline(createReadStream(name), hash, { signal });
    return { name, bytes, modified, sha256: hash.digest('hex') };
  } catch (cause) {
    if (signal?.aborted)
      throw new WinbackError('ABORTED', 'reading files was aborted', { cause: signal.reason });
    const code = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'NOT_FOUND' : 'IO';
    throw new WinbackError(code, `cannot read ${name}: ${(cause as Error).message}`, { cause });
  }
}
