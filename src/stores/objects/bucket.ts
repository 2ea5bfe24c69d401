import { type ObjectAddress, objectAddress } from '../../base/object-address.js';
import { integer, optional, resolveOptions } from '../../base/options.js';
import type { SecretPlaces } from '../secrets.js';
import { BucketClient, ObjectFault, type Persistence } from './attempts.js';
import { bucketEndpoint } from './endpoint.js';
import { connectionsTo } from './http.js';
import { listObjects, plainTag } from './list.js';
import { readObject } from './read.js';
import type { CallOptions, ListOptions, ObjectBody, ObjectFacts, ObjectStore, PutOptions } from './store.js';
import { type WriteRules, writeObject } from './write.js';

/** What opens a bucket: where its keys of access stand, and how long it is asked. */
export interface ObjectAccess extends SecretPlaces, Persistence {}

const createOnly = {
  s3: { 'if-none-match': '*' },
  oss: { 'x-oss-forbid-overwrite': 'true' },
} as const;

/** Files above go in parts: S3 takes at most 5 GiB at once, and a break then costs a part alone. */
const partsAbove = 1 << 26;
const partBytes = 1 << 25;

/**
 * The bucket of an address; nothing is sent yet.
 * @param address `s3://bucket/...` or `oss://bucket/...`
 * @param name option that messages name
 * @param access environment with the keys, patience, and who is told of repeated attempts
 * @param parts when a file goes in parts, bytes; for tests
 * @throws WinbackError BAD_INPUT for an unusable address; NOT_FOUND without keys
 */
export async function openBucket(
  address: string | ObjectAddress,
  name: string,
  access: ObjectAccess,
  parts: Pick<WriteRules, 'partsAbove' | 'partBytes'> = { partsAbove, partBytes },
): Promise<ObjectStore> {
  const given = typeof address === 'string' ? objectAddress(address, name) : address;
  const { silenceSeconds, attempts } = resolveOptions<Pick<Persistence, 'silenceSeconds' | 'attempts'>>(
    name,
    { silenceSeconds: access.silenceSeconds, attempts: access.attempts },
    { silenceSeconds: optional(integer(1, 86_400), 60), attempts: optional(integer(1, 20), 5) },
  );
  const endpoint = await bucketEndpoint(given, name, access);
  const connections = connectionsTo(endpoint.url, silenceSeconds! * 1000);
  const { onRetry, pauseMs } = access;
  const client = new BucketClient(endpoint, connections, { attempts, onRetry, pauseMs });
  return new Bucket(client, { createOnly: createOnly[given.scheme], ...parts });
}

class Bucket implements ObjectStore {
  readonly #client: BucketClient;
  readonly #rules: WriteRules;

  constructor(client: BucketClient, rules: WriteRules) {
    this.#client = client;
    this.#rules = rules;
  }

  get place(): string {
    return this.#client.endpoint.place;
  }

  async get(key: string, options: CallOptions = {}): Promise<Uint8Array | null> {
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of readObject(this.#client, key, options)) chunks.push(chunk);
      return Buffer.concat(chunks);
    } catch (error) {
      if (error instanceof ObjectFault && error.fault.status === 404 && error.fault.code !== 'NoSuchBucket')
        return null;
      throw this.#client.error(error, key);
    }
  }

  async put(key: string, body: ObjectBody, options: PutOptions = {}): Promise<boolean> {
    const { createOnly: isNew = false, signal } = options;
    try {
      return await writeObject(this.#client, body, this.#rules, { key, createOnly: isNew, signal });
    } catch (error) {
      throw this.#client.error(error, key);
    }
  }

  async head(key: string, { signal }: CallOptions = {}): Promise<ObjectFacts | null> {
    try {
      const { headers } = await this.#client.ask({ method: 'HEAD', key }, signal);
      const modified = new Date(headers['last-modified'] ?? '');
      return {
        key,
        bytes: Number(headers['content-length']),
        modified: Number.isNaN(modified.getTime()) ? '' : modified.toISOString(),
        tag: plainTag(headers['etag']),
      };
    } catch (error) {
      if (error instanceof ObjectFault && error.fault.status === 404) return null;
      throw this.#client.error(error, key);
    }
  }

  list(prefix: string, options: ListOptions = {}): AsyncGenerator<ObjectFacts> {
    return listObjects(this.#client, prefix, options);
  }

  async delete(key: string, { signal }: CallOptions = {}): Promise<void> {
    try {
      await this.#client.ask({ method: 'DELETE', key }, signal);
    } catch (error) {
      if (error instanceof ObjectFault && error.fault.code === 'NoSuchKey') return;
      throw this.#client.error(error, key);
    }
  }

  async *download(key: string, options: CallOptions = {}): AsyncGenerator<Uint8Array> {
    try {
      yield* readObject(this.#client, key, options);
    } catch (error) {
      throw this.#client.error(error, key);
    }
  }
}
