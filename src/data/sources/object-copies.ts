import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { WinbackError } from '../../base/errors.js';
import { addressOfKey, addressText, type ObjectAddress, objectAddress } from '../../base/object-address.js';
import { openBucket } from '../../stores/objects/bucket.js';
import { requireCreateOnly } from '../../stores/objects/create-only.js';
import type { ObjectStore } from '../../stores/objects/store.js';
import type { ObjectOutput, ObjectWork, OpenInput } from './object-files.js';
import { type CopiedObject, withAddresses, withoutOptions } from './object-names.js';
import { fixedPrefix, isKeyPattern, keyPattern } from './object-pattern.js';

/** The objects of an address, and what was passed over. */
export interface CopiedObjects {
  readonly objects: readonly CopiedObject[];
  /** Hidden objects and marks such as `_SUCCESS`, as in folders. */
  readonly skipped: number;
}

/** Objects that are copied at once. */
const atOnce = 4;

/**
 * Copies what an address stands for into a folder: one object, those that fit a pattern, or those below a key that is like a
 * folder. The copies keep their keys as paths, so that `day=2026-03-01` stays a column.
 * @throws WinbackError NOT_FOUND where nothing is there; as openBucket; IO, ABORTED
 */
export async function copyObjects(given: string, folder: string, work: ObjectWork): Promise<CopiedObjects> {
  const address = objectAddress(given, 'source');
  const store = await openBucket(address, 'source', work);
  const all = await keysOf(store, address, work.signal);
  const keys = all.filter((key) => !isHidden(key, address.key));
  if (keys.length === 0) throw new WinbackError('NOT_FOUND', `no object fits ${addressText(address)}`);
  const objects = keys.map((key) => ({
    ...{ key, given: addressText({ ...address, key }) },
    path: path.join(folder, address.bucket, ...key.split('/')),
  }));
  const waiting = [...objects];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await copyObject(store, next.key, next, work.signal);
  };
  await Promise.all(Array.from({ length: atOnce }, worker)).catch((error: unknown) => {
    waiting.length = 0;
    throw error;
  });
  return { objects, skipped: all.length - keys.length };
}

async function keysOf(
  store: ObjectStore,
  { key }: ObjectAddress,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (isKeyPattern(key)) {
    const pattern = keyPattern(key);
    return listed(store, fixedPrefix(key), (one) => pattern.test(one), signal);
  }
  const isFolder = key === '' || key.endsWith('/');
  if (!isFolder && (await store.head(key, { signal })) !== null) return [key];
  return listed(store, isFolder ? key : `${key}/`, () => true, signal);
}

async function listed(
  store: ObjectStore,
  prefix: string,
  fits: (key: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, { signal })) if (fits(key)) keys.push(key);
  return keys;
}

/** A key that ends with a slash is the mark of a folder. */
function isHidden(key: string, given: string): boolean {
  if (key === given) return false;
  const fixed = isKeyPattern(given) ? fixedPrefix(given) : given;
  const inner = key.slice(fixed.lastIndexOf('/') + 1);
  return inner.endsWith('/') || inner.split('/').some((part) => /^[._]/.test(part));
}

async function copyObject(
  store: ObjectStore,
  key: string,
  { given, path: file }: CopiedObject,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    if (key.split('/').includes('..')) throw new Error('its key leads out of its folder');
    await mkdir(path.dirname(file), { recursive: true });
    await pipeline(Readable.from(store.download(key, { signal })), createWriteStream(file, { flags: 'wx' }));
  } catch (cause) {
    if (cause instanceof WinbackError) throw cause;
    throw new WinbackError('IO', `cannot write a copy of ${given}: ${(cause as Error).message}`, { cause });
  }
}

/** A copy of the one object of an address. @throws WinbackError as openInput */
export async function openCopy(given: string, work: ObjectWork): Promise<OpenInput> {
  const { key } = objectAddress(given, 'input');
  if (isKeyPattern(key) || key === '' || key.endsWith('/')) throw noFile(given);
  const folder = await temporaryFolder(work);
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { objects } = await copyObjects(given, folder, work);
    if (objects.length > 1 || objects[0]!.given !== withoutOptions(given)) throw noFile(given);
    return { file: objects[0]!.path, named: (error) => withAddresses(error, objects), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A copy of all objects below a prefix, as a folder. @throws WinbackError as withInputFolder */
export async function openFolderCopy(given: string, work: ObjectWork): Promise<OpenInput> {
  const address = objectAddress(given, 'input');
  const key = address.key === '' || address.key.endsWith('/') ? address.key : `${address.key}/`;
  if (isKeyPattern(key))
    throw new WinbackError('BAD_INPUT', `${withoutOptions(given)}: one folder is read here, and no pattern`);
  const folder = await temporaryFolder(work);
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { objects } = await copyObjects(addressOfKey(address, key), folder, work);
    const file = path.join(folder, address.bucket, ...key.split('/').filter((part) => part !== ''));
    return { file, named: (error) => withAddresses(error, objects), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const noFile = (given: string): WinbackError =>
  new WinbackError(
    'BAD_INPUT',
    `${withoutOptions(given)}: one object is read here, and no pattern or folder`,
  );

/** Sends what `write` writes. @throws WinbackError as withOutput */
export async function sendFile<T>(
  given: string,
  output: ObjectOutput,
  write: (file: string) => Promise<T>,
): Promise<T> {
  const address = objectAddress(given, 'output');
  // What needs no work is said before the work is done.
  const store = await openBucket(address, 'output', output);
  const { createOnly, signal } = output;
  if (createOnly === true) await requireNew(store, address, output);
  const folder = await temporaryFolder(output);
  const file = path.join(folder, path.posix.basename(address.key));
  try {
    const result = await write(file);
    if (await store.put(address.key, { file }, { createOnly, signal })) return result;
    throw taken(address);
  } catch (error) {
    throw withAddresses(error, [{ given: addressText(address), path: file }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireNew(store: ObjectStore, address: ObjectAddress, { signal }: ObjectWork): Promise<void> {
  if ((await store.head(address.key, { signal })) !== null) throw taken(address);
  const folder = address.key.slice(0, address.key.lastIndexOf('/') + 1);
  await requireCreateOnly(store, `${folder}.winback-probe`, { signal });
}

const taken = (address: ObjectAddress): WinbackError =>
  new WinbackError(
    'CONFLICT',
    `${addressText(address)} is there already, and only a new object was asked for`,
  );

/** Sends the files that `write` writes. @throws WinbackError as withOutputFolder */
export async function sendFolder<T>(
  given: string,
  work: ObjectWork,
  last: string,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const address = objectAddress(given, 'output');
  const store = await openBucket(address, 'output', work);
  const prefix = address.key === '' || address.key.endsWith('/') ? address.key : `${address.key}/`;
  const folder = await temporaryFolder(work);
  const { signal } = work;
  try {
    const result = await write(folder);
    const names = await filesIn(folder);
    await store.delete(`${prefix}${last}`, { signal });
    for (const name of [...names].sort((a, b) => Number(a === last) - Number(b === last)))
      await store.put(`${prefix}${name}`, { file: path.join(folder, name) }, { signal });
    return result;
  } catch (error) {
    throw withAddresses(error, [{ given: addressText(address), path: folder }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files below a folder, as keys; hidden ones are no output. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep))
    .filter((parts) => !parts.some((part) => part.startsWith('.')))
    .map((parts) => parts.join('/'));
}

function temporaryFolder({ tempDirectory = tmpdir() }: ObjectWork): Promise<string> {
  return mkdtemp(path.join(tempDirectory, 'winback-objects-')).catch((cause: Error) => {
    throw new WinbackError(
      'IO',
      `cannot write into the folder for copies ${tempDirectory}: ${cause.message}`,
      {
        cause,
      },
    );
  });
}
