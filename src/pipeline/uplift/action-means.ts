import { userFolds } from '../../model/folds.js';

const folds = 5;

/**
 * What each action brought to the users of other folds, on average: the simplest model of rewards that doubly robust values can stand
 * on. An action that no user of the other folds got is expected to bring the mean of all.
 */
export function crossFittedMeans(
  users: readonly string[],
  action: Int32Array,
  reward: Float64Array,
  actions: number,
): Float64Array[] {
  const fold = userFolds(users, folds, 1);
  const means = Array.from({ length: folds }, (_, left) =>
    meansWithout(action, reward, actions, (row) => fold[row] === left),
  );
  return Array.from({ length: actions }, (_, code) => Float64Array.from(fold, (left) => means[left]![code]!));
}

function meansWithout(
  action: Int32Array,
  reward: Float64Array,
  actions: number,
  isLeft: (row: number) => boolean,
): readonly number[] {
  const sums = new Float64Array(actions);
  const counts = new Float64Array(actions);
  for (let row = 0; row < action.length; row++) {
    if (isLeft(row)) continue;
    sums[action[row]!]! += reward[row]!;
    counts[action[row]!]!++;
  }
  const rows = counts.reduce((all, count) => all + count, 0);
  const mean = rows === 0 ? 0 : sums.reduce((all, sum) => all + sum, 0) / rows;
  return Array.from(sums, (sum, code) => (counts[code]! === 0 ? mean : sum / counts[code]!));
}
