import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { contactList } from '../../campaign/list.js';
import { type WriteBackOptions, type WrittenRows, writeRun } from '../write-back.js';
import type { WriteBack } from '../write-back-config.js';
import type { PlanRun } from './run.js';

/** @throws WinbackError BAD_INPUT for a section without a run: scores have no day that names it */
export function requireRun(writeBack: WriteBack | null): void {
  if (writeBack?.run === null)
    throw new WinbackError('BAD_INPUT', 'writeBack.run is missing: a plan has no day that names the run');
}

/**
 * Writes the list of a plan into the database of `writeBack`. Rows of the same run are replaced.
 * @param salt of hashed ids; null for the ids as they are
 * @throws WinbackError BAD_INPUT, NOT_FOUND for a missing table, IO, ABORTED
 */
export async function writeBackPlan(
  writeBack: WriteBack,
  { plan, scores }: Pick<PlanRun, 'plan' | 'scores'>,
  salt: string | null,
  options: WriteBackOptions,
): Promise<readonly WrittenRows[]> {
  requireRun(writeBack);
  const tables = contactList({ table: scores as Table, plan, options: { salt } });
  return writeRun(writeBack, writeBack.run!, [{ name: writeBack.plan, tables }], options);
}
