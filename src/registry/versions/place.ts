import { WinbackError } from '../../base/errors.js';
import { addressOfKey, addressText, isObjectAddress, objectAddress } from '../../base/object-address.js';
import type { ObjectAccess } from '../../stores/objects/bucket.js';
import { requireCreateOnly } from '../../stores/objects/create-only.js';
import type { ListOptions, ObjectFacts, ObjectStore } from '../../stores/objects/store.js';
import { probeKey } from './layout.js';

/** The objects of one registry: those of a store below a prefix. */
export class RegistryPlace {
  readonly #store: ObjectStore;
  readonly #prefix: string;
  /** Folder or `s3://bucket/prefix`, for messages. */
  readonly name: string;
  /** Number of the last entry of each name when it was read. */
  readonly lastEntries = new Map<string, number>();
  #probed: Promise<void> | undefined;

  constructor(store: ObjectStore, prefix: string, name: string) {
    this.#store = store;
    this.#prefix = prefix;
    this.name = name;
  }

  get(key: string, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
    return this.#store.get(this.#prefix + key, { signal });
  }

  /** What must be there. @throws WinbackError TAMPERED */
  async need(key: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const bytes = await this.get(key, signal);
    if (bytes !== null) return bytes;
    throw new WinbackError('TAMPERED', `${this.name}: ${key} is missing`);
  }

  /** Writes what was not there. @returns false where something has the key already */
  async create(key: string, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<boolean> {
    await this.#requireCreateOnly(signal);
    return this.#store.put(this.#prefix + key, bytes, { createOnly: true, signal });
  }

  async *list(prefix: string, options: ListOptions): AsyncGenerator<ObjectFacts> {
    const startAfter = options.startAfter === undefined ? undefined : this.#prefix + options.startAfter;
    for await (const facts of this.#store.list(this.#prefix + prefix, { ...options, startAfter }))
      yield { ...facts, key: facts.key.slice(this.#prefix.length) };
  }

  delete(key: string, signal: AbortSignal | undefined): Promise<void> {
    return this.#store.delete(this.#prefix + key, { signal });
  }

  // Once for each registry that this process writes to: without it, two promotions could replace each other.
  #requireCreateOnly(signal: AbortSignal | undefined): Promise<void> {
    this.#probed ??= requireCreateOnly(this.#store, this.#prefix + probeKey, { signal }).catch(
      (error: unknown) => {
        this.#probed = undefined;
        throw error;
      },
    );
    return this.#probed;
  }
}

/** The place of a registry; nothing is read yet. @throws WinbackError BAD_INPUT, NOT_FOUND without keys */
export async function placeOf(location: string, access: ObjectAccess): Promise<RegistryPlace> {
  if (!isObjectAddress(location)) {
    const { folderStore } = await import('../../stores/objects/folder.js');
    const store = folderStore(location);
    return new RegistryPlace(store, '', store.place);
  }
  const address = objectAddress(location, 'registry');
  const prefix = address.key.replace(/\/+$/, '');
  const { openBucket } = await import('../../stores/objects/bucket.js');
  const store = await openBucket(
    objectAddress(addressOfKey(address, prefix), 'registry'),
    'registry',
    access,
  );
  return new RegistryPlace(
    store,
    prefix === '' ? '' : `${prefix}/`,
    addressText({ ...address, key: prefix }),
  );
}
