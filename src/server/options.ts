import { availableParallelism } from 'node:os';

import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  positive,
  requireKeys,
  resolveOptions,
  strictlyBetween,
  text,
} from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { isLoopbackName } from './access/loopback.js';
import type { TokenOptions } from './access/tokens.js';
import { type Limits, usualLimits } from './http/in-flight.js';
import type { LogLine } from './log.js';

/** How much a server does at a time; what is left out has its usual value. */
export interface ServerLimits {
  /** Requests whose answer is not sent yet; more are refused with 503. @default 1024 */
  readonly requests?: number | undefined;
  /** Rows of batches that wait or are scored. @default 2,000,000 */
  readonly rows?: number | undefined;
  /** Batches that are scored at a time. @default the number of cores less one, at least 1 */
  readonly scorings?: number | undefined;
  /** Most time a request may take, ms; later ones get 504 and are not scored. @default 10,000 */
  readonly timeoutMs?: number | undefined;
  /** Rows of a batch in JSON. @default 200 */
  readonly jsonRows?: number | undefined;
  /** Bytes of a body in JSON. @default 1,048,576 */
  readonly jsonBytes?: number | undefined;
  /** Bytes of a body in Arrow. @default 67,108,864 */
  readonly arrowBytes?: number | undefined;
}

/** What a server serves, and to whom. */
export interface ServerOptions {
  /** Folder of a stored model. Whoever replaces it changes what is served. @default none: `registry` */
  readonly model?: string | undefined;
  /** Registry (folder, `s3://...` or `oss://...`) in place of `model`. @default none */
  readonly registry?: string | undefined;
  /** Name in the registry. @default 'production' */
  readonly name?: string | undefined;
  /** A name of the registry that scores a share of the users, the same ones every time. @default none */
  readonly canary?:
    | {
        /** Name in the registry. */
        readonly name: string;
        /** Share of the users, in (0, 1). */
        readonly share: number;
      }
    | undefined;
  /** A name of the registry whose scores are only compared, in the metrics. @default none */
  readonly shadow?: string | undefined;
  /** Address to listen on. Without keys it must be of this machine alone. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** Port of the data listener; 0 = any free one. @default 8080 */
  readonly port?: number | undefined;
  /** Address of the admin listener: metrics, aliases, reload. @default '127.0.0.1' */
  readonly adminHost?: string | undefined;
  /** Port of the admin listener; 0 = any free one. @default the data port and one, or any free one where that is 0 */
  readonly adminPort?: number | undefined;
  /** Feature file of `winback features pack`, one row a user; values of a request go before it. @default none */
  readonly features?: string | undefined;
  /** What is done with a user whom the feature file does not have: 404, or a score without values. @default 'refuse' */
  readonly unknownUser?: 'refuse' | 'score' | undefined;
  /** Age from which answers say that the feature file is stale, hours after the end of its day. @default 36 */
  readonly maxAgeHours?: number | undefined;
  /** Whether a stale feature file makes the server not ready. @default false */
  readonly staleFails?: boolean | undefined;
  /**
   * Folder of the plan that `/v1/decide` answers from, made with a model and a time until which it holds; or of the days of
   * `winback run daily`, whose newest plan decides. @default none
   */
  readonly plan?: string | undefined;
  /** State (SQLite file or `postgres://...`) whose opt-outs are looked at before every action, and that keeps exposures. @default none */
  readonly state?: string | undefined;
  /**
   * Receipts of providers and links that opt out: `{ keyFile, channels: [{ channel, form, secrets, url, segmentMinor }], language }`,
   * as docs/how-to/deliver.md has it. It needs `state`. @default none are taken
   */
  readonly inbound?: object | undefined;
  /**
   * Configurations of experiments with an `assignment`: `/v1/assign` and `/v1/decide` say a user's arm in them. With a state, a
   * version that is registered there with another configuration is refused. @default none
   */
  readonly experiments?: readonly string[] | undefined;
  /**
   * File of keys: `{ keys: [{ id, sha256, scopes, perSecond, until }] }`, where `sha256` is the digest of the key in hexadecimal
   * and `scopes` are of `score`, `decide`, `explain`, `admin`. It is read again as often as models are looked for. @default none
   */
  readonly keys?: string | undefined;
  /** Tokens (JWT) that are taken besides keys; their claim `scope` has the scopes. @default none */
  readonly jwt?: TokenOptions | undefined;
  /** Processes that share the port, of which this is one: each grants its share of the rates of keys. @default 1 */
  readonly workers?: number | undefined;
  /** How much is done at a time. */
  readonly limits?: ServerLimits | undefined;
  /** Whether errors tell callers what was wrong in words, or in codes alone. @default 'full' */
  readonly errors?: 'full' | 'codes' | undefined;
  /** How often it is looked whether another model stands at the source, ms; 0 = only when told. @default 5000 */
  readonly pollMs?: number | undefined;
  /** How long new connections are still taken after the server says that it is not ready, ms. @default 0 */
  readonly preStopMs?: number | undefined;
  /** How long open connections may take to end, ms. @default 10,000 */
  readonly graceMs?: number | undefined;
  /** Share of the successful requests that are logged, in [0, 1]. @default 0.01 */
  readonly logSample?: number | undefined;
  /**
   * Takes the lines of the log: failures, a share of the successes, changes of models. No line has values of features.
   * @param line one line
   */
  readonly onLog?: ((line: LogLine) => void) | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: object stores are refused */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

type Plain = 'canary' | 'jwt' | 'limits' | 'onLog' | 'environment' | 'inbound';

/** The options with every default filled in. */
export type ResolvedServerOptions = Complete<
  Omit<ServerOptions, Plain | 'model' | 'registry' | 'shadow' | 'keys' | 'features' | 'plan' | 'state'>
> & {
  readonly plan: string | null;
  readonly state: string | null;
  readonly features: string | null;
  readonly keys: string | null;
  readonly jwt: TokenOptions | null;
  readonly model: string | null;
  readonly registry: string | null;
  readonly shadow: string | null;
  readonly canary: { readonly name: string; readonly share: number } | null;
  readonly inbound: object | null;
  readonly limits: Limits;
  readonly onLog: (line: LogLine) => void;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
};

const port = integer(0, 65_535);
const longest = 3_600_000;

/** @throws WinbackError BAD_INPUT naming the option */
export function serverOptions(given: ServerOptions): ResolvedServerOptions {
  requireShape(given, 'options', 'object');
  requireKeys(given, 'options', {
    ...{ model: true, registry: true, name: true, canary: true, shadow: true, host: true, port: true },
    ...{ adminHost: true, adminPort: true, limits: true, errors: true, pollMs: true, preStopMs: true },
    ...{ graceMs: true, logSample: true, onLog: true, environment: true },
    ...{ keys: true, jwt: true, workers: true, features: true, unknownUser: true, maxAgeHours: true },
    ...{ staleFails: true, plan: true, state: true, experiments: true, inbound: true },
  });
  const { canary, jwt, limits, onLog, environment, inbound, ...rest } = given;
  const dataPort = optional(port, 8080)(given.port, 'port');
  const options = resolveOptions<Omit<ResolvedServerOptions, Plain>>('options', rest, {
    ...{ model: optional(text, null), registry: optional(text, null), shadow: optional(text, null) },
    ...{ name: optional(text, 'production'), host: optional(text, '127.0.0.1'), port: () => dataPort },
    ...{ adminHost: optional(text, '127.0.0.1') },
    ...{ features: optional(text, null), unknownUser: optional(oneOf('refuse', 'score'), 'refuse') },
    ...{ plan: optional(text, null), state: optional(text, null) },
    experiments: optional(listOf(text), []),
    ...{ maxAgeHours: optional(positive, 36), staleFails: optional(flag, false) },
    ...{ keys: optional(text, null), workers: optional(integer(1, 256), 1) },
    adminPort: optional(port, dataPort === 0 ? 0 : Math.min(dataPort + 1, 65_535)),
    errors: optional(oneOf('full', 'codes'), 'full'),
    pollMs: optional(integer(0, longest), 5000),
    preStopMs: optional(integer(0, longest), 0),
    graceMs: optional(integer(0, longest), 10_000),
    logSample: optional(share, 0.01),
  });
  if ((options.model === null) === (options.registry === null))
    throw new WinbackError('BAD_INPUT', 'serve needs a model: give either model or registry');
  if (options.model !== null && (canary !== undefined || options.shadow !== null))
    throw new WinbackError(
      'BAD_INPUT',
      'canary and shadow are names of a registry: give registry in place of model',
    );
  return {
    ...options,
    canary: canaryOf(canary),
    jwt: jwtOf(jwt),
    inbound: inbound ?? null,
    limits: limitsOf(limits),
    onLog: onLog ?? (() => undefined),
    environment,
  };
}

const share = (value: unknown, name: string): number => {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new WinbackError('BAD_INPUT', `${name} must be from 0 to 1`);
};

function canaryOf(given: ServerOptions['canary']): ResolvedServerOptions['canary'] {
  if (given === undefined) return null;
  return resolveOptions<{ name: string; share: number }>('canary', given, {
    name: text,
    share: strictlyBetween(0, 1),
  });
}

function jwtOf(given: TokenOptions | undefined): TokenOptions | null {
  if (given === undefined) return null;
  return resolveOptions<Complete<Omit<TokenOptions, 'issuer'>> & Pick<TokenOptions, 'issuer'>>('jwt', given, {
    ...{ jwks: text, audience: text, issuer: optional(text, undefined) },
  });
}

const most = integer(1, 2 ** 30);

function limitsOf(given: ServerLimits | undefined): Limits {
  const { requests, rows, timeoutMs, jsonRows, jsonBytes, arrowBytes } = usualLimits;
  return resolveOptions<Limits>('limits', given, {
    ...{ requests: optional(most, requests), rows: optional(most, rows) },
    scorings: optional(integer(1, 1024), Math.max(1, availableParallelism() - 1)),
    timeoutMs: optional(integer(1, longest), timeoutMs),
    ...{ jsonRows: optional(most, jsonRows), jsonBytes: optional(most, jsonBytes) },
    arrowBytes: optional(most, arrowBytes),
  });
}

/** @throws WinbackError BAD_INPUT where others than this machine could ask without a key */
export function requireKeysBeyondLoopback(host: string, name: string, isGuarded: boolean): void {
  if (isGuarded || isLoopbackName(host)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} ${host} can be reached from other machines: give keys or jwt, or listen on 127.0.0.1`,
  );
}
