import { WinbackError } from '../../base/errors.js';
import { possibleColumns } from '../../data/nested/column-path.js';
import { personColumns } from '../../data/posthog/persons.js';
import { clickHouseColumns } from '../../data/sources/clickhouse-extract.js';
import type { Source } from '../../data/sql/tree.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { endpointOf } from '../../stores/clickhouse/endpoint.js';
import { openClickHouse } from '../../stores/clickhouse/open.js';
import { inShards, type Shard } from '../../stores/clickhouse/shards.js';
import type { EventsConfig } from '../config.js';
import { isClickHouse } from '../log/clickhouse-source.js';
import type { WorkOptions } from '../log/event-log.js';
import { mappedColumns, requireColumns } from '../log/ingest-sql.js';
import type { ColumnKind } from '../own-names/own-numbers.js';
import type { PushedPersons } from './pushed-persons.js';

/** A table whose server computes the features. */
export interface PushedSource {
  readonly server: ClickHouse;
  readonly source: Source;
  /** Types of the table's columns as the server writes them, by name. */
  readonly types: ReadonlyMap<string, string>;
  /** What these columns hold. */
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** PostHog's persons; undefined where none are read. */
  readonly persons?: PushedPersons | undefined;
  /** Runs a query for the users in as many parts as the server needs; each part's answer. */
  readonly parts: <T>(one: (shard: Shard) => Promise<T>) => Promise<readonly T[]>;
}

/**
 * The table of a configuration, on its server.
 * @throws WinbackError BAD_INPUT for a source that is no ClickHouse server, a missing column, or times that are numbers;
 *   NOT_FOUND, IO
 */
export async function openPushedSource(
  config: EventsConfig,
  { root, environment, signal }: WorkOptions,
): Promise<PushedSource> {
  const [url, ...more] = config.source;
  if (url === undefined || more.length > 0 || !isClickHouse(config) || config.table === undefined)
    throw new WinbackError(
      'BAD_INPUT',
      'engine.features: pushdown is for events in ClickHouse: events.source: clickhouse://user@host/database, with table',
    );
  const { passwordFrom, table } = config;
  const server = await openClickHouse(
    await endpointOf({ url, passwordFrom }, 'source', { root, environment }),
  );
  try {
    const columns = await clickHouseColumns(server, table, signal);
    requireMapped(config, columns);
    const types = new Map(columns.map(({ name, type }) => [name, type]));
    const persons = await personsOf(server, config, columns, signal);
    // A person is a text by then.
    if (persons !== undefined) types.set(personColumns.person, 'String');
    const source: Source = persons?.source ?? { kind: 'table', name: table };
    return { server, source, types, kinds: kindsOf(types), persons, parts: ladder() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function personsOf(
  server: ClickHouse,
  config: EventsConfig,
  columns: Columns,
  signal: AbortSignal | undefined,
): Promise<PushedPersons | undefined> {
  if (config.persons === undefined) return undefined;
  const { id, person } = personColumns;
  requireColumns(new Map([id, person].map((name) => [name, 'events.persons'])), columns);
  // Loaded for those who have persons.
  const { pushedPersons } = await import('./pushed-persons.js');
  const read = [...mappedColumns(config).keys()].flatMap(possibleColumns);
  const names = columns.map(({ name }) => name).filter((name) => read.includes(name));
  return pushedPersons(server, config, names, signal);
}

function requireMapped(config: EventsConfig, columns: Columns): void {
  const names = columns.map(({ name }) => name);
  const mapped = [...mappedColumns(config)];
  requireColumns(
    new Map(mapped.filter(([name]) => !possibleColumns(name).some((one) => names.includes(one)))),
    columns,
  );
  const { time, receivedAt } = config.columns;
  requireTimes(columns, 'time', time);
  if (receivedAt !== undefined) requireTimes(columns, 'receivedAt', receivedAt);
}

type Columns = readonly { readonly name: string; readonly type: string }[];

function requireTimes(columns: Columns, option: 'time' | 'receivedAt', given: string): void {
  const found = columns.find(({ name }) => name === given);
  if (found === undefined || !/^(LowCardinality\(|Nullable\()*(U?Int|Float|Decimal)/.test(found.type)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `columns.${option}: the column "${found.name}" holds ${found.type}; engine.features: pushdown takes DateTime, DateTime64, Date and texts: make a view with a column of times`,
  );
}

function kindsOf(types: PushedSource['types']): ReadonlyMap<string, ColumnKind> {
  const kindOf = (type: string): ColumnKind | undefined => {
    const inner = type.replace(/^(LowCardinality\(|Nullable\()*/, '');
    if (inner.startsWith('String')) return 'text';
    if (/^U?Int(8|16|32)\b/.test(inner)) return 'whole';
    if (/^(U?Int|Float|Decimal)/.test(inner)) return 'number';
    return inner.startsWith('DateTime') ? 'instant' : undefined;
  };
  const known = [...types].flatMap(([name, type]) => {
    const kind = kindOf(type);
    return kind === undefined ? [] : [[name, kind] as const];
  });
  return new Map(known);
}

// What one query needed, the next begins with.
function ladder(): PushedSource['parts'] {
  let count = 1;
  return async <T>(one: (shard: Shard) => Promise<T>) => {
    let answers: T[] = [];
    const part = async (shard: Shard): Promise<void> => void answers.push(await one(shard));
    const reset = async (): Promise<void> => {
      answers = [];
    };
    count = await inShards(part, reset, count);
    return answers;
  };
}
