import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';

/** Rounds of boosting that count: all, those up to the best of early stopping, or the first so many. */
export type XgboostRounds = number | 'all' | 'best';

/**
 * The bytes of a model of another library.
 * @throws WinbackError BAD_INPUT for what is neither text nor bytes
 */
export function modelBytes(source: unknown): Uint8Array {
  if (typeof source === 'string') return new TextEncoder().encode(source);
  if (source instanceof Uint8Array) return source;
  throw new WinbackError('BAD_INPUT', 'the model must be a string or a Uint8Array');
}

/** Checks an option of that name. */
export function requireRounds(value: unknown, name: string): XgboostRounds {
  if (value === 'all' || value === 'best') return value;
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 2 ** 30)
    return value as number;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be all, best or a whole number from 1, got ${shown(value)}`,
  );
}
