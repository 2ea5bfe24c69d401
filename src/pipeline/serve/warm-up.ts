import { WinbackError } from '../../base/errors.js';
import type { ServedModel } from './served-model.js';

/** What a warm-up compared. */
export interface WarmUpResult {
  /** Rows that were scored. */
  readonly rows: number;
  /**
   * Whether the model was stored with them and their probabilities. Without, the row scorer and the table scorer were compared
   * with each other on rows without values and on made-up ones.
   */
  readonly recorded: boolean;
}

const madeUpRows = 16;

/**
 * Scores rows whose probabilities are known, and compares every bit. A model that fails is not to be served.
 * @throws WinbackError BAD_MODEL naming the row
 */
export async function warmUp(model: ServedModel): Promise<WarmUpResult> {
  const { warmUp: recorded } = model.stored;
  if (recorded !== null) requireOwnFeatures(model, recorded.features);
  const rows = recorded === null ? madeUp(model) : recorded.rows.map(valuesOf);
  const tabled = await model.probabilities(columnsOf(rows, model.features.length));
  for (const [i, row] of rows.entries()) {
    model.values.set(row);
    const single = await model.probability();
    const expected = recorded?.probabilities[i] ?? tabled[i]!;
    for (const found of [single, tabled[i]!])
      if (!Object.is(found, expected)) throw differs(model, i, found, expected);
  }
  return { rows: rows.length, recorded: recorded !== null };
}

function requireOwnFeatures({ digest, features }: ServedModel, recorded: readonly string[]): void {
  if (recorded.length === features.length && features.every(({ name }, i) => name === recorded[i])) return;
  throw new WinbackError('BAD_MODEL', `the warm-up rows of the model ${digest} have other features than it`);
}

function differs({ digest }: ServedModel, row: number, found: number, expected: number): WinbackError {
  return new WinbackError(
    'BAD_MODEL',
    `the model ${digest} gives ${found} for its warm-up row ${row + 1}, which must give ${expected}: it is not served`,
  );
}

const valuesOf = (row: readonly (number | null)[]): Float64Array =>
  Float64Array.from(row, (value) => value ?? Number.NaN);

function columnsOf(rows: readonly Float64Array[], features: number): Float64Array<ArrayBuffer>[] {
  return Array.from({ length: features }, (_, place) => Float64Array.from(rows, (row) => row[place]!));
}

/** A row without values, then numbers of several magnitudes and categories in turn. */
function madeUp({ features }: ServedModel): Float64Array[] {
  return Array.from({ length: madeUpRows }, (_, i) =>
    Float64Array.from(features, (feature, place) => {
      if (i === 0) return Number.NaN;
      if (feature.kind === 'categorical')
        return feature.categories.length === 0 ? Number.NaN : (i + place) % feature.categories.length;
      return ((i * (place + 3)) % 17) * 10 ** ((i % 5) - 1);
    }),
  );
}
