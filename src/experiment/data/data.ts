import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { requireKeys } from '../../base/options.js';
import { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import type { TimeColumn } from '../../data/times.js';
import { moments } from '../../stats/moments.js';
import type { ExperimentConfig } from '../config/config.js';
import { conversionOrder, daysOf, matureOnly, timeColumn } from '../config/exposure.js';
import { requireConfig } from '../config/guards.js';
import { emptyMoments, type JointMoments } from '../moments/moments.js';
import { packedMoments } from '../moments/packed-moments.js';
import type { ClosureRecord, LedgerEntry } from '../records/records.js';
import { armCodes, oneRowPerUser } from './arms.js';
import { leaveBotsOut } from './bots.js';
import { applyRules } from './exclusions.js';
import type { Look } from './look.js';
import { type ColumnFacts, missingIndicator, prepareColumns } from './prepare.js';
import { repeatedEntry } from './repeated-entry.js';
import { type LabelColumn, labelColumn } from './user-table.js';

/** Rows of single users, kept for what aggregates cannot give: quantiles, days, A/A runs. */
export interface UserRows {
  /** Arm of each row, -1 = left out. */
  readonly arm: Int32Array;
  /** Index into `strata` of each row. */
  readonly stratum: Int32Array;
  /** Values of each column, one a user. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Day of exposure since 1970-01-01 in the experiment's zone, fractions kept; null without an exposure column. */
  readonly exposedAt: Float64Array | null;
  /** Ids of the users; null without. */
  readonly users: LabelColumn | null;
  /** Values of the columns of `mix`, by column; absent where there are none. */
  readonly mix?: ReadonlyMap<string, LabelColumn> | undefined;
  /** By metric: rows of its own, several per user. Added by withMetricRows. */
  readonly details?: ReadonlyMap<string, MetricRows> | undefined;
}

/** Several rows per user of one quantile metric. */
export interface MetricRows {
  /** One value a row. */
  readonly values: Float64Array;
  /** Arm of each row's user, -1 = left out. */
  readonly arm: Int32Array;
  /** Code of each row's user. */
  readonly user: Int32Array;
}

/** An experiment ready for analysis. Made by dataFromTable, dataFromAggregates or dataFromEvents. */
export interface ExperimentData {
  /** Columns with moments, in their order. */
  readonly columns: readonly string[];
  /** Arm (control first) -> stratum -> moments of `columns`. */
  readonly cells: readonly (readonly JointMoments[])[];
  /** Names of the strata; one where there are none. */
  readonly strata: readonly string[];
  /** What was found out about each column. */
  readonly facts: ReadonlyMap<string, ColumnFacts>;
  /** Values user by user; null for aggregates. */
  readonly rows: UserRows | null;
  /** Users that were left out or are odd. */
  readonly counts: {
    /** Users seen in more than one arm; all of them are left out. */
    readonly multiVariant: number;
    /** Outcomes from before a user saw the variant. */
    readonly beforeExposure: number;
    /** Users whose exposure and conversion have the same day and no more is known. */
    readonly sameDay?: number | undefined;
    /** Users whose window is not over yet. */
    readonly immature: number;
    /** Users without a time of exposure: left out where there is a window, else in the analysis but on no day. */
    readonly untimed?: number | undefined;
    /** Events of exposed users that an outcome names and that have no time: they count in no metric. */
    readonly untimedEvents?: number | undefined;
    /** Users whose exposure is so far from all others that `days` does not count up to it. */
    readonly farUsers?: number | undefined;
    /** Users whose exposures name no variant: they are left out. */
    readonly unlabelled?: number | undefined;
    /** Users left out by each rule. */
    readonly excluded: readonly {
      /** Name of the rule. */
      readonly reason: string;
      /** Users it left out. */
      readonly users: number;
    }[];
    /** Days from the first to the last exposure, whole days counted; null when unknown. */
    readonly days: number | null;
  };
  /** What was done to the data, and why. */
  readonly ledger: readonly LedgerEntry[];
  /** Looks already taken at the primary metric, by variant; else they are recomputed from the rows. */
  readonly looks?: ReadonlyMap<string, readonly Look[]> | undefined;
  /** The same data with the users that the bot rule found; absent without a rule. */
  readonly withBots?: ExperimentData | undefined;
  /** Whether logged conversions lead back to exposures; absent where there is no log. */
  readonly closure?: ClosureRecord | undefined;
  /** The same for other metrics, by metric and variant. */
  readonly metricLooks?: ReadonlyMap<string, ReadonlyMap<string, readonly Look[]>> | undefined;
}

/** Columns a metric's moments need: value or numerator, denominator, covariates with their indicators. */
export function columnsOf(config: ExperimentConfig, facts: ReadonlyMap<string, ColumnFacts>): string[] {
  const ofUsers = config.metrics.filter((metric) => metric.rows === undefined);
  const names = ofUsers.flatMap((metric) => [
    metric.name,
    ...(metric.per === undefined ? [] : [`${metric.name} per`]),
    ...(config.cuped === 'off' ? [] : covariateColumns(metric.covariates, facts)),
  ]);
  return [...new Set(names)];
}

export function covariateColumns(
  covariates: readonly string[],
  facts: ReadonlyMap<string, ColumnFacts>,
): string[] {
  return covariates.flatMap((name) =>
    (facts.get(name)?.missing ?? 0) > 0 ? [name, missingIndicator(name)] : [name],
  );
}

/**
 * One row per user. Metrics are stored under their own name, since one column may serve several. The thread is given back
 * between passes, and sums run natively.
 * @param table one row a user, or several where `data.repeatedUsers` says what to do with them
 * @param config of experimentConfig
 * @param options stop signal
 * @throws BAD_INPUT for an unknown variant, a missing value, one user twice in one variant without `repeatedUsers`,
 *   x outside {0, 1}; ABORTED
 *
 * @example
 * ```ts
 * import { dataFromTable } from 'winback/experiment';
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config } = await generateExperiment({ users: 1000 });
 * const { columns, counts } = await dataFromTable(table, config);
 * columns; // [conversion, gmv, pre_gmv, complaints]
 * counts.days; // 21
 * ```
 */
export async function dataFromTable(
  table: ArrowTable,
  config: ExperimentConfig,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ExperimentData> {
  requireConfig(config);
  requireKeys(options, 'options', { signal: true });
  const data = await readRows(table, config, options);
  if (config.bots === undefined) return data;
  return { ...data, withBots: await readRows(table, { ...config, bots: undefined }, options) };
}

async function readRows(
  table: ArrowTable,
  config: ExperimentConfig,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ExperimentData> {
  if (config.data.variant === undefined) throw new WinbackError('BAD_CONFIG', 'data.variant is needed');
  checkTable(table);
  const pace = new Pace(options);
  const { exposedAt: exposedName, convertedAt } = config.data;
  const exposed = exposedName === undefined ? null : await timeColumn(table, exposedName, config, pace);
  const { users, excluded, multiVariant, repeated, single } = await usersInArms(table, config, exposed, pace);
  const { arm, immature, untimed } = matureOnly(config, exposed, single);
  await pace.breathe(arm.length);
  const order =
    convertedAt === undefined || exposed === null
      ? { beforeExposure: 0, sameDay: 0 }
      : conversionOrder(exposed, await timeColumn(table, convertedAt, config, pace), arm);
  const prepared = await prepareColumns(table, config, { arm, repeated }, pace);
  const names = columnsOf(config, prepared.facts);
  const strata = await strataOf(table, config.data.strata, arm, pace);
  const width = strata.labels.length;
  await pace.breathe(arm.length);
  const arms = 1 + config.treatments.length;
  const cells = await cellsOf(
    names.map((name) => prepared.columns.get(name)!),
    ...([{ arm, stratum: strata.codes }, arms, width, options.signal] as const),
  );
  return {
    columns: names,
    cells,
    strata: strata.labels,
    facts: prepared.facts,
    rows: {
      ...{ arm, stratum: strata.codes, columns: prepared.columns, exposedAt: exposed?.days ?? null, users },
      mix: await mixColumns(table, config.mix ?? [], pace),
    },
    counts: { multiVariant, ...order, immature, untimed, excluded, ...daysOf(exposed, arm) },
    ledger: [...repeatedEntry(repeated), ...prepared.ledger],
  };
}

// Rules come first: rows they leave out may have any variant, or none.
async function usersInArms(
  table: ArrowTable,
  config: ExperimentConfig,
  exposed: TimeColumn | null,
  pace: Pace,
) {
  const everyone = allocateColumn(Int32Array, table.numRows);
  const { arm: allowed, excluded: byRule } = await applyRules(table, config.exclude, everyone, pace);
  const { arm: kept, excluded: byBots } = await leaveBotsOut(table, config.bots, allowed, pace);
  const excluded = [...byRule, ...byBots];
  const labels = await labelColumn(table, config.data.variant!, pace);
  const all = armCodes(labels, [config.control, ...config.treatments], kept);
  if (config.data.user === undefined)
    return { users: null, excluded, multiVariant: 0, repeated: null, single: all };
  const users = await labelColumn(table, config.data.user, pace);
  await pace.breathe(all.length);
  const rule = config.data.repeatedUsers;
  const { arm: single, ...rest } = oneRowPerUser(users, all, rule, exposed?.instants ?? null);
  await pace.breathe(all.length);
  return { users, excluded, single, ...rest };
}

// Arm -> stratum -> moments, summed natively.
async function cellsOf(
  values: readonly Float64Array[],
  { arm, stratum }: { readonly arm: Int32Array; readonly stratum: Int32Array },
  arms: number,
  width: number,
  signal: AbortSignal | undefined,
): Promise<JointMoments[][]> {
  const group = allocateColumn(Float64Array, arm.length);
  for (let row = 0; row < arm.length; row++)
    group[row] = arm[row]! < 0 ? Number.NaN : arm[row]! * width + stratum[row]!;
  const empty = (): JointMoments => emptyMoments(values.length);
  const counted = values.length > 0 ? values : [group];
  const result = await moments(counted, { group, groups: arms * width, ...(signal ? { signal } : {}) });
  const cells = result.groups.map((g) =>
    g.rows === 0 ? empty() : values.length > 0 ? packedMoments(g) : { ...empty(), n: g.rows },
  );
  return Array.from({ length: arms }, (_, a) => cells.slice(a * width, (a + 1) * width));
}

async function mixColumns(
  table: ArrowTable,
  names: readonly string[],
  pace: Pace,
): Promise<ReadonlyMap<string, LabelColumn>> {
  const columns = new Map<string, LabelColumn>();
  for (const name of names) columns.set(name, await labelColumn(table, name, pace));
  return columns;
}

async function strataOf(
  table: ArrowTable,
  names: readonly string[],
  arm: Int32Array,
  pace: Pace,
): Promise<LabelColumn> {
  if (names.length === 0) return { codes: new Int32Array(arm.length), labels: ['all'] };
  const columns: LabelColumn[] = [];
  for (const name of names) columns.push(await labelColumn(table, name, pace));
  await pace.breathe(arm.length);
  const known = new Map<number, number>();
  const labels: string[] = [];
  const codes = arm.map((_, row) => {
    // One number per combination: codes from 0, with 0 for a missing one.
    const key = columns.reduce((sum, c) => sum * (c.labels.length + 1) + c.codes[row]! + 1, 0);
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    known.set(key, labels.length);
    labels.push(columns.map((c) => (c.codes[row]! < 0 ? 'missing' : c.labels[c.codes[row]!]!)).join(' / '));
    return labels.length - 1;
  });
  return { codes, labels };
}
