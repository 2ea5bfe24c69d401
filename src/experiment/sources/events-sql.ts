import { microsPerDay } from '../../base/days.js';
import {
  aggregate,
  all,
  binary,
  call,
  cast,
  choose,
  column,
  countIf,
  equal,
  isNull,
  literal,
  sumIf,
  table,
} from '../../data/sql/build.js';
import type { NamedSql, Query, Source, Sql } from '../../data/sql/tree.js';
import { instantOfText } from '../../data/times.js';
import { checkOutcomeNames, type ExposureConfig, type OutcomeConfig } from '../config/events-config.js';

/** The log: the name of a table, or the table of a database. */
export type LogTable = string | Omit<Extract<Source, { kind: 'table' }>, 'alias'>;

const log = (source: LogTable, alias: string): Source =>
  typeof source === 'string' ? table(source, alias) : { ...source, alias };

/** The user of a row: two ids that differ in one letter's case are two users. */
const userOf = (config: ExposureConfig): Sql => call('exact', column(config.user, 'e'));

/** A column of the log, or a key of its JSON properties. */
function field(config: ExposureConfig, name: string, alias: string): Sql {
  if (config.properties === undefined) return column(name, alias);
  return call('jsonText', column(config.properties, alias), literal(name));
}

/**
 * One row per exposed user: first exposure by timestamp, the variant logged with it, and the number of different
 * variants seen. The query of the reference script compares dates, so that conversions before the exposure count when
 * they are of its day.
 */
export function exposureQuery(config: ExposureConfig, source: LogTable): Query {
  const time = column(config.time, 'e');
  const isExposure = equal(column(config.event, 'e'), literal(config.exposure));
  const own =
    config.experiment === undefined
      ? isExposure
      : all(isExposure, equal(field(config, config.experiment, 'e'), literal(config.experimentValue)));
  const variant = field(config, config.variant, 'e');
  return {
    columns: [
      { name: 'user', sql: userOf(config) },
      { name: 'exposed_micros', sql: aggregate('min', [call('epochMicros', time)]) },
      {
        name: 'variant',
        sql: aggregate('argMax', [variant, binary('-', literal(0), call('epochMicros', time))]),
      },
      { name: 'variants', sql: aggregate('countDistinct', [variant]) },
      ...attributeColumns(config).map(({ name, alias }): NamedSql => {
        const first = binary('-', literal(0), call('epochMicros', time));
        return { name: alias, sql: aggregate('argMax', [field(config, name, 'e'), first]) };
      }),
    ],
    from: log(source, 'e'),
    where: own,
    groupBy: [userOf(config)],
  };
}

/** Attributes of users, and the names of their columns inside the query. */
function attributeColumns({ attributes = [] }: ExposureConfig) {
  return attributes.map((name, i) => ({ name, alias: `attribute_${i}` }));
}

/**
 * One row per user of the analysis: exposed in one variant only and with the whole window behind them, with every
 * outcome counted from the first exposure on. Users without any event keep their zero.
 * @throws BAD_CONFIG as checkOutcomeNames
 */
export function userQuery(config: ExposureConfig, source: LogTable): Query {
  checkOutcomeNames(config);
  const exposed = column('exposed_micros', 'x');
  const attributes = attributeColumns(config);
  return {
    columns: [
      { name: 'user', sql: column('user', 'x') },
      { name: 'variant', sql: column('variant', 'x') },
      { name: 'exposed_day', sql: binary('/', cast(exposed, 'float'), literal(microsPerDay)) },
      ...attributes.map(({ name, alias }): NamedSql => ({ name, sql: column(alias, 'x') })),
      ...config.outcomes
        .filter((outcome) => outcome.count !== 'each')
        .map((outcome): NamedSql => ({ name: outcome.name, sql: outcomeSql(config, outcome) })),
    ],
    from: { kind: 'query', query: exposureQuery(config, source), alias: 'x' },
    joins: [{ kind: 'left', source: log(source, 'e'), on: equal(userOf(config), column('user', 'x')) }],
    where: all(ofOneArm(config), matured(config)),
    groupBy: [
      ...[column('user', 'x'), column('variant', 'x'), exposed],
      ...attributes.map(({ alias }) => column(alias, 'x')),
    ],
  };
}

/** Whether a user belongs to one arm: by the only variant, or by the first one where that is asked for. */
function ofOneArm({ multiple }: ExposureConfig): Sql {
  const variants = column('variants', 'x');
  return multiple === 'first' ? binary('>=', variants, literal(1)) : equal(variants, literal(1));
}

function matured(config: ExposureConfig): Sql {
  const end = instantOfText(config.asOf, 'UTC') * 1000;
  return binary('<=', column('exposed_micros', 'x'), literal(end - config.windowDays * microsPerDay));
}

/** Whether the event `e` counts for the user exposed as `x`: its name, and its time since the exposure. */
function countedSql(config: ExposureConfig, outcome: OutcomeConfig): Sql {
  const since = binary('-', call('epochMicros', column(config.time, 'e')), column('exposed_micros', 'x'));
  const [from, to] = outcome.daysBefore === undefined ? [0, config.windowDays] : [-outcome.daysBefore, 0];
  return all(
    equal(column(config.event, 'e'), literal(outcome.event)),
    binary('>=', since, literal(from * microsPerDay)),
    binary('<', since, literal(to * microsPerDay)),
  );
}

/** Every value of a `count: each` outcome of the users of the analysis, as `user` and the outcome's name. */
export function valuesQuery(config: ExposureConfig, source: LogTable, outcome: OutcomeConfig): Query {
  return {
    columns: [
      { name: 'user', sql: column('user', 'x') },
      { name: outcome.name, sql: cast(field(config, outcome.value!, 'e'), 'float') },
    ],
    from: { kind: 'query', query: exposureQuery(config, source), alias: 'x' },
    joins: [{ kind: 'inner', source: log(source, 'e'), on: equal(userOf(config), column('user', 'x')) }],
    where: all(ofOneArm(config), matured(config), countedSql(config, outcome)),
  };
}

function outcomeSql(config: ExposureConfig, outcome: OutcomeConfig): Sql {
  const counted = countedSql(config, outcome);
  if (outcome.count === 'any')
    return cast(choose(binary('>', countIf(counted), literal(0)), literal(1), literal(0)), 'float');
  if (outcome.count === 'count') return cast(countIf(counted), 'float');
  const value = cast(field(config, outcome.value!, 'e'), 'float');
  return call('coalesce', sumIf(value, counted), cast(literal(0), 'float'));
}

/** How many events of exposed users are named by an outcome and have no time, so that no outcome counts them. */
export function untimedEventsQuery(config: ExposureConfig, source: LogTable): Query {
  const names = [...new Set(config.outcomes.map(({ event }) => event))];
  const isOutcome = names
    .map((name) => equal(column(config.event, 'e'), literal(name)))
    .reduce((a, b) => binary('or', a, b));
  return {
    columns: [{ name: 'events', sql: aggregate('count', []) }],
    from: { kind: 'query', query: exposureQuery(config, source), alias: 'x' },
    joins: [{ kind: 'inner', source: log(source, 'e'), on: equal(userOf(config), column('user', 'x')) }],
    where: all(isNull(call('epochMicros', column(config.time, 'e'))), isOutcome),
  };
}

/** How many exposed users saw several variants, and how many are still inside their window; whether any has no identifier. */
export function countsQuery(config: ExposureConfig, source: LogTable): Query {
  const several = binary('>', column('variants', 'x'), literal(1));
  const unripe: Sql = { node: 'not', argument: matured(config) };
  return {
    columns: [
      { name: 'multi_variant', sql: countIf(several) },
      { name: 'unlabelled', sql: countIf(equal(column('variants', 'x'), literal(0))) },
      { name: 'nameless', sql: countIf(isNull(column('user', 'x'))) },
      {
        name: 'immature',
        sql: countIf(config.multiple === 'first' ? unripe : all({ node: 'not', argument: several }, unripe)),
      },
      { name: 'untimed', sql: countIf(isNull(column('exposed_micros', 'x'))) },
      { name: 'first_micros', sql: aggregate('min', [column('exposed_micros', 'x')]) },
      { name: 'last_micros', sql: aggregate('max', [column('exposed_micros', 'x')]) },
    ],
    from: { kind: 'query', query: exposureQuery(config, source), alias: 'x' },
  };
}
