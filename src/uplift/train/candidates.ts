import { meanEffects } from '../effects/combine.js';
import { type CostModel, scoreCosts } from '../effects/costs.js';
import type { EffectModel } from '../effects/records.js';
import { actionColumn, forestScores, scoreEffects } from '../effects/score.js';
import type { ProfitScores } from '../judge/value.js';
import { calibrated } from '../learners/calibrate.js';
import { drLearner, robustFrom, sLearner, xLearner } from '../learners/learners.js';
import { rateLearner } from '../learners/rates.js';
import { foldOf, rowsOf, rowsWhere, type Study } from '../learners/study.js';
import type { UpliftLog } from './log-rows.js';
import type { ResolvedUpliftOptions } from './options.js';
import type { UpliftCandidate } from './records.js';

export const candidateNames: readonly UpliftCandidate[] = ['s', 'x', 'dr', 'ensemble', 'rates'];

/** Every candidate, learnt from some rows. */
export async function fitCandidates(
  study: Study,
  rows: Int32Array,
): Promise<Readonly<Record<UpliftCandidate, EffectModel>>> {
  const [s, x, dr, rates] = await Promise.all([
    sLearner(study, rows),
    calibrated(xLearner)(study, rows),
    drLearner(study, rows),
    rateLearner(study, rows),
  ]);
  return { s, x, dr, ensemble: meanEffects([s, x, dr]), rates };
}

/** One candidate, learnt from some rows. */
export async function fitCandidate(
  study: Study,
  rows: Int32Array,
  name: UpliftCandidate,
): Promise<EffectModel> {
  if (name === 'ensemble') return (await fitCandidates(study, rows)).ensemble;
  const learner = { s: sLearner, x: calibrated(xLearner), dr: drLearner, rates: rateLearner }[name];
  return learner(study, rows);
}

/** Who redeems, learnt from some rows: one forest for every action with a face value. */
export async function fitCosts(
  study: Study,
  { redeemed, names }: UpliftLog,
  { actions }: ResolvedUpliftOptions,
  rows: Int32Array,
): Promise<CostModel> {
  const forests: string[] = [];
  const costs: CostModel['actions'][number][] = [];
  for (const [code, name] of names.entries()) {
    if (code === 0) continue;
    const { contact, face } = actions[name]!;
    if (face > 0) {
      const own = rowsOf(study, rows, code);
      const mixed = own.some((row) => redeemed[row] !== redeemed[own[0]!]);
      const objective =
        mixed && redeemed.every((value) => value === 0 || value === 1) ? 'binary' : 'regression';
      const parameters = { ...study.parameters.plain, objective } as const;
      const given = { rows: own, label: redeemed, parameters, without: [actionColumn], signal: study.signal };
      forests.push(await study.bins.train(given));
    }
    costs.push({ contact, face, forest: face > 0 ? forests.length - 1 : null });
  }
  return { forests, actions: costs };
}

/** What every candidate predicts for users that it did not see, and doubly robust profits of every action. */
export interface HeldOut {
  readonly gains: Readonly<Record<UpliftCandidate, readonly Float64Array[]>>;
  readonly costs: readonly Float64Array[];
  readonly profits: ProfitScores;
}

/** Empty columns for `judgeFold` to fill. */
export function emptyHeldOut(study: Study): HeldOut {
  const columns = (count: number) =>
    Array.from({ length: count }, () => new Float64Array(study.outcome.length));
  const actions = study.actions - 1;
  const gains = {
    ...{ s: columns(actions), x: columns(actions), dr: columns(actions) },
    ...{ ensemble: columns(actions), rates: columns(actions) },
  };
  return { gains, costs: columns(actions), profits: columns(study.actions) };
}

/** Learns from the other folds and fills in the rows of this one. */
export async function judgeFold(
  study: Study,
  log: UpliftLog,
  options: ResolvedUpliftOptions,
  all: Int32Array,
  fold: number,
  held: HeldOut,
): Promise<void> {
  const isIn = (row: number): boolean => foldOf(study, row, options.folds, 0) === fold;
  const others = rowsWhere(all, (row) => !isIn(row));
  const own = rowsWhere(all, isIn);
  const models = await fitCandidates(study, others);
  for (const name of candidateNames) {
    const effects = await scoreEffects(models[name], study.table, study.signal);
    fill(held.gains[name], effects, own, (effect, row) => effect * log.value[row]!);
  }
  const costs = await scoreCosts(await fitCosts(study, log, options, others), study.table, study.signal);
  fill(held.costs, costs, own, (cost) => cost);
  const stays = await Promise.all(
    study.chance.map((_, code) => forestScores(models.s.forests[0]!, study.table, code, study.signal)),
  );
  fill(held.profits, profitScores(study, log, options, own, stays, costs), own, (profit) => profit);
}

// Doubly robust in the profit itself: staying times value less the booked cost, around what the models of both expect.
function profitScores(
  study: Study,
  log: UpliftLog,
  { actions }: ResolvedUpliftOptions,
  rows: Int32Array,
  stays: readonly Float64Array[],
  costs: readonly Float64Array[],
): readonly Float64Array[] {
  const expected = stays.map((stay, code) =>
    stay.map((p, row) => p * log.value[row]! - (code === 0 ? 0 : costs[code - 1]![row]!)),
  );
  const booked = log.names.map((name, code) => (code === 0 ? { contact: 0, face: 0 } : actions[name]!));
  const outcome = log.outcome.map((stayed, row) => {
    const { contact, face } = booked[log.action[row]!]!;
    return stayed * log.value[row]! - contact - face * log.redeemed[row]!;
  });
  return robustFrom({ ...study, outcome }, rows, expected);
}

function fill(
  into: readonly Float64Array[],
  from: readonly Float64Array[],
  rows: Int32Array,
  of: (value: number, row: number) => number,
): void {
  for (const [i, column] of from.entries()) for (const row of rows) into[i]![row] = of(column[row]!, row);
}
