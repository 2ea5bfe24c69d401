import { forestScores } from '../effects/score.js';
import { foldOf, rowsWhere, type Study } from './study.js';

/** Folds of models whose predictions are only used for users they did not see. */
const folds = 5;

/** Prediction of each of `rows` by a model of the other folds; 0 for other rows. */
export async function crossFitted(
  study: Study,
  rows: Int32Array,
  learn: (rows: Int32Array) => Promise<string>,
): Promise<Float64Array> {
  const out = new Float64Array(study.outcome.length);
  await Promise.all(
    Array.from({ length: folds }, async (_, fold) => {
      const isIn = (row: number): boolean => foldOf(study, row, folds, 2) === fold;
      const text = await learn(rowsWhere(rows, (row) => !isIn(row)));
      const scores = await forestScores(text, study.table, null, study.signal);
      for (const row of rows) if (isIn(row)) out[row] = scores[row]!;
    }),
  );
  return out;
}
