import { all, binary, call, cast, choose, column, equal, literal } from '../../data/sql/build.js';
import type { NamedSql, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import type { Role } from '../mapping.js';

/**
 * What a column of the user's table is known to hold: then it is read without a detour over text. A `whole` number is one
 * of at most 32 bits, so that its product with a thousand is whole and has a place.
 */
export type ColumnKind = 'text' | 'number' | 'whole' | 'instant';

/** The largest number that every engine has as a 64-bit integer; what is beyond is no amount. NaN and infinity are beyond. */
const mostWhole = 2 ** 63 - 1024;
export const finite = (value: Sql): Sql => binary('<=', call('abs', value), literal(Number.MAX_VALUE));

/** A number as a whole one; NULL where it has no place. */
export const whole = (value: Sql): Sql =>
  choose(
    binary('<=', call('abs', value), literal(mostWhole)),
    cast(call('round', value), 'integer'),
    cast(literal(null), 'integer'),
  );

const hundred = (name: 'n_amount' | 'n_couponAmount'): Sql => binary('*', column(name), literal(100));

/** Amount of `winback_rows` in fen. */
export const fen = (name: 'n_amount' | 'n_couponAmount'): Sql => whole(hundred(name));

/** Duration of `winback_rows` in microseconds. */
export const durationMicros = whole(binary('*', column('n_duration'), literal(1000)));

export const isRole = (role: Role): Sql => equal(column('mapped_role'), literal(role));

/** Whether the amount is less than nothing: its fen, halves away from zero, are -1 or below. */
export const isBelowNothing: Sql = all(
  binary('<=', hundred('n_amount'), literal(-0.5)),
  binary('>=', hundred('n_amount'), literal(-mostWhole)),
);

/** Whether a row is a payment of less than nothing. */
export const isRefund: Sql = all(isRole('payment'), isBelowNothing);

type Kinds = ReadonlyMap<string, ColumnKind>;

/** The columns of numbers in `winback_settled`. */
export function settledNumbers({ columns }: EventsConfig, kinds: Kinds): readonly NamedSql[] {
  const isWhole = (source: unknown): boolean => typeof source === 'string' && kinds.get(source) === 'whole';
  const amount =
    columns.couponAmount === undefined
      ? fen('n_amount')
      : choose(isRole('coupon'), fen('n_couponAmount'), fen('n_amount'));
  const duration = isWhole(columns.duration)
    ? binary('*', cast(column('n_duration'), 'integer'), literal(1000))
    : durationMicros;
  return [
    { name: 'amount', sql: call('abs', amount) },
    { name: 'duration_us', sql: duration },
    ...quota(isWhole(columns.quotaUsed) && isWhole(columns.quotaTotal)),
  ];
}

/** @param areWhole whether both columns are known to hold neither NaN nor infinity */
function quota(areWhole: boolean): readonly NamedSql[] {
  const [used, total] = [column('n_quotaUsed'), column('n_quotaTotal')];
  const isSome = binary('>', total, literal(0));
  const isQuota = areWhole ? isSome : all(finite(used), finite(total), isSome);
  const share = call('least', binary('/', used, total), literal(1000));
  // The share is at most 1000, so that its millionths have a place.
  const millionths = cast(call('round', binary('*', share, literal(1_000_000))), 'integer');
  const ppm = choose(
    all(isQuota, binary('>=', used, literal(0))),
    millionths,
    cast(literal(null), 'integer'),
  );
  return [
    { name: 'quota_ppm', sql: ppm },
    { name: 'exhausted', sql: all(isQuota, binary('>=', used, total)) },
  ];
}
