import type { Table } from 'apache-arrow';

import { dayNumber } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import type { DuckDb } from '../data/sources/duckdb.js';
import { renderQuery } from '../data/sql/render.js';
import type { RanksHandle } from '../native/runs-binding.js';
import { type AttributeEncoding, attributeCodes } from './attribute-queries.js';
import type { FeaturesConfig } from './config.js';
import type { FeatureDefinition } from './definitions/definition.js';
import type { EventLog } from './log/event-log.js';
import type { AttributeCodes } from './pushdown/pushed-attributes.js';
import type { PushedLog } from './pushdown/pushed-log.js';
import type { Day } from './records.js';
import type { EventRuns, FilledTable, RunAttributes, RunSnapshot } from './runs/event-runs.js';
import { programOf } from './runs/program.js';
import { tableFrom } from './runs/tables.js';
import { labelColumn, type SnapshotQuery, snapshotQuery, userColumn } from './snapshot-query.js';
import type { MatureSnapshot, OpenSnapshot } from './splits.js';
import { categoriesOf, namesOf } from './table-names.js';

/** Features of one snapshot day, a row for each eligible user in order of user id. */
export interface SnapshotTable {
  /** The last day that features see. */
  readonly day: Day;
  /** user_id (text), snapshot_date (date), the label (int32 0/1) where it is known, features. */
  readonly table: Table;
  /** Users who left; null where the label is not known. */
  readonly positives: number | null;
}

/** What every table of a set has in common. */
export interface TableContent {
  readonly config: FeaturesConfig;
  readonly definitions: readonly FeatureDefinition[];
  readonly encodings: readonly AttributeEncoding[];
}

/** How tables are built. */
export interface TableWork {
  readonly signal: AbortSignal | undefined;
  /** Hears how many tables are done, and the day worked on. */
  readonly onTables?: ((done: number, day: Day) => void) | undefined;
}

/**
 * The table of one snapshot for users who are a part of all.
 * @param log the users' events, and the engine that has their attributes where there are any
 * @param ranks has counted all users
 */
export async function partTable(
  log: { readonly engine: DuckDb | null; readonly runs: EventRuns },
  content: TableContent,
  snapshot: MatureSnapshot | OpenSnapshot,
  ranks: RanksHandle,
  signal: AbortSignal | undefined,
): Promise<SnapshotTable> {
  const { config, definitions } = content;
  const program = programOf(definitions, config.windows, config.events, config.snapshots.afterFirstDays);
  const attributes = await attributesOf(log.engine, log.runs, content, signal);
  const filled = await log.runs.partTable(program, runSnapshot(snapshot), attributes, ranks, signal);
  return snapshotTable(snapshot, filled, content);
}

/** The table of each snapshot, in the given order, which is that of their days. */
export async function* snapshotTables(
  log: EventLog,
  content: TableContent,
  snapshots: readonly (MatureSnapshot | OpenSnapshot)[],
  work: TableWork,
): AsyncGenerator<SnapshotTable> {
  const { runs, pushed } = log;
  if (pushed != null) yield* tablesOfServer(log, pushed, content, snapshots, work);
  else if (runs === null) yield* tablesBySql(log, content, snapshots, work);
  else yield* tablesOfRuns(log, runs, content, snapshots, work);
}

const labelDaysOf = (snapshot: MatureSnapshot | OpenSnapshot): number | null =>
  'horizonDays' in snapshot ? snapshot.horizonDays : null;

async function* tablesOfServer(
  { engine }: EventLog,
  log: PushedLog,
  content: TableContent,
  snapshots: readonly (MatureSnapshot | OpenSnapshot)[],
  { signal, onTables }: TableWork,
): AsyncGenerator<SnapshotTable> {
  // Loaded for those who have a server: importing winback must stay cheap.
  const { pushedTable } = await import('./pushdown/pushed-tables.js');
  const { codesAt } = await import('./pushdown/pushed-attributes.js');
  const { encodings } = content;
  for (const [i, snapshot] of snapshots.entries()) {
    const { day } = snapshot;
    onTables?.(i, day);
    const asked = { day, labelDays: labelDaysOf(snapshot) };
    const codes: AttributeCodes = (users) => codesAt(engine, encodings, users, day, signal);
    const built = await pushedTable(log, content, asked, encodings.length === 0 ? null : codes, signal);
    // Before the last table is given: nobody asks for more behind it.
    if (i === snapshots.length - 1) await log.requireUnchanged(signal);
    yield built;
  }
}

async function* tablesBySql(
  log: EventLog,
  { config, definitions, encodings }: TableContent,
  snapshots: readonly (MatureSnapshot | OpenSnapshot)[],
  { signal, onTables }: TableWork,
): AsyncGenerator<SnapshotTable> {
  const { windows, events } = config;
  const categories = Object.fromEntries(encodings.map(({ field, ...own }) => [field, categoriesOf(own)]));
  for (const [i, snapshot] of snapshots.entries()) {
    const { day } = snapshot;
    onTables?.(i, day);
    const labelDays = labelDaysOf(snapshot);
    const own = { windows, events, firstDays: config.snapshots.afterFirstDays };
    const query: SnapshotQuery = { day, labelDays, definitions, ...own, attributes: encodings };
    const sql = renderQuery(snapshotQuery(query), 'duckdb');
    const table = await log.engine.query(sql, { signal, utf8: [userColumn], categories });
    yield { day, table, positives: labelDays === null ? null : positivesOf(table, labelDays) };
  }
}

function positivesOf(table: Table, labelDays: number): number {
  let positives = 0;
  for (const value of table.getChild(labelColumn(labelDays))!) positives += Number(value);
  return positives;
}

async function* tablesOfRuns(
  log: EventLog,
  runs: EventRuns,
  content: TableContent,
  snapshots: readonly (MatureSnapshot | OpenSnapshot)[],
  { signal, onTables }: TableWork,
): AsyncGenerator<SnapshotTable> {
  const { config, definitions } = content;
  const program = programOf(definitions, config.windows, config.events, config.snapshots.afterFirstDays);
  const attributes = await attributesOf(log.engine, runs, content, signal);
  const days = snapshots.map(runSnapshot);
  const at = (share: number): number => Math.min(Math.floor(share * days.length), days.length - 1);
  const onShare = onTables && ((share: number) => onTables(at(share), snapshots[at(share)]!.day));
  onShare?.(0);
  let next = 0;
  for await (const filled of runs.tables(program, days, attributes, signal, onShare)) {
    yield await snapshotTable(snapshots[next++]!, filled, content);
  }
}

/** A snapshot as the kernel takes it. */
export function runSnapshot(snapshot: MatureSnapshot | OpenSnapshot): RunSnapshot {
  return { day: dayNumber(snapshot.day), labelDays: labelDaysOf(snapshot) ?? 0 };
}

async function snapshotTable(
  snapshot: MatureSnapshot | OpenSnapshot,
  filled: FilledTable,
  content: TableContent,
): Promise<SnapshotTable> {
  const labelDays = labelDaysOf(snapshot);
  const table = await tableFrom(filled.memory, namesOf(content, labelDays), filled.missing);
  return { day: snapshot.day, table, positives: labelDays === null ? null : filled.positives };
}

async function attributesOf(
  engine: DuckDb | null,
  runs: EventRuns,
  { encodings }: TableContent,
  signal: AbortSignal | undefined,
): Promise<RunAttributes | null> {
  if (encodings.length === 0) return null;
  if (engine === null) throw new WinbackError('INTERNAL', 'no attributes were read');
  const sql = renderQuery(attributeCodes(encodings), 'duckdb');
  // The kernel takes codes of 32 bits.
  const codes = encodings.map((_, i) => `code_${i}::INTEGER AS code_${i}`);
  const handle = await runs.attributes(
    engine,
    `SELECT user_id, valid_from::DATE AS valid_from, ${codes.join(', ')} FROM (${sql})`,
    encodings.length,
    signal,
  );
  return { handle, fields: encodings.length };
}
