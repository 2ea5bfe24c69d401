import type { Table } from 'apache-arrow';

import { addDays, dayNumber } from '../../base/days.js';
import { bitAt } from '../../data/read/bits.js';
import { clickHouseTable } from '../../data/sources/clickhouse-arrow.js';
import { all, cast } from '../../data/sql/build.js';
import { renderQuery } from '../../data/sql/render.js';
import { sharedAggregates } from '../../data/sql/shared-aggregates.js';
import type { CastType, Query, Source } from '../../data/sql/tree.js';
import type { NativeProgram, NativeTableMemory } from '../../native/events-binding.js';
import type { Shard } from '../../stores/clickhouse/shards.js';
import { longestDays } from '../definitions/definition.js';
import { inList, oneByOne, type RoleTest } from '../definitions/vocabulary.js';
import { hasRole, normalised, ownEvents } from '../own-names/own-events.js';
import { renamed } from '../own-names/own-snapshot.js';
import type { Day } from '../records.js';
import { programOf } from '../runs/program.js';
import { tableFrom, tableMemory } from '../runs/tables.js';
import { userColumn } from '../snapshot-query.js';
import type { SnapshotTable, TableContent } from '../snapshot-tables.js';
import { namesOf } from '../table-names.js';
import { activeUsers } from './active-users.js';
import { type Bounds, boundsSql, isExact } from './bounds.js';
import { copyIds, copyNumbers, idBytesOf } from './gathered.js';
import { inIdOrder } from './id-order.js';
import { ownValuesQuery } from './own-values.js';
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
    const query = typed(partQuery(log, content, asked, shard), program, isPlainText(log));
    const sql = renderQuery(query, 'clickhouse');
    return clickHouseTable(log.server, sql, { order: [userColumn], signal });
  });
  return filled(answers, content, asked, attributes);
}

interface Asked {
  readonly day: Day;
  readonly labelDays: number | null;
}

/**
 * The values of one part of the users as one query. The label reads days of its own, which no feature sees; the first event of
 * a user may lie before all windows.
 */
function partQuery(
  log: PushedLog,
  { config, definitions }: TableContent,
  { day, labelDays }: Asked,
  shard: Shard,
): Query {
  const { events, windows, snapshots } = config;
  const firstDays = snapshots.afterFirstDays;
  // Who is new has no event before the first one.
  const days = firstDays ?? longestDays(definitions, windows);
  const seen = ownRows(log, { shard, to: day, ...(days === null ? {} : { from: addDays(day, 1 - days) }) });
  const active = labelDays === null ? null : activeUsers(log, { day, labelDays, shard });
  const values = ownValuesQuery(
    {
      ...{ day, labelDays, definitions, windows, events, attributes: [], firstDays },
      isBounded: isExact(events, log.types),
      roleTest,
    },
    active ?? undefined,
  );
  const query = renamed({ ...values, from: shared(values.from) });
  const before = firstDays === undefined ? [] : suffixed(ownRows(log, { shard, to: day }), '_before');
  if (labelDays === null || active !== null) return { ...query, with: [...seen, ...before] };
  const after = ownRows(log, { shard, from: addDays(day, 1), to: addDays(day, labelDays) });
  return { ...query, with: [...seen, ...before, ...suffixed(after, '_after')] };
}

// One role is compared faster than it is looked up in a list.
const roleTest: RoleTest = (roles) => (roles.length === 1 ? oneByOne(roles) : inList(roles));

type Named = NonNullable<Query['with']>;

/** Queries that read each other, under names of their own. */
function suffixed(queries: Named, suffix: string): Named {
  const names = Object.fromEntries(queries.map(({ name }) => [name, `${name}${suffix}`]));
  return queries.map(({ name, query }) => ({ name: names[name]!, query: renamed(query, names) }));
}

/** The normalised tables over some rows; rows whose event has no role are left out where they are read. */
function ownRows(log: PushedLog, bounds: Bounds): Named {
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

/** Whether the server gives ids as plain texts by itself; those of LowCardinality come in another order over Arrow. */
const isPlainText = ({ types, tidy, config: { columns } }: PushedLog): boolean =>
  types.get(columns.user) === 'String' && tidy.has(columns.user);

/** The query with columns of the types that the table has. @param isText whether the ids are texts already */
function typed(query: Query, { columns }: NativeProgram, isText: boolean): Query {
  const first = query.columns.length - columns.length;
  const typeOf = (i: number): CastType => {
    const column = columns[i - first];
    if (i === 0) return 'text';
    if (column === undefined) return 'integer';
    const isWhole =
      column.rank === 'none' && ['count', 'days', 'newest', 'oldest', 'variety'].includes(column.kind);
    return isWhole ? 'integer' : 'float';
  };
  return {
    ...query,
    columns: query.columns.map(({ name, sql }, i) => ({
      name,
      sql: i === 0 && isText ? sql : cast(sql, typeOf(i)),
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
  const lacked = rank(ordered, program, missing);
  const codes = attributes === null ? null : [await attributes(ordered)];
  const lacking = ordered.attributes.map((column, i) => copyNumbers(codes!, `code_${i}`, column));
  const positives = ordered.label === null ? null : ordered.label.reduce((sum, value) => sum + value, 0);
  return { day, table: await tableFrom(ordered, names, [...lacked, ...lacking]), positives };
}

/** The columns of ranks; who lacks the value that is ranked has a rank, too. @returns how many values each column lacks */
function rank(
  memory: NativeTableMemory,
  { columns }: NativeProgram,
  missing: readonly number[],
): readonly number[] {
  return memory.columns.map(({ values, validity }, i) => {
    const { rank: order } = columns[i]!;
    if (order === 'none') return missing[i]!;
    const ranked = values as Float64Array;
    if (missing[i]! > 0)
      for (let row = 0; row < ranked.length; row++) if (bitAt(validity, row) === 0) ranked[row] = Number.NaN;
    ranked.set(percentRanks(ranked, order === 'descending'));
    validity.fill(0xff);
    return 0;
  });
}
