import { WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';
import { renderQuery } from '../data/sql/render.js';
import type { Query } from '../data/sql/tree.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import type { ExperimentData } from './data.js';
import type { ExposureConfig } from './events-config.js';
import { countsQuery } from './events-sql.js';
import { emptyMoments, type JointMoments, packed } from './moments.js';
import { type ColumnFacts, winsoriseEntry } from './prepare.js';
import { capsQuery, momentsQuery, type PushedColumn, pilotQuery } from './push-down-sql.js';

/** Anything that answers SQL with rows: a DuckDb, or a ClickHouse client in three lines of its caller. */
export interface SqlRows {
  /** @default duckdb */
  readonly dialect?: 'duckdb' | 'clickhouse';
  /** One object per row, keyed by column; 64-bit integers as number, bigint or decimal text. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const microsPerDay = 86_400_000_000;

/**
 * Experiment data of which only sufficient statistics leave the database: users, sums and cross-products per variant,
 * with winsorising caps and any number of covariates computed there. No quantile metrics, strata, days or A/A runs,
 * but any number of users. Equal to the row path to 1e-12.
 * @param source name of the table or view with the events
 * @throws BAD_CONFIG for a metric that needs rows, BAD_INPUT for variants the experiment does not have,
 *   exposures without a user, or values that are not finite
 */
export async function momentsFromEvents(
  db: SqlRows,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
): Promise<ExperimentData> {
  const columns = await cappedColumns(db, source, events, config);
  const ask = (query: Query) => db.rows(renderQuery(query, db.dialect ?? 'duckdb'));
  const [over] = await ask(pilotQuery(events, source, columns));
  const pilot = columns.map((_, i) => Number(over?.[`m_${i}`] ?? 0));
  columns.forEach((c, i) => {
    const bad = c.binary ? Number(over?.[`b_${i}`] ?? 0) : 0;
    if (bad > 0)
      throw new WinbackError(
        'BAD_INPUT',
        `outcome "${c.outcome}": a proportion needs 0 or 1, ${bad} users have another value`,
      );
  });
  columns.forEach((c, i) => {
    if (!Number.isFinite(pilot[i]))
      throw new WinbackError(
        'BAD_INPUT',
        `metric "${c.name}": outcome "${c.outcome}" has the mean ${pilot[i]}; a value in the log is NaN or infinite`,
      );
  });
  const rows = await ask(momentsQuery(events, source, columns, pilot));
  const facts = columns.map((c, i) => [c.name, factsOf(c, Number(over?.[`c_${i}`] ?? 0))] as const);
  return {
    columns: columns.map((c) => c.name),
    cells: cellsOf(rows, pilot, config),
    strata: ['all'],
    facts: new Map(facts),
    rows: null,
    counts: { beforeExposure: 0, excluded: [], ...(await eventCounts(db, source, events)) },
    ledger: facts.flatMap(([name, { winsorised }]) =>
      winsorised === null ? [] : [winsoriseEntry(name, winsorised.upper, winsorised.lower, winsorised.users)],
    ),
  };
}

function factsOf({ lower, upper }: PushedColumn, users: number): ColumnFacts {
  const capped = lower !== null || upper !== null;
  return { winsorised: capped ? { lower, upper, users } : null, missing: 0 };
}

function cellsOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  pilot: readonly number[],
  config: ExperimentConfig,
): JointMoments[][] {
  const arms = [config.control, ...config.treatments];
  for (const { variant } of rows) {
    const label = String(variant);
    if (!arms.includes(label))
      throw new WinbackError(
        'BAD_INPUT',
        `unknown variant "${label}", expected one of ${arms.join(', ')}${suggestion(label, arms)}`,
      );
  }
  return arms.map((arm) => {
    const row = rows.find((r) => String(r['variant']) === arm);
    return [row ? momentsOf(row, pilot) : emptyMoments(pilot.length)];
  });
}

/** The moments' columns in the analysis (metric, "metric per", covariate) and where they come from. */
function pushedColumns(config: ExperimentConfig, events: ExposureConfig): PushedColumn[] {
  const names = events.outcomes.filter((o) => o.count !== 'each').map((o) => o.name);
  const wanted = new Map<string, PushedColumn>();
  const add = (name: string, outcome: string, binary = false): void => {
    if (!names.includes(outcome))
      throw new WinbackError(
        'BAD_CONFIG',
        `events.outcomes has no "${outcome}"${suggestion(outcome, names)}`,
      );
    wanted.set(name, { name, outcome, lower: null, upper: null, binary });
  };
  for (const metric of config.metrics) {
    if (metric.kind === 'quantile' || config.data.strata.length > 0)
      throw new WinbackError('BAD_CONFIG', `metric "${metric.name}" needs rows: it cannot be pushed down`);
    add(metric.name, metric.column, metric.kind === 'proportion');
    if (metric.per !== undefined) add(`${metric.name} per`, metric.per);
    if (config.cuped !== 'off') for (const name of metric.covariates) if (!wanted.has(name)) add(name, name);
  }
  return [...wanted.values()];
}

/** The same with caps: fixed ones from the config, quantiles of all arms together from the database. */
async function cappedColumns(
  db: SqlRows,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
): Promise<readonly PushedColumn[]> {
  const columns = pushedColumns(config, events);
  const rules = config.metrics.filter((m) => m.winsorise !== undefined);
  const quantiles = rules.flatMap((metric) =>
    (['lower', 'upper'] as const).flatMap((side) => {
      const level = metric.winsorise![side];
      return level === undefined ? [] : [{ metric: metric.name, side, outcome: metric.column, level }];
    }),
  );
  const query = capsQuery(events, source, quantiles);
  const [row] = quantiles.length === 0 ? [] : await db.rows(renderQuery(query, db.dialect ?? 'duckdb'));
  const found = new Map(
    quantiles.map((q, i) => [`${q.side} ${q.metric}`, Number(row?.[`q_${i}`] ?? Number.NaN)]),
  );
  const byName = new Map(rules.map((metric) => [metric.name, metric]));
  return columns.map((c) => withCaps(c, byName.get(c.name), found));
}

function withCaps(
  column: PushedColumn,
  metric: MetricConfig | undefined,
  quantiles: ReadonlyMap<string, number>,
): PushedColumn {
  if (metric?.winsorise === undefined) return column;
  const { max, min } = metric.winsorise;
  const upper = max ?? quantiles.get(`upper ${metric.name}`) ?? null;
  const lower = min ?? quantiles.get(`lower ${metric.name}`) ?? null;
  if (Number.isNaN(upper) || Number.isNaN(lower))
    throw new WinbackError('BAD_INPUT', `metric "${metric.name}": no user to take a cap from`);
  if (upper !== null && lower !== null && lower > upper)
    throw new WinbackError('BAD_INPUT', `winsorise: the lower cap ${lower} is above the upper one ${upper}`);
  return { ...column, lower, upper };
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

/**
 * Users in several variants, users still inside their window, and days from the first to the last exposure.
 * @throws BAD_INPUT for an exposure without a user
 */
export async function eventCounts(db: SqlRows, source: string, events: ExposureConfig) {
  const [row] = await db.rows(renderQuery(countsQuery(events, source), db.dialect ?? 'duckdb'));
  if (Number(row?.['nameless'] ?? 0) > 0)
    throw new WinbackError('BAD_INPUT', `events: an exposure has no user identifier in "${events.user}"`);
  const days = (key: string): number => Math.floor(Number(row?.[key] ?? 0) / microsPerDay);
  return {
    multiVariant: Number(row?.['multi_variant'] ?? 0),
    immature: Number(row?.['immature'] ?? 0),
    days: row?.['first_micros'] == null ? 0 : days('last_micros') - days('first_micros') + 1,
  };
}
