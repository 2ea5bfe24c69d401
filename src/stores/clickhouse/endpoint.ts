import { WinbackError } from '../../base/errors.js';
import { type ConnectionUrl, connectionUrl, isLoopback, placeOf } from '../connection-url.js';
import { readSecret, type SecretFrom, type SecretPlaces } from '../secrets.js';

/** A ClickHouse server as a configuration names it. */
export interface ClickHouseServer {
  /** `clickhouse://user@host:port/database`; `?protocol=http` asks for plain HTTP. */
  readonly url: string;
  /** Where the password stands; undefined for a user without one. */
  readonly passwordFrom?: SecretFrom | undefined;
}

/** Where requests go, and as whom. */
export interface Endpoint {
  /** Origin of the HTTP interface. */
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly password: string;
  /** `user@host:port/database`, for messages. */
  readonly place: string;
}

const standardPorts = { https: 8443, http: 8123 } as const;

/**
 * The HTTP interface of a server: HTTPS unless the server is this machine or the URL says `?protocol=http`.
 * @param server URL and place of the password
 * @param name option that messages name
 * @param places environment and folder of secrets
 * @throws WinbackError BAD_INPUT for an unusable URL, or a password over plain HTTP to another machine; NOT_FOUND for a
 *   secret that is not there
 */
export async function endpointOf(
  server: ClickHouseServer,
  name: string,
  places: SecretPlaces,
): Promise<Endpoint> {
  const url = connectionUrl(server.url, name, ['protocol']);
  const protocol = protocolOf(url, name);
  const { host, user = 'default', database = 'default', port = standardPorts[protocol] } = url;
  if (protocol === 'http' && server.passwordFrom !== undefined && !isLoopback(host)) {
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: a password would go to ${host} over plain HTTP, where others can read it: use HTTPS (leave out ?protocol=http)`,
    );
  }
  const password =
    server.passwordFrom === undefined ? '' : await readSecret(server.passwordFrom, 'passwordFrom', places);
  const origin = `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { url: origin, user, database, password, place: placeOf({ user, host, port, database }) };
}

function protocolOf({ host, options }: ConnectionUrl, name: string): 'http' | 'https' {
  const given = options.get('protocol') ?? (isLoopback(host) ? 'http' : 'https');
  if (given === 'http' || given === 'https') return given;
  throw new WinbackError('BAD_INPUT', `${name}: protocol in the URL must be http or https`);
}
