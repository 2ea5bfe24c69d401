import { addressText, type ObjectAddress } from '../../base/object-address.js';
import { type ObjectAccess, openBucket } from '../../stores/objects/bucket.js';
import { requireCreateOnly } from '../../stores/objects/create-only.js';
import type { ObjectStore } from '../../stores/objects/store.js';
import { takenLookCheck } from './looks.js';
import { byName, looksKey, recordKey, recordOf, recordText } from './record-files.js';
import type { ExperimentRegister } from './register.js';
import { registrationCheck } from './registration.js';

/** Records below a prefix of a bucket. */
interface Place {
  readonly store: ObjectStore;
  readonly prefix: string;
  /** The address of a key, for messages. */
  readonly named: (key: string) => string;
}

/**
 * A register in an object store: the same records as in a folder, each created once. Of several processes that register at
 * one time the first wins; a store that ignores the condition of a write is refused.
 * @param address `s3://bucket/prefix`, parsed
 * @param access environment with the keys
 */
export async function objectRegister(
  address: ObjectAddress,
  access: ObjectAccess,
): Promise<ExperimentRegister> {
  const store = await openBucket(address, 'register', access);
  const key = address.key.replace(/\/+$/, '');
  const prefix = key === '' ? '' : `${key}/`;
  const place = { store, prefix, named: (name: string) => addressText({ ...address, key: prefix + name }) };
  return {
    find: async (name, version) => {
      const at = recordKey(name, version);
      const content = await textOf(place, at);
      return content === null ? null : recordOf(content, place.named(at), registrationCheck);
    },
    async list() {
      const found = await records(place, '', (name) => !name.includes('.looks/'), registrationCheck);
      return [...found].sort(byName);
    },
    add: (registration) => create(place, recordKey(registration.name, registration.version), registration),
    async looks(name, version) {
      const found = await records(place, `${looksKey(name, version)}/`, () => true, takenLookCheck);
      return [...found].sort((a, b) => a.look - b.look);
    },
    addLook: (name, version, look) => create(place, `${looksKey(name, version)}/${look.look}.json`, look),
  };
}

async function textOf({ store, prefix }: Place, key: string): Promise<string | null> {
  const bytes = await store.get(prefix + key);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

async function records<T>(
  place: Place,
  below: string,
  fits: (key: string) => boolean,
  check: Parameters<typeof recordOf<T>>[2],
): Promise<readonly T[]> {
  const { store, prefix } = place;
  const found: T[] = [];
  for await (const { key } of store.list(prefix + below)) {
    const name = key.slice(prefix.length);
    if (!name.endsWith('.json') || !fits(name)) continue;
    const content = await textOf(place, name);
    if (content !== null) found.push(recordOf(content, place.named(name), check));
  }
  return found;
}

async function create({ store, prefix }: Place, key: string, record: object): Promise<boolean> {
  await requireCreateOnly(store, `${prefix}.winback-probe`);
  return store.put(prefix + key, Buffer.from(recordText(record)), { createOnly: true });
}
