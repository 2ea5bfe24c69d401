import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { type Keys, requireKeys } from '../base/options.js';
import { requirePart } from '../base/shape.js';
import { hasScheme } from '../stores/connection-url.js';
import type { SecretPlaces } from '../stores/secrets.js';
import type { StoreAccess } from '../stores/sql/access.js';
import type { Transactions } from '../stores/sql/transactions.js';
import { openSqlite } from '../stores/sqlite/sqlite.js';
import { migrate } from './migrate.js';
import { metaOf } from './reads.js';
import { State } from './state.js';

/** How a state is opened. */
export interface StateOptions {
  /** Make it where it is missing. @default true */
  readonly create?: boolean | undefined;
  /** Password, TLS and time limit of PostgreSQL. */
  readonly access?: StoreAccess | undefined;
  /** The environment that holds secrets, and the folder that relative paths start from. */
  readonly places?: SecretPlaces | undefined;
  /** Open it although an import into it was not finished. @default false */
  readonly unfinished?: boolean | undefined;
}

const optionKeys: Keys<StateOptions> = { create: true, access: true, places: true, unfinished: true };

/**
 * Opens the state of a running system, and brings older ones to the newest form. Whoever opens it closes it.
 * @param url path of an SQLite file, also as `sqlite:FILE`, or `postgres://user@host/database` (npm install pg pg-cursor)
 * @param options whether it may be made; the password's place
 * @throws WinbackError NOT_FOUND where it is missing and may not be made; BAD_INPUT for what is no state, or one of a
 *   newer winback; IO, LOCKED
 *
 * @example
 * ```ts
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/state.db');
 * await state.put({ holding: [{ project: 'shop', place: 'out/list.csv', what: 'list', at: 1_753_833_600_000_000 }] });
 * const [holding] = await state.list('holding', { where: { project: 'shop' } });
 * await state.close();
 * holding?.place; // 'out/list.csv'
 * ```
 */
export async function openState(url: string, options: StateOptions = {}): Promise<State> {
  requirePart(url, 'state', 'text');
  requireKeys(options, 'options', optionKeys);
  const database = await databaseOf(url, options);
  try {
    await migrate(database);
    const state = new State(database);
    if (options.unfinished !== true && (await metaOf(state, 'importing')) !== null)
      throw new WinbackError(
        'BAD_INPUT',
        `an import into the state ${database.place} was not finished: import again into a new one`,
      );
    return state;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function databaseOf(url: string, options: StateOptions): Promise<Transactions> {
  const { access = {}, places = {} } = options;
  if (hasScheme(url, 'postgres', 'postgresql')) {
    const { openPostgresTransactions } = await import('../stores/postgres/transactions.js');
    return openPostgresTransactions(url, access, 'state', places);
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(url) && !hasScheme(url, 'sqlite'))
    throw new WinbackError(
      'BAD_INPUT',
      'state: write the path of an SQLite file, or postgres://user@host/database',
    );
  const file = url.replace(/^sqlite:(\/\/)?/i, '');
  if (file === '') throw new WinbackError('BAD_INPUT', 'state: the path of the file is empty');
  return openSqlite(path.resolve(places.root ?? '.', file), { create: options.create });
}
