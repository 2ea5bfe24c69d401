import { addDays } from '../../base/days.js';
import { all, binary, call, column, date, literal, not } from '../../data/sql/build.js';
import type { Query, Sql } from '../../data/sql/tree.js';
import type { Shard } from '../../stores/clickhouse/shards.js';
import { isOfRoles, ownEvents } from '../own-names/own-events.js';
import { isBelowNothing } from '../own-names/own-numbers.js';
import type { Day } from '../records.js';
import { boundsSql, isExact } from './bounds.js';
import type { PushedLog } from './pushed-log.js';

/** The days after a snapshot that its label looks at. */
export interface LabelDays {
  readonly day: Day;
  readonly labelDays: number;
  readonly shard: Shard;
}

/**
 * Ids of the users with an active event in the days of a label, by the columns that tell: what else an event holds is not
 * read. Null where a row's place among others decides whether it is an event that was known.
 */
export function activeUsers(log: PushedLog, { day, labelDays, shard }: LabelDays): Query | null {
  const { config, types, kinds, tidy, source } = log;
  if (config.columns.id !== undefined || config.columns.receivedAt !== undefined) return null;
  const [from, to] = [addDays(day, 1), addDays(day, labelDays)];
  const where = boundsSql(config, types, { shard, from, to });
  const rows = [
    { name: 'is_active', sql: isOfRoles(config, kinds, config.active) },
    { name: 'is_payment', sql: isOfRoles(config, kinds, ['payment']) },
  ];
  const [first] = ownEvents(config, source, 'clickhouse', { where, kinds, tidy, named: true, rows });
  const read = ['user_id', 'at', 'is_active', 'is_payment', 'n_amount'];
  const query = { ...first!.query, columns: first!.query.columns.filter(({ name }) => read.includes(name)) };
  const inDays = isExact(config, types) ? [] : daysFrom(from, to);
  return {
    columns: [{ name: 'uid', sql: column('user_id', 'r') }],
    from: { kind: 'query', query, alias: 'r' },
    where: all(isActive(config.active), binary('<>', column('user_id', 'r'), literal('')), ...inDays),
  };
}

const daysFrom = (from: Day, to: Day): readonly Sql[] => {
  const day: Sql = { node: 'cast', argument: column('at', 'r'), to: 'date' };
  return [binary('>=', day, date(from)), binary('<=', day, date(to))];
};

// A payment below zero is a refund.
function isActive(active: readonly string[]): Sql {
  const isNamed = column('is_active', 'r');
  const [paid, refunded] = [active.includes('payment'), active.includes('refund')];
  if (paid === refunded) return isNamed;
  const isRefund = call('coalesce', all(column('is_payment', 'r'), isBelowNothing), literal(false));
  return paid ? all(isNamed, not(isRefund)) : binary('or', isNamed, isRefund);
}
