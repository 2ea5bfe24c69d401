import { msPerDay } from '../../base/days.js';
import { instantOfText } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import { isFailed } from '../records/check-record.js';
import { checkReason, type Reason, reason, type VariantReason } from '../records/reason-record.js';
import type {
  CheckRecord,
  MetricRecord,
  NotComputableRecord,
  ReasonRecord,
  SequentialRecord,
  Verdict,
} from '../records/records.js';
import { gainOf, guardrailReason, missingReason, oecReason, primaryReasons } from './decision-reasons.js';

export interface DecisionInputs {
  readonly config: ExperimentConfig;
  readonly checks: readonly CheckRecord[];
  readonly metrics: readonly MetricRecord[];
  readonly notComputable: readonly NotComputableRecord[];
  readonly sequential: readonly SequentialRecord[];
  /** Whether the planned number of users is reached; null without a plan. */
  readonly planReached: boolean | null;
}

export interface Decision {
  readonly decision: Verdict;
  readonly decidedVariant: string | null;
  readonly reasons: readonly ReasonRecord[];
}

const rank: Record<Verdict, number> = { ship: 3, continue: 2, hold: 1, stop: 0 };

/**
 * The rule that the reference script states and does not apply: ship only with a primary metric that is significantly
 * better (valid under the looks taken), every guardrail shown not inferior, an OEC that is not worse, and no failed check.
 * With several variants the verdict is the best variant's; the reasons name each.
 */
export function decide(inputs: DecisionInputs): Decision {
  const failed = inputs.checks.filter(isFailed);
  if (failed.length > 0) return { decision: 'hold', decidedVariant: null, reasons: failed.map(checkReason) };
  const verdicts = inputs.config.treatments.map((variant) => variantVerdict(variant, inputs));
  const best = verdicts.reduce((a, b) => (better(b, a) ? b : a));
  const reasons = verdicts.flatMap((v) => v.reasons);
  return { decision: best.verdict, decidedVariant: best.variant, reasons };
}

interface VariantVerdict {
  readonly variant: string;
  readonly verdict: Verdict;
  readonly gain: number;
  readonly reasons: readonly VariantReason[];
}

function better(a: VariantVerdict, b: VariantVerdict): boolean {
  return rank[a.verdict] > rank[b.verdict] || (a.verdict === b.verdict && a.gain > b.gain);
}

function variantVerdict(variant: string, inputs: DecisionInputs): VariantVerdict {
  const mine = inputs.metrics.filter((m) => m.variant === variant);
  const missing = inputs.notComputable.filter((m) => m.variant === variant);
  const primary = mine.find((m) => m.role === 'primary');
  const sequence = inputs.sequential.find((s) => s.variant === variant);
  const found: readonly (Reason | null)[] = [
    ...(primary === undefined ? [] : primaryReasons(primary, sequence)),
    ...missing.map(missingReason),
    ...mine.filter((m) => m.role === 'guardrail').map(guardrailReason),
    ...mine.filter((m) => m.role === 'oec').map(oecReason),
    ...planReasons(inputs, sequence),
  ];
  const reasons = found.filter((r) => r !== null).map((r) => ({ ...r, variant }));
  const gain = primary === undefined ? Number.NEGATIVE_INFINITY : gainOf(primary);
  return { variant, verdict: verdictOf(reasons.map((r) => r.code)), gain, reasons };
}

// The order matters: harm stops before a win ships, and what is undecided waits for the plan.
function verdictOf(codes: readonly string[]): Verdict {
  const has = (code: string): boolean => codes.includes(code);
  if (has('primary-worse') || has('guardrail-harmed')) return 'stop';
  const waits = has('short') || has('unstable');
  const early = waits || has('guardrail-undecided');
  if (has('primary-better')) {
    if (has('primary-reversed') || has('oec-worse') || has('oec-not-computable')) return 'hold';
    if (!early) return 'ship';
    return waits || !has('plan-reached') ? 'continue' : 'hold';
  }
  if (has('futile')) return 'stop';
  return has('plan-reached') ? 'hold' : 'continue';
}

function planReasons(inputs: DecisionInputs, sequence: SequentialRecord | undefined): Reason[] {
  const out: Reason[] = [];
  for (const check of inputs.checks)
    if (check.code === 'duration' && check.status === 'warning')
      out.push(reason('short', 'neutral', check.values));
  out.push(...stabilityReason(inputs, sequence));
  if (sequence?.futile) out.push(reason('futile', 'against', {}));
  out.push(
    inputs.planReached === false
      ? reason('plan-open', 'neutral', {})
      : reason('plan-reached', 'neutral', { planned: inputs.planReached !== null }),
  );
  return out;
}

function stabilityReason(inputs: DecisionInputs, sequence: SequentialRecord | undefined): Reason[] {
  const { stableDays } = inputs.config;
  const days = sequence === undefined ? null : unstableDays(sequence, stableDays);
  return days === null ? [] : [reason('unstable', 'neutral', { days, stableDays })];
}

// Days since the boundary was first crossed for good; null when enough or not asked for. A rule of presentation on
// top of the valid sequential p, never instead of it.
function unstableDays({ looks, stoppedAt }: SequentialRecord, wanted: number): number | null {
  if (wanted === 0 || stoppedAt === null) return null;
  const since = looks.slice(stoppedAt - 1);
  const side = Math.sign(since[0]!.z);
  const start = since[since.findLastIndex((look) => !look.crossed || Math.sign(look.z) !== side) + 1];
  const [from, to] = [start?.date, looks.at(-1)?.date];
  const days = from && to ? (instantOfText(to, 'UTC') - instantOfText(from, 'UTC')) / msPerDay : 0;
  return days >= wanted ? null : days;
}
