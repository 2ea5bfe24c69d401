// Objects as files: what reads and writes tables knows files only, so inputs are copied here before and outputs are sent
// after. Files of this machine pass through without loading the client of object stores.
import { WinbackError } from '../../base/errors.js';
import { isObjectAddress } from '../../base/object-address.js';
import type { ObjectAccess } from '../../stores/objects/bucket.js';

/** How objects are reached, and where their copies lie meanwhile. */
export interface ObjectWork extends ObjectAccess {
  /** Folder for copies. @default the system's folder for temporary files */
  readonly tempDirectory?: string | undefined;
  /** Stops the transfer, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** How an output in an object store is written. */
export interface ObjectOutput extends ObjectWork {
  /** Refuse an output that is there already, in an object store. @default false: it is replaced, whole */
  readonly createOnly?: boolean | undefined;
}

/** An input as a file. */
export interface OpenInput {
  readonly file: string;
  /** An error with the address in place of the copy's path. */
  named(error: unknown): unknown;
  /** Removes the copy. */
  close(): Promise<void>;
}

/**
 * An input as a file: itself, or a copy of the one object that the address names.
 * @throws WinbackError BAD_INPUT for a pattern or a folder; NOT_FOUND, IO, ABORTED
 */
export async function openInput(given: string, work: ObjectWork): Promise<OpenInput> {
  if (!isObjectAddress(given)) return { file: given, named: (error) => error, close: async () => undefined };
  const { openCopy } = await import('./object-copies.js');
  return openCopy(given, work);
}

/**
 * Does `use` with a folder, or with a copy of what lies below a prefix of an object store.
 * @throws WinbackError BAD_INPUT for a pattern; NOT_FOUND, IO, ABORTED, and what `use` throws
 */
export async function withInputFolder<T>(
  given: string,
  work: ObjectWork,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  if (!isObjectAddress(given)) return use(given);
  const { openFolderCopy } = await import('./object-copies.js');
  const input = await openFolderCopy(given, work);
  try {
    return await use(input.file);
  } catch (error) {
    throw input.named(error);
  } finally {
    await input.close();
  }
}

/** Does `use` with an input as a file. @throws WinbackError as openInput, and what `use` throws */
export async function withInput<T>(
  given: string,
  work: ObjectWork,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const input = await openInput(given, work);
  try {
    return await use(input.file);
  } catch (error) {
    throw input.named(error);
  } finally {
    await input.close();
  }
}

/**
 * Lets `write` write an output as a file, and sends it where it is for an object store: whole or not at all.
 * @throws WinbackError CONFLICT where `createOnly` is asked for and something is there; IO, ABORTED, and what `write` throws
 */
export async function withOutput<T>(
  given: string,
  output: ObjectOutput,
  write: (file: string) => Promise<T>,
): Promise<T> {
  if (isObjectAddress(given)) return (await import('./object-copies.js')).sendFile(given, output, write);
  if (output.createOnly !== true) return write(given);
  throw new WinbackError('BAD_INPUT', 'createOnly is for outputs in an object store (s3://, oss://)');
}

/**
 * Lets `write` fill a folder, and sends its files where it is a prefix of an object store. Objects cannot appear together:
 * the one that tells the others goes first where it is old, and comes last.
 * @param given folder, or `s3://bucket/prefix`
 * @param work how the store is reached
 * @param last name of the file that stands only beside a complete set
 * @param write fills the folder that it is given
 * @throws WinbackError IO, ABORTED, and what `write` throws
 */
export async function withOutputFolder<T>(
  given: string,
  work: ObjectWork,
  last: string,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  if (!isObjectAddress(given)) return write(given);
  return (await import('./object-copies.js')).sendFolder(given, work, last, write);
}
