import { WinbackError } from '../../base/errors.js';
import { Problem } from '../http/problem.js';

/** A state that cannot be written now, as a problem that asks to come again. */
export function unavailable(error: unknown): never {
  if (error instanceof WinbackError && ['LOCKED', 'IO'].includes(error.code))
    throw new Problem('NOT_READY', 'the state cannot be written now: send the request again', {
      retryAfter: 1,
    });
  throw error;
}
