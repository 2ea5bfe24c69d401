import { WinbackError } from '../base/errors.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import type { ExclusionRule, ExperimentConfig } from './config.js';
import type { Look } from './looks.js';
import { groupedMoments, type JointMoments } from './moments.js';
import { type ColumnFacts, missingIndicator, prepareColumns } from './prepare.js';
import type { LedgerEntry } from './records.js';
import {
  armCodes,
  dayColumn,
  type LabelColumn,
  labelColumn,
  numberColumn,
  withoutMultiVariant,
} from './user-table.js';

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
  const names = config.metrics.flatMap((metric) => [
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
 * One row per user. Metrics are stored under their own name, since one column may serve several.
 * @throws BAD_INPUT for an unknown variant, a missing value, one user twice in one variant, x outside {0, 1}
 */
export function dataFromTable(table: ArrowTable, config: ExperimentConfig): ExperimentData {
  if (config.data.variant === undefined) throw new WinbackError('BAD_CONFIG', 'data.variant is needed');
  const arms = [config.control, ...config.treatments];
  const all = armCodes(labelColumn(table, config.data.variant), arms);
  const users = config.data.user === undefined ? null : labelColumn(table, config.data.user);
  const { multiVariant, arm: single } = users
    ? withoutMultiVariant(users, all)
    : { multiVariant: 0, arm: all };
  const { arm: kept, excluded } = applyRules(table, config.exclude, single);
  const exposedAt = config.data.exposedAt === undefined ? null : dayColumn(table, config.data.exposedAt);
  const { arm, immature } = matureOnly(config, exposedAt, kept);
  const beforeExposure = countBefore(table, config, exposedAt, arm);
  const prepared = prepareColumns(table, config, arm);
  const names = columnsOf(config, prepared.facts);
  const strata = strataOf(table, config.data.strata, arm);
  const group = arm.map((a, row) => (a < 0 ? -1 : a * strata.labels.length + strata.codes[row]!));
  const values = names.map((name) => prepared.columns.get(name)!);
  const moments = groupedMoments(values, group, arms.length * strata.labels.length);
  const width = strata.labels.length;
  return {
    columns: names,
    cells: arms.map((_, a) => moments.slice(a * width, (a + 1) * width)),
    strata: strata.labels,
    facts: prepared.facts,
    rows: { arm, stratum: strata.codes, columns: prepared.columns, exposedAt, users },
    counts: { multiVariant, beforeExposure, immature, excluded, days: daysOf(exposedAt, arm) },
    ledger: [...prepared.ledger],
  };
}

function applyRules(table: ArrowTable, rules: readonly ExclusionRule[], arm: Int32Array) {
  let kept = arm;
  const excluded = rules.map((rule) => {
    const hit = ruleHits(table, rule);
    let users = 0;
    kept = kept.map((a, row) => {
      if (a < 0 || !hit(row)) return a;
      users++;
      return -1;
    });
    return { reason: rule.reason, users };
  });
  return { arm: kept, excluded };
}

function ruleHits(table: ArrowTable, rule: ExclusionRule): (row: number) => boolean {
  if (typeof rule.equals === 'string') {
    const { codes, labels } = labelColumn(table, rule.column);
    const code = labels.indexOf(rule.equals);
    return (row) => code >= 0 && codes[row] === code;
  }
  const values = numberColumn(table, rule.column);
  const { above, below, equals } = rule;
  return (row) =>
    (above !== undefined && values[row]! > above) ||
    (below !== undefined && values[row]! < below) ||
    (equals !== undefined && values[row] === equals);
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

function countBefore(
  table: ArrowTable,
  config: ExperimentConfig,
  exposedAt: Float64Array | null,
  arm: Int32Array,
): number {
  if (config.data.convertedAt === undefined || exposedAt === null) return 0;
  const converted = dayColumn(table, config.data.convertedAt);
  return arm.reduce((count, a, row) => count + (a >= 0 && converted[row]! < exposedAt[row]! ? 1 : 0), 0);
}

function daysOf(exposedAt: Float64Array | null, arm: Int32Array): number | null {
  if (exposedAt === null) return null;
  const inside = exposedAt.filter((day, row) => arm[row]! >= 0 && Number.isFinite(day));
  if (inside.length === 0) return 0;
  const first = inside.reduce((a, b) => Math.min(a, b));
  return Math.floor(inside.reduce((a, b) => Math.max(a, b))) - Math.floor(first) + 1;
}

function strataOf(table: ArrowTable, names: readonly string[], arm: Int32Array): LabelColumn {
  const columns = names.map((name) => labelColumn(table, name));
  const labels = new Map<string, number>();
  const codes = Int32Array.from(arm, (_, row) => {
    const label = columns.map((c) => (c.codes[row]! < 0 ? 'missing' : c.labels[c.codes[row]!]!)).join(' / ');
    const known = labels.get(label);
    if (known === undefined) labels.set(label, labels.size);
    return known ?? labels.size - 1;
  });
  return { codes, labels: [...labels.keys()] };
}
