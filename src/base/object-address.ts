import { WinbackError } from './errors.js';
import { oneOf, shown, suggestion } from './options.js';

/** Which kind of object store: Amazon S3 and what speaks its language, or Aliyun OSS. */
export type ObjectScheme = 's3' | 'oss';

/** Where the bucket stands in a request: in the path, or in front of the host. */
export type AddressStyle = 'path' | 'host';

/** One object, or all objects whose keys begin alike, as a user writes it. */
export interface ObjectAddress {
  readonly scheme: ObjectScheme;
  readonly bucket: string;
  /** Without the slash behind the bucket; empty where only the bucket is named. */
  readonly key: string;
  /** Undefined where the address names none. */
  readonly region: string | undefined;
  /** Host, or URL of one; undefined where the address names none. */
  readonly endpoint: string | undefined;
  /** Undefined where the address names none. */
  readonly style: AddressStyle | undefined;
  /** Section of the file with the keys; undefined where the address names none. */
  readonly profile: string | undefined;
}

const options = ['region', 'endpoint', 'style', 'profile'] as const;

/** Whether a source or target is in an object store rather than a file. */
export const isObjectAddress = (given: string): boolean => /^(s3|oss):\/\//i.test(given);

/**
 * What `s3://bucket/key?region=eu-west-1` or `oss://...` says. Keys stand as they are, without percent signs for other
 * letters; options come behind the first question mark.
 * @param given the address
 * @param name option that messages name
 * @throws WinbackError BAD_INPUT
 */
export function objectAddress(given: string, name: string): ObjectAddress {
  const parts = /^(?<scheme>s3|oss):\/\/(?<bucket>[^/?]*)(\/(?<key>[^?]*))?(\?(?<query>.*))?$/is.exec(
    given,
  )?.groups;
  if (parts === undefined)
    throw new WinbackError('BAD_INPUT', `${name}: write s3://bucket/key or oss://bucket/key`);
  const bucket = bucketName(parts['bucket'] ?? '', name);
  const { region, endpoint, style, profile } = optionsOf(parts['query'] ?? '', name);
  return {
    scheme: parts['scheme']!.toLowerCase() as ObjectScheme,
    bucket,
    key: parts['key'] ?? '',
    region,
    endpoint,
    style: style === undefined ? undefined : oneOf('path', 'host')(style, `${name}: style in the address`),
    profile,
  };
}

/** The address without its options, as messages and reports show it. */
export const addressText = ({
  scheme,
  bucket,
  key,
}: Pick<ObjectAddress, 'scheme' | 'bucket' | 'key'>): string => `${scheme}://${bucket}/${key}`;

/** The address with its options, of another key of the same bucket. */
export function addressOfKey(
  { region, endpoint, style, profile, ...place }: ObjectAddress,
  key: string,
): string {
  const given = Object.entries({ region, endpoint, style, profile }).filter(
    ([, value]) => value !== undefined,
  );
  const query = new URLSearchParams(given as [string, string][]).toString();
  return `${addressText({ ...place, key })}${query === '' ? '' : `?${query}`}`;
}

function bucketName(given: string, name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(given)) return given;
  // What stands before an @ can be a key: no message shows it.
  const what =
    given.includes('@') || given.includes(':')
      ? 'holds more than a bucket'
      : `names the bucket ${shown(given)}`;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}: the address ${what}: write s3://bucket/key; keys of access come from the environment, never from an address`,
  );
}

function optionsOf(query: string, name: string): Partial<Record<(typeof options)[number], string>> {
  const given = [...new URLSearchParams(query)];
  const wrong = given.find(([key, value]) => !(options as readonly string[]).includes(key) || value === '');
  if (wrong === undefined) return Object.fromEntries(given);
  throw new WinbackError(
    'BAD_INPUT',
    `${name}: "${wrong[0].slice(0, 60)}" is no option of an address${suggestion(wrong[0], options)}; known: ${options.join(', ')}, as in ?region=eu-west-1. Options begin at the first ?, so patterns use * and [ ]`,
  );
}
