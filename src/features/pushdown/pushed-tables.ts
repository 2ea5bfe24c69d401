import type { Table } from 'apache-arrow';

import { addDays, dayNumber } from '../../base/days.js';
import { clickHouseTable } from '../../data/sources/clickhouse-arrow.js';
import { all, cast } from '../../data/sql/build.js';
import { renderQuery } from '../../data/sql/render.js';
import { sharedAggregates } from '../../data/sql/shared-aggregates.js';
import type { Query, Source } from '../../data/sql/tree.js';
import type { NativeProgram, NativeTableMemory } from '../../native/events-binding.js';
import type { Shard } from '../../stores/clickhouse/shards.js';
import { longestDays } from '../definitions/definition.js';
import { inList } from '../definitions/vocabulary.js';
import { hasRole, normalised, ownEvents } from '../own-names/own-events.js';
import { renamed } from '../own-names/own-snapshot.js';
import type { Day } from '../records.js';
import { programOf } from '../runs/program.js';
import { tableFrom, tableMemory } from '../runs/tables.js';
import { ownValuesQuery, userColumn } from '../snapshot-query.js';
import type { SnapshotTable, TableContent } from '../snapshot-tables.js';
import { namesOf } from '../table-names.js';
import { type Bounds, boundsSql } from './bounds.js';
import { copyIds, copyNumbers, idBytesOf } from './gathered.js';
import { inIdOrder } from './id-order.js';
import type { AttributeCodes } from './pushed-attributes.js';
import type { PushedLog } from './pushed-log.js';
import { percentRanks } from './ranks.js';

/**
 * The table of one day as the server of a log computes it. Ranks among all users are worked out here, and attributes are
 * joined here; null without attributes.
 */
export async function pushedTable(
  log: PushedLog,
  content: TableContent,
  asked: Asked,
  attributes: AttributeCodes | null,
  signal: AbortSignal | undefined,
): Promise<SnapshotTable> {
  const { config, definitions } = content;
  const program = programOf(definitions, config.windows, config.events);
  const answers = await log.parts((shard) => {
    const sql = renderQuery(typed(partQuery(log, content, asked, shard), program), 'clickhouse');
    return clickHouseTable(log.server, sql, { order: [userColumn], signal });
  });
  return filled(answers, content, asked, attributes);
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
  const days = longestDays(definitions, windows);
  const seen = ownRows(log, { shard, to: day, ...(days === null ? {} : { from: addDays(day, 1 - days) }) });
  const values = ownValuesQuery({
    ...{ day, labelDays, definitions, windows, events, attributes: [] },
    roleTest: inList,
  });
  const query = renamed({ ...values, from: shared(values.from) });
  if (labelDays === null) return { ...query, with: seen };
  const after = ownRows(log, { shard, from: addDays(day, 1), to: addDays(day, labelDays) });
  const names = Object.fromEntries(after.map(({ name }) => [name, `${name}_after`]));
  return {
    ...query,
    with: [...seen, ...after.map((one) => ({ name: names[one.name]!, query: renamed(one.query, names) }))],
  };
}

/** The normalised tables over some rows; rows whose event has no role are left out where they are read. */
function ownRows(log: PushedLog, bounds: Bounds): NonNullable<Query['with']> {
  const { config, types, kinds, tidy } = log;
  const conditions = [boundsSql(config, types, bounds), hasRole(config, kinds)];
  const [first, ...rest] = conditions.filter((one) => one !== undefined);
  const isAlwaysTimed = /^DateTime/.test(types.get(config.columns.time) ?? '');
  const there = new Set(isAlwaysTimed ? (['at', 'role'] as const) : (['role'] as const));
  const where = first === undefined ? undefined : all(first, ...rest);
  return ownEvents(config, log.source, 'clickhouse', { where, kinds, tidy, there, named: true }).filter(
    ({ name }) => name !== normalised.users,
  );
}

// Each aggregate once: the longer the query, the longer a server plans.
const shared = (source: Source): Source =>
  source.kind === 'query' ? { ...source, query: sharedAggregates(source.query, 'g') } : source;

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
  content: TableContent,
  { day, labelDays }: Asked,
  attributes: AttributeCodes | null,
): Promise<SnapshotTable> {
  const { config, definitions, encodings } = content;
  const program = programOf(definitions, config.windows, config.events);
  const names = namesOf(content, labelDays);
  const rows = answers.reduce((sum, { numRows }) => sum + numRows, 0);
  const memory = tableMemory(program, {
    ...{ rows, idBytes: idBytesOf(answers, userColumn), labelled: labelDays !== null },
    attributes: encodings.length,
  });
  copyIds(answers, userColumn, memory);
  memory.days.fill(dayNumber(day));
  if (memory.label !== null)
    copyNumbers(answers, names.label!, { values: memory.label, validity: new Uint8Array((rows + 7) >> 3) });
  const missing = memory.columns.map((column, i) => copyNumbers(answers, names.features[i]!, column));
  const lengths = answers.map(({ numRows }) => numRows);
  const ordered = answers.length === 1 ? memory : inIdOrder(memory, lengths);
  rank(ordered, program);
  const codes = attributes === null ? null : [await attributes(ordered)];
  const lacking = ordered.attributes.map((column, i) => copyNumbers(codes!, `code_${i}`, column));
  const positives = ordered.label === null ? null : ordered.label.reduce((sum, value) => sum + value, 0);
  return { day, table: await tableFrom(ordered, names, [...missing, ...lacking]), positives };
}

function rank(memory: NativeTableMemory, { columns }: NativeProgram): void {
  memory.columns.forEach(({ values }, i) => {
    const { rank } = columns[i]!;
    if (rank !== 'none')
      (values as Float64Array).set(percentRanks(values as Float64Array, rank === 'descending'));
  });
}
