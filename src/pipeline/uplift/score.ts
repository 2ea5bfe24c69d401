import { ensure, WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { columnOf } from '../../data/read/column.js';
import { buildTable } from '../../data/tables/build.js';
import { readTable } from '../../data/tables/read.js';
import { writeTable } from '../../data/tables/write.js';
import { scoreUplift } from '../../uplift/train/score.js';
import { readUpliftModel } from './artefact.js';

/** What `winback uplift score` wrote. */
export interface UpliftScoring {
  /** Users. */
  readonly rows: number;
  /** Columns that were added, in their order. */
  readonly columns: readonly string[];
}

/** Adds `gain_ACTION` and `cost_ACTION`, in yuan, to every row of a file: `winback plan` takes both. */
export async function runUpliftScoring(
  folder: string,
  input: string,
  output: string,
  {
    signal,
    user = 'user_id',
  }: { readonly signal?: AbortSignal | undefined; readonly user?: string | undefined },
): Promise<UpliftScoring> {
  const model = await readUpliftModel(folder);
  await requireInputFile(input);
  const table = await readTable(input, { text: [user], utf8: [user], signal });
  ensure(table.numRows > 0, `${input} has no rows`);
  columnOf(table, user);
  const { gain, cost } = await scoreUplift(model, table, { signal });
  const added = model.actions.flatMap((action, i) => [
    { kind: 'number' as const, name: `gain_${action}`, values: gain[i]! },
    { kind: 'number' as const, name: `cost_${action}`, values: cost[i]! },
  ]);
  const known = table.schema.fields.map(({ name }) => name);
  const twice = added.find(({ name }) => known.includes(name));
  if (twice !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${input} has a column "${twice.name}" already: give the file without it`,
    );
  await writeTable(output, table.assign(await buildTable(added)), { signal });
  return { rows: table.numRows, columns: added.map(({ name }) => name) };
}
