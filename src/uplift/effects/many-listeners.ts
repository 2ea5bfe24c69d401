import { setMaxListeners } from 'node:events';

/**
 * A signal that follows the caller's and may be listened to by any number of trainings beside each other: Node.js takes more than ten
 * listeners of one signal for a leak, and warns.
 */
export function manyListeners(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}
