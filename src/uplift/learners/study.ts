import type { ArrowTable } from '../../data/arrow-shape.js';
import { byteVector, withColumns } from '../../data/gather.js';
import { BinnedTable } from '../../model/binned-table.js';
import type { LightGbmParameters } from '../../model/lightgbm-parameters.js';
import { actionColumn } from '../effects/score.js';

/** What the learners learn from: a log of actions that were drawn with known probabilities. */
export interface Study {
  /** One row a user. */
  readonly table: ArrowTable;
  /** The table's features and the action's code, binned once. */
  readonly bins: BinnedTable;
  /** Number of actions; code 0 is the control. */
  readonly actions: number;
  /** Code of the action of each row. */
  readonly action: Uint8Array;
  /** What the action is to change, such as 1 for users who stayed. */
  readonly outcome: Float64Array;
  /** Whether every outcome is 0 or 1. */
  readonly isBinary: boolean;
  /** Probability of every action when it was drawn, one column an action. */
  readonly chance: readonly Float64Array[];
  /** A hash of each row's user in [0, 2^32): folds do not depend on the order of rows. */
  readonly hash: Uint32Array;
  readonly parameters: LearnerParameters;
  readonly signal: AbortSignal | undefined;
}

/** Parameters of the trees, in two strengths. */
export interface LearnerParameters {
  /** Of outcomes and of effects that X-learners impute. */
  readonly plain: LightGbmParameters;
  /** Of effects from weighted scores, whose noise is large. */
  readonly strong: LightGbmParameters;
}

/**
 * The parameters of reference simulations (docs/explanation/uplift.md): leaves of at least 100 rows, 400 for weighted scores. Small logs
 * have leaves of at least one row in 200 instead.
 */
export function usualParameters(rows: number, seed: number): LearnerParameters {
  const common = {
    ...{ learningRate: 0.07, lambdaL2: 5, baggingFraction: 0.8, baggingFreq: 1, featureFraction: 0.8, seed },
  };
  const leaf = (most: number): number => Math.max(10, Math.min(most, Math.round(rows / 200)));
  return {
    plain: { ...common, numIterations: 80, numLeaves: 15, minDataInLeaf: leaf(100) },
    strong: { ...common, numIterations: 60, numLeaves: 7, minDataInLeaf: leaf(400) },
  };
}

/** Bins the features with the actions. */
export function binWithActions(
  table: ArrowTable,
  features: readonly string[],
  action: Uint8Array,
): Promise<BinnedTable> {
  const whole = withColumns(table, [[actionColumn, byteVector(action)]]);
  return BinnedTable.bin(whole, [...features, actionColumn]);
}

/** Those of `rows` for which `holds`. */
export function rowsWhere(rows: Int32Array, holds: (row: number) => boolean): Int32Array {
  return rows.filter(holds);
}

/** The rows of one action. */
export const rowsOf = ({ action }: Study, rows: Int32Array, code: number): Int32Array =>
  rowsWhere(rows, (row) => action[row] === code);

/** Fold of a row among `folds`; `salt` makes independent ones. */
export function foldOf({ hash }: Study, row: number, folds: number, salt: number): number {
  const mixed = Math.imul(hash[row]! ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
  return Math.floor((mixed / 2 ** 32) * folds);
}

/** A model of the outcome (a probability where it is 0 or 1). @returns LightGBM's text */
export function fitOutcome(study: Study, rows: Int32Array, usesAction: boolean): Promise<string> {
  const objective = study.isBinary && isMixed(study, rows) ? 'binary' : 'regression';
  return study.bins.train({
    ...{ rows, label: study.outcome, signal: study.signal },
    parameters: { ...study.parameters.plain, objective },
    without: usesAction ? [] : [actionColumn],
  });
}

/** A model of an effect from pseudo-outcomes. @returns LightGBM's text */
export function fitEffect(
  study: Study,
  rows: Int32Array,
  label: Float64Array,
  strength: keyof LearnerParameters,
  weight?: Float64Array,
): Promise<string> {
  return study.bins.train({
    ...{ rows, label, weight, signal: study.signal },
    parameters: { ...study.parameters[strength], objective: 'regression' },
    without: [actionColumn],
  });
}

// LightGBM refuses a binary label of one class; the regression of a constant is that constant.
function isMixed({ outcome }: Study, rows: Int32Array): boolean {
  const first = outcome[rows[0]!];
  return rows.some((row) => outcome[row] !== first);
}
