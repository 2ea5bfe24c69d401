import { type ErrorCode, WinbackError } from '../../base/errors.js';
import type { SqlEndpoint } from './access.js';

/** What an error of a server or of the network means, and what helps. */
export type KnownErrors = Readonly<Record<string, readonly [ErrorCode, string]>>;

const unreachable = 'check host and port, and that the database accepts connections from this machine';
const badCertificate =
  'the certificate is not one that can be trusted: name the authority as tls: { ca: FILE }, or write tls: false for plain text';

/** Codes of Node.js. */
const network: KnownErrors = {
  ENOTFOUND: ['IO', `no such host: ${unreachable}`],
  EAI_AGAIN: ['IO', `the name of the host cannot be looked up now: ${unreachable}`],
  ECONNREFUSED: ['IO', `nothing listens there: ${unreachable}`],
  ETIMEDOUT: ['IO', `no answer in time: ${unreachable}`],
  EHOSTUNREACH: ['IO', `no way to the host: ${unreachable}`],
  ENETUNREACH: ['IO', `no way to the host: ${unreachable}`],
  ECONNRESET: ['IO', 'the connection broke before the answer was whole: run it again'],
  EPIPE: ['IO', 'the connection broke before the answer was whole: run it again'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'IO',
    'the certificate is for another host: write the host as the certificate has it, or name it as tls: { serverName: NAME }',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['IO', badCertificate],
  SELF_SIGNED_CERT_IN_CHAIN: ['IO', badCertificate],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['IO', badCertificate],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['IO', badCertificate],
  CERT_HAS_EXPIRED: ['IO', 'the certificate has expired: renew it at the server'],
};

/** Errors of TLS that come without their own code. */
const uncoded: readonly (readonly [RegExp, string])[] = [
  [/altnames/, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/self.signed|unable to (verify|get)/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/certificate has expired/, 'CERT_HAS_EXPIRED'],
];

interface Raised {
  readonly code?: unknown;
  readonly message?: unknown;
}

/**
 * What a client threw as an error that names server and remedy, and never the password.
 * @param error anything thrown
 * @param product such as `MySQL`
 * @param endpoint place, and the password that is taken out
 * @param known the server's own codes
 * @param signal whose abort makes it ABORTED
 */
export function sqlError(
  error: unknown,
  product: string,
  { place, password }: Pick<SqlEndpoint, 'place' | 'password'>,
  known: KnownErrors,
  signal?: AbortSignal | undefined,
): WinbackError {
  if (error instanceof WinbackError) return error;
  if (signal?.aborted === true)
    return new WinbackError('ABORTED', `the query of ${product} ${place} was stopped`);
  const { code, message } = (error ?? {}) as Raised;
  const label = typeof code === 'string' ? code : '';
  const said = (typeof message === 'string' && message !== '' ? message : String(error)).split('\n')[0]!;
  const tls = uncoded.find(([pattern]) => pattern.test(said))?.[1] ?? '';
  const [ours, remedy] = known[label] ?? network[label] ?? network[tls] ?? (['IO', 'it failed'] as const);
  const shown = password === '' ? said : said.replaceAll(password, '***');
  const named = label === '' || shown.includes(label) ? shown : `${label}: ${shown}`;
  // The client's error is no cause: some hold the options of the connection.
  return new WinbackError(ours, `${product} ${place}: ${remedy} (${named})`);
}
