import { WinbackError } from '../base/errors.js';
import { type Check, type Checks, listOf, optional, text } from '../base/options.js';
import { connectionUrl, hasScheme } from '../stores/connection-url.js';
import { isSqlStore } from '../stores/open-store.js';
import { type StoreAccess, storeAccessChecks } from '../stores/sql/access.js';

/** How a source that is a database is reached and read. */
export interface StoreSection extends StoreAccess {
  /** One SELECT whose result is read instead of a table. */
  readonly query?: string | undefined;
}

/** The checks of StoreSection, for sections that hold more keys beside these. */
export const storeSectionChecks: Checks<StoreSection> = {
  query: optional(text, undefined),
  ...storeAccessChecks,
};

/** The keys of a section that hold for a database alone. */
export const withoutStore = {
  ...{
    table: undefined,
    query: undefined,
    passwordFrom: undefined,
    tls: undefined,
    timeoutSeconds: undefined,
  },
} as const;

interface Section extends StoreSection {
  readonly source: readonly string[];
  readonly table: string | undefined;
  readonly encoding?: string | undefined;
  readonly preset?: { readonly name: string } | undefined;
}

const isClickHouse = (source: string): boolean => hasScheme(source, 'clickhouse');

/** Whether a source is a server rather than files. */
export const isServer = (source: string): boolean => isClickHouse(source) || isSqlStore(source);

/**
 * What needs no server is said before one is asked.
 * @throws WinbackError BAD_INPUT for a URL that cannot be used, or keys that do not go together
 */
export function requireStoreKeys(section: Section, name: string): void {
  const fail: Fail = (message) => {
    throw new WinbackError('BAD_INPUT', `${name}.${message}`);
  };
  const { source } = section;
  const url = source.find(isServer);
  if (url === undefined || isClickHouse(url)) refuseSqlKeys(section, fail);
  if (url === undefined) {
    if (section.passwordFrom !== undefined)
      fail('passwordFrom: the source is no server, so nobody asks for a password');
    return;
  }
  const what = isClickHouse(url) ? 'ClickHouse server' : 'database';
  if (source.length > 1) fail(`source: one ${what} is read at a time, and no files beside it`);
  connectionUrl(url, `${name}.source`, isClickHouse(url) ? ['protocol'] : []);
  // PostHog keeps its events in a ClickHouse of its own.
  if (section.preset !== undefined && !(isClickHouse(url) && section.preset.name === 'posthog'))
    fail(`preset: presets are for files; write columns and roles for a ${what}`);
  requireRelation(section, isClickHouse(url), fail);
}

type Fail = (message: string) => never;

function refuseSqlKeys(section: Section, fail: Fail): void {
  for (const key of ['query', 'tls', 'timeoutSeconds'] as const)
    if (section[key] !== undefined) fail(`${key}: the source is no database such as mysql:// or postgres://`);
}

function requireRelation({ table, query, encoding }: Section, isTable: boolean, fail: Fail): void {
  if (isTable && table === undefined) fail('table is missing: the table of the ClickHouse database');
  if ((table === undefined) === (query === undefined))
    fail('table or query: give one of them, what is read of the database');
  if (encoding !== undefined) fail('encoding: is for files; a server gives its texts as Unicode');
}

/** One path or several. */
export const sourcePaths: Check<readonly string[]> = (value, name) =>
  typeof value === 'string' ? [text(value, name)] : listOf(text)(value, name);
