import { WinbackError } from '../../base/errors.js';
import type { Dialect } from './dialect.js';
import { plainNumber } from './plain-number.js';
import { backtickName, quotedText } from './quote.js';
import type { AggregateName, CastType, ScalarName } from './tree.js';
import { withWindows } from './windows-for-aggregates.js';

/** Compared letter by letter: by its usual rules "a" and "A" are equal. */
const exactly = (sql: string): string => `CONVERT(${sql} USING utf8mb4) COLLATE utf8mb4_bin`;

const casts: Readonly<Record<CastType, (argument: string) => string>> = {
  float: (x) => `CAST(${x} AS DOUBLE)`,
  integer: (x) => `CAST(${x} AS SIGNED)`,
  text: (x) => `(${exactly(x)})`,
  date: (x) => `CAST(${x} AS DATE)`,
};

/** Whether a backslash is an escape depends on the session: a text with one is written as bytes. */
function text(value: string): string {
  const quoted = quotedText(value);
  const bytes = value.includes('\\') ? `X'${Buffer.from(value, 'utf8').toString('hex')}'` : quoted;
  return `_utf8mb4 ${bytes} COLLATE utf8mb4_bin`;
}

/** A subquery of two rows where one is asked for: MySQL has no other way to stop a SELECT. */
const stop = '(SELECT 1 UNION ALL SELECT 2)';

// MySQL would read numbers as dates and leave the zone of a text out.
const noClock = `'^[0-9.]+$|(Z|[-+][0-9]{2}:?[0-9]{2})$'`;

type Render = (...args: string[]) => string;

const calls: Readonly<Record<Exclude<ScalarName, 'jsonText'>, Render>> = {
  coalesce: (...args) => `coalesce(${args.join(', ')})`,
  least: (...args) => `least(${args.join(', ')})`,
  greatest: (...args) => `greatest(${args.join(', ')})`,
  abs: (x) => `abs(${x})`,
  // Its ROUND() of floats may take halves to the even neighbour.
  round: (x) => `(sign(${x}) * (floor(abs(${x})) + (abs(${x}) - floor(abs(${x})) >= 0.5)))`,
  daysBetween: (from, to) => `datediff(${to}, ${from})`,
  isoWeekday: (x) => `(weekday(${x}) + 1)`,
  hour: (x) => `hour(${x})`,
  epochMicros: (x) => `timestampdiff(MICROSECOND, TIMESTAMP '1970-01-01 00:00:00', ${x})`,
  shiftLeft: (x, by) => `(${x} << ${by})`,
  shiftRight: (x, by) => `(${x} >> ${by})`,
  bitAnd: (x, y) => `(${x} & ${y})`,
  bitCount: (x) => `bit_count(${x})`,
  startsWith: (x, prefix) => `(left(${x}, char_length(${prefix})) = ${prefix})`,
  toNumber: (x) =>
    `CASE WHEN CAST(${x} AS CHAR) REGEXP ${quotedText(plainNumber)} THEN CAST(${x} AS DOUBLE) END`,
  trim: (x) => `trim(${x})`,
  nullIf: (x, y) => `nullif(${x}, ${y})`,
  wholeDivide: (x, by) => `(${x} DIV ${by})`,
  lower: (x) => `lower(${x})`,
  present: (x) => x,
  clockAt: (x, zone) => `convert_tz(${x}, '+00:00', ${zone})`,
  bucket: (x, count) => `(crc32(coalesce(${x}, '')) % ${count})`,
  isJson: (x) => `json_valid(${x})`,
  exact: (x) => `(${exactly(x)})`,
  clock: (x, from, zone) => {
    const time = `CAST(${x} AS DATETIME(6))`;
    const shown = from === zone ? time : `convert_tz(${time}, ${from}, ${zone})`;
    return `CASE WHEN CAST(${x} AS CHAR) REGEXP ${noClock} THEN ${stop} ELSE ${shown} END`;
  },
};

/** What withWindows takes out of a query. */
type Lowered = 'argMax' | 'quantile' | 'gapQuantile';

/** Aggregates over the values `x`, which are NULL where the filter does not hold. */
const aggregates: Readonly<Record<Exclude<AggregateName, Lowered>, (x: string) => string>> = {
  count: (x) => `count(${x})`,
  // As bytes: spaces at the end would not count.
  countDistinct: (x) => `count(DISTINCT CAST(${x} AS BINARY))`,
  sum: (x) => `sum(${x})`,
  // AVG() of whole numbers has four decimals.
  avg: (x) => `(CAST(sum(${x}) AS DOUBLE) / nullif(count(${x}), 0))`,
  min: (x) => `min(${x})`,
  max: (x) => `max(${x})`,
  // Over no rows BIT_OR() is 0.
  bitOr: (x) => `CASE WHEN count(${x}) > 0 THEN bit_or(${x}) END`,
};

/** MySQL 8.0.17 and later, MariaDB 10.5 and later. */
export const mysqlDialect: Dialect = {
  name: 'mysql',
  identifier: backtickName,
  text,
  date: (day) => `DATE ${quotedText(day)}`,
  instant: (micros) => `(TIMESTAMP '1970-01-01 00:00:00' + INTERVAL ${micros} MICROSECOND)`,
  cast: (argument, to) => casts[to](argument),
  // Of decimals and integers the quotient would have four decimals.
  divide: (left, right) => `(CAST(${left} AS DOUBLE) / nullif(${right}, 0))`,
  json: (argument, key) => {
    const path = text(`$.${JSON.stringify(key)}`);
    const value = `JSON_EXTRACT(${argument}, ${path})`;
    return `CASE WHEN JSON_VALID(${argument}) AND JSON_TYPE(${value}) <> 'NULL' THEN JSON_UNQUOTE(${value}) END`;
  },
  call: (name, args) => calls[name](...args),
  aggregate: (name, [argument = '1'], filter) => {
    if (name === 'argMax' || name === 'quantile' || name === 'gapQuantile')
      throw new WinbackError('INTERNAL', `${name} is not lowered for MySQL`);
    return aggregates[name](filter === undefined ? argument : `CASE WHEN ${filter} THEN ${argument} END`);
  },
  // The PERCENT_RANK() of MariaDB has ten decimals. NULL comes first there and last elsewhere.
  percentRank: (order) => {
    const rank = `CAST(rank() OVER (ORDER BY (${order}) IS NULL ASC, ${order} ASC) - 1 AS DOUBLE)`;
    return `coalesce(${rank} / nullif(count(*) OVER () - 1, 0), 0)`;
  },
  join: (kind) => {
    if (kind === 'asof') throw new WinbackError('BAD_INPUT', 'MySQL has no join by the nearest time');
    return { inner: 'JOIN', left: 'LEFT JOIN' }[kind];
  },
  lowered: withWindows,
};
