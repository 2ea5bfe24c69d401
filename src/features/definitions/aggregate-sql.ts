import { aggregate, all, binary, call, column, equal, literal, ratio, sumIf } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { Role } from '../mapping.js';
import { streamTest } from '../own/streams.js';
import type { Aggregate, Condition, EventFilter } from './aggregate.js';
import { daysOf, type Span, weeksOf } from './span.js';
import { type EventVocabulary, maskDays } from './vocabulary.js';

type Of<Kind extends Aggregate['kind']> = Extract<Aggregate, { kind: Kind }>;

/** SQL of each kind, over the rows of one user up to the snapshot; `span` are the ages of the window. */
const sqlOf: {
  readonly [Kind in Aggregate['kind']]: (of: Of<Kind>, span: Span, events: EventVocabulary) => Sql;
} = {
  count: ({ of }, span, events) => count(of, span, events),
  days: ({ of }, span, events) => events.days(matches(of, events), span),
  share: ({ of, among }, span, events) => ratio(count(of, span, events), count(among, span, events)),
  rate: rateSql,
  slope: slopeSql,
  sum: ({ of, column: name, per }, span, events) =>
    over(call('coalesce', sumIf(column(name), rowsOf(of, span, events)), literal(0)), per),
  paid: ({ per }, span, events) => over(events.paid(span), per),
  mean: ({ of, column: name, per }, span, events) =>
    over(aggregate('avg', [column(name)], valueRows(name, of, span, events)), per),
  meanPerEvent: ({ of, column: name, per }, span, events) =>
    over(ratio(sumIf(column(name), rowsOf(of, span, events)), count(of, span, events)), per),
  quantile: ({ of, column: name, level, per }, span, events) =>
    over(aggregate('quantile', [column(name)], valueRows(name, of, span, events), level), per),
  newest: newestSql,
  oldest: ({ of }, span, events) => aggregate('max', [column('age')], rowsOf(of, span, events)),
  variety: ({ of, column: name = 'feature' }, span, events) =>
    aggregate('countDistinct', [column(name)], rowsOf(of, span, events)),
  gap: ({ of, per }, span, events) => {
    // The gaps add up to last minus first, so no window function is needed.
    const rows = rowsOf(of, span, events);
    const at = events.micros;
    const length = binary('-', aggregate('max', [at], rows), aggregate('min', [at], rows));
    return over(ratio(length, binary('-', count(of, span, events), literal(1))), per);
  },
  dayGap: dayGapSql,
  overdue: (given, span, events) => ratio(newestSql(given, span, events), dayGapSql(given, span, events)),
  return: returnSql,
};

/** SQL of an aggregate over a window. Its text decides the feature version (version.ts). */
export function aggregateSql(of: Aggregate, span: Span, events: EventVocabulary): Sql {
  const make = sqlOf[of.kind] as (of: Aggregate, span: Span, events: EventVocabulary) => Sql;
  return make(of, span, events);
}

const over = (value: Sql, per: number): Sql => binary('/', value, literal(per));

const count = (of: EventFilter, span: Span, events: EventVocabulary): Sql =>
  events.count(matches(of, events), of.ages ?? span);

// Events a day are compared crosswise, so that only whole numbers are multiplied.
function rateSql({ of, among }: Of<'rate'>, span: Span, events: EventVocabulary): Sql {
  const days = (filter: EventFilter): Sql => literal(daysOf(filter.ages ?? span));
  const own = binary('*', count(of, span, events), days(among));
  return ratio(own, binary('*', count(among, span, events), days(of)));
}

// Twice the distance of a week from the middle one is a whole number w; the slope is 2 sum(w) / sum over weeks(w^2).
function slopeSql({ of }: Of<'slope'>, span: Span, events: EventVocabulary): Sql {
  const weeks = weeksOf(span);
  const week = call('wholeDivide', column('age'), literal(7));
  const place = binary('-', literal(weeks - 1), binary('*', week, literal(2)));
  const sum = call('coalesce', sumIf(place, rowsOf(of, span, events)), literal(0));
  return over(binary('*', sum, literal(2)), (weeks * (weeks * weeks - 1)) / 3);
}

function newestSql({ of }: { readonly of: EventFilter }, span: Span, events: EventVocabulary): Sql {
  return aggregate('min', [column('age')], rowsOf(of, span, events));
}

function dayGapSql({ of, level }: Of<'dayGap' | 'overdue'>, span: Span, events: EventVocabulary): Sql {
  return aggregate('gapQuantile', [column('age')], rowsOf(of, span, events), level);
}

// A mask of days: bit k is the day k days before the snapshot. Days whose next day is over move by one bit: bit 0 becomes
// the day before the snapshot.
function returnSql({ of, back }: Of<'return'>, window: Span, events: EventVocabulary): Sql {
  const span = { from: window.from, to: Math.min(window.to ?? maskDays, maskDays) };
  const maskOf = (filter: EventFilter): Sql =>
    events.dayMask(all(matches(filter, events), events.within(span)));
  const before = call('shiftRight', maskOf(of), literal(1));
  return ratio(call('bitCount', call('bitAnd', before, maskOf(back))), call('bitCount', before));
}

const conditions: Readonly<Record<Condition, () => Sql>> = {
  weekend: () => binary('>=', call('isoWeekday', column('day')), literal(6)),
  night: () => binary('<', call('hour', column('at')), literal(6)),
  exhausted: () => equal(column('exhausted'), literal(true)),
};

function matches({ roles, when, stream }: EventFilter, events: EventVocabulary): Sql {
  const role =
    stream !== undefined
      ? equal(column(streamTest({ number: stream })), literal(true))
      : roles === 'any'
        ? literal(true)
        : roles === 'active'
          ? events.active
          : events.is(...roles);
  return when === undefined ? role : all(role, conditions[when]());
}

// Of one role the test is `=`: this text, too, is part of the feature version.
function rowsOf(of: EventFilter, window: Span, events: EventVocabulary): Sql {
  const span = of.ages ?? window;
  if (of.when === undefined && of.roles === 'any') return events.within(span);
  if (of.when === undefined && of.roles.length === 1) return events.whereRole(of.roles[0] as Role, span);
  return all(matches(of, events), events.within(span));
}

function valueRows(name: string, of: EventFilter, span: Span, events: EventVocabulary): Sql {
  return name === 'duration_us' ? all(matches(of, events), events.within(span)) : rowsOf(of, span, events);
}
