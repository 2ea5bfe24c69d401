import { WinbackError } from '../../base/errors.js';
import { type Check, flag, listOf, object, oneOf, optional, positive, text } from '../../base/options.js';
import { connectionUrl, hasScheme } from '../../stores/connection-url.js';
import { type SecretFrom, secretFrom } from '../../stores/secrets.js';
import {
  type PosthogEvents,
  posthogChecks,
  requirePosthogKeys,
  withPosthogColumns,
} from './posthog-events.js';

/** One per-user column made of events around the first exposure. */
export interface OutcomeConfig {
  /** Name of the column, which metrics refer to. */
  readonly name: string;
  /** Name of the event that counts. */
  readonly event: string;
  /**
   * `any`: 1 for users with the event; `count`: how many; `sum`: of `value`; `each`: every single value, for quantile
   * metrics clustered by user. @default any
   */
  readonly count: 'any' | 'count' | 'sum' | 'each';
  /** Column (or key of the properties) that is summed, or taken one by one. */
  readonly value: string | undefined;
  /** Days before the exposure instead of the window after it: a covariate for CUPED. */
  readonly daysBefore: number | undefined;
}

/** An event made of others by rules: the first of those that say the same, less what was taken back. */
export interface DerivedEvent {
  /** Name that outcomes refer to. */
  readonly name: string;
  /** Name of the event it is made of. */
  readonly event: string;
  /** Columns (or keys of the properties) that are equal in events of one user that say the same. */
  readonly deduplicate: readonly string[];
  /** Column (or key) of the value that refunds take from; undefined where there is none. */
  readonly value: string | undefined;
  /** Events with the same keys that take it back; undefined without. */
  readonly refunds:
    | {
        /** Name of the event. */
        readonly event: string;
        /** Column (or key) with what is taken back. @default all of it */
        readonly value: string | undefined;
      }
    | undefined;
}

/** Where exposures and conversions are in an event log with one row per event. */
export interface ExposureConfig {
  /** Columns of the log. */
  readonly user: string;
  /** Name of the event that shows a user the variant. */
  readonly event: string;
  /** Timestamp of the event. */
  readonly time: string;
  /** Column with the variant, or a key of `properties`. */
  readonly variant: string;
  /** Column (or key) with the experiment's name, when the log holds several. */
  readonly experiment: string | undefined;
  /** JSON text column with properties, as in PostHog's `events.properties`; undefined = plain columns. */
  readonly properties: string | undefined;
  /** Value of `event` of an exposure. @default experiment_exposure */
  readonly exposure: string;
  /** Value of `experiment`. */
  readonly experimentValue: string;
  /** What is counted of each user after it. */
  readonly outcomes: readonly OutcomeConfig[];
  /** Events made of others by rules. @default none */
  readonly derived?: readonly DerivedEvent[] | undefined;
  /** Columns (or keys) whose value at the first exposure is kept for every user. @default none */
  readonly attributes?: readonly string[] | undefined;
  /**
   * Users who saw several variants: left out, or counted for the variant that they saw first. Who saw both got both
   * treatments, so that `first` draws the effect towards 0. @default exclude
   */
  readonly multiple?: 'exclude' | 'first' | undefined;
  /** Days after the first exposure that count, as 24-hour periods. */
  readonly windowDays: number;
  /** End of the log, ISO 8601 (UTC without an offset): users exposed less than the window before it are immature. */
  readonly asOf: string;
}

/** The events part of an experiment's config; its window, end and name stand at the top level. */
export interface EventsData
  extends Omit<ExposureConfig, 'experimentValue' | 'windowDays' | 'asOf' | 'attributes'>,
    PosthogEvents {
  /** CSV, Parquet or Arrow file with one row per event, or one object; undefined where a server has them. */
  readonly file: string | undefined;
  /** A server instead: `clickhouse://user@host:port/database`. */
  readonly source?: string | undefined;
  /** Its table. */
  readonly table?: string | undefined;
  /** Where its password stands. @default the user has none */
  readonly passwordFrom?: SecretFrom | undefined;
  /** Only sufficient statistics leave the database. @default false */
  readonly pushDown: boolean;
}

const eventsKeys = object<EventsData>({
  file: optional(text, undefined),
  source: optional(text, undefined),
  table: optional(text, undefined),
  passwordFrom: optional(secretFrom, undefined),
  pushDown: optional(flag, false),
  ...posthogChecks,
  multiple: optional(oneOf('exclude', 'first'), 'exclude'),
  user: optional(text, 'distinct_id'),
  event: optional(text, 'event'),
  time: optional(text, 'timestamp'),
  variant: optional(text, 'variant'),
  experiment: optional(text, undefined),
  properties: optional(text, undefined),
  exposure: optional(text, 'experiment_exposure'),
  outcomes: listOf(
    object<OutcomeConfig>({
      name: text,
      event: text,
      count: optional(oneOf('any', 'count', 'sum', 'each'), 'any'),
      value: optional(text, undefined),
      daysBefore: optional(positive, undefined),
    }),
  ),
  derived: optional(
    listOf(
      object<DerivedEvent>({
        name: text,
        event: text,
        deduplicate: listOf(text),
        value: optional(text, undefined),
        refunds: optional(object({ event: text, value: optional(text, undefined) }), undefined),
      }),
    ),
    [],
  ),
});

export const eventsCheck: Check<Readonly<EventsData>> = (value, name) => {
  const config = eventsKeys(withPosthogColumns(value), name);
  const refuse = (why: string): never => {
    throw new WinbackError('BAD_CONFIG', `${name}.${why}`);
  };
  const { file, source, table, passwordFrom } = config;
  requirePosthogKeys(config, refuse);
  if ((file === undefined) === (source === undefined)) refuse('file or source: give one of them');
  if (source === undefined) {
    if (table !== undefined || passwordFrom !== undefined) refuse('table and passwordFrom go with source');
    return config;
  }
  if (!hasScheme(source, 'clickhouse'))
    refuse('source is a ClickHouse server: clickhouse://user@host:port/database');
  connectionUrl(source, `${name}.source`, ['protocol']);
  if (table === undefined) refuse('table is missing: the table of the ClickHouse database');
  return config;
};

const ownColumns = ['user', 'variant', 'exposed_day'];

/** @throws BAD_CONFIG for a column of the mix that the users' table has as another one */
export function checkMixNames(mix: readonly string[], { outcomes }: Pick<ExposureConfig, 'outcomes'>): void {
  const known = [...ownColumns, ...outcomes.map(({ name }) => name.toLowerCase())];
  const taken = mix.find((name, i) => known.includes(name.toLowerCase()) || mix.indexOf(name) < i);
  if (taken !== undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `mix: "${taken}" is a column of every user already: name a column of the log, once`,
    );
}

/** @throws BAD_CONFIG for an outcome named as a column of the users' table itself, in any case (as DuckDB compares) */
export function checkOutcomeNames({ outcomes }: Pick<ExposureConfig, 'outcomes'>): void {
  const taken = outcomes.find(({ name }) => ownColumns.includes(name.toLowerCase()));
  if (taken !== undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `outcome "${taken.name}": ${ownColumns.join(', ')} are columns of every user, give it another name`,
    );
}
