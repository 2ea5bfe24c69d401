import { WinbackError } from './errors.js';

/**
 * Checks one value and returns it, or throws BAD_INPUT naming `name`.
 * @param value what a user gave
 * @param name how messages name it
 */
export type Check<T> = (value: unknown, name: string) => T;

function fail(name: string, expected: string, value: unknown): never {
  throw new WinbackError('BAD_INPUT', `${name} must be ${expected}, got ${shown(value)}`);
}

/** A short, safe rendering of any value for messages. */
export function shown(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (value !== null && typeof value === 'object') return 'an object';
  return String(value);
}

export const finite: Check<number> = (value, name) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(name, 'a finite number', value);

/** A finite number in [low, high]. */
export function between(low: number, high: number): Check<number> {
  return (value, name) => {
    const number = finite(value, name);
    return number >= low && number <= high ? number : fail(name, `from ${low} to ${high}`, value);
  };
}

/** A finite number strictly between low and high. */
export function strictlyBetween(low: number, high: number): Check<number> {
  return (value, name) => {
    const number = finite(value, name);
    return number > low && number < high ? number : fail(name, `strictly between ${low} and ${high}`, value);
  };
}

export const positive: Check<number> = (value, name) => {
  const number = finite(value, name);
  return number > 0 ? number : fail(name, 'a number > 0', value);
};

export const nonNegative: Check<number> = (value, name) => {
  const number = finite(value, name);
  return number >= 0 ? number : fail(name, 'a number >= 0', value);
};

/** A whole number in [low, high]. */
export function integer(low: number, high: number = Number.MAX_SAFE_INTEGER): Check<number> {
  return (value, name) =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high
      ? (value as number)
      : fail(name, `a whole number from ${low} to ${high}`, value);
}

export const text: Check<string> = (value, name) =>
  typeof value === 'string' && value !== '' ? value : fail(name, 'a non-empty string', value);

/** A moment as text, ISO 8601. */
export const timeText: Check<string> = (value, name) => {
  const given = text(value, name);
  if (Number.isFinite(Date.parse(given))) return given;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a time such as 2026-12-01T00:00:00Z, got ${shown(given)}`,
  );
};

export const flag: Check<boolean> = (value, name) =>
  typeof value === 'boolean' ? value : fail(name, 'true or false', value);

export function oneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
  return (value, name) => {
    if ((allowed as readonly unknown[]).includes(value)) return value as T;
    const hint = typeof value === 'string' ? suggestion(value, allowed) : '';
    throw new WinbackError(
      'BAD_INPUT',
      `${name} must be one of ${allowed.join(', ')}, got ${shown(value)}${hint}`,
    );
  };
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) return fail(name, 'an array', value);
    return value.map((item, i) => check(item, `${name}[${i}]`));
  };
}

/** A plain object with values of one kind under keys the user chooses. */
export function recordOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, name) => {
    if (!isPlainObject(value)) return fail(name, 'an object', value);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, check(item, `${name}.${key}`)]),
    );
  };
}

/** `fallback` where the option is absent. */
export function optional<T, D = T>(check: Check<T>, fallback: D): Check<T | D> {
  return (value, name) => (value === undefined || value === null ? fallback : check(value, name));
}

export type Checks<T> = { readonly [K in keyof T]-?: Check<T[K]> };

/**
 * An object with exactly these keys; unknown ones are refused with a suggestion. Frozen.
 * @param renamed old key -> new key: an old key is refused, and the message gives the new one
 */
export function object<T extends object>(
  checks: Checks<T>,
  renamed: ReadonlyMap<string, string> = new Map(),
): Check<Readonly<T>> {
  return (value, name) => {
    if (!isPlainObject(value)) return fail(name, 'an object', value);
    const known = Object.keys(checks);
    refuseUnknown(value, known, name, renamed);
    const entries = known.map((key) => {
      const check = checks[key as keyof T] as Check<unknown>;
      return [key, check(value[key], `${name}.${key}`)] as const;
    });
    return Object.freeze(Object.fromEntries(entries)) as Readonly<T>;
  };
}

function refuseUnknown(
  given: object,
  known: readonly string[],
  name: string,
  renamed: ReadonlyMap<string, string> = new Map(),
): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const now = renamed.get(key);
    const hint = now === undefined ? suggestion(key, known) : `: it is called "${now}" now`;
    throw new WinbackError('BAD_INPUT', `${name}: unknown option "${key}"${hint}`);
  }
}

/** The callback of version 0.1 that is called otherwise now. */
const formerNames: ReadonlyMap<string, string> = new Map([['progress', 'onProgress']]);

/** Every key of `T`: one more option does not compile until it is listed. */
export type Keys<T> = { readonly [K in keyof T]-?: true };

/**
 * @param given options, or nothing
 * @param name what the message calls them
 * @throws WinbackError BAD_INPUT unless `given` is left out or an object with no key beside those of `known`; the message
 *   suggests the one that was meant
 */
export function requireKeys<T extends object>(given: T | undefined, name: string, known: Keys<T>): void {
  if (given === undefined) return;
  if (!isPlainObject(given)) fail(name, 'an object', given);
  refuseUnknown(given, Object.keys(known), name, 'onProgress' in known ? formerNames : undefined);
}

/** Checks `given` against `checks` and returns the complete, frozen options. `given` is never changed. */
export function resolveOptions<T extends object>(
  name: string,
  given: unknown,
  checks: Checks<T>,
): Readonly<T> {
  return object(checks)(given ?? {}, name);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** ` (did you mean "x"?)` when one of `known` is close to `given`, else an empty string. */
export function suggestion(given: string, known: readonly string[]): string {
  let best = '';
  let bestDistance = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(given.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === '' ? '' : ` (did you mean "${best}"?)`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
