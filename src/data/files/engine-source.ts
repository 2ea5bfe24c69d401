import type { DuckDb } from '../sources/duckdb.js';
import type { InputFormat } from '../tables/paths.js';
import { formatOf } from '../tables/paths.js';
import { engineFile } from './engine-files.js';
import { findFiles } from './find-files.js';
import type { OpenOptions } from './open-file.js';

/** Which files a source stands for, and how they were opened. */
export interface FilesReading {
  /** Files that were read. */
  readonly files: number;
  /** Hidden files and marks such as `_SUCCESS` in the folders, passed over. */
  readonly skipped: number;
  /** Encodings of the text files, those other than UTF-8 converted; none for other formats. */
  readonly encodings: readonly string[];
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
  options: OpenOptions,
): Promise<EngineSource> {
  const { files, skipped } = await findFiles(engine, given, { signal: options.signal });
  const paths: string[] = [];
  const encodings = new Set<string>();
  for (const file of files) {
    const { path, encoding } = await engineFile(engine, file, options);
    paths.push(path);
    if (encoding !== null) encodings.add(encoding);
  }
  return { paths, format: formatOf(paths[0]!), files: files.length, skipped, encodings: [...encodings] };
}
