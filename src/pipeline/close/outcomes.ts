import { dayNumber } from '../../base/days.js';
import { ensure, WinbackError } from '../../base/errors.js';
import { type Check, listOf, object, optional, shown, suggestion, text } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { badCell } from '../../data/read/column.js';
import { strictFlags } from '../../data/read/flags.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import { readTable } from '../../data/tables/read.js';
import { readTimes } from '../../data/times.js';

/** Names of the columns of the outcomes. A column with its usual name need not be named, and may be absent where it is optional. */
export interface OutcomeColumns {
  /** Id of the user. @default user_id */
  readonly user: string;
  /** Whether the user stayed. @default stayed */
  readonly stayed: string;
  /** Last activity, a day or a time, instead of `stayed`. @default last_active */
  readonly lastActive: string;
  /** Yuan paid in the window. @default revenue */
  readonly revenue: string;
  /** Yuan booked for the contact, coupons that were redeemed included. @default cost */
  readonly cost: string;
  /** Whether the window of the user has passed. @default window_closed */
  readonly closed: string;
  /** Whether the message arrived. @default delivered */
  readonly delivered: string;
  /** Whether another team contacted the user in the window. @default contacted_elsewhere */
  readonly elsewhere: string;
  /** Yuan refunded after the window. @default refunded */
  readonly refunded: string;
  /** More columns that were known before the campaign. @default none */
  readonly covariates: readonly string[];
}

const usual = {
  ...{ user: 'user_id', stayed: 'stayed', lastActive: 'last_active', revenue: 'revenue', cost: 'cost' },
  ...{ closed: 'window_closed', delivered: 'delivered', elsewhere: 'contacted_elsewhere' },
  refunded: 'refunded',
} as const;

const named = (name: string): Check<string> => optional(text, name);

/** The columns with every default. */
export const outcomeColumns: Check<OutcomeColumns> = (value, name) =>
  object<OutcomeColumns>({
    ...{ user: named(usual.user), stayed: named(usual.stayed), lastActive: named(usual.lastActive) },
    ...{ revenue: named(usual.revenue), cost: named(usual.cost), closed: named(usual.closed) },
    ...{ delivered: named(usual.delivered), elsewhere: named(usual.elsewhere) },
    ...{ refunded: named(usual.refunded), covariates: optional(listOf(text), []) },
  })(value ?? {}, name);

/** What became of users. Columns that the file does not have are null. */
export interface Outcomes {
  /** Row of each user. */
  readonly rowOf: ReadonlyMap<string, number>;
  readonly stayed: Uint8Array;
  readonly revenue: Float64Array | null;
  readonly cost: Float64Array | null;
  readonly closed: Uint8Array | null;
  readonly delivered: Uint8Array | null;
  readonly elsewhere: Uint8Array | null;
  readonly refunded: Float64Array | null;
  readonly covariates: readonly Float64Array[];
}

/** How the file is read. */
export interface OutcomeReading {
  readonly columns: OutcomeColumns;
  /** Columns that the caller named himself: they must be there. */
  readonly asked: readonly string[];
  /** First day of the window: who was active on it or later has stayed; needed for `lastActive`. */
  readonly from: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Environment variables with the keys of an object store. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Reads a file of outcomes, one row a user.
 * @throws WinbackError BAD_INPUT for a missing column, a user that comes twice, or a value that is none
 */
export async function readOutcomes(file: string, reading: OutcomeReading): Promise<Outcomes> {
  const { columns, signal, environment } = reading;
  const { user, revenue, cost, refunded } = columns;
  const table = await readTable(file, {
    ...{ text: [user], utf8: [user], signal, environment },
    numeric: [revenue, cost, refunded],
  });
  ensure(table.numRows > 0, `${file} has no rows`);
  requireKnownBefore(columns);
  const has = hasColumn(table, file, reading);
  ensure(has(user), `${file} has no column ${shown(user)} with the users`);
  const flags = (name: string): Uint8Array | null => (has(name) ? strictFlags(table, name) : null);
  const yuan = (name: string): Float64Array | null => (has(name) ? amounts(table, name) : null);
  return {
    rowOf: rowsByUser(table, user),
    stayed: stayedIn(table, file, reading, has),
    ...{ revenue: yuan(revenue), cost: yuan(cost), refunded: yuan(refunded) },
    ...{ closed: flags(columns.closed), delivered: flags(columns.delivered) },
    ...{
      elsewhere: flags(columns.elsewhere),
      covariates: columns.covariates.map((name) => numbers(table, name)),
    },
  };
}

/** An estimate that is adjusted by a part of the outcome is no estimate of the effect on it. */
function requireKnownBefore({ covariates, ...others }: OutcomeColumns): void {
  const after = Object.values(others);
  const wrong = covariates.find((name) => after.includes(name));
  ensure(
    wrong === undefined,
    `--covariates must have been known before the campaign: column ${shown(wrong)} says who a user is, or what came of the campaign`,
  );
}

function hasColumn({ schema }: ArrowTable, file: string, { asked, columns }: OutcomeReading) {
  const names = schema.fields.map(({ name }) => name);
  for (const name of [...asked, ...columns.covariates]) {
    if (names.includes(name)) continue;
    throw new WinbackError('BAD_INPUT', `${file} has no column ${shown(name)}${suggestion(name, names)}`);
  }
  return (name: string): boolean => names.includes(name);
}

function stayedIn(
  table: ArrowTable,
  file: string,
  { columns, from }: OutcomeReading,
  has: (name: string) => boolean,
): Uint8Array {
  if (has(columns.stayed)) return strictFlags(table, columns.stayed);
  ensure(
    has(columns.lastActive),
    `${file} has neither a column ${shown(columns.stayed)} nor ${shown(columns.lastActive)}: nothing says who stayed`,
  );
  ensure(
    from !== undefined,
    `column "${columns.lastActive}" needs --from DAY: who was active on it or later has stayed`,
  );
  const first = dayNumber(from);
  // A user who was never active has no last activity.
  return Uint8Array.from(readTimes(table, columns.lastActive).days, (day) =>
    Number(Math.floor(day) >= first),
  );
}

function rowsByUser(table: ArrowTable, user: string): ReadonlyMap<string, number> {
  const rowOf = new Map<string, number>();
  eachStrictText(table, user, (id, row) => {
    const first = rowOf.get(id);
    ensure(
      first === undefined,
      `column "${user}", row ${row + 1}: user ${shown(id)} appears again, first in row ${(first ?? 0) + 1}`,
    );
    rowOf.set(id, row);
  });
  return rowOf;
}

function amounts(table: ArrowTable, name: string): Float64Array {
  const values = strictNumbers(table, name);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badCell(name, bad, 'must be an amount in yuan; write 0 for none', values[bad]);
  return values;
}

function numbers(table: ArrowTable, name: string): Float64Array {
  const values = strictNumbers(table, name);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badCell(name, bad, 'must be a number for every user', values[bad]);
  return values;
}
