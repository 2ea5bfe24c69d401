import type { Dialect } from './dialect.js';
import { plainNumberSql } from './plain-number.js';
import { quotedName, quotedText } from './quote.js';
import type { AggregateName, CastType, ScalarName } from './tree.js';

const castNames: Readonly<Record<CastType, string>> = {
  float: 'DOUBLE',
  integer: 'BIGINT',
  text: 'VARCHAR',
  date: 'DATE',
};

// A key that begins with $ or / would be a path; as a JSON pointer it is a key again.
const pointer = (key: string): string =>
  /^[$/]/.test(key) ? `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` : key;

type Render = (...args: string[]) => string;

const calls: Readonly<Record<Exclude<ScalarName, 'jsonText'>, Render>> = {
  coalesce: (...args) => `coalesce(${args.join(', ')})`,
  least: (...args) => `least(${args.join(', ')})`,
  greatest: (...args) => `greatest(${args.join(', ')})`,
  abs: (x) => `abs(${x})`,
  round: (x) => `round(${x})`,
  daysBetween: (from, to) => `date_diff('day', ${from}, ${to})`,
  isoWeekday: (x) => `isodow(${x})`,
  hour: (x) => `hour(${x})`,
  epochMicros: (x) => `epoch_us(${x})`,
  wholeDivide: (x, by) => `(${x} // ${by})`,
  shiftLeft: (x, by) => `(${x}::BIGINT << ${by})`,
  shiftRight: (x, by) => `(${x}::BIGINT >> ${by})`,
  bitAnd: (x, y) => `(${x} & ${y})`,
  bitCount: (x) => `bit_count(${x})`,
  startsWith: (x, prefix) => `starts_with(${x}, ${prefix})`,
  toNumber: (x) => plainNumberSql(`${x}::VARCHAR`),
  trim: (x) => `trim(${x})`,
  nullIf: (x, y) => `nullif(${x}, ${y})`,
  lower: (x) => `lower(${x})`,
  present: (x) => x,
  clockAt: (x, zone) => `timezone(${zone}, ${x}::TIMESTAMPTZ)`,
  bucket: (x, count) => `(hash(coalesce(${x}, '')) % ${count})`,
  isJson: (x) => `json_valid(${x})`,
  exact: (x) => x,
  clock: (x, _from, zone) => `timezone(${zone}, ${x}::TIMESTAMPTZ)`,
};

type Plain = Exclude<AggregateName, 'gapQuantile'>;

const aggregates: Readonly<Record<Plain, (args: readonly string[], level: number) => string>> = {
  count: ([x]) => `count(${x ?? '*'})`,
  countDistinct: ([x]) => `count(DISTINCT ${x})`,
  sum: ([x]) => `sum(${x})`,
  avg: ([x]) => `avg(${x})`,
  min: ([x]) => `min(${x})`,
  max: ([x]) => `max(${x})`,
  argMax: ([x, by]) => `arg_max(${x}, ${by})`,
  bitOr: ([x]) => `bit_or(${x})`,
  quantile: ([x], level) => `quantile_cont(${x}, ${level})`,
};

// The aggregate of the sorted values stands three times; DuckDB works it out once.
function gapQuantile(x: string, filter: string, level: number): string {
  const values = `list_sort(list(DISTINCT ${x})${filter})`;
  const gaps = `list_transform(range(2, len(${values}) + 1), lambda i: ${values}[i] - ${values}[i - 1])`;
  return `list_aggregate(${gaps}, 'quantile_cont', ${level})`;
}

/** DuckDB 1.x. */
export const duckDbDialect: Dialect = {
  name: 'duckdb',
  identifier: quotedName,
  text: quotedText,
  date: (day) => `DATE ${quotedText(day)}`,
  instant: (micros) => `make_timestamptz(${micros})`,
  json: (argument, key) => `(${argument} ->> ${quotedText(pointer(key))})`,
  cast: (argument, to) => `CAST(${argument} AS ${castNames[to]})`,
  divide: (left, right) => `(${left} / nullif(${right}, 0))`,
  call: (name, args) => calls[name](...args),
  aggregate: (name, args, filter, level) => {
    const where = filter === undefined ? '' : ` FILTER (WHERE ${filter})`;
    if (name === 'gapQuantile') return gapQuantile(args[0]!, where, level);
    return aggregates[name](args, level) + where;
  },
  join: (kind) => ({ inner: 'JOIN', left: 'LEFT JOIN', asof: 'ASOF LEFT JOIN' })[kind],
};
