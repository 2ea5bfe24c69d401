import { Pace } from '../../base/pace.js';

/** What a policy knows of the users: columns of the actions but the control, in their order. */
export interface Predicted {
  /** What an action gains before its cost, in yuan a user. */
  readonly gain: readonly Float64Array[];
  /** What it costs, in yuan a user. */
  readonly cost: readonly Float64Array[];
}

const bisections = 60;

/**
 * Code of the action of every user: the one with the largest gain less cost, 0 where none is above 0; inside `budget` yuan in all by a
 * price on cost (Lagrange), so that at most the last bit of the budget is left. A plan makes the exact choice; a comparison of models
 * needs only the same rule for each.
 * @param budget yuan in all; Infinity for none
 */
export async function chooseActions(
  { gain, cost }: Predicted,
  rows: Int32Array,
  budget: number,
  pace = new Pace(),
): Promise<Uint8Array> {
  const action = new Uint8Array(gain[0]!.length);
  const pick = async (price: number): Promise<number> => {
    let spent = 0;
    for (let from = 0; from < rows.length; from += slice) {
      for (const row of rows.subarray(from, from + slice)) {
        const code = best(gain, cost, row, 1 + price);
        action[row] = code;
        if (code > 0) spent += cost[code - 1]![row]!;
      }
      await pace.breathe(slice);
    }
    return spent;
  };
  if ((await pick(0)) <= budget) return action;
  let [low, high] = [0, 1];
  while ((await pick(high)) > budget && high < 1e9) high *= 4;
  for (let i = 0; i < bisections && high - low > 1e-9 * high; i++) {
    const middle = (low + high) / 2;
    if ((await pick(middle)) > budget) low = middle;
    else high = middle;
  }
  await pick(high);
  return action;
}

const slice = 20_000;

// An action that costs nothing less than another one and gains more is never passed over.
function best(
  gain: readonly Float64Array[],
  cost: readonly Float64Array[],
  row: number,
  weight: number,
): number {
  let [code, most] = [0, 0];
  for (let i = 0; i < gain.length; i++) {
    const value = gain[i]![row]! - weight * cost[i]![row]!;
    if (value > most) [code, most] = [i + 1, value];
  }
  return code;
}
