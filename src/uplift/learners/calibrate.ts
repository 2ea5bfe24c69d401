import { onLines } from '../effects/combine.js';
import type { LinearEffects } from '../effects/records.js';
import { scoreEffects } from '../effects/score.js';
import { type Learner, robustScores } from './learners.js';
import { foldOf, rowsWhere, type Study } from './study.js';

/** The best linear predictor of an action's effect from predicted effects (Chernozhukov et al., 2018). */
export interface EffectLine {
  /** Mean effect by doubly robust scores. */
  readonly level: number;
  /** Slope that is applied, from 0 (everybody has the mean effect) to 1 (as predicted). */
  readonly slope: number;
  /** Mean prediction. */
  readonly centre: number;
  /** Slope that was estimated. */
  readonly estimate: number;
  /** Its standard error, robust to unequal variances (HC1). */
  readonly standardError: number;
}

/** A one-sided test at 5 %: below it, differences between users are not told from noise. */
const leastRatio = 1.6448536269514722;

/** The line of one action. `predicted` must come from models that did not see the rows. */
export function effectLine(rows: Int32Array, predicted: Float64Array, effects: Float64Array): EffectLine {
  const n = rows.length;
  let [level, centre] = [0, 0];
  for (const row of rows) {
    level += effects[row]! / n;
    centre += predicted[row]! / n;
  }
  let [spread, product] = [0, 0];
  for (const row of rows) {
    const off = predicted[row]! - centre;
    spread += off * off;
    product += off * (effects[row]! - level);
  }
  if (spread === 0) return { level, slope: 0, centre, estimate: 0, standardError: Number.NaN };
  const estimate = product / spread;
  let meat = 0;
  for (const row of rows) {
    const off = predicted[row]! - centre;
    meat += (off * (effects[row]! - level - estimate * off)) ** 2;
  }
  const standardError = Math.sqrt(((n / (n - 2)) * meat) / spread ** 2);
  const isTold = estimate > leastRatio * standardError;
  return { level, slope: isTold ? Math.min(1, estimate) : 0, centre, estimate, standardError };
}

const folds = 2;

/** The learner with its effects moved onto the lines that its out-of-fold predictions give. */
export function calibrated(learner: Learner): Learner {
  return async (study, rows) => {
    const [model, lines] = await Promise.all([learner(study, rows), effectLines(study, rows, learner)]);
    return onLines(model, lines);
  };
}

/** The line of each action, from predictions of models that did not see the row. */
export async function effectLines(
  study: Study,
  rows: Int32Array,
  learner: Learner,
): Promise<readonly EffectLine[]> {
  const predicted = await outOfFold(study, rows, learner);
  const scores = await robustScores(study, rows);
  return predicted.map((column, i) => {
    const effects = scores[i + 1]!.map((score, row) => score - scores[0]![row]!);
    return effectLine(rows, column, effects);
  });
}

async function outOfFold(study: Study, rows: Int32Array, learner: Learner): Promise<readonly Float64Array[]> {
  const columns = Array.from({ length: study.actions - 1 }, () => new Float64Array(study.outcome.length));
  await Promise.all(
    Array.from({ length: folds }, async (_, fold) => {
      const isIn = (row: number): boolean => foldOf(study, row, folds, 3) === fold;
      const others = rowsWhere(rows, (row) => !isIn(row));
      const model: LinearEffects = await learner(study, others);
      const effects = await scoreEffects(model, study.table, study.signal);
      for (const [i, column] of columns.entries())
        for (const row of rows) if (isIn(row)) column[row] = effects[i]![row]!;
    }),
  );
  return columns;
}
