import { WinbackError } from '../../base/errors.js';
import {
  between,
  type Checks,
  finite,
  flag,
  integer,
  listOf,
  nonNegative,
  object,
  oneOf,
  optional,
  positive,
  strictlyBetween,
  text,
} from '../../base/options.js';
import { timeZone } from '../../base/time-zone.js';
import { encodingName } from '../../data/files/encoding.js';
import { type NumberFormat, numberFormat } from '../../data/numbers/number-form.js';
import { timeFormat } from '../../data/time-forms/strptime.js';
import { type BotRule, botRuleCheck } from '../../metrics/bot-rule.js';
import type { MetricDictionary } from '../../metrics/dictionary.js';
import { betaShapeCheck } from '../../stats/posterior/beta-posterior.js';
import { type Expanded, expandMetrics } from './dictionary-metrics.js';
import { checkMixNames, type EventsData, eventsCheck } from './events-config.js';
import { type ExclusionRule, exclusionCheck } from './exclusion-rules.js';
import { requireTime } from './exposure.js';
import { label } from './labels.js';
import { checkMetric, type MetricConfig, metricCheck, requireNoValues } from './metric-config.js';
import { type SequentialConfig, sequentialCheck } from './sequential-config.js';

export type { ExclusionRule } from './exclusion-rules.js';
export type { MetricConfig } from './metric-config.js';
export type { SequentialConfig } from './sequential-config.js';

/** An overall criterion: metrics weighed into one. */
export interface OecConfig {
  /** The metrics and their weights. */
  readonly terms: readonly {
    /** Name of the metric. */
    readonly metric: string;
    /** Its weight; below 0 where less is better. */
    readonly weight: number;
  }[];
  /** What one unit of weight is worth. @default standardised */
  readonly scaling: 'none' | 'relative' | 'standardised';
}

/** What is done with several rows of one user in one arm. */
export type RepeatedUsersRule = 'first' | 'last' | 'sum';

/** Where the data is, and what its columns mean. */
export interface DataConfig {
  /** CSV, Parquet or Arrow file with one row per user. */
  readonly file: string | undefined;
  /** Encoding of `file`, `events.file` and files of rows, such as `gb18030`. @default found by looking at them */
  readonly encoding?: string | undefined;
  /** Form of numbers in text columns of `file`, by example. @default found by looking at each whole column */
  readonly numberFormat?: NumberFormat | undefined;
  /** Form of `exposedAt` and `convertedAt` where they are text, as strptime has it. @default ISO 8601, and what each whole column tells */
  readonly timeFormat?: string | undefined;
  /** JSON file with aggregates per arm instead: see docs/reference/experiment-config.md. */
  readonly aggregates: string | undefined;
  /** An event log instead: exposures and conversions, see ExposureConfig. */
  readonly events: EventsData | undefined;
  /** Column of the arm. */
  readonly variant: string | undefined;
  /** Column of the user's id. */
  readonly user: string | undefined;
  /** Date or timestamp of the first exposure. */
  readonly exposedAt: string | undefined;
  /** Date or timestamp of the conversion, to find those before exposure. */
  readonly convertedAt: string | undefined;
  /** Columns that tell the strata. */
  readonly strata: readonly string[];
  /**
   * Several rows of one user in one arm: the first or last by exposure (else by the order of the file), or metrics summed.
   * @default refused
   */
  readonly repeatedUsers: RepeatedUsersRule | undefined;
}

/** AssignmentPlan without the variants and weights, which the experiment has. */
export interface AssignmentConfig {
  /** Seed of the hash that assigned users. */
  readonly seed: string;
  /** Share of the users that take part, in (0, 1]. */
  readonly coverage: number;
  /** Version of the hash: 2 for new experiments, 1 for those of older SDKs. */
  readonly hashVersion: number;
  /** Layer and its range of buckets. */
  readonly namespace:
    | {
        /** Name of the namespace. */
        readonly name: string;
        /** Start of the range of the experiment, in [0, 1]. */
        readonly from: number;
        /** End of the range of the experiment, in [0, 1]. */
        readonly to: number;
      }
    | undefined;
  /** Users kept out of all experiments; undefined without. */
  readonly holdout:
    | {
        /** Seed of the hash that keeps them out. */
        readonly seed: string;
        /** Share of the users kept out. */
        readonly share: number;
      }
    | undefined;
}

/** A checked configuration with every default filled in. */
export interface ExperimentConfig {
  /** Name of the experiment. */
  readonly name: string;
  /** Version of the experiment, for the report. */
  readonly version: string;
  /** What is randomised, for the report. */
  readonly unit: string;
  /** Where the data is, and what its columns mean. */
  readonly data: DataConfig;
  /** Whose days count, and the zone of times that carry none: IANA name or offset such as +08:00. @default UTC */
  readonly timeZone: string;
  /** The arm that others are compared with. */
  readonly control: string;
  /** The other arms. */
  readonly treatments: readonly string[];
  /** Planned split, control first; any scale. `unknown`: the sample ratio is not tested, which the checks say. @default equal */
  readonly weights: readonly number[] | 'unknown' | undefined;
  /** What is measured, and for what. */
  readonly metrics: readonly MetricConfig[];
  /** The overall criterion; undefined without. */
  readonly oec: OecConfig | undefined;
  /** Two-sided error of the tests, in (0, 1). */
  readonly alpha: number;
  /** Chance of finding the planned effect, in (0, 1). */
  readonly power: number;
  /** How p-values allow for several tests. */
  readonly correction: 'holm' | 'benjamini-hochberg' | 'none';
  /** Whether covariates from before reduce variance, with one slope an arm, one for all, or not. */
  readonly cuped: 'within' | 'pooled' | 'off';
  /** Looks while the test runs; undefined for one look at the end. */
  readonly sequential: SequentialConfig | undefined;
  /** Days the experiment must have run before `ship`. */
  readonly minimumDays: number | undefined;
  /** Days a crossed boundary must stay crossed before `ship`; needs a sequential plan. @default 0 */
  readonly stableDays: number;
  /** Days a user needs after exposure before being counted. */
  readonly windowDays: number | undefined;
  /** End of the data, ISO 8601 (a date: its start); needed with `windowDays`. */
  readonly asOf: string | undefined;
  /** Users an arm that were planned; undefined without a plan. */
  readonly plannedUsersPerArm: number | undefined;
  /** p-value below which the split counts as broken. */
  readonly srmThreshold: number;
  /** How users were assigned: every logged variant is then recomputed from the hash. */
  readonly assignment: AssignmentConfig | undefined;
  /** Rules that leave rows out. */
  readonly exclude: readonly ExclusionRule[];
  /** Which users are programs: they are left out, counted, and what that changes is shown; undefined without a rule. */
  readonly bots?: BotRule | undefined;
  /** Columns whose mix of users may move during the run, such as channel and device. @default none */
  readonly mix?: readonly string[] | undefined;
  /** File with the dictionary of metrics, for those with `use: NAME`; read by readExperimentConfig. */
  readonly dictionary?: string | undefined;
  /** Least share of every arm in the next batch: the report then tells the shares that follow from P(best). */
  readonly allocationFloor: number | undefined;
  /** Shapes of the Beta prior of proportions, each from 0.5 (Jeffreys) to 1e9. @default [1, 1] */
  readonly prior: readonly number[];
  /** Draws of the reference script's Monte Carlo beside the exact posterior; 0 = none. */
  readonly monteCarlo: number;
  /** Bootstrap replicates beside every mean; 0 = none. */
  readonly bootstrapReplicates: number;
  /** Seed of every draw. */
  readonly seed: number;
  /** A/A runs on the control arm's own data; 0 = none. */
  readonly splitCheckRuns: number;
  /** Also print what the reference script says for the same data. It decides nothing. */
  readonly reference: boolean;
}

const checks: Checks<ExperimentConfig> = {
  name: text,
  version: optional((value, name) => text(typeof value === 'number' ? String(value) : value, name), '1'),
  unit: optional(text, 'user'),
  data: object<DataConfig>({
    file: optional(text, undefined),
    encoding: optional(encodingName, undefined),
    numberFormat: optional(numberFormat, undefined),
    timeFormat: optional(timeFormat, undefined),
    aggregates: optional(text, undefined),
    events: optional(eventsCheck, undefined),
    variant: optional(text, undefined),
    user: optional(text, undefined),
    exposedAt: optional(text, undefined),
    convertedAt: optional(text, undefined),
    strata: optional(listOf(text), []),
    repeatedUsers: optional(oneOf('first', 'last', 'sum'), undefined),
  }),
  timeZone: optional(timeZone, 'UTC'),
  control: label,
  treatments: listOf(label),
  weights: optional(
    (value, name) => (value === 'unknown' ? value : listOf(nonNegative)(value, name)),
    undefined,
  ),
  metrics: listOf(metricCheck),
  oec: optional(
    object<OecConfig>({
      terms: listOf(object<OecConfig['terms'][number]>({ metric: text, weight: finite })),
      scaling: optional(oneOf('none', 'relative', 'standardised'), 'standardised'),
    }),
    undefined,
  ),
  alpha: optional(strictlyBetween(0, 0.5), 0.05),
  power: optional(strictlyBetween(0, 1), 0.8),
  correction: optional(oneOf('holm', 'benjamini-hochberg', 'none'), 'holm'),
  cuped: optional(oneOf('within', 'pooled', 'off'), 'within'),
  sequential: optional(sequentialCheck, undefined),
  minimumDays: optional(positive, undefined),
  stableDays: optional(nonNegative, 0),
  windowDays: optional(positive, undefined),
  asOf: optional(text, undefined),
  plannedUsersPerArm: optional(integer(2), undefined),
  srmThreshold: optional(strictlyBetween(0, 1), 0.001),
  assignment: optional(
    object<AssignmentConfig>({
      seed: text,
      coverage: optional(between(0, 1), 1),
      hashVersion: optional(integer(1, 2), 2),
      namespace: optional(object({ name: text, from: between(0, 1), to: between(0, 1) }), undefined),
      holdout: optional(object({ seed: text, share: between(0, 1) }), undefined),
    }),
    undefined,
  ),
  exclude: optional(listOf(exclusionCheck), []),
  bots: optional(botRuleCheck, undefined),
  mix: optional(listOf(text), []),
  dictionary: optional(text, undefined),
  allocationFloor: optional(between(0, 1), undefined),
  prior: optional(listOf(betaShapeCheck), [1, 1]),
  monteCarlo: optional(integer(0, 10_000_000), 0),
  bootstrapReplicates: optional(integer(0, 1_000_000), 0),
  seed: optional(integer(0, 0xffffffff), 42),
  splitCheckRuns: optional(integer(0, 100_000), 0),
  reference: optional(flag, false),
};

/** Keys of version 0.1 and what they are called now. */
const renamedKeys: ReadonlyMap<string, string> = new Map([
  ['spec', 'reference'],
  ['calibrationRuns', 'splitCheckRuns'],
]);

/**
 * A checked experiment config from parsed YAML or JSON. Keys are documented in docs/reference/experiment-config.md.
 * @param given the mapping as parsed from YAML or JSON
 * @param dictionary of metricDictionary, for metrics with `use: NAME`
 * @throws BAD_CONFIG naming the key
 *
 * @example
 * ```ts
 * import { experimentConfig } from 'winback/experiment';
 *
 * const config = experimentConfig({
 *   name: 'coupon',
 *   control: 'off',
 *   treatments: ['on'],
 *   data: { file: 'users.csv', variant: 'arm' },
 *   metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
 * });
 * config.alpha; // 0.05
 * ```
 */
export function experimentConfig(given: unknown, dictionary?: MetricDictionary): ExperimentConfig {
  try {
    const full = expandMetrics(given, dictionary);
    const config = withDefinitions(object(checks, renamedKeys)(full.given, 'experiment'), full.definitions);
    checkTogether(config);
    return config;
  } catch (error) {
    if (error instanceof WinbackError) throw new WinbackError('BAD_CONFIG', error.message, { cause: error });
    throw error;
  }
}

function withDefinitions(config: ExperimentConfig, definitions: Expanded['definitions']): ExperimentConfig {
  if (definitions.size === 0) return config;
  const metrics = config.metrics.map((metric) => ({ ...metric, definition: definitions.get(metric.name) }));
  return { ...config, metrics };
}

function checkTogether(config: ExperimentConfig): void {
  const refuse = (message: string): never => {
    throw new WinbackError('BAD_CONFIG', `experiment "${config.name}": ${message}`);
  };
  const arms = [config.control, ...config.treatments];
  if (config.treatments.length === 0) refuse('treatments must name at least one variant');
  if (new Set(arms).size < arms.length) refuse(`variants must differ, got ${arms.join(', ')}`);
  if (Array.isArray(config.weights) && config.weights.length !== arms.length)
    refuse(`${arms.length} variants but ${config.weights.length} weights (or weights: unknown)`);
  const names = config.metrics.map((m) => m.name);
  if (new Set(names).size < names.length) refuse(`metric names must differ, got ${names.join(', ')}`);
  const primaries = config.metrics.filter((m) => m.role === 'primary').length;
  if (primaries !== 1) refuse(`exactly one metric must have role: primary, got ${primaries}`);
  if ((config.allocationFloor ?? 0) * arms.length > 1)
    refuse(`allocationFloor ${config.allocationFloor} for ${arms.length} variants is more than everybody`);
  if (!(config.power > config.alpha)) refuse(`power ${config.power} must be above alpha ${config.alpha}`);
  if (config.assignment !== undefined && config.weights === 'unknown')
    refuse('assignment recomputes variants from the weights, which are unknown');
  if (config.prior.length !== 2) refuse('prior must be [alpha, beta]');
  checkData(config, refuse);
  for (const term of config.oec?.terms ?? [])
    if (!names.includes(term.metric)) refuse(`oec: no metric "${term.metric}"`);
  for (const metric of config.metrics) checkMetric(metric, refuse);
  const ownRows = config.metrics.find((m) => m.rows !== undefined);
  if (ownRows !== undefined && (config.data.user === undefined || config.data.aggregates !== undefined))
    refuse(`metric "${ownRows.name}": rows need data.file and data.user`);
}

function checkData(
  { data, windowDays, asOf, exclude, metrics, bots, mix }: ExperimentConfig,
  refuse: (message: string) => never,
): void {
  if ([data.file, data.aggregates, data.events].filter((d) => d !== undefined).length > 1)
    refuse('data must have one of file, aggregates and events');
  if (data.aggregates !== undefined && exclude.length > 0)
    refuse('exclude needs rows: aggregates hold sums that include the excluded ones');
  if (data.aggregates !== undefined) requireNoValues(metrics, refuse);
  if (data.aggregates !== undefined && (bots !== undefined || (mix ?? []).length > 0))
    refuse('bots and mix need rows: aggregates hold sums of all users');
  if (data.file !== undefined && bots?.eventsPerDay !== undefined)
    refuse('bots.eventsPerDay needs data.events: a file of users has no days of events');
  if (data.file !== undefined && data.variant === undefined) refuse('data.file needs data.variant');
  if (
    windowDays !== undefined &&
    (asOf === undefined || (data.exposedAt === undefined && data.events === undefined))
  )
    refuse('windowDays needs asOf and data.exposedAt (or data.events)');
  if (asOf !== undefined) requireTime('asOf', asOf, refuse);
  if (data.repeatedUsers !== undefined && (data.user === undefined || data.file === undefined))
    refuse('data.repeatedUsers needs data.file and data.user');
  if (data.events === undefined) return;
  checkMixNames(mix ?? [], data.events);
  if (windowDays === undefined) refuse('data.events needs windowDays and asOf');
  for (const { name, count, value } of data.events.outcomes)
    if ((count === 'sum' || count === 'each') !== (value !== undefined))
      refuse(`outcome "${name}": value goes with count: sum and count: each`);
}
