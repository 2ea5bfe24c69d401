import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { requireKeys } from '../../base/options.js';
import { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import type { ExperimentConfig } from '../config/config.js';
import { requireAnalysis } from '../config/guards.js';
import type { LedgerEntry } from '../records/records.js';
import type { ExperimentData, MetricRows } from './data.js';
import { labelColumn, numberColumn } from './user-table.js';

/**
 * Adds the several rows per user of one quantile metric (`metric.rows`), for example one per session. Each row belongs to
 * the arm of its user; rows of users who are not in the analysis are left out and counted.
 * @param data of dataFromTable, with the users' ids
 * @param config of experimentConfig
 * @param name name of the metric
 * @param table any number of rows a user: the metric's column and the user's id
 * @param options stop signal
 * @throws BAD_CONFIG without `data.user` or such a metric, BAD_INPUT for a missing value, ABORTED
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { dataFromTable, experimentConfig, withMetricRows } from 'winback/experiment';
 *
 * const users = tableFromArrays({ id: ['a', 'b'], arm: ['off', 'on'], paid: [0, 1] });
 * const sessions = tableFromArrays({ id: ['a', 'a', 'b'], ms: [120, 80, 95] });
 * const paid = { name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' };
 * const latency = { name: 'latency', kind: 'quantile', quantile: 0.9, role: 'secondary', column: 'ms' };
 * const metrics = [paid, { ...latency, rows: { file: 'sessions.csv', user: 'id' } }];
 * const data = { user: 'id', variant: 'arm' };
 * const config = experimentConfig({ name: 'fast', control: 'off', treatments: ['on'], data, metrics });
 * const complete = await withMetricRows(await dataFromTable(users, config), config, 'latency', sessions);
 * complete.rows?.details?.get('latency')?.values; // [120, 80, 95]
 * ```
 */
export async function withMetricRows(
  data: ExperimentData,
  config: ExperimentConfig,
  name: string,
  table: ArrowTable,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ExperimentData> {
  requireKeys(options, 'options', { signal: true });
  requireAnalysis(data, config);
  const metric = config.metrics.find((m) => m.name === name);
  if (metric?.rows === undefined)
    throw new WinbackError('BAD_CONFIG', `there is no metric "${name}" with rows of its own`);
  if (data.rows === null || data.rows.users === null)
    throw new WinbackError('BAD_CONFIG', `metric "${name}": rows of its own need data.user`);
  const pace = new Pace(options);
  const users = await labelColumn(table, metric.rows.user, pace);
  const arms = armsOf(data);
  const own = users.labels.map((label) => arms.get(label) ?? -1);
  const values = numberColumn(table, metric.column);
  const arm = allocateColumn(Int32Array, values.length);
  let left = 0;
  for (let row = 0; row < values.length; row++) {
    arm[row] = users.codes[row]! < 0 ? -1 : own[users.codes[row]!]!;
    if (arm[row]! < 0) left++;
    else if (!Number.isFinite(values[row]!))
      throw new WinbackError(
        'BAD_INPUT',
        `metric "${name}", column "${metric.column}", row ${row + 1}: the value is missing or not finite`,
      );
  }
  const details = new Map<string, MetricRows>(data.rows.details ?? []);
  details.set(name, { values, arm, user: users.codes });
  const counts = { metric: name, used: values.length - left, left };
  const rowsEntry: LedgerEntry = { code: 'metric-rows', values: counts };
  return {
    ...data,
    rows: { ...data.rows, details },
    ledger: [...data.ledger, rowsEntry],
  };
}

function armsOf({ rows }: ExperimentData): ReadonlyMap<string, number> {
  const { codes, labels } = rows!.users!;
  const arms = new Map<string, number>();
  rows!.arm.forEach((arm, row) => {
    if (arm >= 0) arms.set(labels[codes[row]!]!, arm);
  });
  return arms;
}
