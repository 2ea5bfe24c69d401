import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { type Check, type Checks, integer, object, optional, text } from '../../base/options.js';
import { connectionUrl, isLoopback, placeOf } from '../connection-url.js';
import { readSecret, type SecretFrom, type SecretPlaces, secretFrom } from '../secrets.js';

/** Whose certificate a server has to show. */
export interface TlsOptions {
  /** File of the authority's certificates, PEM. @default those that Node.js trusts */
  readonly ca?: string | undefined;
  /** The name that the certificate is for. @default the host of the URL */
  readonly serverName?: string | undefined;
}

/** How a database is reached, beside its URL. */
export interface StoreAccess {
  /** Where the password stands: `{ env: NAME }` or `{ file: PATH }`. @default the user has none */
  readonly passwordFrom?: SecretFrom | undefined;
  /** Verified TLS, with options; false for plain text. @default true, but false where the host is this machine */
  readonly tls?: boolean | TlsOptions | undefined;
  /** Longest wait for the server to say something, seconds. @default 300 */
  readonly timeoutSeconds?: number | undefined;
}

const tlsObject = object<TlsOptions>({
  ca: optional(text, undefined),
  serverName: optional(text, undefined),
});

const tls: Check<boolean | TlsOptions> = (value, name) =>
  typeof value === 'boolean' ? value : tlsObject(value, name);

/** The checks of StoreAccess, for sections that hold more keys beside these. */
export const storeAccessChecks: Checks<StoreAccess> = {
  passwordFrom: optional(secretFrom, undefined),
  tls: optional(tls, undefined),
  timeoutSeconds: optional(integer(1, 86_400), undefined),
};

/** What the certificate is verified with. */
export interface VerifiedTls {
  /** PEM; undefined for the authorities that Node.js trusts. */
  readonly ca: string | undefined;
  /** The name that the certificate has to be for: a host name, or an address. */
  readonly serverName: string;
}

/** Everything that opens a connection. The password stands in no message. */
export interface SqlEndpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password: string;
  /** Null for plain text. */
  readonly tls: VerifiedTls | null;
  /** Longest silence of the server, ms. */
  readonly timeoutMs: number;
  /** `user@host:port/database`, for messages. */
  readonly place: string;
}

/**
 * Where a database is and as whom it is asked.
 * @param url `mysql://user@host:port/database` or `postgres://...`
 * @param access place of the password, TLS, time limit
 * @param name option that messages name
 * @param usualPort port of a URL without one
 * @param places environment, and the folder that files start from
 * @throws WinbackError BAD_INPUT for an unusable URL; NOT_FOUND for a missing secret or certificate
 */
export async function sqlEndpoint(
  url: string,
  access: StoreAccess,
  name: string,
  usualPort: number,
  places: SecretPlaces,
): Promise<SqlEndpoint> {
  const { host, port = usualPort, user, database } = connectionUrl(url, name, []);
  if (user === undefined || database === undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: the URL names user and database, as in mysql://reader@db.example.com:${usualPort}/shop`,
    );
  const password =
    access.passwordFrom === undefined ? '' : await readSecret(access.passwordFrom, 'passwordFrom', places);
  return {
    ...{ host, port, user, database, password },
    tls: await verifiedTls(host, access.tls ?? !isLoopback(host), places.root ?? '.'),
    timeoutMs: (access.timeoutSeconds ?? 300) * 1000,
    place: placeOf({ user, host, port, database }),
  };
}

async function verifiedTls(
  host: string,
  given: boolean | TlsOptions,
  root: string,
): Promise<VerifiedTls | null> {
  if (given === false) return null;
  const { ca, serverName = host } = given === true ? {} : given;
  return { ca: ca === undefined ? undefined : await certificates(path.resolve(root, ca)), serverName };
}

async function certificates(file: string): Promise<string> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `tls.ca: the file ${file} cannot be read`, { cause });
  });
  if (content.includes('-----BEGIN CERTIFICATE-----')) return content;
  throw new WinbackError('BAD_INPUT', `tls.ca: the file ${file} holds no certificate in PEM form`);
}
