import { onlyTeam, requirePersonColumns } from '../../data/posthog/person-lists.js';
import { type PersonCounts, personColumns } from '../../data/posthog/persons.js';
import {
  arrivalOf,
  type ClickHouseColumn,
  clickHouseColumns,
} from '../../data/sources/clickhouse-extract.js';
import {
  aggregate,
  all,
  binary,
  call,
  cast,
  column,
  countIf,
  equal,
  isNull,
  literal,
  not,
} from '../../data/sql/build.js';
import { renderQuery } from '../../data/sql/render.js';
import type { Query, Source, Sql } from '../../data/sql/tree.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import type { EventsConfig } from '../config.js';

/** PostHog's events where they are, with the persons of today. */
export interface PushedPersons {
  /** The rows of the project whose person was not deleted, with that person as `person_id`, a text. */
  readonly source: Source;
  /** PostHog's number of the project. */
  readonly team: number;
  /** One row: `moved`, `unknown` and `deleted` of PersonCounts. */
  readonly counts: Query;
  /** One row: `ids` of PersonCounts; undefined where no list is read. */
  readonly ids: Query | undefined;
  /** Whether the persons tell who was deleted. */
  readonly tellsDeleted: boolean;
  /** What tells one state of the persons from another. */
  digest(signal: AbortSignal | undefined): Promise<string>;
}

/** What PostHog writes where there is no person. */
const nobody = '00000000-0000-0000-0000-000000000000';

const { id: idColumn, person } = personColumns;
const event = 'e';
const owner = 'o';

/**
 * The events of a project as native reading has them (data/posthog/persons.ts).
 * @param names columns of the events that are read
 * @throws WinbackError BAD_INPUT for several projects, or a list without its columns; NOT_FOUND
 */
export async function pushedPersons(
  server: ClickHouse,
  { table, persons: [list] = [], teamId }: Pick<EventsConfig, 'table' | 'persons' | 'teamId'>,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PushedPersons> {
  const team = teamId ?? (await onlyTeam(server, table!, 'events', signal));
  const lists = list === undefined ? undefined : await listsOf(server, list, team, signal);
  const joined = joinedEvents(table!, team, lists?.owners);
  const isGone = lists && inGone(lists.gone);
  return {
    source: { kind: 'query', alias: 'winback_persons', query: withPersons(joined, names, isGone) },
    team,
    counts: countsOf(joined, isGone, lists?.owners),
    ids: lists && idsOf(lists.owners),
    tellsDeleted: lists !== undefined,
    digest: async (asked) => (lists === undefined ? '' : digestOf(server, [lists.owners, lists.gone], asked)),
  };
}

interface Lists {
  readonly owners: Query;
  readonly gone: Query;
}

async function listsOf(
  server: ClickHouse,
  list: string,
  team: number,
  signal: AbortSignal | undefined,
): Promise<Lists> {
  const columns = await clickHouseColumns(server, list, signal);
  requirePersonColumns(['team_id', 'distinct_id', 'person_id', 'version', 'is_deleted'], columns, 'events');
  const rowsBy = (arrival: string, table: string) => latestArrival(server, { arrival, table, team }, signal);
  const rowsOf = async (table: string, known: readonly ClickHouseColumn[]): Promise<Rows> => {
    const arrival = arrivalOf(known);
    const upTo = arrival === undefined ? [] : await rowsBy(arrival, table);
    return { from: { kind: 'table', name: table }, where: all(ofTeam(team), ...upTo) };
  };
  const persons = await clickHouseColumns(server, 'person', signal);
  return { owners: ownersOf(await rowsOf(list, columns)), gone: goneOf(await rowsOf('person', persons)) };
}

/** Rows that came up to now, so that every query sees the same persons while others are merged. */
async function latestArrival(
  server: ClickHouse,
  { arrival, table, team }: { readonly arrival: string; readonly table: string; readonly team: number },
  signal: AbortSignal | undefined,
): Promise<readonly Sql[]> {
  const micros = call('epochMicros', column(arrival));
  const query: Query = {
    columns: [{ name: 'micros', sql: aggregate('max', [micros]) }],
    from: { kind: 'table', name: table },
    where: ofTeam(team),
  };
  const [row] = await server.rows(renderQuery(query, 'clickhouse'), { signal });
  if (row?.['micros'] == null) return [];
  return [binary('<=', column(arrival), { node: 'instant', micros: Number(row['micros']) })];
}

/** Rows of the project, from `e`, with the owner of their id, `o`. */
type Joined = Pick<Query, 'from' | 'joins'> & { readonly where: Sql };

function joinedEvents(table: string, team: number, owners: Query | undefined): Joined {
  const on = equal(ownId, column('owned', owner));
  return {
    from: { kind: 'table', name: table, alias: event },
    joins:
      owners === undefined
        ? undefined
        : [{ kind: 'left', source: { kind: 'query', query: owners, alias: owner }, on }],
    where: equal(column('team_id', event), literal(team)),
  };
}

const ofTeam = (team: number): Sql => equal(column('team_id'), literal(team));
const latest = (name: string): Sql => aggregate('argMax', [column(name), column('version')]);
const textOf = (sql: Sql): Sql => cast(sql, 'text');

type Rows = Required<Pick<Query, 'from' | 'where'>>;

// Ids that have moved to another person.
const ownersOf = (rows: Rows): Query => ({
  ...rows,
  columns: [
    { name: 'owned', sql: column('distinct_id') },
    { name: 'owner', sql: textOf(latest('person_id')) },
  ],
  groupBy: [column('distinct_id')],
  having: equal(latest('is_deleted'), literal(0)),
});

const goneOf = (rows: Rows): Query => ({
  ...rows,
  columns: [{ name: 'gone', sql: textOf(column('id')) }],
  groupBy: [column('id')],
  having: equal(latest('is_deleted'), literal(1)),
});

const ownId = call('trim', column(idColumn, event));
const written = call(
  'nullIf',
  call('nullIf', call('lower', call('trim', textOf(column(person, event)))), literal('')),
  literal(nobody),
);
const owned = column('owner', owner);
const personOf = (hasOwners: boolean): Sql =>
  call('coalesce', ...(hasOwners ? [owned] : []), written, ownId, literal(''));

const inGone =
  (gone: Query) =>
  (of: Sql): Sql => ({ node: 'inQuery', argument: of, query: gone });

type IsGone = ReturnType<typeof inGone> | undefined;

function withPersons(joined: Joined, names: readonly string[], isGone: IsGone): Query {
  const today = personOf(isGone !== undefined);
  const others = names.filter((name) => name !== person);
  return {
    ...joined,
    columns: [...others.map((name) => ({ name, sql: column(name, event) })), { name: person, sql: today }],
    where: isGone === undefined ? joined.where : all(joined.where, not(isGone(today))),
  };
}

function countsOf(joined: Joined, isGone: IsGone, owners: Query | undefined): Query {
  const gone = isGone?.(personOf(true)) ?? literal(false);
  const moved = all(not(isNull(owned)), binary('<>', owned, call('coalesce', written, literal(''))));
  const unknown = all(isNull(written), binary('<>', ownId, literal('')));
  const counts: Readonly<Record<string, Sql>> = {
    moved: owners === undefined ? literal(0) : countIf(all(moved, not(gone))),
    unknown: countIf(owners === undefined ? unknown : all(isNull(owned), unknown)),
    deleted: countIf(gone),
  };
  return { ...joined, columns: Object.entries(counts).map(([name, sql]) => ({ name, sql })) };
}

const idsOf = (owners: Query): Query => ({
  columns: [{ name: 'ids', sql: aggregate('count', []) }],
  from: { kind: 'query', query: owners, alias: owner },
});

/** How the persons of today were told. */
export async function personsTold(
  { counts, ids, tellsDeleted }: PushedPersons,
  ask: (query: Query) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<PersonCounts> {
  const [row] = await ask(counts);
  const [list] = ids === undefined ? [] : await ask(ids);
  const [moved, unknown, deleted] = ['moved', 'unknown', 'deleted'].map((name) => Number(row?.[name] ?? 0));
  return {
    ...{ ids: Number(list?.['ids'] ?? 0), moved: moved!, unknown: unknown! },
    deleted: tellsDeleted ? deleted! : null,
  };
}

async function digestOf(
  server: ClickHouse,
  lists: readonly Query[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const digests: string[] = [];
  for (const list of lists) {
    const sql = `SELECT toString(count()) AS n, toString(sum(cityHash64(*))) AS digest FROM (${renderQuery(list, 'clickhouse')})`;
    const [row] = await server.rows(sql, { signal });
    digests.push(`${row?.['n']} ${row?.['digest']}`);
  }
  return digests.join(', ');
}
