import { WinbackError } from '../base/errors.js';
import type { DuckDb } from '../data/sources/duckdb.js';
import { renderQuery } from '../data/sql/render.js';
import type { ExperimentConfig } from './config.js';
import { dataFromTable, type ExperimentData } from './data.js';
import type { ExposureConfig } from './events-config.js';
import { countsQuery, momentsQuery, pilotQuery, userQuery } from './events-sql.js';
import { emptyMoments, type JointMoments, packed, selectColumns } from './moments.js';

const microsPerDay = 86_400_000_000;

/**
 * Rows of an event log in DuckDB, one per exposed user: everything analyzeExperiment can do with rows.
 * @param source name of the table or view with the events
 */
export async function dataFromEvents(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
): Promise<ExperimentData> {
  const table = await db.query(renderQuery(userQuery(events, source), 'duckdb'), { utf8: ['user'] });
  const counts = await eventCounts(db, source, events);
  const own: ExperimentConfig = {
    ...config,
    windowDays: undefined,
    data: {
      ...config.data,
      variant: 'variant',
      user: 'user',
      exposedAt: 'exposed_day',
      convertedAt: undefined,
    },
  };
  const data = dataFromTable(table, own);
  return { ...data, counts: { ...data.counts, ...counts } };
}

/**
 * The same with only sufficient statistics leaving the database: no quantiles, strata, winsorising, days or A/A
 * runs, but any number of users. Equal to the row path to 1e-12.
 * @throws BAD_CONFIG for a metric that needs rows, BAD_INPUT for variants the experiment does not have
 */
export async function momentsFromEvents(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
): Promise<ExperimentData> {
  const names = events.outcomes.map((o) => o.name);
  const columns = pushedColumns(config, names);
  const [pilotRow] = await db.rows(renderQuery(pilotQuery(events, source), 'duckdb'));
  const pilot = names.map((name) => Number(pilotRow?.[name] ?? 0));
  const rows = await db.rows(renderQuery(momentsQuery(events, source, pilot), 'duckdb'));
  const arms = [config.control, ...config.treatments];
  const unknown = rows.find((row) => !arms.includes(String(row['variant'])));
  if (unknown !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `unknown variant "${unknown['variant']}", expected one of ${arms.join(', ')}`,
    );
  const cells = arms.map((arm) => {
    const row = rows.find((r) => r['variant'] === arm);
    return [
      selectColumns(
        row ? momentsOf(row, pilot) : emptyMoments(names.length),
        columns.map((c) => c.index),
      ),
    ];
  });
  return {
    columns: columns.map((c) => c.name),
    cells,
    strata: ['all'],
    facts: new Map(columns.map((c) => [c.name, { winsorised: null, missing: 0 }] as const)),
    rows: null,
    counts: { beforeExposure: 0, excluded: [], ...(await eventCounts(db, source, events)) },
    ledger: [],
  };
}

/** The moments' columns in the analysis (metric, "metric per", covariate) and where they come from. */
function pushedColumns(config: ExperimentConfig, names: readonly string[]) {
  const wanted = new Map<string, string>();
  for (const metric of config.metrics) {
    if (metric.kind === 'quantile' || metric.winsorise !== undefined || config.data.strata.length > 0)
      throw new WinbackError('BAD_CONFIG', `metric "${metric.name}" needs rows: it cannot be pushed down`);
    wanted.set(metric.name, metric.column);
    if (metric.per !== undefined) wanted.set(`${metric.name} per`, metric.per);
    if (config.cuped !== 'off') for (const covariate of metric.covariates) wanted.set(covariate, covariate);
  }
  return [...wanted].map(([name, from]) => {
    const index = names.indexOf(from);
    if (index < 0) throw new WinbackError('BAD_CONFIG', `events.outcomes has no "${from}"`);
    return { name, index };
  });
}

// The database's sums are centred on a pilot; here they are moved to each arm's own mean.
function momentsOf(row: Readonly<Record<string, unknown>>, pilot: readonly number[]): JointMoments {
  const n = Number(row['users']);
  const size = pilot.length;
  const sums = pilot.map((_, i) => Number(row[`s_${i}`]));
  const cross = new Array<number>((size * (size + 1)) / 2);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++)
      cross[packed(size, i, j)] = Number(row[`p_${i}_${j}`]) - (sums[i]! * sums[j]!) / n;
  }
  return { n, mean: pilot.map((p, i) => p + sums[i]! / n), cross };
}

async function eventCounts(db: DuckDb, source: string, events: ExposureConfig) {
  const [row] = await db.rows(renderQuery(countsQuery(events, source), 'duckdb'));
  const days = (key: string): number => Math.floor(Number(row?.[key] ?? 0) / microsPerDay);
  return {
    multiVariant: Number(row?.['multi_variant'] ?? 0),
    immature: Number(row?.['immature'] ?? 0),
    days: row?.['first_micros'] == null ? 0 : days('last_micros') - days('first_micros') + 1,
  };
}
