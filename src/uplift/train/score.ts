import { requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import { badCell } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { scoreCosts } from '../effects/costs.js';
import { manyListeners } from '../effects/many-listeners.js';
import { scoreEffects } from '../effects/score.js';
import type { UpliftModel } from './records.js';

/** What each action gains and costs each user: the columns that a plan takes. */
export interface UpliftScores {
  /** Yuan that an action recovers, before its cost; one column an action. */
  readonly gain: readonly Float64Array[];
  /** Yuan that it costs; one column an action. */
  readonly cost: readonly Float64Array[];
}

/**
 * What every action gains and costs every user. `winback plan` takes both as the columns `gain` and `cost` of its actions.
 * @param model of trainUplift
 * @param table one row a user with the features and the value of the training
 * @param options stop signal
 * @throws WinbackError BAD_INPUT for a missing column or value, ABORTED
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { scoreUplift, trainUplift } from 'winback/uplift';
 *
 * const users = [...Array(400).keys()];
 * const half = Float64Array.from(users, () => 0.5);
 * const columns = { user_id: Int32Array.from(users), probability_none: half, probability_sms: half };
 * const stayed = Int8Array.from(users, (user) => (user % 4 === 1 || user % 3 === 0 ? 1 : 0));
 * const value = Float64Array.from(users, () => 20);
 * const age = Int32Array.from(users, (user) => (user * 7) % 50);
 * const action = users.map((user) => (user % 2 ? 'sms' : 'none'));
 * const table = tableFromArrays({ ...columns, action, stayed, value, age });
 * const model = await trainUplift(table, { actions: { sms: { contact: 0.05 } } });
 * (await scoreUplift(model, table)).cost[0]![0]; // 0.05
 * ```
 */
export async function scoreUplift(
  model: UpliftModel,
  table: ArrowTable,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<UpliftScores> {
  requireShape(model, 'model', { actions: 'list', effects: 'object', costs: 'object' });
  requireKeys(options, 'options', { signal: true });
  checkTable(table);
  const value = strictNumbers(table, model.valueColumn);
  const bad = value.findIndex((yuan) => !(yuan >= 0 && yuan <= 1e12));
  if (bad >= 0) throw badCell(model.valueColumn, bad, 'must be from 0 to 1000000000000', value[bad]);
  const signal = manyListeners(options.signal);
  const effects = await scoreEffects(model.effects, table, signal);
  const gain = effects.map((effect) => effect.map((u, row) => u * value[row]!));
  return { gain, cost: await scoreCosts(model.costs, table, signal) };
}
