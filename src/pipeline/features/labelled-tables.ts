import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { writeTable } from '../../data/tables/write.js';
import { longestDays } from '../../features/definitions/definition.js';
import type { EventLog } from '../../features/log/event-log.js';
import { emptyDaysInLabels } from '../../features/log/log-range.js';
import { engineLimits } from '../../features/memory-share.js';
import type { Day } from '../../features/records.js';
import { type SnapshotTable, snapshotTables, type TableContent } from '../../features/snapshot-tables.js';
import type { MatureSnapshot } from '../../features/splits.js';
import { missingDaysOf } from '../../features/stored-features.js';
import type { LabelledDay, LabelledOptions } from './labelled-records.js';

/** What the tables are made from. */
interface Labelled {
  readonly log: EventLog;
  readonly content: TableContent;
  readonly snapshots: readonly MatureSnapshot[];
}

/** Stands in the name of an output for the day, so that each day has a file. */
const dayPlace = '{day}';

const fileOf = (output: string, day: Day): string => output.replaceAll(dayPlace, day);

/** Makes the table of one day after the other and writes each, to a file of all days or to one a day. */
export async function writeDays(
  made: Labelled,
  output: string,
  options: LabelledOptions,
): Promise<readonly LabelledDay[]> {
  const { signal, environment, bom, createOnly, onRetry, onProgress } = options;
  const engine = engineLimits(made.content.config.engine);
  const write = (file: string, tables: Table | AsyncIterable<Table>): Promise<number> =>
    writeTable(file, tables, { signal, environment, bom, createOnly, onRetry, engine });
  const days: LabelledDay[] = [];
  const built = builtDays(made, options, (table) => days.push(recordOf(made, table, output)));
  const onWriting = (): void => onProgress?.({ stage: 'writing', done: 0, total: null });
  if (output.includes(dayPlace))
    for await (const { day, table } of built) await write(fileOf(output, day), table);
  else await write(output, tablesOf(built, onWriting));
  return days;
}

async function* builtDays(
  { log, content, snapshots }: Labelled,
  { signal, onProgress }: LabelledOptions,
  onTable: (table: SnapshotTable) => void,
): AsyncGenerator<SnapshotTable> {
  const total = snapshots.length;
  const onTables = (done: number, day: Day): void =>
    onProgress?.({ stage: 'features', done, total, detail: `snapshot ${day}` });
  let rows = 0;
  for await (const built of snapshotTables(log, content, snapshots, { signal, onTables })) {
    rows += built.table.numRows;
    onTable(built);
    // On a day without a new user a table has no rows, and from SQL no types.
    if (built.table.numRows > 0) yield built;
  }
  onProgress?.({ stage: 'features', done: total, total, detail: 'done' });
  if (rows > 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    `no user has a row on the snapshot days ${snapshots[0]!.day} to ${snapshots.at(-1)!.day}: name other days`,
  );
}

async function* tablesOf(built: AsyncIterable<SnapshotTable>, onEnd: () => void): AsyncGenerator<Table> {
  for await (const { table } of built) yield table;
  onEnd();
}

function recordOf(
  { log: { record }, content: { config, definitions } }: Labelled,
  { day, table, positives }: SnapshotTable,
  output: string,
): LabelledDay {
  const rows = table.numRows;
  const longest = longestDays(definitions, config.windows);
  const report = { log: record, horizonDays: config.windows.horizonDays };
  return {
    ...{ day, rows, positives: positives ?? 0 },
    emptyDays: emptyDaysInLabels({ ...report, snapshots: [{ day, firstRow: 0, rows, positives }] }),
    missingDays: missingDaysOf(record, config, { day, longest, since: null }),
    // A day without a row has no file of its own.
    file: rows === 0 && output.includes(dayPlace) ? null : fileOf(output, day),
  };
}
