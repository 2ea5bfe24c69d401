// How much of the oracle's profit a model of effects earns on fresh users: docs/explanation/uplift.md has the protocol.
import { Pace } from '../../src/base/pace.js';
import { scoreCosts } from '../../src/uplift/effects/costs.js';
import type { EffectModel } from '../../src/uplift/effects/records.js';
import { scoreEffects } from '../../src/uplift/effects/score.js';
import { chooseActions } from '../../src/uplift/judge/choose-actions.js';
import { rateLearner } from '../../src/uplift/learners/rates.js';
import { fitCandidate, fitCosts } from '../../src/uplift/train/candidates.js';
import { resolveUpliftOptions } from '../../src/uplift/train/options.js';
import type { UpliftGate } from '../../src/uplift/train/records.js';
import { heldOut, judge, startTraining } from '../../src/uplift/train/train.js';
import { type World, type WorldUsers, worldCosts, worldUsers } from './uplift-world.js';

/** Budgets in yuan a user; the last is no limit. */
export const budgets = [0.25, 1, Infinity] as const;

export interface ProfitRun {
  readonly users: number;
  readonly seed: number;
  readonly gate: UpliftGate;
  /** Share of the oracle's profit by the model that was chosen, before the gate, by budget. */
  readonly model: readonly number[];
  /** The same of measured rates. */
  readonly rates: readonly number[];
  /** What the model claims over what it earns, at the second budget. */
  readonly claimedOverTrue: number;
  /** Processor seconds of the training. */
  readonly seconds: number;
}

/** True profit of a choice, yuan a user. */
function profitOf({ gain, cost }: WorldUsers, action: Uint8Array): number {
  let sum = 0;
  for (const [row, code] of action.entries())
    if (code > 0) sum += gain[code - 1]![row]! - cost[code - 1]![row]!;
  return sum / action.length;
}

/** Trains on a log of so many users and plans for fresh ones. */
export async function profitRun(
  users: number,
  seed: number,
  fresh: number,
  world: World = 'easier',
): Promise<ProfitRun> {
  const before = process.cpuUsage();
  const options = resolveUpliftOptions({ actions: worldCosts, budget: 1, seed });
  const training = await startTraining(worldUsers(users, seed, world).table, options);
  const { study, log, rows } = training;
  const { gate } = await judge(await heldOut(training), rows, options, new Pace());
  const costs = await fitCosts(study, log, options, rows);
  const models = [await fitCandidate(study, rows, gate.model), await rateLearner(study, rows)];
  const { user, system } = process.cpuUsage(before);
  study.bins.close();
  const people = worldUsers(fresh, 999_000, world);
  const cost = await scoreCosts(costs, people.table);
  const [model, rates] = await Promise.all(models.map((one) => sharesOf(one, cost, people)));
  return {
    ...{ users, seed, gate, model: model!.shares, rates: rates!.shares },
    ...{ claimedOverTrue: model!.claimedOverTrue, seconds: (user + system) / 1e6 },
  };
}

async function sharesOf(model: EffectModel, cost: readonly Float64Array[], people: WorldUsers) {
  const value = people.table.getChild('value')!;
  const effects = await scoreEffects(model, people.table);
  const gain = effects.map((effect) => effect.map((u, row) => u * Number(value.get(row))));
  const rows = Int32Array.from({ length: people.table.numRows }, (_, row) => row);
  const shares: number[] = [];
  let claimedOverTrue = Number.NaN;
  for (const budget of budgets) {
    const own = await chooseActions({ gain, cost }, rows, budget * rows.length);
    const oracle = await chooseActions(people, rows, budget * rows.length);
    shares.push(profitOf(people, own) / profitOf(people, oracle));
    if (budget === 1) claimedOverTrue = profitOf({ ...people, gain, cost }, own) / profitOf(people, own);
  }
  return { shares, claimedOverTrue };
}
