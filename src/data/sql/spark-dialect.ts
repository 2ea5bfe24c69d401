import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { Dialect } from './dialect.js';
import { plainNumber } from './plain-number.js';
import { backtickName } from './quote.js';
import type { AggregateName, CastType, ScalarName } from './tree.js';

const castNames: Readonly<Record<CastType, string>> = {
  float: 'DOUBLE',
  integer: 'BIGINT',
  text: 'STRING',
  date: 'DATE',
};

/** A backslash is an escape in Spark's text literals. */
function text(value: string): string {
  if (value.includes('\0')) throw new WinbackError('BAD_INPUT', 'a text value holds a NUL character');
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const zoned = text('(Z|[-+][0-9]{2}:?[0-9]{2})$');

type Render = (...args: string[]) => string;

const calls: Readonly<Record<Exclude<ScalarName, 'jsonText'>, Render>> = {
  coalesce: (...args) => `coalesce(${args.join(', ')})`,
  least: (...args) => `least(${args.join(', ')})`,
  greatest: (...args) => `greatest(${args.join(', ')})`,
  abs: (x) => `abs(${x})`,
  // Its round() goes by the digits that a float is written with, not by its value.
  round: (x) => `(sign(${x}) * (floor(abs(${x})) + if(abs(${x}) - floor(abs(${x})) >= 0.5, 1, 0)))`,
  daysBetween: (from, to) => `datediff(${to}, ${from})`,
  isoWeekday: (x) => `(weekday(${x}) + 1)`,
  hour: (x) => `hour(${x})`,
  epochMicros: (x) => `unix_micros(CAST(${x} AS TIMESTAMP))`,
  shiftLeft: (x, by) => `shiftleft(CAST(${x} AS BIGINT), CAST(${by} AS INT))`,
  shiftRight: (x, by) => `shiftright(CAST(${x} AS BIGINT), CAST(${by} AS INT))`,
  bitAnd: (x, y) => `(${x} & ${y})`,
  bitCount: (x) => `bit_count(${x})`,
  startsWith: (x, prefix) => `startswith(${x}, ${prefix})`,
  toNumber: (x) => `CASE WHEN CAST(${x} AS STRING) RLIKE ${text(plainNumber)} THEN CAST(${x} AS DOUBLE) END`,
  trim: (x) => `trim(${x})`,
  nullIf: (x, y) => `nullif(${x}, ${y})`,
  wholeDivide: (x, by) => `(${x} DIV ${by})`,
  lower: (x) => `lower(${x})`,
  present: (x) => x,
  clockAt: (x, zone) => `convert_timezone('UTC', ${zone}, CAST(CAST(${x} AS TIMESTAMP) AS TIMESTAMP_NTZ))`,
  bucket: (x, count) => `pmod(hash(coalesce(${x}, '')), ${count})`,
  isJson: (x) => `(CASE WHEN ${x} IS NOT NULL THEN get_json_object(${x}, '$') IS NOT NULL END)`,
  exact: (x) => x,
  // TIMESTAMP and texts with a zone are instants, which the session's zone UTC shows as they are. The cast refuses numbers.
  clock: (x, from, zone) => {
    const instant = `convert_timezone('UTC', ${zone}, CAST(CAST(${x} AS TIMESTAMP) AS TIMESTAMP_NTZ))`;
    const local = `convert_timezone(${from}, ${zone}, CAST(${x} AS TIMESTAMP_NTZ))`;
    return `CASE WHEN typeof(${x}) = 'timestamp' OR CAST(${x} AS STRING) RLIKE ${zoned} THEN ${instant} ELSE ${local} END`;
  },
};

const aggregates: Readonly<
  Record<Exclude<AggregateName, 'gapQuantile'>, (args: readonly string[], level: number) => string>
> = {
  count: ([x]) => `count(${x ?? '*'})`,
  countDistinct: ([x]) => `count(DISTINCT ${x})`,
  sum: ([x]) => `sum(${x})`,
  avg: ([x]) => `avg(${x})`,
  min: ([x]) => `min(${x})`,
  max: ([x]) => `max(${x})`,
  argMax: ([x, by]) => `max_by(${x}, ${by})`,
  bitOr: ([x]) => `bit_or(${x})`,
  quantile: ([x], level) => `percentile(${x}, ${level})`,
};

// transform() of a list of one names a value that stands several times.
function gapQuantile(x: string, filter: string, level: number): string {
  const sorted = `array_sort(collect_set(${x})${filter})`;
  const before = 'slice(v, 1, greatest(size(v) - 1, 0))';
  const gaps = `transform(array(${sorted}), v -> array_sort(zip_with(slice(v, 2, size(v)), ${before}, (b, a) -> b - a)))[0]`;
  const height = `(CAST(${level} AS DOUBLE) * (size(g) - 1))`;
  const at = (place: string): string => `CAST(g[CAST(${place}(${height}) AS INT)] AS DOUBLE)`;
  const between = `${at('floor')} + (${at('ceil')} - ${at('floor')}) * (${height} - floor(${height}))`;
  return `transform(array(${gaps}), g -> if(size(g) = 0, CAST(NULL AS DOUBLE), ${between}))[0]`;
}

/** Spark SQL 3.5 and later, with or without ANSI mode, in a session whose zone is UTC. */
export const sparkDialect: Dialect = {
  name: 'spark',
  identifier: backtickName,
  text,
  date: (day) => `DATE ${text(day)}`,
  instant: (micros) => `timestamp_micros(${micros})`,
  cast: (argument, to) => `CAST(${argument} AS ${castNames[to]})`,
  divide: (left, right) => `(${left} / nullif(${right}, 0))`,
  json: (argument, key) => {
    if (key.includes("'"))
      throw new WinbackError('BAD_INPUT', `a JSON path of Spark holds no key with a quote: ${shown(key)}`);
    return `get_json_object(${argument}, ${text(`$['${key}']`)})`;
  },
  call: (name, args) => calls[name](...args),
  aggregate: (name, args, filter, level) => {
    // max_by gives the value of the last row also where that is NULL.
    const conditions = [
      ...(filter === undefined ? [] : [filter]),
      ...(name === 'argMax' ? [`(${args[0]} IS NOT NULL)`] : []),
    ].join(' AND ');
    const where = conditions === '' ? '' : ` FILTER (WHERE ${conditions})`;
    return name === 'gapQuantile'
      ? gapQuantile(args[0]!, where, level)
      : aggregates[name](args, level) + where;
  },
  // NULL comes first there and last elsewhere.
  percentRank: (order) => `percent_rank() OVER (ORDER BY ${order} ASC NULLS LAST)`,
  join: (kind) => {
    if (kind === 'asof') throw new WinbackError('BAD_INPUT', 'Spark has no join by the nearest time');
    return { inner: 'JOIN', left: 'LEFT JOIN' }[kind];
  },
};
