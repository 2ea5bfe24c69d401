import type { ArrowTable } from '../../data/arrow-shape.js';
import type { UserId } from '../../model/folds.js';
import { crossing, withStop } from '../../native/crossing.js';
import type { NativeCells, NativeSummary } from '../../native/drift-binding.js';
import { addon } from '../../native/load.js';
import { kernelColumn } from '../../stats/column-input.js';
import { type CountedColumn, textCodes, textCounts } from './columns.js';
import {
  type CategoryProfile,
  type ColumnProfile,
  keptCategories,
  type NumericProfile,
  type ProfiledColumn,
  rememberedNames,
} from './records.js';
import type { ScoredSample } from './scored.js';

/** What a profile keeps of the rows of a column. */
export function describe(
  counted: CountedColumn,
  column: ProfiledColumn,
  rows: number,
  signal: AbortSignal | undefined,
): Promise<ColumnProfile> {
  const common = { name: column.name, expected: column.expected ?? null, rows, scored: null };
  return counted.kind === 'numeric'
    ? crossing(() => addon().driftSummarise(counted.column)).then((found) => numeric(common, found))
    : withStop(signal, (stop) =>
        crossing(() =>
          addon().driftCells(
            [{ column: counted.column, values: null, codes: counted.texts.length }],
            1,
            stop,
          ),
        ),
      ).then(([cells]) => category(common, counted.texts, cells!));
}

type Common = Pick<NumericProfile, 'name' | 'expected' | 'rows' | 'scored'>;

function numeric(common: Common, found: NativeSummary): NumericProfile {
  const { grid, edges, exact, mean, sd, missing, infinite } = found;
  const values = common.rows - missing - infinite;
  return {
    ...common,
    kind: 'numeric',
    ...{ missing, infinite, exact, grid },
    min: grid[0] ?? null,
    max: grid.at(-1) ?? null,
    mean: values > 0 ? mean : null,
    sd: values > 1 ? sd : null,
    equal: found.equal,
    between: found.between.slice(1),
    excess: found.excess.slice(1),
    edges: [...edges],
  };
}

function category(common: Common, texts: readonly string[], cells: NativeCells): CategoryProfile {
  const sorted = [...textCounts(texts, cells.equal)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = sorted.slice(0, keptCategories);
  const rest = sorted.slice(keptCategories);
  return {
    ...common,
    kind: 'categorical',
    missing: cells.missing,
    categories: kept.map(([name]) => name),
    counts: kept.map(([, count]) => count),
    other: rest.reduce((sum, [, count]) => sum + count, 0),
    singles: sorted.filter(([, count]) => count === 1).length,
    otherNames: rest.length > rememberedNames ? null : rest.map(([name]) => name).sort(),
  };
}

/** A column of categories with those counted that one user has, however many of his rows there are. */
export function withSingles(
  column: ColumnProfile,
  table: ArrowTable,
  users: readonly UserId[],
): ColumnProfile {
  if (column.kind === 'numeric') return column;
  const { codes, texts } = textCodes(table, column.name);
  // A dictionary may hold a text twice.
  const firstOf = new Map<string, number>();
  const textOf = texts.map((text, code) => {
    if (!firstOf.has(text)) firstOf.set(text, code);
    return firstOf.get(text)!;
  });
  const several = Symbol('several');
  const holder = new Map<number, UserId | symbol>();
  for (let row = 0; row < codes.length; row++) {
    if (Number.isNaN(codes[row]!)) continue;
    const text = textOf[codes[row]!]!;
    const known = holder.get(text);
    holder.set(text, known === undefined || known === users[row] ? users[row]! : several);
  }
  return { ...column, singles: [...holder.values()].filter((one) => one !== several).length };
}

/** What it keeps of the scores of the rows that the model was judged on. */
export async function scoreProfile({ scores }: ScoredSample): Promise<NumericProfile> {
  const common = { name: 'score', expected: null, rows: scores.length, scored: null };
  return numeric(common, await crossing(() => addon().driftSummarise(kernelColumn(scores, 'scores'))));
}
