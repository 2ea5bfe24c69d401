import { addDays, type Day, dayNumber } from '../../base/days.js';
import { integer } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { ModelComparison } from './compare.js';
import { type ResolvedPolicy, type RetrainPolicy, resolvedPolicy } from './policy.js';

/** What is known of a challenger. */
export interface PromotionFacts {
  /** On the newest untreated users with final labels; null where there are too few of them. */
  readonly comparison: ModelComparison | null;
  /** Last snapshot day that the challenger learnt from, YYYY-MM-DD. */
  readonly trainedTo: Day;
  /** Days that a label looks ahead: the embargo between its training and these rows. */
  readonly horizonDays: number;
  /** Its AUC on the test rows when it was made. */
  readonly testAuc: number;
  /** The precision that is certified at its threshold; null where none is. */
  readonly certifiedPrecision: number | null;
  /** Columns that were found to leak the label. */
  readonly leaks: readonly string[];
  /** Whether its files verify and its scores are the same to the bit after it is loaded again. */
  readonly verified: boolean;
  /** Whether a person has accepted that the tiers change in size (`--accept`). */
  readonly accepted: boolean;
  /**
   * Whether only its calibration is new. The tiers of wrong probabilities had the wrong size: they are no condition then.
   * @default false
   */
  readonly sameTrees?: boolean | undefined;
}

/** What each condition of a promotion compares, by the condition's code. */
export interface PromotionValues {
  /** There are rows to compare on. */
  readonly compared: {
    /** Number of challengers that the intervals allow for; null without rows. */
    readonly chosenFrom: number | null;
  };
  /** The rows lie after everything that the challenger has seen. */
  readonly embargo: {
    /** First day whose label the challenger cannot have seen. */
    readonly earliest: Day;
    /** First snapshot day of the rows. */
    readonly from: Day;
  };
  /** It is not worse by more than the margin, for certain. */
  readonly 'not-inferior': {
    /** AUC of the challenger minus AUC of the one in use. */
    readonly difference: number;
    /** Lower end of the interval. */
    readonly low: number;
    /** The margin. */
    readonly margin: number;
  };
  /** Its probabilities are not certainly worse, or its order is certainly better. */
  readonly brier: {
    /** Brier score of the challenger minus that of the one in use. */
    readonly difference: number;
    /** Lower end of the interval. */
    readonly low: number;
  };
  /** It is better in one of both: a tie keeps the model in use. */
  readonly 'no-tie': {
    /** Difference of the AUCs. */
    readonly auc: number;
    /** Difference of the Brier scores. */
    readonly brier: number;
  };
  /** Its AUC on the test rows meets the floor. */
  readonly 'auc-floor': {
    /** The AUC. */
    readonly auc: number;
    /** The floor. */
    readonly floor: number;
  };
  /** Its certified precision meets the floor. */
  readonly 'precision-floor': {
    /** The precision; null where none is certified. */
    readonly precision: number | null;
    /** The floor. */
    readonly floor: number;
  };
  /** No slice is certainly worse by more than the margin. */
  readonly slices: {
    /** Slices that are, as `column = value`. */
    readonly worse: readonly string[];
    /** The margin. */
    readonly margin: number;
  };
  /** Tiers keep their size, or a person has accepted that they do not. */
  readonly tiers: {
    /** The tier that changes most; null without rows. */
    readonly tier: string | null;
    /** Its share in the model in use. */
    readonly inUse: number;
    /** Its share in the challenger. */
    readonly other: number;
    /** Change that is allowed, as a share. */
    readonly allowed: number;
    /** Whether a person has accepted the change. */
    readonly accepted: boolean;
  };
  /** No column leaks the label. */
  readonly leak: {
    /** Columns that do. */
    readonly columns: readonly string[];
  };
  /** The stored model is the one that was trained. */
  readonly verified: Readonly<Record<string, never>>;
}

/** One condition of a promotion. */
export type PromotionCheck = {
  [C in keyof PromotionValues]: {
    /** Which condition it is. */
    readonly code: C;
    /** Whether it holds. */
    readonly passed: boolean;
    /** What it compares. */
    readonly values: PromotionValues[C];
  };
}[keyof PromotionValues];

/** Whether a challenger takes over, and why: a record to be kept. */
export interface PromotionDecision {
  /** `promote` when every condition holds. */
  readonly action: 'promote' | 'keep';
  /** Every condition, those that do not hold first. */
  readonly checks: readonly PromotionCheck[];
}

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
