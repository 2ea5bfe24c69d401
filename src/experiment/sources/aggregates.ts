import { WinbackError } from '../../base/errors.js';
import {
  type Check,
  type Checks,
  finite,
  integer,
  listOf,
  nonNegative,
  object,
  optional,
  recordOf,
  shown,
  text,
} from '../../base/options.js';
import { parseTime } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import { requireConfig } from '../config/guards.js';
import { requireNoValues } from '../config/metric-config.js';
import { columnsOf, type ExperimentData } from '../data/data.js';
import type { Look } from '../data/look.js';
import type { AggregateCell } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { emptyMoments, type JointMoments, packed } from '../moments/moments.js';
import { checkAggregateNames } from './aggregate-names.js';
import { requireCovariances } from './covariances.js';

/** Joint moments of several columns, as another run, a database or another day left them. */
interface JointCell {
  readonly columns: readonly string[];
  readonly n: number;
  readonly mean: readonly number[];
  readonly cross: readonly number[];
}

interface Aggregates {
  readonly metrics: unknown;
  readonly joint: unknown;
  readonly days: number | undefined;
  /** Looks at the primary metric by variant, for a sequential plan. */
  readonly looks: Readonly<Record<string, readonly Look[]>> | undefined;
  /** The same for other metrics (`OEC` included), by metric and variant. */
  readonly metricLooks: Readonly<Record<string, Readonly<Record<string, readonly Look[]>>>> | undefined;
}

const day: Check<string> = (value, name) => {
  const given = text(value, name);
  if (parseTime(given) !== null) return given;
  throw new WinbackError('BAD_INPUT', `${name} must be a date such as 2026-03-05, got ${shown(given)}`);
};

const lookChecks: Checks<Omit<Look, 'score'>> = {
  date: optional(day, null),
  users: integer(1),
  difference: finite,
  standardError: nonNegative,
};

const lookHistory = recordOf(listOf(object(lookChecks)));

const cellChecks: Checks<AggregateCell> = {
  users: integer(0),
  successes: optional(integer(0), undefined),
  mean: optional(finite, undefined),
  variance: optional(nonNegative, undefined),
  perMean: optional(finite, undefined),
  perVariance: optional(nonNegative, undefined),
  covariance: optional(finite, undefined),
};

/**
 * Data from aggregates: `{ "metrics": { NAME: { VARIANT: { users, successes | mean + variance } } } }`. Covariances
 * between metrics are unknown there, so an OEC or CUPED needs `{ "joint": { VARIANT: { columns, n, mean, cross } } }`
 * instead, with `cross` the centred sums of products, upper triangle row by row.
 * @param given the mapping as parsed from JSON
 * @param config of experimentConfig
 * @throws BAD_INPUT for a missing, misspelt or unplanned metric or variant, looks without a plan, x > n, negative
 *   variances, covariances that no data can have, or different users per metric
 * @throws BAD_CONFIG for a metric with winsorise: sums hold no single values to cap
 *
 * @example
 * ```ts
 * import { analyzeExperiment, dataFromAggregates, experimentConfig } from 'winback/experiment';
 *
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const config = experimentConfig({ name: 'coupon', control: 'off', treatments: ['on'], data: {}, metrics });
 * const counts = { off: { users: 1000, successes: 80 }, on: { users: 1000, successes: 120 } };
 * const data = dataFromAggregates({ metrics: { paid: counts } }, config);
 * const result = await analyzeExperiment(data, config);
 * result.metrics[0]?.difference; // 0.04
 * ```
 */
export function dataFromAggregates(given: unknown, config: ExperimentConfig): ExperimentData {
  requireConfig(config);
  requireNoValues(config.metrics, (message) => {
    throw new WinbackError('BAD_CONFIG', `experiment "${config.name}": ${message}`);
  });
  const input = object<Aggregates>({
    metrics: (value) => value,
    joint: (value) => value,
    days: optional(integer(0), undefined),
    looks: optional(lookHistory, undefined),
    metricLooks: optional(recordOf(lookHistory), undefined),
  })(given, 'aggregates');
  checkAggregateNames(input, config);
  const facts = new Map(config.metrics.map((m) => [m.name, { winsorised: null, missing: 0 }] as const));
  const columns = columnsOf(config, facts);
  const arms = [config.control, ...config.treatments];
  const cells =
    input.joint === undefined || input.joint === null
      ? arms.map((arm) => [separateCell(input.metrics, config, columns, arm)])
      : arms.map((arm) => [jointCell(input.joint, columns, arm)]);
  for (const [a, [cell]] of cells.entries()) requireCovariances(cell!, columns, arms[a]!);
  return {
    columns,
    cells,
    strata: ['all'],
    facts,
    rows: null,
    counts: { multiVariant: 0, beforeExposure: 0, immature: 0, excluded: [], days: input.days ?? null },
    ledger: [],
    looks: input.looks && new Map(Object.entries(input.looks)),
    metricLooks:
      input.metricLooks &&
      new Map(
        Object.entries(input.metricLooks).map(([name, looks]) => [name, new Map(Object.entries(looks))]),
      ),
  };
}

function jointCell(joint: unknown, columns: readonly string[], arm: string): JointMoments {
  const check = recordOf(
    object<JointCell>({
      columns: listOf((v) => String(v)),
      n: integer(0),
      mean: listOf(finite),
      cross: listOf(finite),
    }),
  );
  const cell = check(joint, 'joint')[arm];
  if (cell === undefined) throw new WinbackError('BAD_INPUT', `joint aggregates: no variant "${arm}"`);
  const size = cell.columns.length;
  if (cell.mean.length !== size || cell.cross.length !== (size * (size + 1)) / 2)
    throw new WinbackError(
      'BAD_INPUT',
      `joint aggregates of "${arm}": ${size} columns need as many means and ${(size * (size + 1)) / 2} products`,
    );
  const at = columns.map((name) => {
    const index = cell.columns.indexOf(name);
    if (index < 0)
      throw new WinbackError('BAD_INPUT', `joint aggregates of "${arm}": no column ${shown(name)}`);
    if (cell.cross[packed(size, index, index)]! < 0)
      throw new WinbackError(
        'BAD_INPUT',
        `joint aggregates of "${arm}": negative sum of squares of "${name}"`,
      );
    return index;
  });
  const cross = at.flatMap((a, i) => at.slice(i).map((b) => cell.cross[packed(size, a, b)]!));
  return { n: cell.n, mean: at.map((a) => cell.mean[a]!), cross };
}

function separateCell(
  given: unknown,
  config: ExperimentConfig,
  columns: readonly string[],
  arm: string,
): JointMoments {
  if (config.oec !== undefined || config.metrics.some((m) => m.covariates.length > 0))
    throw new WinbackError(
      'BAD_INPUT',
      'an OEC or CUPED needs joint aggregates: the covariances between columns',
    );
  const metrics = recordOf(recordOf(object(cellChecks)))(given, 'metrics');
  const base = emptyMoments(columns.length);
  const mean = [...base.mean];
  const cross = [...base.cross];
  let users: number | undefined;
  for (const metric of config.metrics) {
    const cell = metrics[metric.name]?.[arm];
    const where = `metric "${metric.name}", variant "${arm}"`;
    if (cell === undefined) throw new WinbackError('BAD_INPUT', `aggregates: nothing for ${where}`);
    if (users !== undefined && cell.users !== users)
      throw new WinbackError('BAD_INPUT', `${where}: ${cell.users} users, other metrics have ${users}`);
    users = cell.users;
    const [y, d] = [columns.indexOf(metric.name), columns.indexOf(`${metric.name} per`)];
    // An arm without users is a result of its own: the sample ratio tells it, and its metrics are not computable.
    if (cell.users === 0) continue;
    const own = kindOf(metric).fromAggregate(cell, (message) => {
      throw new WinbackError('BAD_INPUT', `${where}: ${message}`);
    });
    mean[y] = own.mean;
    cross[packed(columns.length, y, y)] = own.variance * (cell.users - 1);
    if (own.per === undefined) continue;
    mean[d] = own.per.mean;
    cross[packed(columns.length, d, d)] = own.per.variance * (cell.users - 1);
    cross[packed(columns.length, y, d)] = own.per.covariance * (cell.users - 1);
  }
  return { n: users ?? 0, mean, cross };
}
