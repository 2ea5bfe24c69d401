import { createHash } from 'node:crypto';

import { WinbackError } from '../../base/errors.js';
import { wholeStream } from '../whole-stream.js';
import { type BucketClient, ObjectFault } from './attempts.js';
import type { HttpAnswer } from './http.js';
import { plainTag } from './list.js';
import type { CallOptions } from './store.js';

/** Name of the metadata that holds the SHA-256 of what winback stored. */
export const digestHeader = 'x-amz-meta-winback-sha256';

/** The SHA-256 that an answer's head names; undefined for objects that others wrote. */
export function storedDigest(headers: HttpAnswer['headers']): string | undefined {
  const found = headers[digestHeader] ?? headers['x-oss-meta-winback-sha256'];
  return typeof found === 'string' ? found : undefined;
}

/** What the first answer said of an object: a later attempt must find the same one. */
interface Known {
  readonly tag: string;
  readonly bytes: number;
  readonly digest: string | undefined;
}

/**
 * The content of an object in order. Where a connection breaks, reading goes on behind the last byte that came. Attempts
 * are counted from the last byte that came, so that a large object is not given up for many small breaks.
 * @throws ObjectFault; WinbackError IO where the object changed meanwhile, TAMPERED where it is not what winback stored, ABORTED
 */
export async function* readObject(
  client: BucketClient,
  key: string,
  { signal }: CallOptions,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let known: Known | undefined;
  let done = 0;
  let attempt = 1;
  while (known === undefined || done < known.bytes) {
    try {
      const answer = await openAt(client, key, done, signal);
      known = agreed(client, key, known, answer, done);
      for await (const chunk of wholeStream(answer.body)) {
        hash.update(chunk);
        done += chunk.byteLength;
        attempt = 1;
        yield chunk;
      }
      if (done < known.bytes) throw new Error('the connection was cut');
      if (done > known.bytes) throw changed(client, key);
      if (known.bytes === 0) break;
    } catch (error) {
      await client.again(error, attempt++, key, signal);
    }
  }
  if (known.digest !== undefined && known.digest !== hash.digest('hex'))
    throw new WinbackError('TAMPERED', `${client.endpoint.place}/${key}: its content is not what was stored`);
}

function openAt(
  client: BucketClient,
  key: string,
  from: number,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  return client.open({ method: 'GET', key, headers: from === 0 ? {} : { range: `bytes=${from}-` } }, signal);
}

function agreed(
  client: BucketClient,
  key: string,
  known: Known | undefined,
  { status, headers, body }: HttpAnswer,
  from: number,
): Known {
  const bytes = Number(headers['content-length'] ?? Number.NaN);
  const tag = plainTag(headers['etag']);
  if (Number.isSafeInteger(bytes)) {
    if (known === undefined) return { tag, bytes, digest: storedDigest(headers) };
    // A store may also give the whole again, or another object under the same key.
    if (status === (from === 0 ? 200 : 206) && tag === known.tag && from + bytes === known.bytes)
      return known;
  }
  body.destroy();
  if (known !== undefined) throw changed(client, key);
  throw new ObjectFault(
    { code: '', status: 0, said: 'the answer does not tell its length', passes: false },
    1,
  );
}

const changed = (client: BucketClient, key: string): WinbackError =>
  new WinbackError('IO', `${client.endpoint.place}/${key} changed while it was read: run it again`);
