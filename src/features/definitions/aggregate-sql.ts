import { aggregate, all, binary, call, column, equal, literal, ratio, sumIf } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { Role } from '../mapping.js';
import type { Aggregate, Condition, EventFilter } from './aggregate.js';
import { type EventVocabulary, maskDays } from './vocabulary.js';

type Of<Kind extends Aggregate['kind']> = Extract<Aggregate, { kind: Kind }>;

/** SQL of each kind, over the rows of one user up to the snapshot; `days` is the length of the window. */
const sqlOf: {
  readonly [Kind in Aggregate['kind']]: (of: Of<Kind>, days: number, events: EventVocabulary) => Sql;
} = {
  count: ({ of }, days, events) => events.count(matches(of, events), days),
  days: ({ of }, days, events) => events.days(matches(of, events), days),
  share: ({ of, among }, days, events) =>
    ratio(events.count(matches(of, events), days), events.count(matches(among, events), days)),
  sum: ({ of, column: name, per }, days, events) =>
    over(call('coalesce', sumIf(column(name), rowsOf(of, days, events)), literal(0)), per),
  paid: ({ per }, days, events) => over(events.paid(days), per),
  mean: ({ of, column: name, per }, days, events) =>
    over(aggregate('avg', [column(name)], valueRows(name, of, days, events)), per),
  meanPerEvent: ({ of, column: name, per }, days, events) =>
    over(ratio(sumIf(column(name), rowsOf(of, days, events)), events.count(matches(of, events), days)), per),
  quantile: ({ of, column: name, level, per }, days, events) =>
    over(aggregate('quantile', [column(name)], valueRows(name, of, days, events), level), per),
  newest: ({ of }, days, events) => aggregate('min', [column('age')], rowsOf(of, days, events)),
  oldest: ({ of }, days, events) => aggregate('max', [column('age')], rowsOf(of, days, events)),
  variety: ({ of }, days, events) =>
    aggregate('countDistinct', [column('feature')], rowsOf(of, days, events)),
  gap: ({ of, per }, days, events) => {
    // The gaps add up to last minus first, so no window function is needed.
    const rows = rowsOf(of, days, events);
    const at = events.micros;
    const span = binary('-', aggregate('max', [at], rows), aggregate('min', [at], rows));
    return over(ratio(span, binary('-', events.count(matches(of, events), days), literal(1))), per);
  },
  return: returnSql,
};

/** SQL of an aggregate over a window of `days` days. Its text decides the feature version (version.ts). */
export function aggregateSql(of: Aggregate, days: number, events: EventVocabulary): Sql {
  const make = sqlOf[of.kind] as (of: Aggregate, days: number, events: EventVocabulary) => Sql;
  return make(of, days, events);
}

const over = (value: Sql, per: number): Sql => binary('/', value, literal(per));

// A mask of days: bit k is the day k days before the snapshot. Days whose next day is over move by one bit: bit 0 becomes
// the day before the snapshot.
function returnSql({ of, back }: Of<'return'>, window: number, events: EventVocabulary): Sql {
  const days = Math.min(window, maskDays);
  const maskOf = (filter: EventFilter): Sql =>
    events.dayMask(all(matches(filter, events), events.within(days)));
  const before = call('shiftRight', maskOf(of), literal(1));
  return ratio(call('bitCount', call('bitAnd', before, maskOf(back))), call('bitCount', before));
}

const conditions: Readonly<Record<Condition, () => Sql>> = {
  weekend: () => binary('>=', call('isoWeekday', column('day')), literal(6)),
  night: () => binary('<', call('hour', column('at')), literal(6)),
  exhausted: () => equal(column('exhausted'), literal(true)),
};

function matches({ roles, when }: EventFilter, events: EventVocabulary): Sql {
  const role = roles === 'any' ? literal(true) : roles === 'active' ? events.active : events.is(...roles);
  return when === undefined ? role : all(role, conditions[when]());
}

// Of one role the test is `=`: this text, too, is part of the feature version.
function rowsOf(of: EventFilter, days: number, events: EventVocabulary): Sql {
  if (of.when === undefined && of.roles === 'any') return events.within(days);
  if (of.when === undefined && of.roles.length === 1) return events.whereRole(of.roles[0] as Role, days);
  return all(matches(of, events), events.within(days));
}

function valueRows(name: string, of: EventFilter, days: number, events: EventVocabulary): Sql {
  return name === 'duration_us' ? all(matches(of, events), events.within(days)) : rowsOf(of, days, events);
}
