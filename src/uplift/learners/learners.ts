import type { EffectTerm, LinearEffects } from '../effects/records.js';
import { forestScores } from '../effects/score.js';
import { crossFitted } from './nuisance.js';
import { fitEffect, fitOutcome, foldOf, rowsOf, rowsWhere, type Study } from './study.js';

/** Learns effects of every action from some rows. */
export type Learner = (study: Study, rows: Int32Array) => Promise<LinearEffects>;

const codes = (study: Study): readonly number[] => Array.from({ length: study.actions - 1 }, (_, i) => i + 1);

const plus = (forest: number, weight = 1, action: number | null = null): EffectTerm => ({
  forest,
  action,
  weight,
});

/** One model of the outcome with the action as a feature. */
export const sLearner: Learner = async (study, rows) => ({
  kind: 'linear',
  forests: [await fitOutcome(study, rows, true)],
  effects: codes(study).map((code) => ({ intercept: 0, terms: [plus(0, 1, code), plus(0, -1, 0)] })),
});

/** One model of the outcome for each action. */
export const tLearner: Learner = async (study, rows) => {
  const forests = await Promise.all(
    [0, ...codes(study)].map((code) => fitOutcome(study, rowsOf(study, rows, code), false)),
  );
  return {
    kind: 'linear',
    forests,
    effects: codes(study).map((code) => ({ intercept: 0, terms: [plus(code), plus(0, -1)] })),
  };
};

/**
 * Künzel, Sekhon, Bickel and Yu (2019): effects of the users of both arms from the other arm's model of the outcome, learnt apart and
 * weighted by the chance of the arms.
 */
export const xLearner: Learner = async (study, rows) => {
  const { table, outcome, chance, signal } = study;
  const outcomes = (await tLearner(study, rows)).forests;
  const expected = await Promise.all(outcomes.map((text) => forestScores(text, table, null, signal)));
  const control = rowsOf(study, rows, 0);
  const pairs = codes(study).map(async (code) => {
    const onTreated = outcome.map((y, row) => y - expected[0]![row]!);
    const onControl = outcome.map((y, row) => expected[code]![row]! - y);
    const share = meanOf(rows, (row) => chance[code]![row]! / (chance[code]![row]! + chance[0]![row]!));
    const forests = await Promise.all([
      fitEffect(study, rowsOf(study, rows, code), onTreated, 'plain'),
      fitEffect(study, control, onControl, 'plain'),
    ]);
    return { forests, share };
  });
  const fitted = await Promise.all(pairs);
  return {
    kind: 'linear',
    forests: fitted.flatMap(({ forests }) => forests),
    effects: fitted.map(({ share }, i) => ({
      intercept: 0,
      terms: [plus(2 * i, 1 - share), plus(2 * i + 1, share)],
    })),
  };
};

/** Nie and Wager (2021): the residual of the outcome against that of the action, between each action and the control. */
export const rLearner: Learner = async (study, rows) => {
  const { outcome, chance, action } = study;
  const forests = await Promise.all(
    codes(study).map(async (code) => {
      const pair = rowsWhere(rows, (row) => action[row] === 0 || action[row] === code);
      const expected = await crossFitted(study, pair, (inner) => fitOutcome(study, inner, false));
      const label = new Float64Array(outcome.length);
      const weight = new Float64Array(outcome.length);
      for (const row of pair) {
        const share = chance[code]![row]! / (chance[code]![row]! + chance[0]![row]!);
        const residual = Number(action[row] === code) - share;
        label[row] = (outcome[row]! - expected[row]!) / residual;
        weight[row] = residual ** 2;
      }
      return fitEffect(study, pair, label, 'strong', weight);
    }),
  );
  return {
    kind: 'linear',
    forests,
    effects: codes(study).map((_, i) => ({ intercept: 0, terms: [plus(i)] })),
  };
};

/** Kennedy (2023): a regression on differences of doubly robust scores, whose outcome model is cross-fitted. */
export const drLearner: Learner = async (study, rows) => {
  const scores = await robustScores(study, rows);
  const forests = await Promise.all(
    codes(study).map((code) => {
      const label = scores[code]!.map((score, row) => score - scores[0]![row]!);
      return fitEffect(study, rows, label, 'strong');
    }),
  );
  return {
    kind: 'linear',
    forests,
    effects: codes(study).map((_, i) => ({ intercept: 0, terms: [plus(i)] })),
  };
};

/** Doubly robust score of every action for each of `rows`, 0 for others; the outcome model is one with the action as a feature. */
export function robustScores(study: Study, rows: Int32Array): Promise<readonly Float64Array[]> {
  const known = knownScores.get(rows);
  if (known !== undefined) return known;
  const scores = crossFittedActions(study, rows).then((expected) => robustFrom(study, rows, expected));
  knownScores.set(rows, scores);
  return scores;
}

/** Learner and calibration ask for the scores of the same rows: the five models behind them are fitted once. */
const knownScores = new WeakMap<Int32Array, Promise<readonly Float64Array[]>>();

/** Doubly robust scores from what a model, fitted on other rows, expects of every action. */
export function robustFrom(
  { action, outcome, chance }: Study,
  rows: Int32Array,
  expected: readonly Float64Array[],
): readonly Float64Array[] {
  const scores = expected.map((column) => Float64Array.from(column));
  for (const row of rows) {
    const taken = action[row]!;
    scores[taken]![row]! += (outcome[row]! - expected[taken]![row]!) / chance[taken]![row]!;
  }
  return scores;
}

const nuisanceFolds = 5;

async function crossFittedActions(study: Study, rows: Int32Array): Promise<readonly Float64Array[]> {
  const columns = study.chance.map(() => new Float64Array(study.outcome.length));
  await Promise.all(
    Array.from({ length: nuisanceFolds }, async (_, fold) => {
      const isIn = (row: number): boolean => foldOf(study, row, nuisanceFolds, 1) === fold;
      const text = await fitOutcome(
        study,
        rowsWhere(rows, (row) => !isIn(row)),
        true,
      );
      for (const [code, column] of columns.entries()) {
        const scores = await forestScores(text, study.table, code, study.signal);
        for (const row of rows) if (isIn(row)) column[row] = scores[row]!;
      }
    }),
  );
  return columns;
}

function meanOf(rows: Int32Array, of: (row: number) => number): number {
  let sum = 0;
  for (const row of rows) sum += of(row);
  return sum / rows.length;
}
