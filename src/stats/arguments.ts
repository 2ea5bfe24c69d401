// Checks of what users hand to the statistics directly: by the names of their own arguments, BAD_INPUT for anything else.
import { ensure } from '../base/errors.js';
import { between, type Check, type Checks, finite, shown, strictlyBetween } from '../base/options.js';

/** Beyond this a square is no double. */
const largest = 1e150;

export const level: Check<number> = strictlyBetween(0, 1);
/** A number whose square is finite. */
export const measurable: Check<number> = between(-largest, largest);

/** >= 0, and finite when added up. */
export const squaredError: Check<number> = between(0, largest * largest);

/** Degrees of freedom: > 0, Infinity = normal. */
export const degrees: Check<number> = (value, name) => {
  if (value === Infinity) return Infinity;
  const df = finite(value, name);
  ensure(df > 0, `${name} must be a number > 0, got ${df}`);
  return df;
};

/** A finite number > 0 that is not lost when squared. */
export const standardError: Check<number> = between(1 / largest, largest);

/** The named fields of an object, checked; others are let alone. */
export function fieldsOf<T extends object>(value: unknown, name: string, checks: Partial<Checks<T>>): T {
  ensure(typeof value === 'object' && value !== null, `${name} must be an object, got ${shown(value)}`);
  for (const key of Object.keys(checks)) {
    const check = checks[key as keyof T] as Check<unknown>;
    check((value as Record<string, unknown>)[key], `${name}.${key}`);
  }
  return value as T;
}

/** An array (or typed array) of values that pass `check`. */
export function listed<T>(value: unknown, name: string, check: Check<T>): readonly T[] {
  ensure(
    Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
    `${name} must be an array, got ${shown(value)}`,
  );
  for (const [i, item] of (value as readonly unknown[]).entries()) check(item, `${name}[${i}]`);
  return value as readonly T[];
}
