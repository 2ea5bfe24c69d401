import type { Dialect } from './dialect.js';
import { quotedName, quotedText } from './quote.js';
import type { AggregateName, CastType, ScalarName } from './tree.js';

const castNames: Readonly<Record<CastType, string>> = {
  float: 'Float64',
  integer: 'Int64',
  text: 'String',
  // Date ends in 2149 and takes what is beyond for another day.
  date: 'Date32',
};

type Render = (...args: string[]) => string;

const calls: Readonly<Record<Exclude<ScalarName, 'jsonText'>, Render>> = {
  coalesce: (...args) => `coalesce(${args.join(', ')})`,
  least: (...args) => `least(${args.join(', ')})`,
  greatest: (...args) => `greatest(${args.join(', ')})`,
  abs: (x) => `abs(${x})`,
  // round() of floats takes halves to the even neighbour; DuckDB takes them away from zero. Doubling a float is exact.
  round: (x) => `(trunc(${x} * 2) - trunc(${x}))`,
  // dateDiff() takes longer.
  daysBetween: (from, to) => `(toInt32(${to}) - toInt32(${from}))`,
  isoWeekday: (x) => `toDayOfWeek(${x})`,
  hour: (x) => `toHour(${x})`,
  epochMicros: (x) => `toUnixTimestamp64Micro(toDateTime64(${x}, 6))`,
  wholeDivide: (x, by) => `intDiv(${x}, ${by})`,
  shiftLeft: (x, by) => `bitShiftLeft(toInt64(${x}), ${by})`,
  shiftRight: (x, by) => `bitShiftRight(${x}, ${by})`,
  bitAnd: (x, y) => `bitAnd(${x}, ${y})`,
  bitCount: (x) => `bitCount(${x})`,
  startsWith: (x, prefix) => `startsWith(${x}, ${prefix})`,
  toNumber: (x) => `toFloat64OrNull(toString(${x}))`,
  trim: (x) => `trimBoth(${x})`,
  nullIf: (x, y) => `nullIf(${x}, ${y})`,
  lower: (x) => `lower(${x})`,
  present: (x) => `assumeNotNull(${x})`,
  clockAt: (x, zone) => `toTimeZone(toDateTime64(${x}, 6), ${zone})`,
  bucket: (x, count) => `(cityHash64(ifNull(toString(${x}), '')) % ${count})`,
  isJson: (x) => `isValidJSON(${x})`,
  exact: (x) => x,
  // Of a number it would make seconds since 1970, whatever its unit is.
  clock: (x, from, zone) =>
    `toTimeZone(if(throwIf(match(toTypeName(${x}), '^(LowCardinality.)?(Nullable.)?(U?Int|Float|Decimal)'), 'the time column holds numbers') = 0, toDateTime64(${x}, 6, ${from}), NULL), ${zone})`,
};

type Plain = Exclude<AggregateName, 'gapQuantile'>;

/**
 * Over no rows an aggregate is 0 or 1970-01-01, but NULL where its values could be NULL, which toNullable() says of them.
 * -OrNull gives NULL too: with it, features of 5 million events took 12 % more processor time (26.7).
 */
const nullable: readonly Plain[] = ['sum', 'avg', 'min', 'max', 'quantile'];

const aggregateNames: Readonly<Record<Plain, string>> = {
  count: 'count',
  countDistinct: 'uniqExact',
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  argMax: 'argMaxOrNull',
  bitOr: 'groupBitOr',
  quantile: 'quantileExactInclusive',
};

function gapQuantile(x: string, filter: string | undefined, level: number): string {
  const values = filter === undefined ? `groupUniqArray(${x})` : `groupUniqArrayIf(${x}, ${filter})`;
  // The first difference is that to nothing.
  const gaps = `arrayPopFront(arrayDifference(arraySort(${values})))`;
  return `if(empty(${gaps}), NULL, arrayReduce('quantileExactInclusive(${level})', ${gaps}))`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\');

// Inside the text that names the type.
const enumOf = (names: readonly string[]): string =>
  `Enum8(${names.map((one, i) => `${quotedText(escaped(one))} = ${i + 1}`).join(', ')})`.replaceAll(
    "'",
    "''",
  );

/** ClickHouse 24 and later. A backslash is special in its text literals and in its quoted identifiers. */
export const clickHouseDialect: Dialect = {
  name: 'clickhouse',
  identifier: (name) => quotedName(escaped(name)),
  text: (value) => quotedText(escaped(value)),
  date: (day) => `toDate32(${quotedText(day)})`,
  instant: (micros) => `fromUnixTimestamp64Micro(${micros}, 'UTC')`,
  json: (argument, key) => `JSONExtractString(${argument}, ${quotedText(escaped(key))})`,
  // Functions keep NULL, and a column that has none stays without: one that could be NULL is slower. toString() would keep
  // LowCardinality, whose rows come in another order over Arrow.
  cast: (argument, to) =>
    argument === 'NULL' || to === 'text'
      ? `CAST(${argument}, 'Nullable(${castNames[to]})')`
      : `to${castNames[to]}(${argument})`,
  category: (argument, names) => `CAST(${argument}, 'Nullable(${enumOf(names)})')`,
  lookup: (argument, groups, names) => {
    const texts = groups.flatMap((group) => group.texts.map((one) => quotedText(escaped(one))));
    const numbers = groups.flatMap((group) => group.texts.map(() => names.indexOf(group.name) + 1));
    const number = `transform(${argument}, [${texts.join(', ')}], [${numbers.join(', ')}], 0)`;
    return `CAST(nullIf(${number}, 0), 'Nullable(${enumOf(names)})')`;
  },
  divide: (left, right) => `(${left} / nullIf(${right}, 0))`,
  call: (name, args) => calls[name](...args),
  aggregate: (name, args, filter, level) => {
    if (name === 'gapQuantile') return gapQuantile(args[0]!, filter, level);
    const parameter = name === 'quantile' ? `(${level})` : '';
    const values = nullable.includes(name) ? args.map((value) => `toNullable(${value})`) : args;
    const all = filter === undefined ? values : [...values, filter];
    const value = `${aggregateNames[name]}${filter === undefined ? '' : 'If'}${parameter}(${all.join(', ')})`;
    // Faster than values that could be NULL.
    return name === 'bitOr' ? `nullIf(${value}, 0)` : value;
  },
  join: (kind) => ({ inner: 'INNER JOIN', left: 'LEFT JOIN', asof: 'ASOF LEFT JOIN' })[kind],
};
