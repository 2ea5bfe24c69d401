import { rmSync } from 'node:fs';
import type { DuckDb } from '../sources/duckdb.js';
import { engineFolder } from '../sources/engine-folder.js';
import type { CopiedObjects } from '../sources/object-copies.js';
import type { ObjectWork } from '../sources/object-files.js';
import { type CopiedObject, withAddresses } from '../sources/object-names.js';
import { encodingName } from './encoding.js';
import { type OpenedFile, type OpenOptions, openFile, withOwnName } from './open-file.js';

/** What each address stands for, whose copies an engine reads: it is copied once, however often it is looked at. */
const copied = new WeakMap<DuckDb, Map<string, CopiedObjects>>();

const copiesOf = (engine: DuckDb): readonly CopiedObject[] =>
  [...(copied.get(engine)?.values() ?? [])].flatMap(({ objects }) => objects);

/**
 * Copies what an address stands for, for as long as the engine lives.
 * @throws WinbackError as copyObjects
 */
export async function engineObjects(engine: DuckDb, given: string, work: ObjectWork): Promise<CopiedObjects> {
  const known = copied.get(engine)?.get(given);
  if (known !== undefined) return known;
  const { copyObjects } = await import('../sources/object-copies.js');
  const found = await copyObjects(given, await engineFolder(engine, 'objects'), work);
  copied.set(engine, new Map([...(copied.get(engine) ?? []), [given, found]]));
  return found;
}

/** Files that an engine reads: each is opened once, and its copy lives as long as the engine. */
const opened = new WeakMap<DuckDb, Map<string, OpenedFile>>();

/**
 * The file for the engine to read in place of `given`: the same, or a copy in UTF-8 that is removed when the engine is
 * closed.
 * @throws WinbackError as openFile
 */
export async function engineFile(engine: DuckDb, given: string, options: OpenOptions): Promise<OpenedFile> {
  const files = opened.get(engine) ?? new Map<string, OpenedFile>();
  opened.set(engine, files);
  const named = options.encoding === undefined ? '' : encodingName(options.encoding, 'encoding');
  const key = `${named}:${given}`;
  const known = files.get(key);
  if (known !== undefined) return known;
  const file = await openFile(given, options);
  const { folder } = file;
  if (folder !== null) engine.atClose(() => rmSync(folder, { recursive: true, force: true }));
  files.set(key, file);
  return file;
}

/** `error` with the files' own names in place of those of their copies. */
export function withOwnNames(engine: DuckDb, error: unknown): unknown {
  const named = [...(opened.get(engine)?.values() ?? [])].reduce(withOwnName, error);
  return withAddresses(named, copiesOf(engine));
}
