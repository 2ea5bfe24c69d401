import { type ErrorCode, WinbackError } from '../../base/errors.js';
import type { BucketEndpoint } from './endpoint.js';
import { elementText } from './xml.js';

/** An answer that is an error, or no answer. */
export interface Fault {
  /** Code of the store such as `NoSuchKey`, or of Node.js such as `ECONNRESET`; empty where nobody gave one. */
  readonly code: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** What the store says, for people. */
  readonly said: string;
  /** Whether the same request may succeed a moment later. */
  readonly passes: boolean;
  /** Region of the bucket, where the store says that it is another one. */
  readonly region?: string | undefined;
}

/** Statuses and codes that a later attempt can change. */
const passing = [408, 429, 500, 502, 503, 504];
const passingCodes = [
  'RequestTimeout',
  'SlowDown',
  'InternalError',
  'ConditionalRequestConflict',
  'OperationAborted',
];

/** Codes of Node.js that no later attempt changes. */
const lasting = /^(ENOTFOUND|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_INVALID|ERR_UNESCAPED|HPE_)/;

/** The fault that an answer of 300 and more is. */
export function faultOf(status: number, body: string, region: string | undefined): Fault {
  const code = elementText(body, 'Code') ?? '';
  const said = elementText(body, 'Message') ?? '';
  return { code, status, said, passes: passing.includes(status) || passingCodes.includes(code), region };
}

/** The fault that a thrown error is: nobody answered, or not to the end. */
export function networkFault(error: unknown): Fault {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const label = typeof code === 'string' ? code : '';
  const said = typeof message === 'string' && message !== '' ? message : String(error);
  return { code: label, status: 0, said: said.split('\n')[0]!, passes: !lasting.test(label) };
}

const denied = 'the keys may not do this: check the policy of the bucket and of the user';
const unknownKeys = 'the store does not know these keys: check them, and the endpoint';

/** What an error of the store or of the network means, and what helps. */
const known: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  NoSuchBucket: ['NOT_FOUND', 'there is no such bucket: check its name and the endpoint'],
  NoSuchKey: ['NOT_FOUND', 'there is no such object'],
  AccessDenied: ['IO', denied],
  InvalidAccessKeyId: ['IO', unknownKeys],
  SignatureDoesNotMatch: [
    'IO',
    'the signature is refused: the secret key is not the one of this id, or the region is another',
  ],
  RequestTimeTooSkewed: ['IO', 'the clock of this machine is wrong by more than 15 minutes: set it'],
  ExpiredToken: ['IO', 'the temporary keys have expired: get new ones'],
  NotImplemented: [
    'IO',
    'the store does not know this kind of request: where it is Aliyun OSS, write oss:// instead of s3://',
  ],
  SecondLevelDomainForbidden: [
    'IO',
    'the bucket belongs in front of the host: write style=host in the address',
  ],
  EntityTooLarge: ['IO', 'the store takes no object of this size'],
  ENOTFOUND: ['IO', 'no such host: check endpoint and region'],
  EAI_AGAIN: ['IO', 'the name of the host cannot be looked up now: check endpoint and network'],
  ECONNREFUSED: ['IO', 'nothing listens there: check the endpoint'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'IO',
    'the certificate is for another host: write style=path in the address',
  ],
};

/**
 * A fault as an error that names bucket, key and remedy, and neither keys nor signature.
 * @param fault what went wrong
 * @param endpoint bucket and keys, which are taken out of what the store says
 * @param key the object; empty for the bucket
 * @param attempts how often it was tried
 */
export function objectError(
  { code, status, said, region }: Fault,
  { place, region: used, keys }: Pick<BucketEndpoint, 'place' | 'region' | 'keys'>,
  key: string,
  attempts: number,
): WinbackError {
  const [ours, remedy] = known[code] ?? byStatus(status);
  const answered = [code, said.split('\n')[0]!.slice(0, 200)].filter((part) => part !== '').join(': ');
  const label = [keys.secret, keys.token, keys.id]
    .filter((secret): secret is string => secret !== undefined && secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '***'), answered || `status ${status}`);
  const where = key === '' ? place : `${place}/${key}`;
  if (region !== undefined && region !== used)
    return new WinbackError(
      'IO',
      `${where}: the bucket is in the region ${region}: add ?region=${region} to the address`,
    );
  if (attempts === 1) return new WinbackError(ours, `${where}: ${remedy} (${label})`);
  return new WinbackError(ours, `${where}: ${remedy} (${label}; tried ${attempts} times)`);
}

function byStatus(status: number): readonly [ErrorCode, string] {
  if (status === 404) return known['NoSuchKey']!;
  if (status === 403 || status === 401) return ['IO', denied];
  if (status === 501) return known['NotImplemented']!;
  if (status === 0) return ['IO', 'no whole answer came: check endpoint and network, or run it again'];
  if (status >= 500 || status === 429) return ['IO', 'the store is busy or out of order: run it again later'];
  return ['IO', 'the store refuses the request'];
}
