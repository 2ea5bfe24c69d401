import { ensure, WinbackError } from '../base/errors.js';
import { finite, listOf, object, oneOf, optional, text } from '../base/options.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { numbersOrCodes } from '../data/read/numbers.js';
import { type Calibration, calibrate } from '../model/calibration/calibration.js';
import type { Classifier } from '../model/classifier.js';
import { conform } from '../model/conform.js';
import { valueTable } from '../model/value-table.js';

export const warmUpFile = 'warm-up.json';

/** Rows that a stored model carries with the probabilities that it gave them when it was stored. */
export interface WarmUp {
  /** Names of the features, in the model's order. */
  readonly features: readonly string[];
  /** One list a row: a number for each feature, the code of a category, or null where the value is missing. */
  readonly rows: readonly (readonly (number | null)[])[];
  /** One calibrated probability a row. */
  readonly probabilities: readonly number[];
}

/** Enough to reach many leaves, and few enough to be scored in a moment. */
const mostRows = 32;

/**
 * Rows for the warm-up of a model. Each value comes from another row of the table: no row is a person's.
 * @param model that will be stored
 * @param table rows of training, with the columns of the model
 */
export async function warmUpOf(
  { classifier, calibration }: { readonly classifier: Classifier; readonly calibration: Calibration },
  table: ArrowTable,
): Promise<WarmUp | null> {
  if (table.numRows === 0) return null;
  const { features } = classifier;
  const own = conform(table, features);
  const count = Math.min(mostRows, table.numRows);
  const columns = features.map(({ name }, feature) => {
    const values = numbersOrCodes(own, name);
    // A step that differs from feature to feature takes the values of a row apart.
    return Float64Array.from(
      { length: count },
      (_, i) => values[(i * (2 * feature + 7) + 31 * feature) % values.length]!,
    );
  });
  const raw = await classifier.predict(valueTable(features, columns), { threads: 1 });
  return {
    features: features.map(({ name }) => name),
    rows: Array.from({ length: count }, (_, i) => columns.map((values) => finiteOrNull(values[i]!))),
    probabilities: [...calibrate(calibration, raw)],
  };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const content = object<WarmUp & { readonly format: 'winback-warm-up/1' }>({
  format: oneOf('winback-warm-up/1'),
  features: listOf(text),
  rows: listOf(listOf(optional<number, number | null>(finite, null))),
  probabilities: listOf(finite),
});

/** The content of warm-up.json. */
export const storedWarmUp = (warmUp: WarmUp): object => ({ format: 'winback-warm-up/1', ...warmUp });

/** The warm-up rows that warm-up.json holds. @throws WinbackError BAD_MODEL for what is none */
export function warmUpFrom(value: unknown): WarmUp {
  try {
    const { format: _, ...warmUp } = content(value, warmUpFile);
    const { features, rows, probabilities } = warmUp;
    const fits =
      rows.length === probabilities.length && rows.every(({ length }) => length === features.length);
    ensure(fits, `${warmUpFile}: the rows do not have a value a feature and one probability each`);
    return warmUp;
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', (cause as Error).message, { cause });
  }
}
