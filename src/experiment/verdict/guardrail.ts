import type { Pace } from '../../base/pace.js';
import { normal } from '../../stats/distributions.js';
import type { Look } from '../data/look.js';
import type { Compared } from '../effects/effect-types.js';
import { exactGuardrail } from '../effects/exact-choice.js';
import { relativeMarginTest } from '../effects/relative-margin.js';
import { repeatedTest } from '../looks/tested.js';
import { notComputable } from '../records/not-computable.js';
import type { GuardrailRecord } from '../records/records.js';

/**
 * A guardrail as a non-inferiority test at one-sided alpha: passed when harm of `margin` or more is ruled
 * out (a significant but smaller harm was accepted by choosing the margin), harmed when it is not and the metric
 * is significantly worse than control (two-sided alpha), else undecided. The sign of a noisy estimate alone would
 * hold up half of all harmless launches. With looks both tests are sequential, so that reading the guardrail
 * every day neither passes nor fails it more often than alpha.
 * With looks it passes only while the difference now is inside the margin as well: an early pass does not outlive it.
 * A relative margin of a control value of 0 is no margin: undecided, with the reason.
 * @param looks the looks of a sequential plan, the last one now; null = one analysis
 */
export async function guardrailRecord(
  compared: Compared,
  looks: readonly Look[] | null,
  pace: Pace,
): Promise<GuardrailRecord> {
  const { config, metric, effect } = compared;
  const margin = metric.margin ?? metric.relativeMargin! * Math.abs(effect.control.value);
  const { alpha } = config;
  if (!(margin > 0)) return withoutMargin(metric, looks !== null);
  const { p, bound, worse } =
    looks === null ? await atOnce(compared, margin) : await atLooks(compared, looks, margin, pace);
  return {
    margin,
    relativeMargin: metric.relativeMargin ?? null,
    p,
    bound: Number.isFinite(bound) ? bound : null,
    status: p < alpha && inside(compared, margin) ? 'passed' : worse ? 'harmed' : 'undecided',
    power: normal.cdf(margin / effect.standardError - normal.inverseSurvival(alpha)),
    sequential: looks !== null,
    reason: null,
  };
}

function inside({ effect, metric }: Compared, margin: number): boolean {
  return metric.direction === 'increase' ? effect.difference > -margin : effect.difference < margin;
}

function withoutMargin(metric: Compared['metric'], sequential: boolean): GuardrailRecord {
  const relativeMargin = metric.relativeMargin ?? null;
  return {
    ...{ margin: 0, relativeMargin, p: 1, bound: null, status: 'undecided', power: 0, sequential },
    reason: notComputable('zero-control'),
  };
}

interface Judged {
  readonly p: number;
  readonly bound: number;
  /** Significantly worse than control, two-sided. */
  readonly worse: boolean;
}

async function atOnce(compared: Compared, margin: number): Promise<Judged> {
  const { effect, metric, config } = compared;
  const { alpha } = config;
  const { direction, relativeMargin } = metric;
  const wantsMore = direction === 'increase';
  const exact = await exactGuardrail(compared, { margin, share: relativeMargin, wantsMore, alpha });
  if (exact !== null) return exact;
  // No difference of two proportions is beyond 1.
  const most = effect.score === null ? margin : Math.min(1, margin);
  const test = effect.run(
    wantsMore ? { alternative: 'greater', null: -most, alpha } : { alternative: 'less', null: most, alpha },
  );
  const twoSided = effect.run({ alpha });
  const worse = wantsMore ? twoSided.high < 0 : twoSided.low > 0;
  if (relativeMargin !== undefined)
    return { ...relativeMarginTest(effect, relativeMargin, wantsMore, alpha), worse };
  return { p: test.p, bound: wantsMore ? test.low : test.high, worse };
}

async function atLooks(
  { config, metric, effect }: Compared,
  looks: readonly Look[],
  margin: number,
  pace: Pace,
): Promise<Judged> {
  const { direction, relativeMargin = 0 } = metric;
  const control = effect.control.value;
  const wantsMore = direction === 'increase';
  // A look keeps no control mean of its own. The error of treatment - (1 + share) control is at most 1 + share times
  // that of the difference; with 1 - share it is smaller, and the difference's own is on the safe side.
  const wider = wantsMore === control > 0 ? 1 : 1 + relativeMargin;
  const safe = looks.map(({ score, ...look }): Look => {
    const standardError = look.standardError * wider;
    // The score test of a fixed margin would not count the control's own error.
    const counts = score !== undefined && (relativeMargin === 0 || standardError === 0);
    return { ...look, standardError, ...(counts ? { score } : {}) };
  });
  const test = wantsMore
    ? await repeatedTest(safe, config, pace, { against: -margin, side: 'greater' })
    : await repeatedTest(safe, config, pace, { against: margin, side: 'less' });
  const ends = await test.intervalAt(config.alpha);
  const twoSided = await repeatedTest(looks, config, pace);
  const worse = twoSided.p < config.alpha && twoSided.positive !== wantsMore;
  return { p: test.p, bound: wantsMore ? ends.low : ends.high, worse };
}
