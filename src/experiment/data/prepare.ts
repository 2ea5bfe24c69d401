import { WinbackError } from '../../base/errors.js';
import type { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import type { LedgerEntry } from '../records/records.js';
import { type AnalysedRows, metricValues, numericValues } from './metric-values.js';
import { numberColumn } from './user-table.js';
import { type Caps, type Winsorised, type WinsorisedRatio, winsorise, winsoriseRatio } from './winsorise.js';
import { winsoriseEntry } from './winsorise-entry.js';

/** Caps of a metric, and users changed by them. `perUpper`: the cap of a ratio's denominator. */
export interface CapFacts extends Caps {
  /** Largest value a unit of a ratio; null where it was not cut. */
  readonly perUpper?: number | null | undefined;
  /** Users whose value was cut. */
  readonly users: number;
}

/** What happened to a column on its way in. */
export interface ColumnFacts {
  /** How extreme values were cut; null where they were not. */
  readonly winsorised: CapFacts | null;
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
  rows: AnalysedRows,
  pace: Pace,
): Promise<Prepared> {
  const prepared: Prepared = { columns: new Map(), facts: new Map(), ledger: [] };
  for (const metric of config.metrics) {
    if (metric.rows !== undefined) continue;
    await addMetric(prepared, table, metric, rows, pace);
    if (config.cuped === 'off') continue;
    for (const name of metric.covariates) {
      if (prepared.facts.has(name)) continue;
      await pace.breathe(rows.arm.length);
      addCovariate(prepared, name, numberColumn(table, name), rows.arm);
    }
  }
  return prepared;
}

async function addMetric(
  { columns, facts, ledger }: Prepared,
  table: ArrowTable,
  metric: MetricConfig,
  rows: AnalysedRows,
  pace: Pace,
): Promise<void> {
  const { name, per, winsorise: rule } = metric;
  const values = await metricValues(table, metric, rows, pace);
  const bottom = per === undefined ? null : await numericValues(table, per, rows, pace);
  await pace.breathe(rows.arm.length);
  const capped =
    rule === undefined
      ? null
      : bottom === null
        ? await winsorise(values, rows.arm, rule)
        : await winsoriseRatio(values, bottom, rows.arm, rule);
  const top = capped === null ? values : 'top' in capped ? capped.top : capped.values;
  columns.set(name, top);
  facts.set(name, { winsorised: capped === null ? null : capFacts(capped), missing: 0 });
  if (capped !== null) ledger.push(winsoriseEntry(metric, capFacts(capped)));
  if (bottom !== null)
    columns.set(`${name} per`, capped !== null && 'bottom' in capped ? capped.bottom : bottom);
}

function capFacts(capped: Winsorised | WinsorisedRatio): CapFacts {
  const { lower, upper, users } = capped;
  return { lower, upper, users, ...('perUpper' in capped ? { perUpper: capped.perUpper } : {}) };
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
