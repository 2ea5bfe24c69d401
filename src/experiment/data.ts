import { WinbackError } from '../base/errors.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import type { ExclusionRule, ExperimentConfig } from './config.js';
import { groupedMoments, type JointMoments } from './moments.js';
import type { Bilingual, LedgerEntry } from './records.js';
import {
  armCodes,
  dayColumn,
  type LabelColumn,
  labelColumn,
  numberColumn,
  withoutMultiVariant,
} from './user-table.js';
import { winsorise } from './winsorise.js';

/** Rows of single users, kept for what aggregates cannot give: quantiles, days, A/A runs. */
export interface UserRows {
  /** Arm of each row, -1 = left out. */
  readonly arm: Int32Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Day of exposure since 1970-01-01, fractions kept; null without an exposure column. */
  readonly exposedAt: Float64Array | null;
  readonly users: LabelColumn | null;
}

/** What happened to a column on its way in. */
export interface ColumnFacts {
  readonly winsorised: {
    readonly lower: number | null;
    readonly upper: number | null;
    readonly users: number;
  } | null;
  /** Users without a value; covariates only. */
  readonly missing: number;
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
}

/** Name of the 0/1 column that marks users without a value of covariate `name`. */
export function missingIndicator(name: string): string {
  return `${name} missing`;
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
    rows: { arm, columns: prepared.columns, exposedAt, users },
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

interface Prepared {
  readonly columns: Map<string, Float64Array>;
  readonly facts: Map<string, ColumnFacts>;
  readonly ledger: LedgerEntry[];
}

function prepareColumns(table: ArrowTable, config: ExperimentConfig, arm: Int32Array): Prepared {
  const prepared: Prepared = { columns: new Map(), facts: new Map(), ledger: [] };
  for (const metric of config.metrics) {
    const values = complete(numberColumn(table, metric.column), arm, metric.column);
    if (metric.kind === 'proportion') requireBinary(values, arm, metric.column);
    const capped = metric.winsorise === undefined ? null : winsorise(values, arm, metric.winsorise);
    prepared.columns.set(metric.name, capped?.values ?? values);
    prepared.facts.set(metric.name, { winsorised: capped, missing: 0 });
    if (capped !== null)
      prepared.ledger.push(winsoriseEntry(metric.name, capped.upper, capped.lower, capped.users));
    if (metric.per !== undefined)
      prepared.columns.set(`${metric.name} per`, complete(numberColumn(table, metric.per), arm, metric.per));
    if (config.cuped === 'off') continue;
    for (const name of metric.covariates) addCovariate(prepared, name, numberColumn(table, name), arm);
  }
  return prepared;
}

function addCovariate(prepared: Prepared, name: string, values: Float64Array, arm: Int32Array): void {
  if (prepared.facts.has(name)) return;
  let [sum, present, missing] = [0, 0, 0];
  values.forEach((value, row) => {
    if (arm[row]! < 0) return;
    if (Number.isNaN(value)) missing++;
    else {
      sum += value;
      present++;
    }
  });
  if (present === 0) throw new WinbackError('BAD_INPUT', `covariate "${name}" has no value at all`);
  prepared.facts.set(name, { winsorised: null, missing });
  prepared.columns.set(
    name,
    missing === 0 ? values : values.map((v) => (Number.isNaN(v) ? sum / present : v)),
  );
  if (missing > 0)
    prepared.columns.set(
      missingIndicator(name),
      values.map((v) => (Number.isNaN(v) ? 1 : 0)),
    );
}

function complete(values: Float64Array, arm: Int32Array, name: string): Float64Array {
  const bad = values.findIndex((value, row) => arm[row]! >= 0 && !Number.isFinite(value));
  if (bad < 0) return values;
  const what = Number.isNaN(values[bad]!) ? 'missing or NaN' : 'not finite';
  throw new WinbackError(
    'BAD_INPUT',
    `column "${name}", row ${bad}: the value is ${what}; a metric needs one per user`,
  );
}

function requireBinary(values: Float64Array, arm: Int32Array, name: string): void {
  const bad = values.findIndex((value, row) => arm[row]! >= 0 && value !== 0 && value !== 1);
  if (bad >= 0) {
    throw new WinbackError(
      'BAD_INPUT',
      `column "${name}", row ${bad}: a proportion needs 0 or 1, got ${values[bad]}`,
    );
  }
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

function winsoriseEntry(
  metric: string,
  upper: number | null,
  lower: number | null,
  users: number,
): LedgerEntry {
  const caps = [lower === null ? '' : `>= ${lower}`, upper === null ? '' : `<= ${upper}`]
    .filter(Boolean)
    .join(', ');
  const what: Bilingual = {
    zh: `${metric}：截尾到 ${caps}，影响 ${users} 名用户`,
    en: `${metric}: values capped (${caps}), ${users} users changed`,
  };
  return {
    code: 'winsorised',
    what,
    why: {
      zh: '极端值会放大方差；阈值事先写在配置里，由各组合并数据计算',
      en: 'a few extreme values inflate the variance; the rule is in the config, its caps come from all arms together',
    },
  };
}
