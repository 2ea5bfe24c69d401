import { Pace } from '../../base/pace.js';
import type { OnProgress } from '../../base/progress.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { manyListeners } from '../effects/many-listeners.js';
import { chooseActions } from '../judge/choose-actions.js';
import { claims, frontierOf } from '../judge/frontier.js';
import { differenceOf, lowerBound, policyValue } from '../judge/value.js';
import { effectLines } from '../learners/calibrate.js';
import { robustScores, xLearner } from '../learners/learners.js';
import { binWithActions, type Study, usualParameters } from '../learners/study.js';
import {
  candidateNames,
  emptyHeldOut,
  fitCandidate,
  fitCosts,
  type HeldOut,
  judgeFold,
} from './candidates.js';
import { readUpliftLog, type UpliftLog } from './log-rows.js';
import {
  checkedWork,
  type ResolvedUpliftOptions,
  resolveUpliftOptions,
  type UpliftOptions,
  type UpliftWork,
} from './options.js';
import type { ActionReport, CandidateValue, UpliftCandidate, UpliftModel, UpliftReport } from './records.js';

/** Users from which the mean of three learners is the model to beat, and not the S-learner alone. */
const manyUsers = 50_000;

/**
 * Learns what every action changes, from a log of actions that were drawn with known probabilities. The gain of an action is its effect on
 * staying times the user's value, its cost is the contact and the face value times the probability of redeeming. Candidates are S-, calibrated
 * X- and DR-learners on LightGBM, their mean, and measured rates by tier of risk. All are judged on users that they did not see. A model of
 * effects is used only where the lower end of what its plan gains over that of the rates is above 0.
 * @param table one row a user: action, probabilities, outcome, value and features known before the action
 * @param given actions with their costs, columns, features, budget, folds, level and seed
 * @param work progress and stop signal
 * @throws WinbackError BAD_INPUT naming column and row, TRAINING, ABORTED
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { trainUplift } from 'winback/uplift';
 *
 * const users = [...Array(400).keys()];
 * const table = tableFromArrays({
 *   user_id: Int32Array.from(users),
 *   action: users.map((user) => (user % 2 ? 'sms' : 'none')),
 *   probability_none: Float64Array.from(users, () => 0.5),
 *   probability_sms: Float64Array.from(users, () => 0.5),
 *   stayed: Int8Array.from(users, (user) => (user % 4 === 1 || user % 3 === 0 ? 1 : 0)),
 *   value: Float64Array.from(users, () => 20),
 *   age: Int32Array.from(users, (user) => (user * 7) % 50),
 * });
 * const { actions, report } = await trainUplift(table, { actions: { sms: { contact: 0.05 } } });
 * actions; // [sms]
 * report.candidates.length; // 5
 * ```
 */
export async function trainUplift(
  table: ArrowTable,
  given: UpliftOptions,
  work: UpliftWork = {},
): Promise<UpliftModel> {
  const options = resolveUpliftOptions(given);
  const { onProgress, ...stopping } = checkedWork(work);
  const signal = manyListeners(stopping.signal);
  const training = await startTraining(table, options, signal);
  const { study, log, rows } = training;
  try {
    const held = await heldOut(training, onProgress);
    const pace = new Pace({ signal });
    const judged = await judge(held, rows, options, pace);
    onProgress?.({ stage: 'training', done: options.folds, total: options.folds + 1 });
    const effects = await fitCandidate(study, rows, judged.chosen);
    const costs = await fitCosts(study, log, options, rows);
    const predicted = { gain: held.gains[judged.chosen], cost: held.costs };
    const { budget, level, columns } = options;
    const report: UpliftReport = {
      ...{ rows: table.numRows, actions: await actionReports(training), ...judged, level },
      budget: Number.isFinite(budget) ? budget : null,
      frontier: await frontierOf(predicted, held.profits, rows, level, pace),
    };
    const actions = log.names.slice(1);
    return { actions, features: log.features, valueColumn: columns.value, effects, costs, report };
  } finally {
    study.bins.close();
  }
}

/** A log with what is learnt from it. Close `study.bins` when done. */
export interface UpliftTraining {
  readonly study: Study;
  readonly log: UpliftLog;
  readonly options: ResolvedUpliftOptions;
  /** All rows. */
  readonly rows: Int32Array;
}

/** Reads and bins a log. */
export async function startTraining(
  table: ArrowTable,
  options: ResolvedUpliftOptions,
  signal?: AbortSignal,
): Promise<UpliftTraining> {
  const log = readUpliftLog(table, options);
  const rows = Int32Array.from({ length: table.numRows }, (_, row) => row);
  return { study: await studyOf(table, log, options, signal), log, options, rows };
}

/** Learns every candidate for every fold. */
export async function heldOut(training: UpliftTraining, onProgress?: OnProgress): Promise<HeldOut> {
  const { study, log, options, rows } = training;
  const held = emptyHeldOut(study);
  for (let fold = 0; fold < options.folds; fold++) {
    onProgress?.({ stage: 'training', done: fold, total: options.folds + 1 });
    await judgeFold(study, log, options, rows, fold, held);
  }
  return held;
}

async function studyOf(
  table: ArrowTable,
  log: UpliftLog,
  options: ResolvedUpliftOptions,
  signal: AbortSignal | undefined,
): Promise<Study> {
  const { action, outcome, chance, hash } = log;
  return {
    ...{ table, action, outcome, chance, hash, signal, actions: log.names.length },
    bins: await binWithActions(table, log.features, action),
    isBinary: outcome.every((value) => value === 0 || value === 1),
    parameters: usualParameters(table.numRows, options.seed),
  };
}

type Judged = Pick<UpliftReport, 'candidates' | 'chosen' | 'gate'>;

/** Compares the candidates on the users that they did not see. */
export async function judge(
  held: HeldOut,
  rows: Int32Array,
  { budget, level }: ResolvedUpliftOptions,
  pace: Pace,
): Promise<Judged> {
  const most = budget * rows.length;
  const cost = held.costs;
  const plans = new Map<UpliftCandidate, Uint8Array>();
  for (const name of candidateNames)
    plans.set(name, await chooseActions({ gain: held.gains[name], cost }, rows, most, pace));
  const rates = plans.get('rates')!;
  const candidates = candidateNames.map((name): CandidateValue => {
    const action = plans.get(name)!;
    const value = policyValue(held.profits, rows, action, level);
    const { claimed } = claims({ gain: held.gains[name], cost }, rows, action);
    const overRates = differenceOf(held.profits, rows, action, rates, level);
    const claimedOverHeldOut = value.value > 0 ? claimed / value.value : null;
    return { name, value, overRates, claimed, claimedOverHeldOut };
  });
  // The usual model stands unless another one beats it beyond chance: a choice among close values would follow noise.
  const usual = rows.length < manyUsers ? 's' : 'ensemble';
  const others = (['s', 'x', 'dr', 'ensemble'] as const).filter((name) => name !== usual);
  const better = others
    .map((name) => ({
      name,
      gain: differenceOf(held.profits, rows, plans.get(name)!, plans.get(usual)!, level),
    }))
    .filter(({ gain }) => gain.low > 0)
    .sort((a, b) => b.gain.value - a.gain.value);
  const model = better[0]?.name ?? usual;
  const bound = lowerBound(candidates.find(({ name }) => name === model)!.overRates, level);
  const gate = { model, lowerBound: bound, passed: bound > 0 };
  return { candidates, chosen: gate.passed ? model : 'rates', gate };
}

async function actionReports({
  study,
  log,
  rows,
  options,
}: UpliftTraining): Promise<readonly ActionReport[]> {
  const scores = await robustScores(study, rows);
  const lines = await effectLines(study, rows, xLearner);
  return log.names.slice(1).map((name, i) => ({
    name,
    users: log.action.reduce((count, code) => count + Number(code === i + 1), 0),
    effect: policyValue(scores, rows, new Uint8Array(rows.length).fill(i + 1), options.level),
    slope: lines[i]!.estimate,
    slopeError: lines[i]!.standardError,
  }));
}
