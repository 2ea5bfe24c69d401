import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { moments } from '../stats/moments.js';
import type { ExperimentConfig } from './config.js';
import { daySpan } from './days.js';
import { applyRules } from './exclusions.js';
import type { Look } from './looks.js';
import { emptyMoments, type JointMoments } from './moments.js';
import { Pace } from './pace.js';
import { packedMoments } from './packed-moments.js';
import { type ColumnFacts, missingIndicator, prepareColumns } from './prepare.js';
import type { LedgerEntry } from './records.js';
import { armCodes, dayColumn, type LabelColumn, labelColumn, withoutMultiVariant } from './user-table.js';

/** Rows of single users, kept for what aggregates cannot give: quantiles, days, A/A runs. */
export interface UserRows {
  /** Arm of each row, -1 = left out. */
  readonly arm: Int32Array;
  /** Index into `strata` of each row. */
  readonly stratum: Int32Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Day of exposure since 1970-01-01, fractions kept; null without an exposure column. */
  readonly exposedAt: Float64Array | null;
  readonly users: LabelColumn | null;
  /** By metric: rows of its own, several per user. Added by withMetricRows. */
  readonly details?: ReadonlyMap<string, MetricRows>;
}

/** Several rows per user of one quantile metric. */
export interface MetricRows {
  readonly values: Float64Array;
  /** Arm of each row's user, -1 = left out. */
  readonly arm: Int32Array;
  /** Code of each row's user. */
  readonly user: Int32Array;
}

/** An experiment ready for analysis. Made by dataFromTable, dataFromAggregates or dataFromEvents. */
export interface ExperimentData {
  readonly columns: readonly string[];
  /** Arm (control first) -> stratum -> moments of `columns`. */
  readonly cells: readonly (readonly JointMoments[])[];
  readonly strata: readonly string[];
  readonly facts: ReadonlyMap<string, ColumnFacts>;
  readonly rows: UserRows | null;
  readonly counts: {
    readonly multiVariant: number;
    readonly beforeExposure: number;
    readonly immature: number;
    readonly excluded: readonly { readonly reason: string; readonly users: number }[];
    /** Days from the first to the last exposure, whole days counted; null when unknown. */
    readonly days: number | null;
  };
  readonly ledger: readonly LedgerEntry[];
  /** Looks already taken at the primary metric, by variant; else they are recomputed from the rows. */
  readonly looks?: ReadonlyMap<string, readonly Look[]>;
  /** The same for other metrics, by metric and variant. */
  readonly metricLooks?: ReadonlyMap<string, ReadonlyMap<string, readonly Look[]>>;
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
 * @throws BAD_INPUT for an unknown variant, a missing value, one user twice in one variant, x outside {0, 1}; ABORTED
 */
export async function dataFromTable(
  table: ArrowTable,
  config: ExperimentConfig,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ExperimentData> {
  if (config.data.variant === undefined) throw new WinbackError('BAD_CONFIG', 'data.variant is needed');
  const pace = new Pace(options);
  const arms = [config.control, ...config.treatments];
  const { users, multiVariant, single } = await singleVariant(table, config, arms, pace);
  const { arm: kept, excluded } = await applyRules(table, config.exclude, single, pace);
  const exposedAt =
    config.data.exposedAt === undefined ? null : await dayColumn(table, config.data.exposedAt, pace);
  const { arm, immature } = matureOnly(config, exposedAt, kept);
  await pace.breathe(arm.length);
  const beforeExposure = await countBefore(table, config, exposedAt, arm, pace);
  const prepared = await prepareColumns(table, config, arm, pace);
  const names = columnsOf(config, prepared.facts);
  const strata = await strataOf(table, config.data.strata, arm, pace);
  const width = strata.labels.length;
  await pace.breathe(arm.length);
  const cells = await cellsOf(
    names.map((name) => prepared.columns.get(name)!),
    ...([{ arm, stratum: strata.codes }, arms.length, width, options.signal] as const),
  );
  return {
    columns: names,
    cells,
    strata: strata.labels,
    facts: prepared.facts,
    rows: { arm, stratum: strata.codes, columns: prepared.columns, exposedAt, users },
    counts: { multiVariant, beforeExposure, immature, excluded, days: daysOf(exposedAt, arm) },
    ledger: [...prepared.ledger],
  };
}

async function singleVariant(
  table: ArrowTable,
  config: ExperimentConfig,
  arms: readonly string[],
  pace: Pace,
) {
  const all = armCodes(await labelColumn(table, config.data.variant!, pace), arms);
  if (config.data.user === undefined) return { users: null, multiVariant: 0, single: all };
  const users = await labelColumn(table, config.data.user, pace);
  await pace.breathe(all.length);
  const { multiVariant, arm: single } = withoutMultiVariant(users, all);
  await pace.breathe(all.length);
  return { users, multiVariant, single };
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

// Users whose window is still open would count as "did not convert" and dilute the effect.
function matureOnly(config: ExperimentConfig, exposedAt: Float64Array | null, arm: Int32Array) {
  if (config.windowDays === undefined || config.asOf === undefined || exposedAt === null)
    return { arm, immature: 0 };
  const end = Date.parse(config.asOf) / 86_400_000;
  if (!Number.isFinite(end)) throw new WinbackError('BAD_CONFIG', `asOf is not a date: ${config.asOf}`);
  let immature = 0;
  const window = config.windowDays;
  const mature = arm.map((a, row) => {
    if (a < 0 || exposedAt[row]! + window <= end) return a;
    immature++;
    return -1;
  });
  return { arm: mature, immature };
}

async function countBefore(
  table: ArrowTable,
  config: ExperimentConfig,
  exposedAt: Float64Array | null,
  arm: Int32Array,
  pace: Pace,
): Promise<number> {
  if (config.data.convertedAt === undefined || exposedAt === null) return 0;
  const converted = await dayColumn(table, config.data.convertedAt, pace);
  return arm.reduce((count, a, row) => count + (a >= 0 && converted[row]! < exposedAt[row]! ? 1 : 0), 0);
}

function daysOf(exposedAt: Float64Array | null, arm: Int32Array): number | null {
  if (exposedAt === null) return null;
  const { first, last } = daySpan(exposedAt, arm);
  return first > last ? 0 : last - first + 1;
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
