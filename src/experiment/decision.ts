import type { ExperimentConfig } from './config.js';
import type {
  Bilingual,
  CheckRecord,
  MetricRecord,
  ReasonRecord,
  SequentialRecord,
  Verdict,
} from './records.js';

export interface DecisionInputs {
  readonly config: ExperimentConfig;
  readonly checks: readonly CheckRecord[];
  readonly metrics: readonly MetricRecord[];
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
 * The spec's rule, with significance meant seriously: ship only with a primary metric that is significantly better
 * (valid under the looks taken), every guardrail shown not inferior, an OEC that is not worse, and no failed check.
 * With several variants the verdict is the best variant's; the reasons name each.
 */
export function decide(inputs: DecisionInputs): Decision {
  const failed = inputs.checks.filter((c) => c.status === 'failed');
  if (failed.length > 0) {
    const reasons = failed.map((c) => reason(`check-${c.code}`, 'against', c.text.zh, c.text.en));
    return { decision: 'hold', decidedVariant: null, reasons };
  }
  const verdicts = inputs.config.treatments.map((variant) => variantVerdict(variant, inputs));
  const best = verdicts.reduce((a, b) => (better(b, a) ? b : a));
  const reasons = verdicts.flatMap((v) => v.reasons);
  return { decision: best.verdict, decidedVariant: best.variant, reasons };
}

interface VariantVerdict {
  readonly variant: string;
  readonly verdict: Verdict;
  readonly gain: number;
  readonly reasons: readonly ReasonRecord[];
}

function better(a: VariantVerdict, b: VariantVerdict): boolean {
  return rank[a.verdict] > rank[b.verdict] || (a.verdict === b.verdict && a.gain > b.gain);
}

function reason(code: string, weighs: ReasonRecord['weighs'], zh: string, en: string): ReasonRecord {
  return { code, weighs, text: { zh, en } };
}

function gainOf(record: MetricRecord): number {
  return record.direction === 'increase' ? record.difference : -record.difference;
}

function variantVerdict(variant: string, inputs: DecisionInputs): VariantVerdict {
  const mine = inputs.metrics.filter((m) => m.variant === variant);
  const primary = mine.find((m) => m.role === 'primary')!;
  const sequence = inputs.sequential.find((s) => s.variant === variant && s.metric === primary.name);
  const reasons = [
    primaryReason(primary, sequence),
    ...mine.filter((m) => m.role === 'guardrail').map(guardrailReason),
    ...mine.filter((m) => m.role === 'oec').map(oecReason),
    ...planReasons(inputs, sequence),
  ].map((r) => ({ ...r, text: named(variant, r.text) }));
  return { variant, verdict: verdictOf(reasons.map((r) => r.code)), gain: gainOf(primary), reasons };
}

function named(variant: string, text: Bilingual): Bilingual {
  return { zh: `${variant}：${text.zh}`, en: `${variant}: ${text.en}` };
}

// The order matters: harm stops before a win ships, and what is undecided waits for the plan.
function verdictOf(codes: readonly string[]): Verdict {
  const has = (code: string): boolean => codes.includes(code);
  if (has('primary-worse') || has('guardrail-harmed')) return 'stop';
  const waits = has('short') || has('unstable');
  const early = waits || has('guardrail-undecided');
  if (has('primary-better')) {
    if (has('oec-worse')) return 'hold';
    if (!early) return 'ship';
    return waits || !has('plan-reached') ? 'continue' : 'hold';
  }
  if (has('futile')) return 'stop';
  return has('plan-reached') ? 'hold' : 'continue';
}

function primaryReason(primary: MetricRecord, sequence: SequentialRecord | undefined): ReasonRecord {
  const p = sequence?.adjustedP ?? primary.adjustedP;
  const gain = gainOf(primary);
  const shown = p < 1e-4 ? p.toExponential(1) : p.toFixed(4);
  if (!primary.significant)
    return reason(
      'primary-undecided',
      'neutral',
      `主指标 ${primary.name} 未显著（p = ${shown}${sequence ? '，未越过序贯边界' : ''}）`,
      `primary ${primary.name} is not significant (p = ${shown}${sequence ? ', sequential boundary not crossed' : ''})`,
    );
  return gain > 0
    ? reason(
        'primary-better',
        'for',
        `主指标 ${primary.name} 显著改善（p = ${shown}）`,
        `primary ${primary.name} is significantly better (p = ${shown})`,
      )
    : reason(
        'primary-worse',
        'against',
        `主指标 ${primary.name} 显著变差（p = ${shown}）`,
        `primary ${primary.name} is significantly worse (p = ${shown})`,
      );
}

function guardrailReason(record: MetricRecord): ReasonRecord {
  const { status, margin, power } = record.guardrail!;
  const shown = margin.toPrecision(3);
  if (status === 'passed')
    return reason(
      'guardrail-passed',
      'for',
      `守门指标 ${record.name} 非劣（界值 ${shown}）`,
      `guardrail ${record.name} is not inferior (margin ${shown})`,
    );
  if (status === 'harmed')
    return reason(
      'guardrail-harmed',
      'against',
      `守门指标 ${record.name} 显著变差`,
      `guardrail ${record.name} is significantly worse`,
    );
  return reason(
    'guardrail-undecided',
    'neutral',
    `守门指标 ${record.name} 尚不能排除 ${shown} 的损害（功效 ${(100 * power).toFixed(0)} %）`,
    `guardrail ${record.name}: harm of ${shown} is not ruled out yet (power ${(100 * power).toFixed(0)} %)`,
  );
}

function oecReason(record: MetricRecord): ReasonRecord {
  const interval = `[${record.low?.toPrecision(3)}, ${record.high?.toPrecision(3)}]`;
  return record.difference > 0
    ? reason('oec-better', 'for', `OEC 为正，区间 ${interval}`, `the OEC is positive, interval ${interval}`)
    : reason(
        'oec-worse',
        'against',
        `OEC 不为正，区间 ${interval}`,
        `the OEC is not positive, interval ${interval}`,
      );
}

function planReasons(inputs: DecisionInputs, sequence: SequentialRecord | undefined): ReasonRecord[] {
  const out: ReasonRecord[] = [];
  const duration = inputs.checks.find((c) => c.code === 'duration');
  if (duration?.status === 'warning')
    out.push(reason('short', 'neutral', duration.text.zh, duration.text.en));
  out.push(...stabilityReason(inputs, sequence));
  if (sequence?.futile)
    out.push(
      reason(
        'futile',
        'against',
        '条件功效过低，继续也难以显著',
        'conditional power is too low: going on would hardly reach significance',
      ),
    );
  if (inputs.planReached === true)
    out.push(reason('plan-reached', 'neutral', '计划样本量已达到', 'the planned number of users is reached'));
  if (inputs.planReached === false)
    out.push(
      reason('plan-open', 'neutral', '计划样本量未达到', 'the planned number of users is not reached'),
    );
  if (inputs.planReached === null)
    out.push(
      reason(
        'plan-reached',
        'neutral',
        '没有样本量计划：按固定样本一次分析处理',
        'no sample size plan: treated as one analysis at a fixed size',
      ),
    );
  return out;
}

function stabilityReason(inputs: DecisionInputs, sequence: SequentialRecord | undefined): ReasonRecord[] {
  const wanted = inputs.config.stableDays;
  const days = sequence === undefined ? null : unstableDays(sequence, wanted);
  if (days === null) return [];
  const zh = `越过边界后稳定 ${days} 天，要求 ${wanted} 天`;
  return [reason('unstable', 'neutral', zh, `the boundary has stayed crossed for ${days} of ${wanted} days`)];
}

// Days since the boundary was first crossed for good; null when enough or not asked for. A rule of presentation on
// top of the valid sequential p, never instead of it.
function unstableDays({ looks, stoppedAt }: SequentialRecord, wanted: number): number | null {
  if (wanted === 0 || stoppedAt === null) return null;
  const since = looks.slice(stoppedAt - 1);
  const start = since[since.findLastIndex((look) => !look.crossed) + 1];
  const [from, to] = [start?.date, looks.at(-1)?.date];
  const days = from && to ? (Date.parse(to) - Date.parse(from)) / 86_400_000 : 0;
  return days >= wanted ? null : days;
}
