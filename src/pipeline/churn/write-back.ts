import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { contactList } from '../../campaign/list.js';
import { type WriteBackOptions, type WrittenRows, writeRun } from '../write-back.js';
import type { WriteBack } from '../write-back-config.js';
import type { ChurnConfig } from './config.js';
import type { PreparedChurn } from './dataset.js';
import type { ChurnPipelineRun } from './run.js';
import { scoreNames } from './scored-users.js';

/**
 * Writes the scores of a run, and its contact list where it has a plan, where `writeBack` says. A database takes both in one
 * transaction, and rows of the same run are replaced; in an object store each is one object of the run.
 * @throws WinbackError BAD_INPUT, NOT_FOUND for a missing table, IO, ABORTED
 */
export async function writeBackChurn(
  config: Pick<ChurnConfig, 'name' | 'output'> & { readonly writeBack: WriteBack },
  data: PreparedChurn,
  { scores, plan }: Pick<ChurnPipelineRun, 'scores' | 'plan'>,
  options: WriteBackOptions,
): Promise<readonly WrittenRows[]> {
  const { writeBack } = config;
  const table = scores as Table;
  const idColumn = data.idColumn ?? 'row';
  const { salt } = config.output;
  const tables = [
    { name: writeBack.scores, tables: [table.select([idColumn, ...scoreNames])] },
    ...(plan === null
      ? []
      : [{ name: writeBack.plan, tables: contactList({ table, plan, options: { salt } }) }]),
  ];
  return writeRun(writeBack, runOf(config, data), tables, options);
}

function runOf({ name, writeBack }: { name: string; writeBack: WriteBack }, data: PreparedChurn): string {
  if (writeBack.run !== null) return writeBack.run;
  const day = data.features?.snapshots.at(-1)?.day;
  if (day !== undefined) return `${name} ${day}`;
  throw new WinbackError(
    'BAD_INPUT',
    'writeBack.run is missing: a prepared table has no day that names the run',
  );
}
