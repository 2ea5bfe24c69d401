import { WinbackError } from '../base/errors.js';
import { shown } from '../base/options.js';
import { isWellFormed } from '../base/well-formed.js';

/**
 * JSON with sorted keys: the same value is the same text.
 * @param name how messages name the value
 * @throws WinbackError BAD_INPUT for what JSON would change in silence: NaN, infinity, undefined, functions, dates
 */
export function canonicalJson(value: unknown, name: string): string {
  return JSON.stringify(sorted(value, name));
}

function sorted(value: unknown, name: string): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string' && isWellFormed(value)) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => sorted(item, `${name}[${i}]`));
  if (isPlain(value)) {
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, sorted(value[key], `${name}.${key}`)]));
  }
  throw new WinbackError('BAD_INPUT', `${name}: JSON does not hold ${shown(value)}`);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = value === undefined ? undefined : Object.getPrototypeOf(value);
  return typeof value === 'object' && (prototype === Object.prototype || prototype === null);
}
