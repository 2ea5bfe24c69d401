import {
  aggregate,
  all,
  binary,
  call,
  cast,
  column,
  countIf,
  date,
  equal,
  isIn,
  isNull,
  literal,
  not,
  table,
} from '../../data/sql/build.js';
import type { Query, Source, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { mappedNames, namesSeen, placeholders } from '../log/read-counts.js';
import type { ColumnSource } from '../mapping.js';
import { normalised, ownEvents, rows, settled } from '../own-names/own-events.js';
import type { Day } from '../records.js';
import { type Bounds, boundsSql } from './bounds.js';
import { countedRows, rawValue, summed } from './counted-rows.js';
import type { PushedSource } from './pushed-source.js';

/** The queries that say what a table holds, before any feature is computed. */
export class CountQueries {
  readonly #config: EventsConfig;
  readonly #source: Source;
  readonly #types: PushedSource['types'];
  readonly #kinds: PushedSource['kinds'];

  constructor(
    config: EventsConfig,
    { source, types, kinds }: Pick<PushedSource, 'source' | 'types' | 'kinds'>,
  ) {
    this.#config = config;
    this.#source = source;
    this.#types = types;
    this.#kinds = kinds;
  }

  /** The latest time of the table, `micros` since 1970. */
  latest(): Query {
    const time = call('epochMicros', column(this.#config.columns.time));
    return { columns: [{ name: 'micros', sql: aggregate('max', [time]) }], from: this.#source };
  }

  /** Events by `day` and `role`, with sums of the counted columns. */
  events(bounds: Bounds): Query {
    const sums = summed(this.#config).map((name) => ({ name, sql: aggregate('sum', [column(name)]) }));
    return this.#over(bounds, normalised.events, {
      columns: [
        { name: 'day', sql: column('day') },
        { name: 'role', sql: column('role') },
        { name: 'events', sql: aggregate('count', []) },
        ...sums,
      ],
      groupBy: [column('day'), column('role')],
    });
  }

  /** Rows by what becomes of them. */
  rows(bounds: Bounds): Query {
    const has = (name: string): Sql => not(isNull(column(name)));
    const lacks = (name: string): Sql => isNull(column(name));
    const counts: Readonly<Record<string, Sql>> = {
      usable: all(has('user_id'), has('at'), has('role')),
      missingUser: lacks('user_id'),
      missingTime: all(has('user_id'), lacks('at')),
      unmapped: all(has('user_id'), has('at'), lacks('role')),
      givenTime: equal(column('given_time'), literal(1)),
      badTime: equal(column('bad_time'), literal(1)),
      untidy: equal(column('untidy'), literal(1)),
    };
    const columns = Object.entries(counts).map(([name, sql]) => ({ name, sql: countIf(sql) }));
    return this.#over(bounds, settled, {
      columns: [{ name: 'rows', sql: aggregate('count', []) }, ...columns],
    });
  }

  /** Names of events with their rows: those of the configuration, then the most frequent. */
  names(bounds: Bounds): Query {
    const mapped = mappedNames(this.#config).map(({ event }) => event);
    const count = aggregate('count', []);
    return this.#over(bounds, rows, {
      columns: [
        { name: 'name', sql: column('name') },
        { name: 'n', sql: count },
      ],
      where: not(isNull(column('name'))),
      groupBy: [column('name')],
      orderBy: [
        { sql: isIn(column('name'), mapped), descending: true },
        { sql: count, descending: true },
        { sql: column('name') },
      ],
      limit: mapped.length + namesSeen,
    });
  }

  /** Users with an event up to a day. */
  users(bounds: Bounds, to: Day): Query {
    return this.#over({ ...bounds, to }, normalised.events, {
      columns: [{ name: 'users', sql: aggregate('countDistinct', [column('uid')]) }],
      where: binary('<=', column('day'), date(to)),
    });
  }

  /** Users with an event up to a day, and the day of the first. */
  firstDays(bounds: Bounds, to: Day): Query {
    return this.#over({ ...bounds, to }, normalised.events, {
      columns: [
        { name: 'user_id', sql: cast(column('uid'), 'text') },
        { name: 'first_day', sql: aggregate('min', [column('day')]) },
      ],
      where: binary('<=', column('day'), date(to)),
      groupBy: [column('uid')],
    });
  }

  /** Users whose id says that there is none, with their events up to a day. */
  placeholders(bounds: Bounds, to: Day): Query {
    const count = aggregate('count', []);
    return this.#over({ ...bounds, to }, normalised.events, {
      columns: [
        { name: 'name', sql: column('uid') },
        { name: 'n', sql: count },
      ],
      where: all(isIn(call('lower', column('uid')), placeholders), binary('<=', column('day'), date(to))),
      groupBy: [column('uid')],
      orderBy: [{ sql: count, descending: true }, { sql: column('uid') }],
    });
  }

  /** The id with the most rows. */
  topId(bounds: Bounds): Query {
    const usable = ['user_id', 'at', 'role', 'id'].map((name) => not(isNull(column(name))));
    const count = aggregate('count', []);
    return this.#over(bounds, settled, {
      columns: [
        { name: 'id', sql: column('id') },
        { name: 'n', sql: count },
      ],
      where: usable.reduce((a, b) => all(a, b)),
      groupBy: [column('id')],
      orderBy: [{ sql: count, descending: true }, { sql: column('id') }],
      limit: 1,
    });
  }

  /** The most frequent values of an option that cannot be read; `source` is where they stand. */
  examples(bounds: Bounds, option: string, source: ColumnSource): Query {
    const count = aggregate('count', []);
    const own = this.#queries(bounds, rawValue(source, option));
    return {
      with: own,
      columns: [{ name: 'value', sql: column('raw') }],
      from: table(settled),
      where: equal(column(`bad_${option}`), literal(1)),
      groupBy: [column('raw')],
      orderBy: [{ sql: count, descending: true }, { sql: column('raw') }],
      limit: 3,
    };
  }

  /** Ids that stand on rows of two users. */
  sharedIds(bounds: Bounds): Query {
    const user = column('user_id');
    const shared: Query = {
      columns: [{ name: 'id', sql: column('id') }],
      from: table(settled),
      where: ['user_id', 'at', 'role', 'id']
        .map((name) => not(isNull(column(name))))
        .reduce((a, b) => all(a, b)),
      groupBy: [column('id')],
      having: binary('<>', aggregate('min', [user]), aggregate('max', [user])),
    };
    return {
      with: this.#queries({ ...bounds, by: 'id' }),
      columns: [{ name: 'n', sql: aggregate('count', []) }],
      from: { kind: 'query', query: shared, alias: 's' },
    };
  }

  #over(bounds: Bounds, name: string, query: Omit<Query, 'from' | 'with'>): Query {
    const queries = this.#queries(bounds);
    const needed = queries.slice(0, queries.findIndex((one) => one.name === name) + 1);
    return { ...query, with: needed, from: table(name) };
  }

  #queries(bounds: Bounds, raw?: Sql): NonNullable<Query['with']> {
    const counted = countedRows(this.#config, this.#types);
    const own = {
      ...counted,
      kinds: this.#kinds,
      where: boundsSql(this.#config, this.#types, bounds),
      ...(raw === undefined
        ? {}
        : {
            rows: [...counted.rows!, { name: 'raw', sql: raw }],
            settled: [...counted.settled!, { name: 'raw', sql: column('raw') }],
          }),
    };
    return ownEvents(this.#config, this.#source, 'clickhouse', own).filter(
      ({ name }) => name !== normalised.users,
    );
  }
}
