import type { NamedSql, Sql } from '../../data/sql/tree.js';
import type { ColumnKind } from './own-numbers.js';

/** Names of the queries that stand in for the normalised tables of docs/explanation/features.md. */
export const normalised = {
  events: 'winback_events',
  users: 'winback_users',
  active_days: 'winback_active_days',
};

/** The user's rows with columns by their meaning. */
export const rows = 'winback_rows';
/** The rows with roles, money in fen, durations in microseconds. */
export const settled = 'winback_settled';

/** Which rows of the table are read, and columns beside those of the normalised tables. */
export interface OwnRows {
  /** Columns of which it is known what they hold. @default none */
  readonly kinds?: ReadonlyMap<string, ColumnKind> | undefined;
  /** Whether the id of a row without a user is an empty text instead of NULL, which is slower. @default false */
  readonly named?: boolean | undefined;
  /** Columns of texts without spaces around them. @default none */
  readonly tidy?: ReadonlySet<string> | undefined;
  /** What no row lacks that `where` lets pass: it is not asked for again. @default nothing is known */
  readonly there?: ReadonlySet<'at' | 'role'> | undefined;
  /** Condition on the user's own columns. @default all rows */
  readonly where?: Sql | undefined;
  /** Columns of `winback_rows`. */
  readonly rows?: readonly NamedSql[] | undefined;
  /** Columns of `winback_settled`, over those of `winback_rows`. */
  readonly settled?: readonly NamedSql[] | undefined;
  /** Columns of `winback_settled` that events keep. */
  readonly kept?: readonly string[] | undefined;
}

/** Columns of which it is known what they hold. */
export type Kinds = NonNullable<OwnRows['kinds']>;
export const noKinds: Kinds = new Map();
