import { WinbackError } from '../../base/errors.js';
import type { CallOptions, ObjectStore } from './store.js';

/** Holds the same bytes wherever it stands. */
const probe = new TextEncoder().encode('winback: whether this store refuses to write a key that is taken\n');

/**
 * Shows that the store refuses to write a key that is taken: writers that race are told apart by nothing else. The key of the
 * probe stays, so that every later probe is one request.
 * @param store that has to refuse
 * @param key of the probe
 * @throws WinbackError IO for a store that writes nevertheless
 */
export async function requireCreateOnly(
  store: ObjectStore,
  key: string,
  options: CallOptions = {},
): Promise<void> {
  const refused = async (): Promise<boolean> =>
    !(await store.put(key, probe, { ...options, createOnly: true }));
  if ((await refused()) || (await refused())) return;
  throw new WinbackError(
    'IO',
    `${store.place} ignores the condition that a key must be new, so that two writers could replace each other's work: use another store, or turn off versioning (OSS)`,
  );
}
