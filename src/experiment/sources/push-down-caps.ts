import { WinbackError } from '../../base/errors.js';
import { suggestion } from '../../base/options.js';
import { renderQuery } from '../../data/sql/render.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import type { ExposureConfig } from '../config/events-config.js';
import { kindOf } from '../kinds/kinds.js';
import type { SqlRows } from './push-down.js';
import { capsQuery, type OutcomeCaps, type PushedColumn } from './push-down-sql.js';

/**
 * The moments' columns (metric, "metric per", covariate), where they come from, and their caps: fixed ones from the
 * config, quantiles of all arms together from the database.
 * @throws BAD_CONFIG for a metric that needs rows or an outcome that is not there
 */
export async function cappedColumns(
  db: SqlRows,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
): Promise<readonly PushedColumn[]> {
  const columns = pushedColumns(config, events);
  const capped = config.metrics.filter((m) => m.winsorise !== undefined);
  const wanted = capped.flatMap(quantilesOf);
  const query = capsQuery(events, source, wanted);
  const [row] = wanted.length === 0 ? [] : await db.rows(renderQuery(query, db.dialect ?? 'duckdb'));
  const found = new Map(wanted.map(({ key }, i) => [key, Number(row?.[`q_${i}`] ?? Number.NaN)]));
  const caps = new Map(
    capped.flatMap((metric) => {
      const own = capsOf(metric, found);
      return [metric.name, `${metric.name} per`].map((name) => [name, own] as const);
    }),
  );
  return columns.map((column) => ({ ...column, caps: caps.get(column.name) ?? [] }));
}

function pushedColumns(config: ExperimentConfig, events: ExposureConfig): PushedColumn[] {
  const names = events.outcomes.filter((o) => o.count !== 'each').map((o) => o.name);
  const wanted = new Map<string, PushedColumn>();
  const add = (name: string, outcome: string, { binary = false, scaled = false } = {}): void => {
    if (!names.includes(outcome))
      throw new WinbackError(
        'BAD_CONFIG',
        `events.outcomes has no "${outcome}"${suggestion(outcome, names)}`,
      );
    wanted.set(name, { name, outcome, caps: [], scaled, binary });
  };
  for (const metric of config.metrics) {
    if (kindOf(metric).from === 'rows' || config.data.strata.length > 0)
      throw new WinbackError('BAD_CONFIG', `metric "${metric.name}" needs rows: it cannot be pushed down`);
    const scaled = metric.per !== undefined;
    add(metric.name, metric.column, { binary: kindOf(metric).binary, scaled });
    if (metric.per !== undefined) add(`${metric.name} per`, metric.per, { scaled });
    if (config.cuped !== 'off') for (const name of metric.covariates) if (!wanted.has(name)) add(name, name);
  }
  return [...wanted.values()];
}

interface WantedQuantile {
  readonly key: string;
  readonly outcome: string;
  readonly level: number;
}

const keyOf = (side: 'lower' | 'upper', metric: MetricConfig, outcome: string): string =>
  JSON.stringify([side, metric.name, outcome]);

/** Quantiles of the metric's own outcome, and of a ratio's denominator where no fixed cap takes their place. */
function quantilesOf(metric: MetricConfig): WantedQuantile[] {
  const { upper, lower, max } = metric.winsorise!;
  const at = (side: 'lower' | 'upper', outcome: string, level: number | undefined): WantedQuantile[] =>
    level === undefined ? [] : [{ key: keyOf(side, metric, outcome), outcome, level }];
  return [
    ...at('lower', metric.column, lower),
    ...at('upper', metric.column, upper),
    ...(metric.per === undefined || max !== undefined ? [] : at('upper', metric.per, upper)),
  ];
}

function capsOf(metric: MetricConfig, quantiles: ReadonlyMap<string, number>): readonly OutcomeCaps[] {
  const { max, min } = metric.winsorise!;
  const upper = max ?? quantiles.get(keyOf('upper', metric, metric.column)) ?? null;
  const lower = min ?? quantiles.get(keyOf('lower', metric, metric.column)) ?? null;
  if (Number.isNaN(upper) || Number.isNaN(lower))
    throw new WinbackError('BAD_INPUT', `metric "${metric.name}": no user to take a cap from`);
  if (upper !== null && lower !== null && lower > upper)
    throw new WinbackError('BAD_INPUT', `winsorise: the lower cap ${lower} is above the upper one ${upper}`);
  const own = { outcome: metric.column, lower, upper };
  if (metric.per === undefined) return [own];
  const perUpper = quantiles.get(keyOf('upper', metric, metric.per)) ?? null;
  return [own, { outcome: metric.per, lower: null, upper: perUpper }];
}
