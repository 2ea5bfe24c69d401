import { WinbackError } from '../base/errors.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import type { ExperimentConfig } from './config.js';
import type { Pace } from './pace.js';
import type { Bilingual, LedgerEntry } from './records.js';
import { numberColumn } from './user-table.js';
import { winsorise } from './winsorise.js';

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

/** Name of the 0/1 column that marks users without a value of covariate `name`. */
export function missingIndicator(name: string): string {
  return `${name} missing`;
}

/** Columns of metrics and covariates, checked, capped and filled. */
export interface Prepared {
  readonly columns: Map<string, Float64Array>;
  readonly facts: Map<string, ColumnFacts>;
  readonly ledger: LedgerEntry[];
}

/** @throws BAD_INPUT for a missing metric value or a proportion outside {0, 1} */
export async function prepareColumns(
  table: ArrowTable,
  config: ExperimentConfig,
  arm: Int32Array,
  pace: Pace,
): Promise<Prepared> {
  const prepared: Prepared = { columns: new Map(), facts: new Map(), ledger: [] };
  for (const metric of config.metrics) {
    if (metric.rows !== undefined) continue;
    await pace.breathe(arm.length);
    const values = complete(numberColumn(table, metric.column), arm, metric.column);
    await pace.breathe(arm.length);
    if (metric.kind === 'proportion') requireBinary(values, arm, metric.column);
    const capped = metric.winsorise === undefined ? null : await winsorise(values, arm, metric.winsorise);
    prepared.columns.set(metric.name, capped?.values ?? values);
    prepared.facts.set(metric.name, { winsorised: capped, missing: 0 });
    if (capped !== null)
      prepared.ledger.push(winsoriseEntry(metric.name, capped.upper, capped.lower, capped.users));
    if (metric.per !== undefined)
      prepared.columns.set(`${metric.name} per`, complete(numberColumn(table, metric.per), arm, metric.per));
    if (config.cuped === 'off') continue;
    for (const name of metric.covariates) {
      if (prepared.facts.has(name)) continue;
      await pace.breathe(arm.length);
      addCovariate(prepared, name, numberColumn(table, name), arm);
    }
  }
  return prepared;
}

function addCovariate(prepared: Prepared, name: string, values: Float64Array, arm: Int32Array): void {
  const { mean, missing } = presentMean(values, arm);
  if (Number.isNaN(mean)) throw new WinbackError('BAD_INPUT', `covariate "${name}" has no value at all`);
  prepared.facts.set(name, { winsorised: null, missing });
  prepared.columns.set(name, missing === 0 ? values : values.map((v) => (Number.isNaN(v) ? mean : v)));
  if (missing > 0)
    prepared.columns.set(
      missingIndicator(name),
      values.map((v) => (Number.isNaN(v) ? 1 : 0)),
    );
}

// A function of its own: a sum that a closure captures is boxed anew for every row.
function presentMean(values: Float64Array, arm: Int32Array) {
  let [sum, present, missing] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (arm[row]! < 0) continue;
    if (Number.isNaN(values[row]!)) missing++;
    else {
      sum += values[row]!;
      present++;
    }
  }
  return { mean: sum / present, missing };
}

function complete(values: Float64Array, arm: Int32Array, name: string): Float64Array {
  let bad = 0;
  while (bad < values.length && (arm[bad]! < 0 || Number.isFinite(values[bad]!))) bad++;
  if (bad === values.length) return values;
  const what = Number.isNaN(values[bad]!) ? 'missing or NaN' : 'not finite';
  throw new WinbackError(
    'BAD_INPUT',
    `column "${name}", row ${bad}: the value is ${what}; a metric needs one per user`,
  );
}

function requireBinary(values: Float64Array, arm: Int32Array, name: string): void {
  let bad = 0;
  while (bad < values.length && (arm[bad]! < 0 || values[bad] === 0 || values[bad] === 1)) bad++;
  if (bad < values.length) {
    throw new WinbackError(
      'BAD_INPUT',
      `column "${name}", row ${bad}: a proportion needs 0 or 1, got ${values[bad]}`,
    );
  }
}

// Eight digits: beyond them a cap from SQL may differ from one from rows by the order of a user's sum.
const shown = (cap: number): number => Number(cap.toPrecision(8));

/** What capping a metric did, for the ledger. */
export function winsoriseEntry(
  metric: string,
  upper: number | null,
  lower: number | null,
  users: number,
): LedgerEntry {
  const caps = [lower === null ? '' : `>= ${shown(lower)}`, upper === null ? '' : `<= ${shown(upper)}`]
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
