import { ensure } from '../../base/errors.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import type { NativeColumn } from '../../native/binding.js';
import { crossing, withStop } from '../../native/crossing.js';
import type { NativeCells, NativeCounted } from '../../native/drift-binding.js';
import { addon } from '../../native/load.js';
import { kernelColumn } from '../../stats/column-input.js';
import { type CountedColumn, countedColumn, textCounts } from '../profile/columns.js';
import type { CategoryProfile, NumericProfile, Profile } from '../profile/records.js';
import { wasserstein } from './distances.js';

/** Today's rows of a column of numbers, by the cells of its profile. */
export interface NumericDay {
  readonly kind: 'numeric';
  readonly profile: NumericProfile;
  readonly cells: NativeCells;
  /** The area between the distribution functions; null where either has no value. */
  readonly area: { readonly value: number; readonly error: number } | null;
}

/** Today's rows of a column of texts. */
export interface CategoryDay {
  readonly kind: 'categorical';
  readonly profile: CategoryProfile;
  readonly rows: ReadonlyMap<string, number>;
  readonly missing: number;
}

export type DayColumn = NumericDay | CategoryDay;

/** Today's rows by the columns of a profile, in its order, and the scores last where they are given. */
export interface DayCounts {
  readonly columns: readonly DayColumn[];
  readonly score: NumericDay | null;
}

/** What the work may use. */
export interface CountOptions {
  readonly scores: Float64Array | undefined;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/** One pass over every column. @throws WinbackError BAD_INPUT naming the column, ABORTED */
export async function countDay(
  profile: Profile,
  table: ArrowTable,
  { scores, threads, signal }: CountOptions,
): Promise<DayCounts> {
  const counted = profile.columns.map((column) => countedColumn(table, column));
  const wanted = profile.columns.map((column, i): NativeCounted => {
    const found = counted[i]!;
    return found.kind === 'categorical'
      ? { column: found.column, values: null, codes: found.texts.length }
      : { column: found.column, values: gridOf(column), codes: null };
  });
  const scored = scores === undefined ? null : scoreColumn(profile, scores, table.numRows);
  const cells = await withStop(signal, (stop) =>
    crossing(() => addon().driftCells([...wanted, ...(scored === null ? [] : [scored])], threads, stop)),
  );
  const days: DayColumn[] = [];
  for (const [i, column] of profile.columns.entries())
    days.push(await dayOf(column, counted[i]!, cells[i]!, signal));
  const score =
    scored === null ? null : await numericDay(profile.score!, scored.column, cells.at(-1)!, signal);
  return { columns: days, score };
}

const gridOf = (column: Profile['columns'][number]): Float64Array =>
  column.kind === 'numeric' ? column.grid : new Float64Array(0);

function scoreColumn({ score }: Profile, scores: Float64Array, rows: number): NativeCounted {
  ensure(score !== null, 'scores are given, but the profile was made without scores');
  ensure(scores.length === rows, `scores has ${scores.length} entries for ${rows} rows`);
  return { column: kernelColumn(scores, 'scores'), values: score.grid, codes: null };
}

async function dayOf(
  profile: Profile['columns'][number],
  counted: CountedColumn,
  cells: NativeCells,
  signal: AbortSignal | undefined,
): Promise<DayColumn> {
  if (profile.kind === 'numeric') return numericDay(profile, counted.column, cells, signal);
  const texts = counted.kind === 'categorical' ? counted.texts : [];
  return {
    kind: 'categorical',
    profile,
    rows: textCounts(texts, cells.equal),
    missing: cells.missing,
  };
}

/**
 * The area is exact from the cells unless the functions cross between two values of the grid. Then the rows are looked at again,
 * provided that the profile keeps every value: of any other profile the area has an error in any case.
 */
async function numericDay(
  profile: NumericProfile,
  column: NativeColumn,
  cells: NativeCells,
  signal: AbortSignal | undefined,
): Promise<NumericDay> {
  const area = wasserstein(profile, cells);
  if (area === null || area.error === 0 || !profile.exact) return { kind: 'numeric', profile, cells, area };
  const value = await withStop(signal, (stop) =>
    crossing(() => addon().driftTransport(profile.grid, profile.equal, column, stop)),
  );
  return { kind: 'numeric', profile, cells, area: { value, error: 0 } };
}
