import type { Complete } from '../base/complete.js';
import type { TokenOptions } from './access/tokens.js';
import type { Limits } from './http/in-flight.js';
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
  /**
   * What is done with a user whom the plan does not have: nothing (404), or what the prices of the plan decide, as long as the
   * plan left money; the state counts it. @default 'none'
   */
  readonly beyondPlan?: 'none' | 'price' | undefined;
  /** State (SQLite file or `postgres://...`) whose opt-outs are looked at before every action, and that keeps exposures. @default none */
  readonly state?: string | undefined;
  /**
   * Receipts of providers and links that opt out: `{ keyFile, channels: [{ channel, form, secrets, url, segmentMinor }], language }`,
   * as docs/reference/channels.md has it. It needs `state`. @default none are taken
   */
  readonly inbound?: object | undefined;
  /**
   * Configurations of experiments with an `assignment`: `/v1/assign` and `/v1/decide` say a user's arm in them. With a state, a
   * version that is registered there with another configuration is refused. @default none
   */
  readonly experiments?: readonly string[] | undefined;
  /**
   * Whether `/v1/explain/ID` says why a user has the score, with the values of the feature file. Keys need the scope `explain`.
   * @default false
   */
  readonly explain?: boolean | undefined;
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

/** Options that have checks of their own. */
export type Plain = 'canary' | 'jwt' | 'limits' | 'onLog' | 'environment' | 'inbound';

/** The options with every default filled in. */
export type ResolvedServerOptions = Complete<
  Omit<ServerOptions, Plain | 'model' | 'registry' | 'shadow' | 'keys' | 'features' | 'plan' | 'state'>
> & {
  readonly plan: string | null;
  readonly inbound: object | null;
  readonly state: string | null;
  readonly features: string | null;
  readonly keys: string | null;
  readonly jwt: TokenOptions | null;
  readonly model: string | null;
  readonly registry: string | null;
  readonly shadow: string | null;
  readonly canary: { readonly name: string; readonly share: number } | null;
  readonly limits: Limits;
  readonly onLog: (line: LogLine) => void;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
};
