import { webcrypto } from 'node:crypto';

import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { BucketEndpoint } from './endpoint.js';
import type { HttpRequest } from './http.js';

/** What is asked of a bucket. */
export interface BucketRequest {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'POST' | 'DELETE';
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | undefined;
}

/** Seeds of signatures, which last a day. */
export type SigningCache = Map<string, ArrayBuffer>;

/**
 * A request with its signature (AWS Signature Version 4). The content is signed too, so that what is changed on the way is
 * refused by the store.
 * @param request what is asked
 * @param endpoint the bucket
 * @param cache one for each endpoint
 * @param datetime time of the signature, `20130524T000000Z`; undefined for now
 */
export async function signed(
  { method, key, query = {}, headers = {}, body }: BucketRequest,
  { url, region, keys }: Pick<BucketEndpoint, 'url' | 'region' | 'keys'>,
  cache: SigningCache,
  datetime?: string,
): Promise<HttpRequest> {
  if (key.split('/').some((part) => part === '.' || part === '..'))
    throw new WinbackError('BAD_INPUT', `${shown(key)} is no usable key: URLs resolve its . and .. parts`);
  const { AwsV4Signer } = await import('aws4fetch');
  const search = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const target = new URL(
    `${url}/${key.split('/').map(encoded).join('/')}${search.length === 0 ? '' : `?${search.join('&')}`}`,
  );
  const signer = new AwsV4Signer({
    method,
    url: target.href,
    headers: { ...headers, 'x-amz-content-sha256': await sha256(body ?? new Uint8Array(0)) },
    accessKeyId: keys.id,
    secretAccessKey: keys.secret,
    ...(keys.token === undefined ? {} : { sessionToken: keys.token }),
    ...(datetime === undefined ? {} : { datetime }),
    service: 's3',
    region,
    cache,
  });
  const { headers: all } = await signer.sign();
  return { method, url: target, headers: Object.fromEntries(all), body };
}

/** SHA-256 of bytes in hexadecimal, computed on another thread. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

// As the signature counts it: encodeURIComponent leaves five signs that it encodes.
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
