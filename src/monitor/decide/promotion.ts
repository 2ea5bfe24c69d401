import { addDays, dayNumber } from '../../base/days.js';
import { integer } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { ModelComparison } from './compare.js';
import { type ResolvedPolicy, type RetrainPolicy, resolvedPolicy } from './policy.js';
import type {
  PromotionCheck,
  PromotionDecision,
  PromotionFacts,
  PromotionValues,
} from './promotion-records.js';

/** A tier smaller than this in both models may change by any factor. */
const smallTier = 0.01;

/**
 * Whether a challenger takes over from the model in use. All conditions must hold; a tie keeps the model in use.
 * @param facts what is known of the challenger
 * @param policy limits; the defaults are those of docs/explanation/retraining.md
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { decidePromotion } from 'winback/monitor';
 *
 * const made = { trainedTo: '2026-01-01', horizonDays: 14, testAuc: 0.88, certifiedPrecision: 0.65 };
 * const sound = { leaks: [], verified: true, accepted: false };
 * const { action, checks } = decidePromotion({ comparison: null, ...made, ...sound });
 * action; // keep
 * checks[0]?.code; // compared
 * ```
 */
export function decidePromotion(facts: PromotionFacts, policy?: RetrainPolicy): PromotionDecision {
  requireShape(facts, 'facts', {
    trainedTo: 'text',
    horizonDays: 'number',
    testAuc: 'number',
    leaks: 'list',
  });
  integer(1, 3650)(facts.horizonDays, 'facts.horizonDays');
  const limits = resolvedPolicy(policy);
  const { comparison } = facts;
  const checks = [
    check('compared', comparison !== null, { chosenFrom: comparison?.chosenFrom ?? null }),
    ...(comparison === null ? [] : comparisonChecks(comparison, facts, limits)),
    ...gateChecks(facts, limits),
  ];
  const failed = checks.filter(({ passed }) => !passed);
  return {
    action: failed.length === 0 ? 'promote' : 'keep',
    checks: [...failed, ...checks.filter(({ passed }) => passed)],
  };
}

function check<C extends keyof PromotionValues>(
  code: C,
  passed: boolean,
  values: PromotionValues[C],
): PromotionCheck {
  // A code with the values of that code.
  return { code, passed, values } as PromotionCheck;
}

function comparisonChecks(
  comparison: ModelComparison,
  facts: PromotionFacts,
  limits: ResolvedPolicy,
): readonly PromotionCheck[] {
  const { auc, brier, from } = comparison;
  const { promotionMargin: margin, sliceMargin } = limits;
  const earliest = addDays(facts.trainedTo, facts.horizonDays + 1);
  const worse = comparison.slices
    .filter((slice) => slice.auc.high < -sliceMargin)
    .map(({ column, value }) => `${column} = ${value}`);
  return [
    check('embargo', dayNumber(from) >= dayNumber(earliest), { earliest, from }),
    check('not-inferior', auc.low > -margin, { difference: auc.difference, low: auc.low, margin }),
    check('brier', brier.low <= 0 || auc.low > 0, { difference: brier.value, low: brier.low }),
    check('no-tie', auc.difference > 0 || brier.value < 0, { auc: auc.difference, brier: brier.value }),
    check('slices', worse.length === 0, { worse, margin: sliceMargin }),
    ...(facts.sameTrees === true ? [] : [tierCheck(comparison, facts, limits)]),
  ];
}

function tierCheck(
  { tiers }: ModelComparison,
  { accepted }: PromotionFacts,
  { tierChange: allowed }: ResolvedPolicy,
): PromotionCheck {
  const change = ({ inUse, other }: ModelComparison['tiers'][number]): number =>
    Math.max(inUse, other) < smallTier ? 0 : Math.abs(other / inUse - 1);
  const most = tiers.reduce((a, b) => (change(b) > change(a) ? b : a), tiers[0]!);
  const { name: tier, inUse, other } = most;
  const passed = change(most) <= allowed || accepted;
  return check('tiers', passed, { tier, inUse, other, allowed, accepted });
}

function gateChecks(facts: PromotionFacts, limits: ResolvedPolicy): readonly PromotionCheck[] {
  const { testAuc: auc, certifiedPrecision: precision, leaks, verified } = facts;
  const { aucFloor, precisionFloor } = limits;
  const isPrecise = precision !== null && precision >= precisionFloor;
  return [
    check('auc-floor', auc >= aucFloor, { auc, floor: aucFloor }),
    check('precision-floor', isPrecise, { precision, floor: precisionFloor }),
    check('leak', leaks.length === 0, { columns: leaks }),
    check('verified', verified, {}),
  ];
}
