import { WinbackError } from '../../base/errors.js';
import type { AddressStyle, ObjectAddress } from '../../base/object-address.js';
import { isLoopback } from '../connection-url.js';
import type { SecretPlaces } from '../secrets.js';
import { type AccessKeys, accessKeys } from './keys.js';

/** Where the requests about one bucket go, and what they are signed with. */
export interface BucketEndpoint {
  /** URL of the bucket, without a slash at its end: `https://bucket.host` or `https://host/bucket`. */
  readonly url: string;
  readonly region: string;
  readonly keys: AccessKeys;
  /** `s3://bucket`, for messages. */
  readonly place: string;
}

/**
 * Where the bucket of an address is: as the address says, else as the environment says, else at Amazon or Aliyun.
 * @param address of objectAddress
 * @param name option that messages name
 * @param places environment, and the folder that files of keys start from
 * @throws WinbackError BAD_INPUT for an unusable endpoint or a missing region of OSS; NOT_FOUND for missing keys
 */
export async function bucketEndpoint(
  address: ObjectAddress,
  name: string,
  places: SecretPlaces,
): Promise<BucketEndpoint> {
  const { scheme, bucket, profile } = address;
  const environment = places.environment ?? {};
  const variables = scheme === 's3' ? ['AWS_REGION', 'AWS_DEFAULT_REGION'] : ['OSS_REGION'];
  const given = address.region ?? firstOf(environment, variables);
  const endpoints = scheme === 's3' ? ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'] : ['OSS_ENDPOINT'];
  const endpoint = address.endpoint ?? firstOf(environment, endpoints);
  const region = (given ?? (scheme === 's3' ? 'us-east-1' : regionOfOss(endpoint))).replace(/^oss-/, '');
  if (region === '')
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: name the region of OSS: ${scheme}://${bucket}/...?region=cn-hangzhou, or OSS_REGION`,
    );
  const host = hostOf(endpoint ?? usualHost(scheme, region), name);
  const style = address.style ?? usualStyle(address, endpoint, host.hostname);
  return {
    url: bucketUrl(host, bucket, style),
    region,
    keys: await accessKeys(scheme, profile, places),
    place: `${scheme}://${bucket}`,
  };
}

const firstOf = (environment: Readonly<Record<string, string | undefined>>, keys: readonly string[]) =>
  keys.map((key) => environment[key]).find((value) => value !== undefined && value !== '');

function usualHost(scheme: ObjectAddress['scheme'], region: string): string {
  if (scheme === 'oss') return `https://oss-${region}.aliyuncs.com`;
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

const regionOfOss = (endpoint: string | undefined): string =>
  /(?:^|[/.])oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com/i.exec(endpoint ?? '')?.[1] ?? '';

// OSS refuses a bucket in the path; Amazon still takes it, and needs it where a dot in the name would break TLS. Servers of
// one's own rarely have a name for each bucket.
function usualStyle(
  { scheme, bucket }: ObjectAddress,
  endpoint: string | undefined,
  host: string,
): AddressStyle {
  if (scheme === 'oss') return isLoopback(host) ? 'path' : 'host';
  return endpoint === undefined && !bucket.includes('.') ? 'host' : 'path';
}

function bucketUrl(host: URL, bucket: string, style: AddressStyle): string {
  const url = new URL(host);
  if (style === 'host') url.hostname = `${bucket}.${host.hostname}`;
  const path = host.pathname.replace(/\/+$/, '');
  return style === 'host' ? `${url.origin}${path}` : `${url.origin}${path}/${bucket}`;
}

function hostOf(endpoint: string, name: string): URL {
  const hasProtocol = /^https?:\/\//i.test(endpoint);
  try {
    const bare = new URL(hasProtocol ? endpoint : `https://${endpoint}`);
    if (bare.username !== '' || bare.password !== '' || bare.search !== '')
      throw new Error('more than a host');
    return hasProtocol || !isLoopback(bare.hostname.replace(/^\[(.*)\]$/, '$1'))
      ? bare
      : new URL(`http://${endpoint}`);
  } catch {
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: the endpoint is a host or its URL, as in https://minio.example.com:9000`,
    );
  }
}
