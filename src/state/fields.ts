import { dayNumber } from '../base/days.js';
import { ensure, WinbackError } from '../base/errors.js';
import { type Check, finite, integer, oneOf, shown, flag as trueOrFalse } from '../base/options.js';
import { isWellFormed } from '../base/well-formed.js';
import type { Cell } from '../stores/sql/store.js';
import { canonicalJson } from './canonical-json.js';

/** How one field of a record is checked and stored. */
export interface Field<T> {
  /** Type of the column, as SQLite names it. */
  readonly type: 'TEXT' | 'INTEGER' | 'REAL';
  /** Whether it may be null. */
  readonly nullable: boolean;
  /** The cell of a value. @throws WinbackError BAD_INPUT naming `name` */
  readonly toCell: (value: T, name: string) => Cell;
  /** The value of a cell. */
  readonly fromCell: (cell: Cell) => T;
}

/** The fields of a record, one each. */
export type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

function field<T extends Cell>(type: Field<T>['type'], check: Check<T>): Field<T> {
  // Cells come back as they were given.
  return { type, nullable: false, toCell: check, fromCell: (cell) => cell as T };
}

const plainText: Check<string> = (value, name) => {
  ensure(typeof value === 'string', `${name} must be a text, got ${shown(value)}`);
  ensure(
    isWellFormed(value) && !value.includes('\0'),
    `${name} holds half a letter or a zero byte, which no database keeps`,
  );
  return value;
};

const isoDay: Check<string> = (value, name) => {
  try {
    dayNumber(value as string);
    return value as string;
  } catch {
    throw new WinbackError('BAD_INPUT', `${name} must be a day such as 2025-07-30, got ${shown(value)}`);
  }
};

/** A text, also an empty one. */
export const text = field('TEXT', plainText);
/** True or false. */
export const flag: Field<boolean> = {
  type: 'INTEGER',
  nullable: false,
  toCell: (value, name) => (trueOrFalse(value, name) ? 1 : 0),
  fromCell: (cell) => cell === 1,
};
/** A day, YYYY-MM-DD. */
export const day = field('TEXT', isoDay);
/** A whole number: a count, minor units of money, or microseconds since 1970. */
export const whole = field('INTEGER', integer(Number.MIN_SAFE_INTEGER));
/** A finite number. */
export const real = field('REAL', finite);
/** One of some texts. */
export const choice = <const T extends string>(...allowed: readonly T[]): Field<T> =>
  field('TEXT', oneOf(...allowed));

/** Anything that JSON holds; the keys of objects are sorted, so that the same value is the same text. */
export const json = <T>(): Field<T> => ({
  type: 'TEXT',
  nullable: false,
  toCell: canonicalJson,
  fromCell: (cell) => JSON.parse(String(cell)) as T,
});

/** The field, or null. */
export const orNull = <T>(inner: Field<T>): Field<T | null> => ({
  type: inner.type,
  nullable: true,
  toCell: (value, name) => (value === null ? null : inner.toCell(value, name)),
  fromCell: (cell) => (cell === null ? null : inner.fromCell(cell)),
});
