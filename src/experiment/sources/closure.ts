import { microsPerDay } from '../../base/days.js';
import { Random } from '../../base/random.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnOf } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { renderQuery } from '../../data/sql/render.js';
import type { ExposureConfig, OutcomeConfig } from '../config/events-config.js';
import type { ClosureRecord } from '../records/records.js';
import { exposureQuery } from './events-sql.js';

const sampledConversions = 500;
const sampledUsers = 100;

/**
 * Follows a sample of conversions back to exposures, and computes the outcomes of a sample of users again from their
 * single events. Drawn by the seed alone: the same log gives the same sample.
 * @param users the table that the query of outcomes gave
 */
export async function closureOf(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  users: ArrowTable,
  seed: number,
): Promise<ClosureRecord> {
  const recomputed = await recomputedUsers(db, source, events, users, seed);
  return { ...(await tracedConversions(db, source, events, seed)), ...recomputed };
}

function fieldSql({ properties }: ExposureConfig, name: string): string {
  if (properties === undefined) return `e.${quotedName(name)}`;
  return `json_extract_string(e.${quotedName(properties)}, ${quotedText(`$."${name}"`)})`;
}

async function tracedConversions(db: DuckDb, source: string, events: ExposureConfig, seed: number) {
  const names = [...new Set(events.outcomes.filter(isAfter).map(({ event }) => event))].map(quotedText);
  const [user, time] = [`e.${quotedName(events.user)}`, `e.${quotedName(events.time)}`];
  const own =
    events.experiment === undefined
      ? 'true'
      : `${fieldSql(events, events.experiment)} = ${quotedText(events.experimentValue)}`;
  const order = `md5(concat_ws('/', ${quotedText(String(seed))}, CAST(${user} AS VARCHAR), epoch_us(${time})))`;
  const sample =
    `SELECT ${user} AS u, epoch_us(${time}) AS at, CASE WHEN ${own} THEN CAST(${fieldSql(events, events.variant)} AS VARCHAR) END AS label ` +
    `FROM ${quotedName(source)} e WHERE e.${quotedName(events.event)} IN (${names.join(', ')}) AND ${user} IS NOT NULL ` +
    `AND ${time} IS NOT NULL ORDER BY ${order} LIMIT ${sampledConversions}`;
  const rows =
    names.length === 0
      ? []
      : await db.rows(
          `SELECT s.label, s.at, CAST(x.variant AS VARCHAR) AS arm, x.exposed_micros AS seen FROM (${sample}) s ` +
            `LEFT JOIN (${renderQuery(exposureQuery(events, source), 'duckdb')}) x ON x.user = s.u`,
        );
  const labelled = rows.filter(({ label }) => label !== null && label !== '');
  const without = labelled.filter(({ seen }) => seen === null);
  const before = labelled.filter(({ seen, at }) => seen !== null && Number(at) < Number(seen));
  const after = labelled.filter(({ seen, at }) => seen !== null && Number(at) >= Number(seen));
  const other = after.filter(({ label, arm }) => label !== arm);
  return {
    ...{ sampled: rows.length, labelled: labelled.length, closed: after.length - other.length },
    ...{ withoutExposure: without.length, beforeExposure: before.length, otherVariant: other.length },
  };
}

const isAfter = ({ daysBefore }: OutcomeConfig): boolean => daysBefore === undefined;

async function recomputedUsers(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  users: ArrowTable,
  seed: number,
): Promise<Pick<ClosureRecord, 'recomputed' | 'mismatches'>> {
  const chosen = sampleRows(users.numRows, seed);
  const outcomes = events.outcomes.filter(({ count }) => count !== 'each');
  if (chosen.length === 0 || outcomes.length === 0) return { recomputed: 0, mismatches: 0 };
  const names = columnOf(users, 'user');
  const singles = await singleEvents(
    db,
    source,
    events,
    outcomes,
    chosen.map((row) => String(names.get(row))),
  );
  const columns = outcomes.map(({ name }) => strictNumbers(users, name));
  const mismatches = chosen.filter((row) => {
    const own = singles.get(String(names.get(row))) ?? [];
    return outcomes.some((outcome, i) => !alike(columns[i]![row]!, outcomeOf(own, outcome, i, events)));
  });
  return { recomputed: chosen.length, mismatches: mismatches.length };
}

function sampleRows(rows: number, seed: number): readonly number[] {
  if (rows <= sampledUsers) return Array.from({ length: rows }, (_, row) => row);
  const random = new Random(seed);
  const chosen = new Set<number>();
  while (chosen.size < sampledUsers) chosen.add(Math.floor(random.uniform() * rows));
  return [...chosen].sort((a, b) => a - b);
}

interface SingleEvent {
  readonly event: string;
  readonly at: number;
  readonly isExposure: boolean;
  /** One value an outcome; null where it has none. */
  readonly values: readonly (number | null)[];
}

async function singleEvents(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  outcomes: readonly OutcomeConfig[],
  users: readonly string[],
): Promise<ReadonlyMap<string, readonly SingleEvent[]>> {
  const values = outcomes.map(({ value }, i) =>
    value === undefined ? `NULL AS v${i}` : `TRY_CAST(${fieldSql(events, value)} AS DOUBLE) AS v${i}`,
  );
  const own =
    events.experiment === undefined
      ? ''
      : ` AND ${fieldSql(events, events.experiment)} = ${quotedText(events.experimentValue)}`;
  const name = `e.${quotedName(events.event)}`;
  const rows = await db.rows(
    `SELECT CAST(e.${quotedName(events.user)} AS VARCHAR) AS u, ${name} AS event, epoch_us(e.${quotedName(events.time)}) AS at, ` +
      `coalesce(${name} = ${quotedText(events.exposure)}${own}, false) AS exposed, ${values.join(', ')} FROM ${quotedName(source)} e ` +
      `WHERE CAST(e.${quotedName(events.user)} AS VARCHAR) IN (${users.map(quotedText).join(', ')}) AND e.${quotedName(events.time)} IS NOT NULL`,
  );
  const found = new Map<string, SingleEvent[]>();
  for (const row of rows) {
    const single: SingleEvent = {
      ...{ event: String(row['event']), at: Number(row['at']), isExposure: row['exposed'] === true },
      values: outcomes.map((_, i) => (row[`v${i}`] == null ? null : Number(row[`v${i}`]))),
    };
    const list = found.get(String(row['u']));
    if (list === undefined) found.set(String(row['u']), [single]);
    else list.push(single);
  }
  return found;
}

/** The outcome of one user by its definition, event by event. */
function outcomeOf(
  own: readonly SingleEvent[],
  { event, count, daysBefore }: OutcomeConfig,
  index: number,
  { windowDays }: ExposureConfig,
): number {
  const first = own.reduce(
    (least, { isExposure, at }) => (isExposure ? Math.min(least, at) : least),
    Infinity,
  );
  const [from, to] = daysBefore === undefined ? [0, windowDays] : [-daysBefore, 0];
  const counted = own.filter(
    (single) =>
      single.event === event &&
      single.at - first >= from * microsPerDay &&
      single.at - first < to * microsPerDay,
  );
  if (count === 'any') return counted.length > 0 ? 1 : 0;
  if (count === 'count') return counted.length;
  return counted.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
}

function alike(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
