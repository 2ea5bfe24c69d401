import { isObjectAddress } from '../../base/object-address.js';
import type { SecretPlaces } from '../../stores/secrets.js';
import type { DuckDb } from '../sources/duckdb.js';
import type { InputFormat } from '../tables/paths.js';
import { formatOf } from '../tables/paths.js';
import { engineFile, engineObjects } from './engine-files.js';
import { findFiles } from './find-files.js';
import type { OpenOptions } from './open-file.js';

/** How the files of a source are opened, and where the keys of object stores are looked for. */
export type SourceOptions = OpenOptions & SecretPlaces;

/** Which files a source stands for, and how they were opened. */
export interface FilesReading {
  /** Files that were read. */
  readonly files: number;
  /** Hidden files and marks such as `_SUCCESS` in the folders, passed over. */
  readonly skipped: number;
  /** Encodings of the text files, those other than UTF-8 converted; none for other formats. */
  readonly encodings: readonly string[];
  /** Objects among the files, and requests that the store did not answer at once. @default none */
  readonly objects?: ObjectsReading | undefined;
}

/** What was copied from object stores. */
export interface ObjectsReading {
  /** Objects that were copied. */
  readonly copied: number;
  /** Requests that failed and were made again. */
  readonly retries: number;
}

/** The files of one table as the engine can read them. */
export interface EngineSource extends FilesReading {
  readonly paths: readonly string[];
  readonly format: InputFormat;
}

/**
 * The files that names, folders and patterns stand for, each readable by the engine.
 * @throws WinbackError as findFiles and openFile
 */
export async function engineSource(
  engine: DuckDb,
  given: readonly string[],
  options: SourceOptions,
): Promise<EngineSource> {
  const { files, skipped, objects } = await filesHere(engine, given, options);
  const paths: string[] = [];
  const encodings = new Set<string>();
  for (const file of files) {
    const { path, encoding } = await engineFile(engine, file, options);
    paths.push(path);
    if (encoding !== null) encodings.add(encoding);
  }
  const reading = { files: files.length, skipped, encodings: [...encodings] };
  return { paths, format: formatOf(paths[0]!), ...reading, ...(objects === undefined ? {} : { objects }) };
}

/** Files that are here: objects are copied first. */
async function filesHere(
  engine: DuckDb,
  given: readonly string[],
  { signal, ...access }: SourceOptions,
): Promise<Pick<FilesReading, 'skipped' | 'objects'> & { readonly files: readonly string[] }> {
  if (!given.some(isObjectAddress)) return findFiles(engine, given, { signal });
  let [copied, retries, marks] = [0, 0, 0];
  const local: string[] = [];
  const onRetry = (): void => void retries++;
  for (const source of given) {
    if (!isObjectAddress(source)) {
      local.push(source);
      continue;
    }
    const { objects, skipped } = await engineObjects(engine, source, { ...access, signal, onRetry });
    for (const { path } of objects) local.push(path);
    copied += objects.length;
    marks += skipped;
  }
  const { files, skipped } = await findFiles(engine, local, { signal });
  return { files, skipped: skipped + marks, objects: { copied, retries } };
}
