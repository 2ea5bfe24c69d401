import { WinbackError } from '../../base/errors.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { conform } from '../../model/conform.js';
import { crossing } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { sortedValues } from '../../stats/quantile/quantile.js';
import { countedColumn, textCounts } from '../profile/columns.js';
import type { CategoryProfile, NumericProfile } from '../profile/records.js';

/** The finite values of a column: distinct ones, ascending, and the rows of each. */
export interface NumericSample {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly rows: number;
}

/** Rows of each category. */
export type CategorySample = ReadonlyMap<string, number>;

/** The values of a column of a table; missing and infinite ones are left out, as both peers leave them out. */
export async function numericSample(table: ArrowTable, name: string): Promise<NumericSample> {
  const all = strictNumbers(conform(table, [{ name, kind: 'numeric' }]), name);
  return distinct(await sortedValues(all.filter(Number.isFinite)));
}

function distinct(sorted: Float64Array): NumericSample {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.at(-1) === value) counts[counts.length - 1]!++;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts), rows: sorted.length };
}

/** The values that a profile keeps. @throws WinbackError BAD_INPUT where it keeps quantiles only */
export function profiledNumbers({ name, exact, grid, equal }: NumericProfile): NumericSample {
  if (!exact) throw needsRows(name);
  return withRows(grid, equal);
}

// Deciles stand in the grid without a row of their own.
function withRows(grid: Float64Array, equal: Float64Array): NumericSample {
  const kept = [...grid.keys()].filter((i) => equal[i]! > 0);
  const counts = Float64Array.from(kept, (i) => equal[i]!);
  return {
    values: Float64Array.from(kept, (i) => grid[i]!),
    counts,
    rows: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** Rows of the texts of a column of a table. */
export async function categorySample(table: ArrowTable, name: string): Promise<CategorySample> {
  const counted = countedColumn(table, { name, kind: 'categorical' });
  const texts = counted.kind === 'categorical' ? counted.texts : [];
  const [cells] = await crossing(() =>
    addon().driftCells([{ column: counted.column, values: null, codes: texts.length }], 1, null),
  );
  return textCounts(texts, cells!.equal);
}

/** The categories that a profile keeps. @throws WinbackError BAD_INPUT where it adds rare ones up */
export function profiledCategories({ name, categories, counts, other }: CategoryProfile): CategorySample {
  if (other > 0) throw needsRows(name);
  return new Map(categories.map((category, i) => [category, counts[i]!]));
}

const needsRows = (name: string): WinbackError =>
  new WinbackError(
    'BAD_INPUT',
    `column "${name}": its profile does not keep every value, which this definition needs; give the rows of the training (--reference FILE)`,
  );
