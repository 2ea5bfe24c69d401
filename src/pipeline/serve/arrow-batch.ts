import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import { arrowStreamBytes, tableOfBytes, tablesOfStream } from '../../data/tables/arrow-bytes.js';
import type { BatchScoring, ServedModel } from './served-model.js';
import { requireSound } from './sound-table.js';

/** How the scores of Arrow batches are made. */
export interface ArrowScoring extends Omit<BatchScoring, 'id'> {
  /** Column that names the users. @default the model's, where the table has it, else row numbers */
  readonly id: string | null;
  /** Rows of one table. */
  readonly mostRows: number;
}

/** The table in the body of a request. Nothing about it is trusted. @throws WinbackError BAD_INPUT */
export async function arrowTable(
  bytes: Uint8Array,
  { mostRows }: Pick<ArrowScoring, 'mostRows'>,
): Promise<Table> {
  const table = await tableOfBytes(bytes);
  requireSound(table, mostRows);
  return table;
}

/** The scores of a table as an Arrow stream. @throws WinbackError BAD_INPUT for a table that does not fit the model */
export async function scoredArrow(
  model: ServedModel,
  table: Table,
  options: ArrowScoring,
): Promise<Uint8Array> {
  const scored = await model.batch(table, { ...options, id: idColumn(model, table, options.id) });
  return arrowStreamBytes(scored);
}

/**
 * The scores of a stream of batches as a stream of batches, which ends with the marker of its end only when all was scored.
 * @param score runs the scoring of so many rows when its turn comes
 */
export async function* scoredStream(
  model: ServedModel,
  bytes: AsyncIterable<Uint8Array>,
  options: ArrowScoring,
  score: (rows: number, work: () => Promise<Uint8Array>) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const table of tablesOfStream(bytes)) {
    requireSound(table, options.mostRows);
    const part = await score(table.numRows, () => scoredArrow(model, table, options));
    // Each part is a stream of its own: the schema stands once, the marker of the end after the last.
    yield part.subarray(isFirst ? 0 : schemaBytes(part), part.length - endMarker.length);
    isFirst = false;
  }
  yield endMarker;
}

const endMarker = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Length of the message that begins a stream: 8 bytes of a prefix, whose second half is the length of what follows. */
function schemaBytes(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}

function idColumn({ stored }: ServedModel, table: Table, given: string | null): string | null {
  const has = (name: string): boolean => table.schema.fields.some((field) => field.name === name);
  if (given !== null && !has(given))
    throw new WinbackError(
      'BAD_INPUT',
      `the table has no column ${shown(given)}, which should name the users`,
    );
  const own = stored.manifest.idColumn;
  return given ?? (own !== null && has(own) ? own : null);
}
