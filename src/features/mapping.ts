import { WinbackError } from '../base/errors.js';
import { type Check, finite, listOf, object, optional, shown, text } from '../base/options.js';
import { columnName, isNested } from '../data/nested/column-path.js';
import { binary, call, cast, column, equal, literal } from '../data/sql/build.js';
import type { Literal, Sql } from '../data/sql/tree.js';

/** What an event means to the features. */
export const roles = [
  'login',
  'task_created',
  'task_succeeded',
  'task_failed',
  'payment',
  'refund',
  'coupon',
  'feature_used',
  'quota',
  /** Any other sign of life. */
  'activity',
] as const;

/** What an event means: the kinds of events that features look at. */
export type Role = (typeof roles)[number];

/** One case of a column that is computed: `value` where the test on `column` holds. */
export interface ColumnCase {
  /** The column that is looked at. */
  readonly column: string;
  /** Fits this value. */
  readonly equals: Literal | undefined;
  /** Fits texts that begin so. */
  readonly startsWith: string | undefined;
  /** Fits numbers below this. */
  readonly below: number | undefined;
  /** The value the case gives. */
  readonly value: Literal;
}

/** The first of some columns that has a value. */
export interface FirstOf {
  /** Columns in order. */
  readonly firstOf: readonly string[];
}

/** A column minus others: a payment beside what was refunded of it. */
export interface Net {
  /** The amount, then what is taken from it; a missing value there is 0. */
  readonly minus: readonly string[];
  /**
   * Column with the currency's code, for amounts in its smallest unit as payment interfaces write them: 1250 usd is 12.50,
   * 1250 jpy is 1250. An amount without a code is not read.
   * @default the amounts are in the main unit
   */
  readonly minorUnits?: string | undefined;
}

/**
 * Where values come from: a column by name, a constant, a product or difference of columns, the first of some, or cases.
 */
export type ColumnSource =
  /** Name of a column, or the path of a value inside one: `properties.amount`. */
  | string
  | {
      /** The same value for every row. */
      readonly constant: Literal;
    }
  | {
      /** Columns whose product is taken. */
      readonly multiply: readonly string[];
    }
  | FirstOf
  | Net
  | {
      /** The first case that fits gives the value. */
      readonly cases: readonly ColumnCase[];
      /** The value where none fits. */
      readonly otherwise: Literal;
    };

/**
 * Columns of the event log, by what they mean. All but `user` and `time` are optional. A value inside a column is named by
 * its path: `properties.amount`, `price."net.amount"`, `event_params[page_title]`. A configuration may write it as an
 * object as well: `{json: properties, path: amount}`, `{list: event_params, key: page_title}`.
 */
export interface EventColumns {
  /** Column of the user's id. */
  readonly user: string;
  /** Column of the time of the event. */
  readonly time: string;
  /** Event name. Absent: every row is an event of `everyRow`. */
  readonly event?: ColumnSource | undefined;
  /** Time at which the event reached the log: features and labels see it from that day on. */
  readonly receivedAt?: string | undefined;
  /** Unique id: later rows with an id already seen are left out. */
  readonly id?: string | undefined;
  /** Number of the order a row belongs to: rows of one user, order and role are one event, amounts added. */
  readonly order?: string | undefined;
  /** Payment, refund or coupon amount in yuan (any currency's major unit). */
  readonly amount?: ColumnSource | undefined;
  /** Coupon value in yuan; where absent, a coupon event's `amount` is taken. */
  readonly couponAmount?: ColumnSource | undefined;
  /** Processing time of a task, ms. */
  readonly duration?: ColumnSource | undefined;
  /** Which product feature was used. */
  readonly feature?: ColumnSource | undefined;
  /** How much of a quota is used. */
  readonly quotaUsed?: ColumnSource | undefined;
  /** How large the quota is. */
  readonly quotaTotal?: ColumnSource | undefined;
}

const scalar: Check<Literal> = (value, name) => {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Literal;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a text, number, true, false or null, got ${shown(value)}`,
  );
};

const oneCase: Check<ColumnCase> = (value, name) => {
  const given = object<ColumnCase>({
    column: columnName,
    equals: optional(scalar, undefined),
    startsWith: optional(text, undefined),
    below: optional(finite, undefined),
    value: scalar,
  })(value, name);
  const tests = [given.equals, given.startsWith, given.below].filter((test) => test !== undefined);
  if (tests.length !== 1) {
    throw new WinbackError('BAD_INPUT', `${name} needs exactly one of equals, startsWith, below`);
  }
  return given;
};

const someNames: Check<readonly string[]> = (value, name) => {
  const names = listOf(columnName)(value, name);
  if (names.length === 0) throw new WinbackError('BAD_INPUT', `${name} names no column`);
  return names;
};

/** Checks a ColumnSource of a config. */
export const columnSource: Check<ColumnSource> = (value, name) => {
  if (typeof value === 'string') return text(value, name);
  if (value !== null && typeof value === 'object' && isNested(value)) return columnName(value, name);
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (keys.includes('multiply'))
    return object<{ multiply: readonly string[] }>({ multiply: listOf(columnName) })(value, name);
  if (keys.includes('firstOf')) return object<FirstOf>({ firstOf: someNames })(value, name);
  if (keys.includes('minus'))
    return object<Net>({ minus: someNames, minorUnits: optional(columnName, undefined) })(value, name);
  if (keys.includes('cases')) {
    return object<{ cases: readonly ColumnCase[]; otherwise: Literal }>({
      cases: listOf(oneCase),
      otherwise: scalar,
    })(value, name);
  }
  if (keys.includes('constant')) return object<{ constant: Literal }>({ constant: scalar })(value, name);
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a column name, or an object with constant, multiply, minus, firstOf, cases, json or list; got ${shown(value)}`,
  );
};

/** Names of the columns a source reads. */
export function columnsRead(source: ColumnSource | undefined): readonly string[] {
  if (source === undefined) return [];
  if (typeof source === 'string') return [source];
  if ('multiply' in source) return source.multiply;
  if ('firstOf' in source) return source.firstOf;
  if ('minus' in source)
    return source.minorUnits === undefined ? source.minus : [...source.minus, source.minorUnits];
  return 'cases' in source ? source.cases.map((branch) => branch.column) : [];
}

/** A source whose values can be taken without a look at whether they are there. */
export type PlainSource = Exclude<ColumnSource, FirstOf | Net>;

/**
 * The source as SQL over the user's table.
 * @param isText whether a column has to be cast before it is compared with a number
 */
export function sourceSql(source: PlainSource, isText: (name: string) => boolean = () => false): Sql {
  if (typeof source === 'string') return column(source);
  if ('constant' in source) return literal(source.constant);
  if ('multiply' in source) {
    return source.multiply.map((name) => column(name)).reduce((left, right) => binary('*', left, right));
  }
  return {
    node: 'case',
    branches: source.cases.map((branch) => ({
      when: caseTest(branch, isText),
      value: literal(branch.value),
    })),
    otherwise: literal(source.otherwise),
  };
}

function caseTest(
  { column: name, equals, startsWith, below }: ColumnCase,
  isText: (name: string) => boolean,
): Sql {
  if (startsWith !== undefined) return call('startsWith', cast(column(name), 'text'), literal(startsWith));
  if (below !== undefined) {
    return binary('<', numberOf(name, isText), literal(below));
  }
  if (typeof equals === 'number') return equal(numberOf(name, isText), literal(equals));
  return equal(column(name), literal(equals ?? null));
}

function numberOf(name: string, isText: (name: string) => boolean): Sql {
  return isText(name) ? call('toNumber', column(name)) : column(name);
}
