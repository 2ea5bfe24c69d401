import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { formatOf } from '../tables/paths.js';
import { encodingName, type FirstLook, lookAt } from './encoding.js';
import { fileBytes, isLegible } from './file-bytes.js';
import { transcode } from './transcode.js';
import { writeSheet } from './workbook.js';

/** How a text file is opened. */
export interface OpenOptions {
  /** Encoding of text files, such as `gb18030`. @default found by looking at the file */
  readonly encoding?: string | undefined;
  /** Folder for the file in UTF-8. @default the system's folder for temporary files */
  readonly tempDirectory?: string | undefined;
  /** Stops the reading, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes that are looked at: what comes after them is checked where it is read. */
const looked = 1 << 26;

/**
 * The encoding of a text file (also `.gz`, `.zst`), from its first 64 MiB: a mark at its start, UTF-16 by its zero bytes,
 * UTF-8, else `gb18030`, which is proved when the file is converted. ASCII is `utf-8`.
 * @throws WinbackError BAD_INPUT for a file that is no text, NOT_FOUND, IO, ABORTED
 */
export async function encodingOf(file: string, signal?: AbortSignal | undefined): Promise<string> {
  if (!isLegible(file)) return 'utf-8';
  let seen = 0;
  let look: FirstLook = { kind: 'ascii' };
  for await (const chunk of fileBytes(file, signal)) {
    look = lookAt(chunk, seen === 0);
    seen += chunk.length;
    if (look.kind !== 'ascii' || seen >= looked) break;
  }
  if (look.kind === 'binary')
    throw new WinbackError(
      'BAD_INPUT',
      `${file} holds zero bytes: it is no text file, whatever its ending says`,
    );
  if (look.kind === 'known') return look.encoding;
  return look.kind === 'other' ? 'gb18030' : 'utf-8';
}

/** A file as the engine can read it. */
export interface OpenedFile {
  /** The file as it was given. */
  readonly given: string;
  /** The same, or a temporary copy in UTF-8. */
  readonly path: string;
  /** Encoding of a text file; null for others. */
  readonly encoding: string | null;
  /** The folder of the copy, which belongs to it alone; null without one. */
  readonly folder: string | null;
}

/** Removes the copy of an opened file. */
export async function closeFile({ folder }: OpenedFile): Promise<void> {
  if (folder !== null) await rm(folder, { recursive: true, force: true });
}

/**
 * Does `use` with a file that the engine can read, and removes its copy afterwards, also after an error.
 * @throws WinbackError as openFile, and what `use` throws, with the file's own name
 */
export async function withFile<T>(
  given: string,
  options: OpenOptions,
  use: (file: OpenedFile) => Promise<T>,
): Promise<T> {
  const opened = await openFile(given, options);
  try {
    return await use(opened);
  } catch (error) {
    throw withOwnName(error, opened);
  } finally {
    await closeFile(opened);
  }
}

/**
 * Makes a file readable by the engine: a text file in another encoding than UTF-8, and the first sheet of a workbook (.xlsx)
 * are written to a temporary file, which `closeFile` removes. Other formats stay as they are.
 * @throws WinbackError BAD_INPUT naming file, line and remedy; NOT_FOUND, IO, ABORTED
 */
export async function openFile(given: string, options: OpenOptions = {}): Promise<OpenedFile> {
  await requireInputFile(given);
  const format = formatOf(given);
  const same = { given, path: given, folder: null };
  if (format === 'parquet' || format === 'arrow') return { ...same, encoding: null };
  const { signal } = options;
  if (format === 'xlsx')
    return inTemporaryFolder(given, options, async (folder) => {
      const to = path.join(folder, `${path.basename(given)}.jsonl`);
      await writeSheet(given, to, signal);
      return { given, path: to, encoding: null };
    });
  const isNamed = options.encoding !== undefined;
  const encoding = isNamed ? encodingName(options.encoding, 'encoding') : await encodingOf(given, signal);
  if (encoding === 'utf-8') return { ...same, encoding };
  if (!isLegible(given))
    throw new WinbackError(
      'BAD_INPUT',
      `${given}: .zst in ${encoding} needs Node.js 22.15: decompress it first`,
    );
  return inTemporaryFolder(given, options, async (folder) => {
    const to = path.join(folder, path.basename(given).replace(/\.(gz|zst)$/i, ''));
    await transcode({ path: given, encoding, isNamed }, to, signal);
    return { given, path: to, encoding };
  });
}

async function inTemporaryFolder(
  given: string,
  { tempDirectory = os.tmpdir(), signal }: OpenOptions,
  write: (folder: string) => Promise<Omit<OpenedFile, 'folder'>>,
): Promise<OpenedFile> {
  const folder = await mkdtemp(path.join(tempDirectory, 'winback-')).catch((cause: Error) => {
    throw new WinbackError('IO', `cannot write a copy of ${given}: ${cause.message}`, { cause });
  });
  try {
    const written = await write(folder);
    signal?.throwIfAborted();
    return { ...written, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (error instanceof WinbackError || signal?.aborted !== true) throw error;
    throw new WinbackError('ABORTED', `reading ${given} was aborted`, { cause: error });
  }
}

/** `error` with the file's own name in place of its copy's. */
export function withOwnName(
  error: unknown,
  { given, path: copy }: Pick<OpenedFile, 'given' | 'path'>,
): unknown {
  if (given === copy || !(error instanceof WinbackError) || !error.message.includes(copy)) return error;
  return new WinbackError(error.code, error.message.replaceAll(copy, given), { cause: error });
}
