import { aipwScores, scoreDifference } from '../../stats/causal/aipw.js';
import { crossFit } from '../../stats/causal/cross-fit.js';
import { userFolds } from '../../stats/causal/folds.js';
import { type CloseRows, countsOf } from './rows.js';

/** Rows of an arm and fold below which there are fewer folds. */
const fewestInFold = 25;

/**
 * Scores of the effect of the contact on any outcome, intention to treat: whether a message arrived does not matter. The probability
 * of contact is the plan's; what is expected of a row comes from the rows of other users.
 */
export class EffectScores {
  readonly #rows: CloseRows;
  readonly #columns: readonly Float64Array[];
  readonly #fold: Uint8Array;
  readonly #probability: readonly Float64Array[];

  /** @param seed of the folds */
  constructor(rows: CloseRows, seed: number) {
    this.#rows = rows;
    this.#columns = columnsOf(rows);
    const { contacted, held } = countsOf(rows);
    const folds = Math.min(5, Math.max(2, Math.floor(Math.min(contacted, held) / fewestInFold)));
    this.#fold = userFolds(rows.users, folds, seed);
    this.#probability = [rows.chance.map((chance) => 1 - chance), rows.chance];
  }

  /** One score a row: their mean over any part of the rows that was known before is the effect on it. */
  of(outcome: Float64Array): Float64Array {
    const arm = this.#rows.contacted;
    const expected = crossFit({ outcome, arm, arms: 2, fold: this.#fold, columns: this.#columns });
    const [held, contacted] = aipwScores({ outcome, arm, probability: this.#probability, expected });
    return scoreDifference(contacted!, held!);
  }
}

/** What was known before: value, risk, both together, tier and action, campaign, and what the user gave besides. */
function columnsOf(rows: CloseRows): readonly Float64Array[] {
  const { value, risk, tier, action, campaign, covariates } = rows;
  const both = value.map((worth, row) => worth * risk[row]!);
  const cells = tier.map((code, row) => code * rows.actions.length + action[row]!);
  return [value, both, risk, ...covariates, ...indicators(cells), ...indicators(campaign)];
}

/** A column of 0 and 1 for every code but the most frequent one. */
function indicators(codes: Int32Array): readonly Float64Array[] {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const frequent = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([code]) => code);
  return frequent.slice(1).map((code) => Float64Array.from(codes, (one) => Number(one === code)));
}
