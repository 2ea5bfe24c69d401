import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import type { PlanOptions } from '../../campaign/options.js';
import { checkPlanOptions, planNumberColumns } from '../../campaign/plan-columns.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnNames } from '../../data/tables/file-columns.js';
import { readTable } from '../../data/tables/read.js';
import { settleFolder } from '../../registry/output-folder.js';
import { cutWarning, encodingWarning, numbersWarning } from '../cut-file.js';
import { reasonColumnsIn } from '../reason-names.js';
import type { PlanRunOptions } from './run.js';

/** The scores, as a file of this machine and as the user named them. */
export interface ScoresFile {
  readonly file: string;
  readonly given: string;
}

type ReadingOptions = Pick<PlanRunOptions, 'signal' | 'onWarning' | 'language' | 'encoding' | 'numberFormat'>;

/** The file of scored users as a table, with the columns that the plan names. */
export async function scoredTable(
  { file, given }: ScoresFile,
  options: PlanOptions,
  { signal, onWarning, language = 'en', encoding, numberFormat }: ReadingOptions,
): Promise<ArrowTable> {
  await settleFolder(path.dirname(file));
  const user = options.columns?.user ?? 'user_id';
  const texts = [user, ...(await reasonTexts(file, { signal, encoding }))];
  const table = await readTable(file, {
    ...{ text: texts, utf8: texts, signal, encoding, numberFormat },
    numeric: planNumberColumns(checkPlanOptions(options)),
    onNumbers: (column, found) => onWarning?.(numbersWarning(column, found, language)),
    onEncoding: (found) => onWarning?.(encodingWarning(given, found, language)),
  });
  requireColumns(options, table);
  const cut = await cutWarning(file, language, given);
  if (cut !== null) onWarning?.(cut);
  return table;
}

/** Texts of reasons: a value such as 007 stays as it is. */
async function reasonTexts(file: string, { signal, encoding }: ReadingOptions): Promise<readonly string[]> {
  // What is wrong with the file is said when its rows are read.
  const names = await columnNames(file, { signal, encoding }).catch(() => []);
  return reasonColumnsIn(names).filter((name) => !name.endsWith('_contribution'));
}

// What scoring writes lacks the columns of the features unless it is told to keep them.
function requireColumns(options: PlanOptions, table: ArrowTable): void {
  try {
    checkPlanOptions(
      options,
      table.schema.fields.map(({ name }) => name),
    );
  } catch (cause) {
    const remedy = '`winback score --keep COLUMN` carries a column of the features over into the scores';
    throw new WinbackError('BAD_INPUT', `${(cause as Error).message}; ${remedy}`, { cause });
  }
}
