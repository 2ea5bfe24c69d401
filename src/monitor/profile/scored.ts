import { ensure } from '../../base/errors.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { crossing, withStop } from '../../native/crossing.js';
import type { NativeCounted, NativeScoreTable } from '../../native/drift-binding.js';
import { addon } from '../../native/load.js';
import { kernelColumn } from '../../stats/column-input.js';
import { countedColumn } from './columns.js';
import { binsOf, type ColumnProfile, type NumericProfile, type ScoredBins } from './records.js';

/** Rows that the model had never seen, with what it said and what happened. */
export interface ScoredSample {
  /** Has the columns of the profile. */
  readonly table: ArrowTable;
  /** Calibrated probability of each row, in [0, 1]. */
  readonly scores: Float64Array;
  /** 1 for a user who left, 0 for one who stayed. */
  readonly labels: Uint8Array;
  /** From which probability a user counts as leaving. */
  readonly threshold: number;
}

/** Score bins of a profile. */
const scoreBins = 50;

/** Edges of about equally filled score bins: values of the grid at the shares k / 50, equal ones merged. */
export function scoreEdges({ grid, equal, between, rows }: NumericProfile): readonly number[] {
  const edges: number[] = [];
  let below = 0;
  for (const [i, value] of grid.entries()) {
    const wanted = ((edges.length + 1) * rows) / scoreBins;
    if (i > 0 && below >= wanted && edges.length < scoreBins - 1) edges.push(value);
    below += equal[i]! + between[i]!;
  }
  return edges;
}

/** The labelled rows by the bins of each column. @throws WinbackError BAD_INPUT where lengths differ */
export async function scoredBins(
  { table, scores, labels, threshold }: ScoredSample,
  columns: readonly ColumnProfile[],
  edges: readonly number[],
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal | undefined },
): Promise<readonly ScoredBins[]> {
  ensure(
    scores.length === table.numRows,
    `scored.scores has ${scores.length} entries for ${table.numRows} rows`,
  );
  const counted = columns.map((column) => binned(table, column));
  const tables = await withStop(signal, (stop) =>
    crossing(() =>
      addon().driftScoreTables(
        counted,
        kernelColumn(scores, 'scores'),
        kernelColumn(labels, 'labels'),
        Float64Array.from(edges),
        threshold,
        threads,
        stop,
      ),
    ),
  );
  return tables.map((one) => meansOf(one, edges.length + 1));
}

/** The bins of numbers lie between the deciles; those of texts are the kept categories, and one for all others. */
function binned(table: ArrowTable, profile: ColumnProfile): NativeCounted {
  const counted = countedColumn(table, profile);
  if (profile.kind === 'numeric' || counted.kind === 'numeric')
    return {
      column: counted.column,
      values: Float64Array.from(profile.kind === 'numeric' ? profile.edges : []),
      codes: null,
    };
  const places = placesOf(counted.texts, profile.categories);
  return { column: recoded(counted.column, places), values: null, codes: binsOf(profile) };
}

/** The place of each text among the categories; one after the last for any other. */
export function placesOf(texts: readonly string[], categories: readonly string[]): Int32Array {
  const placeOf = new Map(categories.map((category, place) => [category, place]));
  return Int32Array.from(texts, (text) => placeOf.get(text) ?? categories.length);
}

type Column = ReturnType<typeof kernelColumn>;

function recoded(column: Column, places: Int32Array): Column {
  const chunks = column.chunks.map((chunk) => {
    const values = new Float64Array(chunk.length);
    for (let row = 0; row < chunk.length; row++) {
      const code = Number(chunk.values[row]);
      values[row] = Number.isNaN(code) ? code : (places[code] ?? Number.NaN);
    }
    return { ...chunk, values };
  });
  return { ...column, type: 'float64', chunks };
}

function meansOf({ counts, scoreSums, above }: NativeScoreTable, bins: number): ScoredBins {
  const rows = Array.from(scoreSums, (_, bin) => {
    let sum = 0;
    for (let i = bin * bins * 2; i < (bin + 1) * bins * 2; i++) sum += counts[i]!;
    return sum;
  });
  const share = (sums: Float64Array): readonly (number | null)[] =>
    rows.map((n, bin) => (n === 0 ? null : sums[bin]! / n));
  return { meanScore: share(scoreSums), shareAbove: share(above), counts };
}
