import type { Table } from 'apache-arrow';

import { addDays, dayNumber } from '../../base/days.js';
import { clickHouseTable } from '../../data/sources/clickhouse-arrow.js';
import { cast } from '../../data/sql/build.js';
import { renderQuery } from '../../data/sql/render.js';
import type { Query } from '../../data/sql/tree.js';
import type { NativeProgram } from '../../native/events-binding.js';
import type { Shard } from '../../stores/clickhouse/shards.js';
import { featureName, longestDays } from '../definitions/definition.js';
import { normalised, ownEvents } from '../own-names/own-events.js';
import { renamed } from '../own-names/own-snapshot.js';
import type { Day } from '../records.js';
import { programOf } from '../runs/program.js';
import { type TableNames, tableFrom, tableMemory } from '../runs/tables.js';
import { activeDaysQuery, dayColumn, labelColumn, ownValuesQuery, userColumn } from '../snapshot-query.js';
import type { SnapshotTable, TableContent } from '../snapshot-tables.js';
import { type Bounds, boundsSql } from './bounds.js';
import { copyIds, copyNumbers, idBytesOf } from './gathered.js';
import { inIdOrder } from './id-order.js';
import type { PushedLog } from './pushed-log.js';
import { percentRanks } from './ranks.js';

/** The table of one day as the server of a log computes it. Ranks among all users are worked out here. */
export async function pushedTable(
  log: PushedLog,
  content: TableContent,
  day: Day,
  labelDays: number | null,
  signal: AbortSignal | undefined,
): Promise<SnapshotTable> {
  const { config, definitions } = content;
  const program = programOf(definitions, config.windows, config.events);
  const answers = await log.parts((shard) => {
    const sql = renderQuery(typed(partQuery(log, content, { day, labelDays }, shard), program), 'clickhouse');
    return clickHouseTable(log.server, sql, { order: [userColumn], signal });
  });
  return filled(answers, content, program, { day, labelDays });
}

interface Asked {
  readonly day: Day;
  readonly labelDays: number | null;
}

/** The values of one part of the users as one query. The label reads days of its own, which no feature sees. */
function partQuery(
  log: PushedLog,
  { config, definitions }: TableContent,
  { day, labelDays }: Asked,
  shard: Shard,
): Query {
  const { events, windows } = config;
  const own = (bounds: Omit<Bounds, 'shard'>): NonNullable<Query['with']> => {
    const where = boundsSql(events, log.types, { shard, ...bounds });
    return ownEvents(events, log.source, 'clickhouse', {
      where,
      kinds: log.kinds,
      named: true,
      tidy: log.tidy,
    }).filter(({ name }) => name !== normalised.users);
  };
  const days = longestDays(definitions, windows);
  const seen = own({ to: day, ...(days === null ? {} : { from: addDays(day, 1 - days) }) });
  const query = renamed(ownValuesQuery({ day, labelDays, definitions, windows, events, attributes: [] }));
  if (labelDays === null) return { ...query, with: seen };
  const after = own({ from: addDays(day, 1), to: addDays(day, labelDays) });
  const names = Object.fromEntries(after.map(({ name }) => [name, `${name}_after`]));
  const active = renamed(activeDaysQuery(events), { events: names[normalised.events]! });
  return {
    ...query,
    with: [
      ...seen,
      ...after.map((one) => ({ name: names[one.name]!, query: renamed(one.query, names) })),
      { name: normalised.active_days, query: active },
    ],
  };
}

/** The query with columns of the types that the table has. */
function typed(query: Query, { columns }: NativeProgram): Query {
  const first = query.columns.length - columns.length;
  const typeOf = (i: number): 'integer' | 'float' => {
    const column = columns[i - first];
    if (column === undefined) return 'integer';
    const isWhole =
      column.rank === 'none' && ['count', 'days', 'newest', 'oldest', 'variety'].includes(column.kind);
    return isWhole ? 'integer' : 'float';
  };
  return {
    ...query,
    columns: query.columns.map(({ name, sql }, i) => ({
      name,
      sql: cast(sql, i === 0 ? 'text' : typeOf(i)),
    })),
  };
}

async function filled(
  answers: readonly Table[],
  { config, definitions }: TableContent,
  program: NativeProgram,
  { day, labelDays }: Asked,
): Promise<SnapshotTable> {
  const rows = answers.reduce((sum, { numRows }) => sum + numRows, 0);
  const size = { rows, idBytes: idBytesOf(answers, userColumn), labelled: labelDays !== null, attributes: 0 };
  const memory = tableMemory(program, size);
  const features = definitions.map((definition) => featureName(definition, config.windows));
  copyIds(answers, userColumn, memory);
  memory.days.fill(dayNumber(day));
  const label = labelDays === null ? null : labelColumn(labelDays);
  if (memory.label !== null)
    copyNumbers(answers, label!, { values: memory.label, validity: new Uint8Array((rows + 7) >> 3) });
  const missing = memory.columns.map((column, i) => copyNumbers(answers, features[i]!, column));
  const ordered =
    answers.length === 1
      ? memory
      : inIdOrder(
          memory,
          answers.map(({ numRows }) => numRows),
        );
  ordered.columns.forEach(({ values }, i) => {
    const { rank } = program.columns[i]!;
    if (rank !== 'none')
      (values as Float64Array).set(percentRanks(values as Float64Array, rank === 'descending'));
  });
  const names: TableNames = { user: userColumn, day: dayColumn, label, features, attributes: [] };
  const positives = ordered.label === null ? null : ordered.label.reduce((sum, value) => sum + value, 0);
  return { day, table: await tableFrom(ordered, names, missing), positives };
}
