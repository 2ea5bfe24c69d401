import { createReadStream, type Dirent } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { partialName, removeAbandoned, sync } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { CallOptions, ListOptions, ObjectBody, ObjectFacts, ObjectStore, PutOptions } from './store.js';

/** The files below a folder as objects: their keys are paths with slashes. The folder is made by the first write. */
export const folderStore = (folder: string): ObjectStore => new FolderStore(path.resolve(folder));

/** Names of what is not complete yet, see partialName. */
const partial = /\.partial$/;

class FolderStore implements ObjectStore {
  readonly place: string;

  constructor(root: string) {
    this.place = root;
  }

  async get(key: string, { signal }: CallOptions = {}): Promise<Uint8Array | null> {
    return this.#unlessMissing(key, () => readFile(this.#file(key), { signal }));
  }

  async put(
    key: string,
    body: ObjectBody,
    { createOnly = false, signal }: PutOptions = {},
  ): Promise<boolean> {
    const file = this.#file(key);
    return this.#done(key, async () => {
      signal?.throwIfAborted();
      await mkdir(path.dirname(file), { recursive: true });
      await removeAbandoned(file);
      const fresh = partialName(file);
      try {
        if (body instanceof Uint8Array) await writeFile(fresh, body, { flag: 'wx', signal });
        else await copyFile(body.file, fresh);
        await sync(fresh);
        return createOnly ? await linked(fresh, file) : await renamed(fresh, file);
      } finally {
        await rm(fresh, { force: true });
      }
    });
  }

  async head(key: string): Promise<ObjectFacts | null> {
    return this.#unlessMissing(key, async () => factsOf(key, this.#file(key)));
  }

  async *list(prefix: string, { startAfter, signal }: ListOptions = {}): AsyncGenerator<ObjectFacts> {
    // Below the part of the prefix that names a folder: the rest may begin the name of a file.
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const keys: string[] = [];
    await this.#collect(folder, keys);
    const wanted = keys.filter(
      (key) => key.startsWith(prefix) && (startAfter === undefined || isAfter(key, startAfter)),
    );
    for (const key of wanted.sort((a, b) => (isAfter(a, b) ? 1 : -1))) {
      signal?.throwIfAborted();
      // It may have been deleted since the folder was read.
      const facts = await this.head(key);
      if (facts !== null) yield facts;
    }
  }

  async delete(key: string): Promise<void> {
    await this.#done(key, () => rm(this.#file(key), { force: true }));
  }

  async *download(key: string, { signal }: CallOptions = {}): AsyncGenerator<Uint8Array> {
    if ((await this.head(key)) === null)
      throw new WinbackError('NOT_FOUND', `there is no ${this.#file(key)}`);
    try {
      yield* createReadStream(this.#file(key), { signal }) as AsyncIterable<Uint8Array>;
    } catch (cause) {
      throw this.#error(key, cause);
    }
  }

  async #collect(folder: string, keys: string[]): Promise<void> {
    const inner = path.join(this.place, folder);
    const entries: readonly Dirent[] = await readdir(inner, { withFileTypes: true }).catch(
      (cause: unknown) => {
        if (isMissing(cause)) return [];
        throw this.#error(folder, cause);
      },
    );
    for (const entry of entries) {
      if (entry.isDirectory()) await this.#collect(`${folder}${entry.name}/`, keys);
      else if (entry.isFile() && !partial.test(entry.name)) keys.push(`${folder}${entry.name}`);
    }
  }

  // A key is a path below the folder and no other: keys come from manifests that somebody else may have written.
  #file(key: string): string {
    const parts = key.split('/');
    if (parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part)))
      return path.join(this.place, ...parts);
    throw new WinbackError('BAD_INPUT', `${shown(key)} is no key of a store that is a folder`);
  }

  async #unlessMissing<T>(key: string, read: () => Promise<T>): Promise<T | null> {
    return this.#done(key, () =>
      read().catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
  }

  async #done<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw this.#error(key, cause);
    }
  }

  #error(key: string, cause: unknown): WinbackError {
    if (cause instanceof WinbackError) return cause;
    const { name, message } = cause as Error;
    const code = name === 'AbortError' ? 'ABORTED' : 'IO';
    return new WinbackError(code, `${path.join(this.place, key)}: ${message}`, { cause });
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

// As stores order keys: by bytes, where JavaScript compares UTF-16.
const isAfter = (key: string, other: string): boolean =>
  Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;

/** Gives the complete file its name unless the name is taken: the one step that no two writers can both make. */
async function linked(fresh: string, file: string): Promise<boolean> {
  try {
    await link(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await sync(path.dirname(file));
  return true;
}

async function renamed(fresh: string, file: string): Promise<boolean> {
  await rename(fresh, file);
  await sync(path.dirname(file));
  return true;
}

async function factsOf(key: string, file: string): Promise<ObjectFacts> {
  const { size, mtime, mtimeMs, ino } = await stat(file);
  return { key, bytes: size, modified: mtime.toISOString(), tag: `${ino}-${mtimeMs}-${size}` };
}
