import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import { type BucketClient, ObjectFault } from './attempts.js';
import { faultOf } from './errors.js';
import { digestHeader, storedDigest } from './read.js';
import { sha256 } from './sign.js';
import type { ObjectBody } from './store.js';
import { elementText, xmlText } from './xml.js';

/** How a bucket writes. */
export interface WriteRules {
  /** Header by which a write of a key that is taken is refused. */
  readonly createOnly: Readonly<Record<string, string>>;
  /** Larger files go in parts, bytes. */
  readonly partsAbove: number;
  /** Bytes of a part, unless there would be more than 10,000. */
  readonly partBytes: number;
}

/** One write. */
interface Written {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly digest: string;
  readonly createOnly: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes an object whole or not at all.
 * @returns false where the key is taken and `createOnly` asked for a new one
 * @throws ObjectFault, WinbackError
 */
export async function writeObject(
  client: BucketClient,
  body: ObjectBody,
  rules: WriteRules,
  { key, createOnly, signal }: Pick<Written, 'key' | 'createOnly' | 'signal'>,
): Promise<boolean> {
  const digest = body instanceof Uint8Array ? await sha256(body) : await ofFile(body.file, digestOf);
  const headers = { ...(createOnly ? rules.createOnly : {}), [digestHeader]: digest };
  const written = { key, headers, digest, createOnly, signal };
  const size =
    body instanceof Uint8Array ? body.byteLength : (await ofFile(body.file, (file) => stat(file))).size;
  if (!(body instanceof Uint8Array) && size > rules.partsAbove)
    return inParts(client, body.file, size, rules, written);
  const bytes = body instanceof Uint8Array ? body : await ofFile(body.file, wholeFile);
  return concluded(client, written, () => client.ask({ method: 'PUT', key, headers, body: bytes }, signal));
}

// A file that cannot be read is no fault of the store.
function ofFile<T>(file: string, read: (file: string) => Promise<T>): Promise<T> {
  return read(file).catch((cause: Error) => {
    throw new WinbackError('IO', `cannot read ${file}: ${cause.message}`, { cause });
  });
}

async function wholeFile(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createReadStream(file)) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Whether an answer says that the key is taken: S3 and its kin 412, OSS 409. */
const isTaken = ({ fault }: ObjectFault): boolean =>
  fault.status === 412 || fault.code === 'PreconditionFailed' || fault.code === 'FileAlreadyExists';

// An attempt without an answer may have been carried out: the next one then finds the key taken by itself.
async function concluded(
  client: BucketClient,
  written: Written,
  last: () => Promise<{ readonly attempts: number }>,
): Promise<boolean> {
  try {
    await last();
    return true;
  } catch (error) {
    if (!(error instanceof ObjectFault)) throw error;
    const isGone = error.fault.code === 'NoSuchUpload';
    const isRepeated = error.attempts > 1;
    if (isRepeated && (isGone || isTaken(error)) && (await holds(client, written))) return true;
    if (written.createOnly && isTaken(error)) return false;
    throw error;
  }
}

async function holds(client: BucketClient, { key, digest, signal }: Written): Promise<boolean> {
  const { headers } = await client.ask({ method: 'HEAD', key }, signal);
  return storedDigest(headers) === digest;
}

async function inParts(
  client: BucketClient,
  file: string,
  size: number,
  rules: WriteRules,
  written: Written,
): Promise<boolean> {
  const { key, headers, signal } = written;
  const begun = await client.ask({ method: 'POST', key, query: { uploads: '' }, headers }, signal);
  const id = elementText(begun.text, 'UploadId');
  if (id === undefined)
    throw new WinbackError('IO', `${client.endpoint.place}/${key}: the store did not begin the upload`);
  try {
    const tags = await sentParts(client, file, size, rules, { key, id, signal });
    return await concluded(client, written, () => completed(client, tags, rules, { ...written, id }));
  } finally {
    // After completion there is nothing to end. Parts that stay behind would be paid for.
    await client.ask({ method: 'DELETE', key, query: { uploadId: id } }, undefined).catch(() => undefined);
  }
}

async function sentParts(
  client: BucketClient,
  file: string,
  size: number,
  { partBytes }: WriteRules,
  {
    key,
    id,
    signal,
  }: { readonly key: string; readonly id: string; readonly signal: AbortSignal | undefined },
): Promise<readonly string[]> {
  const most = 10_000;
  const bytes = Math.max(partBytes, Math.ceil(size / most));
  const tags: string[] = [];
  const handle = await ofFile(file, (path) => open(path));
  try {
    for (let from = 0; from < size; from += bytes) {
      const body = await partOf(handle, from, Math.min(bytes, size - from));
      const query = { partNumber: String(tags.length + 1), uploadId: id };
      const { headers } = await client.ask({ method: 'PUT', key, query, body }, signal);
      tags.push(String(headers['etag']));
    }
  } finally {
    await handle.close();
  }
  return tags;
}

async function partOf(handle: FileHandle, from: number, bytes: number): Promise<Uint8Array> {
  const part = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(part, filled, bytes - filled, from + filled);
    if (bytesRead === 0) throw new WinbackError('IO', 'the file became shorter while it was sent');
    filled += bytesRead;
  }
  return part;
}

async function completed(
  client: BucketClient,
  tags: readonly string[],
  { createOnly }: WriteRules,
  written: Written & { readonly id: string },
): Promise<{ readonly attempts: number }> {
  const parts = tags.map(
    (tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${xmlText(tag)}</ETag></Part>`,
  );
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const headers = written.createOnly ? createOnly : {};
  const { key, id, signal } = written;
  const answer = await client.ask({ method: 'POST', key, query: { uploadId: id }, headers, body }, signal);
  // The head of this answer comes before the parts are joined: an error can follow a status of 200.
  if (elementText(answer.text, 'ETag') !== undefined) return answer;
  throw new ObjectFault(faultOf(500, answer.text, undefined), answer.attempts);
}
