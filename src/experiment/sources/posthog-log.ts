import { openTable } from '../../data/files/open-table.js';
import { readPersonFiles } from '../../data/posthog/person-lists.js';
import { type PersonTables, personCounts, withPersons } from '../../data/posthog/persons.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import type { ExperimentConfig } from '../config/config.js';
import type { EventsData } from '../config/events-config.js';
import type { LedgerEntry } from '../records/records.js';
import { field } from './derived-events.js';
import { eventTimeSql } from './event-times.js';
import type { LoadExperimentOptions } from './load-options.js';
import { logView, requireColumn } from './log-view.js';
import type { ServerRows } from './server-rows.js';

const columns = ['uuid', 'event', 'distinct_id', 'person_id', 'timestamp', 'properties'];

/**
 * Files of PostHog's batch export `events`, with the persons where they are named.
 * @throws WinbackError as openTable and readPersonFiles
 */
export async function posthogFiles(
  db: DuckDb,
  { file, persons, teamId }: EventsData,
  { resolvePath = (path) => path, ...options }: LoadExperimentOptions,
): Promise<ServerRows> {
  const text = ['distinct_id', 'person_id'];
  const table = await openTable(db, [resolvePath(file!)], { wanted: columns, text }, options);
  for (const name of columns.filter((one) => one !== 'person_id'))
    requireColumn(
      'data.events.file',
      name,
      table.columns.map((column) => column.name),
    );
  const list = { files: (persons ?? []).map(resolvePath), teamId, section: 'data.events' } as const;
  const tables = list.files.length === 0 ? undefined : await readPersonFiles(db, list, options);
  return { from: table.from, persons: tables };
}

/**
 * Makes the log of an experiment of PostHog's rows: each event once, with the person of today, without exposures to answers
 * that are no variant of the experiment.
 * @returns what was left out
 */
export async function makePosthogLog(
  db: DuckDb,
  { from, persons }: ServerRows,
  events: EventsData,
  config: ExperimentConfig,
  signal: AbortSignal | undefined,
): Promise<readonly LedgerEntry[]> {
  const described = await db.rows(`DESCRIBE SELECT * FROM ${from}`, { signal });
  const known = described.map((row) => ({
    name: String(row['column_name']),
    type: String(row['column_type']),
  }));
  const joined = withPersons(persons ?? (await nobodyKnown(db)), from, known);
  const time = await eventTimeSql(db, joined.from, events.time, 'UTC');
  const json = `CASE WHEN json_valid(${quotedName(events.properties!)}::VARCHAR) THEN ${quotedName(events.properties!)}::VARCHAR END`;
  const log = quotedName(logView);
  await db.run(
    `CREATE TABLE ${log} AS SELECT person_id, ${quotedName(events.event)}, winback_at AS ${quotedName(events.time)},
       properties, is_bad, uuid IS NOT NULL AND row_number() OVER (PARTITION BY uuid ORDER BY winback_at, distinct_id) > 1 AS is_repeat
     FROM (SELECT * EXCLUDE (properties), ${time} AS winback_at, ${json} AS properties,
       ${quotedName(events.properties!)} IS NOT NULL AND ${json} IS NULL AS is_bad FROM ${joined.from})`,
    { signal },
  );
  const counts = await left(db, log, exposuresOfOthers(events, config), signal);
  const told = await personsEntry(db, joined.people, persons, signal);
  return [...counts, ...told];
}

/** Tables of persons of whom nothing is known. */
async function nobodyKnown(db: DuckDb): Promise<PersonTables> {
  const [owners, deleted] = ['winback_owners_0', 'winback_deleted_0'];
  await db.run(`CREATE TABLE ${owners} (distinct_id VARCHAR, person_id VARCHAR)`);
  await db.run(`CREATE TABLE ${deleted} (person_id VARCHAR)`);
  return { owners, deleted, ids: 0, tellsDeleted: false, teamId: undefined };
}

async function personsEntry(
  db: DuckDb,
  people: ReturnType<typeof withPersons>['people'],
  persons: PersonTables | undefined,
  signal: AbortSignal | undefined,
): Promise<LedgerEntry[]> {
  const { moved, unknown, deleted } = await personCounts(db, people, signal);
  const isKnown = persons !== undefined && (persons.ids > 0 || persons.tellsDeleted);
  if (isKnown) return [{ code: 'persons', values: { moved, unknown, deleted } }];
  const [row] = await db.rows(`SELECT count(*) AS n FROM ${quotedName(logView)}`, { signal });
  return [{ code: 'persons-then', values: { events: Number(row?.['n'] ?? 0) } }];
}

/** Exposures of this flag whose answer is no variant of the experiment. */
function exposuresOfOthers(events: EventsData, config: ExperimentConfig) {
  const { experiment, variant, exposure, event } = events;
  const arms = [config.control, ...config.treatments].map(quotedText).join(', ');
  const flag =
    experiment === undefined
      ? 'true'
      : `${field(events, experiment, 'e')} = ${quotedText(events.flag ?? config.name)}`;
  const own = `e.${quotedName(event)} = ${quotedText(exposure)} AND coalesce(${flag}, false)`;
  const isArm = `coalesce(${field(events, variant, 'e')} IN (${arms}), false)`;
  return { own, isArm };
}

async function left(
  db: DuckDb,
  log: string,
  { own, isArm }: ReturnType<typeof exposuresOfOthers>,
  signal: AbortSignal | undefined,
): Promise<LedgerEntry[]> {
  const [rows] = await db.rows(
    `SELECT count(*) FILTER (is_repeat) AS repeated, count(*) FILTER (is_bad AND NOT is_repeat) AS bad FROM ${log}`,
    { signal },
  );
  await db.run(`DELETE FROM ${log} WHERE is_repeat`, { signal });
  const [others] = await db.rows(
    `SELECT coalesce(sum(others), 0) AS events, count(*) FILTER (others > 0 AND arms = 0) AS users FROM (
       SELECT count(*) FILTER (NOT ${isArm}) AS others, count(*) FILTER (${isArm}) AS arms
       FROM ${log} e WHERE ${own} GROUP BY person_id)`,
    { signal },
  );
  await db.run(`DELETE FROM ${log} e WHERE ${own} AND NOT ${isArm}`, { signal });
  const [repeated, bad] = [Number(rows?.['repeated']), Number(rows?.['bad'])];
  const [events, users] = [Number(others?.['events']), Number(others?.['users'])];
  return [
    ...(repeated === 0 ? [] : [{ code: 'repeated-events' as const, values: { events: repeated } }]),
    ...(bad === 0 ? [] : [{ code: 'no-json' as const, values: { events: bad } }]),
    ...(events === 0 ? [] : [{ code: 'other-variants' as const, values: { events, users } }]),
  ];
}
