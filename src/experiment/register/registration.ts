import { WinbackError } from '../../base/errors.js';
import {
  type Check,
  flag,
  integer,
  listOf,
  nonNegative,
  object,
  oneOf,
  optional,
  positive,
  text,
} from '../../base/options.js';
import { instantOfText } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import { experimentDigest } from './digest.js';

/** Where a user enters the experiment. */
export interface ExposurePoint {
  /** An event of the log, a column with the time of exposure, or counts that somebody made. */
  readonly kind: 'event' | 'column' | 'aggregates';
  /** Name of the event or column; empty for counts and for data without times. */
  readonly name: string;
}

/** A metric as it was registered. */
export interface RegisteredMetric {
  /** Name of the metric. */
  readonly name: string;
  /** Digest of its definition in the dictionary; null where the configuration defines it itself. */
  readonly definition: string | null;
}

/** What was laid down about an experiment before anybody could see a result. Never changed: a changed one is a new version. */
export interface Registration {
  /** Name of the experiment. */
  readonly name: string;
  /** Version of the experiment. */
  readonly version: string;
  /** SHA-256 of what it asks: experimentDigest. */
  readonly digest: string;
  /** When it was registered, ISO 8601 in UTC. */
  readonly registeredAt: string;
  /** Who registered it; null where nobody is named. */
  readonly by: string | null;
  /** First exposure that was seen when it was registered, ISO 8601 in UTC; null where there was none. */
  readonly firstExposureAt: string | null;
  /** Whether users may have been exposed before it was registered: what is found then is a hint, not a test. */
  readonly late: boolean;
  /** Where a user enters the experiment. */
  readonly exposure: ExposurePoint;
  /** The metric that decides. */
  readonly primary: RegisteredMetric;
  /** Metrics that must not get worse. */
  readonly guardrails: readonly RegisteredMetric[];
  /** Days that the experiment runs at least. */
  readonly shortestRunDays: number;
  /** Plan of looks; null for one look at the end. */
  readonly looks: {
    /** Number of looks, the last one included. */
    readonly looks: number;
    /** How the error is spent. */
    readonly spending: 'obrien-fleming' | 'pocock' | 'hwang-shih-decani';
    /** Users in two arms at the end. */
    readonly plannedUsers: number;
  } | null;
}

/** When, by whom, and what was already there. */
export interface RegistrationFacts {
  /** This moment, ISO 8601 in UTC. */
  readonly now: string;
  /** Who registers. @default nobody named */
  readonly by?: string | null | undefined;
  /** First exposure in the data, ISO 8601 in UTC; null: none yet; `unknown`: users without times of exposure. */
  readonly firstExposure: string | null | 'unknown';
  /** Registers an experiment that has begun, marked as late. @default false: it is refused */
  readonly late?: boolean | undefined;
}

/**
 * What is registered of a configuration.
 * @throws WinbackError BAD_INPUT when users were exposed before and `late` is not said, BAD_CONFIG without minimumDays
 */
export function registrationOf(config: ExperimentConfig, facts: RegistrationFacts): Registration {
  const { name, version, minimumDays, sequential } = config;
  if (minimumDays === undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `experiment "${name}": a registration needs minimumDays, the days that it runs at least`,
    );
  const isLate = hasBegun(facts);
  if (isLate && facts.late !== true) throw begun(name, facts);
  const guardrails = config.metrics.filter(({ role }) => role === 'guardrail');
  const primary = config.metrics.find(({ role }) => role === 'primary')!;
  return {
    ...{ name, version, digest: experimentDigest(config), registeredAt: facts.now, by: facts.by ?? null },
    firstExposureAt: facts.firstExposure === 'unknown' ? null : facts.firstExposure,
    ...{ late: isLate, exposure: exposurePoint(config) },
    ...{ primary: registered(primary), guardrails: guardrails.map(registered), shortestRunDays: minimumDays },
    looks:
      sequential === undefined
        ? null
        : {
            looks: sequential.looks,
            spending: sequential.spending,
            plannedUsers: sequential.plannedUsers,
          },
  };
}

function hasBegun({ firstExposure, now }: RegistrationFacts): boolean {
  if (firstExposure === null || firstExposure === 'unknown') return firstExposure !== null;
  return instantOfText(firstExposure, 'UTC') <= instantOfText(now, 'UTC');
}

function begun(name: string, { firstExposure, now }: RegistrationFacts): WinbackError {
  const what =
    firstExposure === 'unknown'
      ? 'its data has users without a time of exposure'
      : `its first user was exposed at ${firstExposure}, and it is ${now}`;
  return new WinbackError(
    'BAD_INPUT',
    `experiment "${name}" has begun: ${what}; register it as late (--late), or begin it anew under another name`,
  );
}

function registered({ name, definition }: ExperimentConfig['metrics'][number]): RegisteredMetric {
  return { name, definition: definition?.digest ?? null };
}

/** Where users of a configuration enter the experiment. */
export function exposurePoint({ data }: ExperimentConfig): ExposurePoint {
  if (data.events !== undefined) return { kind: 'event', name: data.events.exposure };
  if (data.aggregates !== undefined) return { kind: 'aggregates', name: '' };
  return { kind: 'column', name: data.exposedAt ?? '' };
}

const possibleText: Check<string> = (value, name) => (value === '' ? '' : text(value, name));

const metric = object<RegisteredMetric>({ name: text, definition: optional(text, null) });

/** Checks a registration that was stored. */
export const registrationCheck: Check<Registration> = object<Registration>({
  ...{ name: text, version: text, digest: text, registeredAt: text, by: optional(text, null) },
  ...{ firstExposureAt: optional(text, null), late: flag },
  exposure: object<ExposurePoint>({ kind: oneOf('event', 'column', 'aggregates'), name: possibleText }),
  ...{ primary: metric, guardrails: listOf(metric), shortestRunDays: nonNegative },
  looks: optional(
    object<NonNullable<Registration['looks']>>({
      looks: integer(1, 1000),
      spending: oneOf('obrien-fleming', 'pocock', 'hwang-shih-decani'),
      plannedUsers: positive,
    }),
    null,
  ),
});
