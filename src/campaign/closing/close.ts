import { ensure } from '../../base/errors.js';
import { integer, optional, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { meanScore } from '../../stats/causal/mean-score.js';
import {
  type CloseScores,
  claimRatio,
  differenceOfMeans,
  effectsBy,
  level,
  partEffect,
  scaled,
} from './effects.js';
import { holdoutWidths } from './holdout-widths.js';
import { type AssumedRates, closeRates } from './rates.js';
import type { CloseResult } from './records.js';
import { type CloseRows, requireBothArms, userCodes } from './rows.js';
import { EffectScores } from './scores.js';

/** What the plan assumed, and the seed of the folds. */
export interface CloseOptions {
  /** What the plan assumed of each action: response by tier, and what a contact costs. @default nothing is said of rates */
  readonly assumed?: AssumedRates | undefined;
  /** Seed of the folds, whole number from 0. @default 1 */
  readonly seed?: number | undefined;
}

/**
 * What campaigns brought, against the users whom the holdout kept from them. Every planned user counts as the plan has him, reached
 * or not (intention to treat). The outcome is the value of those who stayed, less what was booked: the value is the plan's,
 * known before, so that the luck of a few large payments is no part of it. Doubly robust with the plan's own probabilities,
 * cross-fitted, with errors by user over all campaigns.
 * @param rows planned users with their outcomes
 * @param options what the plan assumed, and the seed of the folds
 * @throws WinbackError BAD_INPUT where nobody was contacted or held back
 *
 * @example
 * ```ts
 * import { closeCampaigns } from 'winback/campaign';
 *
 * const ids = Array.from({ length: 400 }, (_, i) => i);
 * const of = (value: (i: number) => number) => Float64Array.from(ids, value);
 * const zeros = new Int32Array(400);
 * const names = { campaign: zeros, campaigns: ['may'], tier: zeros, tiers: ['high'], action: zeros, actions: ['sms'] };
 * const plan = { risk: of(() => 0.5), value: of(() => 100), claimed: of(() => 20), chance: of(() => 0.5) };
 * const contacted = Uint8Array.from(ids, (i) => i % 2);
 * const stayed = Uint8Array.from(ids, (i) => Number(i % 4 === 1 || i % 8 === 0));
 * const found = { contacted, stayed, cost: of((i) => i % 2), revenue: null, covariates: [] };
 * const users = ids.map((i) => `u${i}`);
 * closeCampaigns({ users, ...names, ...plan, ...found }).differenceOfMeans.value; // 4800
 * ```
 */
export function closeCampaigns(rows: CloseRows, options: CloseOptions = {}): CloseResult {
  requireShape(rows, 'rows', {
    users: 'list',
    contacted: 'list',
    stayed: 'list',
    value: 'list',
    cost: 'list',
  });
  requireKeys(options, 'options', { assumed: true, seed: true });
  const seed = optional(integer(0, 2 ** 32 - 1), 1)(options.seed, 'options.seed');
  requireBothArms(rows);
  const effects = new EffectScores(rows, seed);
  const outcome = rows.value.map((value, row) => rows.stayed[row]! * value - rows.cost[row]!);
  const users = userCodes(rows.users);
  const scores: CloseScores = {
    ...{ profit: effects.of(outcome), stayed: effects.of(Float64Array.from(rows.stayed)), users },
  };
  const everybody = Array.from(users, (_, row) => row);
  const whole = partEffect(rows, scores, everybody);
  ensure(whole !== null, 'nothing to compare: all rows are of one user');
  const { profit: _, ...effect } = whole;
  const { contacted, claimed, spent, incremental } = effect;
  return {
    ...effect,
    ...{ users: new Set(users).size, rows: users.length },
    claimedOverTrue: claimRatio(claimed, incremental),
    perYuan: spent > 0 ? scaled(incremental, 1 / spent) : null,
    realised: realisedOf(rows, effects, users, contacted),
    differenceOfMeans: differenceOfMeans(rows, outcome),
    byAction: effectsBy(rows, scores, rows.action, rows.actions),
    byTier: effectsBy(rows, scores, rows.tier, rows.tiers),
    byCampaign: effectsBy(rows, scores, rows.campaign, rows.campaigns),
    rates: options.assumed === undefined ? [] : closeRates(rows, scores, options.assumed),
    holdoutWidths: holdoutWidths(rows, outcome, incremental.value / Math.max(1, contacted)),
  };
}

function realisedOf(
  { revenue, cost }: CloseRows,
  effects: EffectScores,
  users: Int32Array,
  contacted: number,
): CloseResult['realised'] {
  if (revenue === null) return null;
  const scores = effects.of(revenue.map((yuan, row) => yuan - cost[row]!));
  return scaled(meanScore(scores, { clusters: users, level }), contacted);
}
