import { dayNumber } from '../../base/days.js';
import { ensure } from '../../base/errors.js';
import { integer, object, optional } from '../../base/options.js';
import {
  type DriftEvidence,
  type EvidenceOptions,
  type EvidenceStep,
  type EvidenceUpdate,
  evidenceCheck,
  type SeriesUpdate,
  updateCheck,
} from './evidence-records.js';
import { logMassartP } from './margin.js';
import { logShareP } from './share.js';

/**
 * Turns a p-value into an e-value: `exponent` p^(exponent - 1) has expectation 1 under the hypothesis for every exponent in (0, 1)
 * (Vovk and Wang, 2021). 0.2 is near the best choice for the p-values of a distance of 0.127 at 5,000 rows.
 */
const exponent = 0.2;

const logE = (one: SeriesUpdate): number => {
  const { rows, limit } = one;
  const logP =
    'share' in one
      ? logShareP(one.share, one.reference, rows, limit)
      : logMassartP(one.distance, limit, rows);
  return Math.log(exponent) + (exponent - 1) * logP;
};

/** Share of the false alarms of a year that is left to distances where there are shares too, which need fewer rows to be sure. */
const ofDistances = 0.9;

/** log(exp(a) + exp(b)) without overflow. */
const logSum = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

interface Allowance {
  /** Threshold of every series, as a natural logarithm. */
  readonly logThreshold: number;
  /** What the statistic of a share grows by before each e-value, as a natural logarithm; that of a distance grows by 1. */
  readonly logWeight: number;
}

/** Divides about one false alarm a year among the series: R passes A after at least A / weight updates on average. */
function allowanceOf(series: readonly SeriesUpdate[], everyDays: number): Allowance {
  const shares = series.filter((one) => 'share' in one).length;
  const distances = series.length - shares;
  const updates = 365 / everyDays;
  if (shares === 0 || distances === 0)
    return { logThreshold: Math.log(updates * Math.max(1, series.length)), logWeight: 0 };
  const weight = ((1 - ofDistances) / shares) * (distances / ofDistances);
  return { logThreshold: Math.log((updates * distances) / ofDistances), logWeight: Math.log(weight) };
}

/**
 * The evidence after one more day, for the rule "at most about one false alarm a year in the whole model". Each update turns the
 * p-value of "the distance, or the change of a share, is at most the limit" into an e-value. The Shiryaev-Roberts statistic of a series adds these up: R becomes
 * (R + 1) e. Its threshold is the number of updates in a year times the number of series (Shin, Ramdas and Rinaldo: e-detectors).
 * Beside distances, shares are given a tenth of the year's alarm: theirs becomes (R + w) e with a smaller w.
 * A day of another model starts anew. A day that is not later than the one before, or comes too soon, changes nothing.
 * @param before what the call before returned as `evidence`; null at the beginning
 * @param given the distances of the day
 * @param options how often evidence may grow
 * @throws WinbackError BAD_INPUT for a record that is none, or a series that is named twice
 *
 * @example
 * ```ts
 * import { nextEvidence } from 'winback/monitor';
 *
 * const series = [{ name: 'tenure_days', distance: 0.16, rows: 5000, limit: 0.1 }];
 * const first = nextEvidence(null, { model: 'a1', day: '2026-03-02', series });
 * first.alarms; // [tenure_days]
 * const second = nextEvidence(first.evidence, { model: 'a1', day: '2026-03-03', series });
 * second.skipped; // too-soon
 * ```
 */
export function nextEvidence(
  before: DriftEvidence | null,
  given: EvidenceUpdate,
  options: EvidenceOptions = {},
): EvidenceStep {
  const update = updateCheck(given, 'update');
  const { everyDays } = object<{ readonly everyDays: number }>({
    everyDays: optional(integer(1, 366), 7),
  })(options, 'options');
  refuseTwice(update.series.map(({ name }) => name));
  const stored = before === null ? null : evidenceCheck(before, 'evidence');
  const reset = stored !== null && stored.model !== update.model;
  const start: DriftEvidence =
    stored === null || reset ? { schema: 1, model: update.model, updatedOn: null, series: {} } : stored;
  const disjoint = update.disjointUsers ?? false;
  const allowance = allowanceOf(update.series, disjoint ? 1 : everyDays);
  const { logThreshold } = allowance;
  const skipped = reasonToSkip(start.updatedOn, update.day, disjoint ? 1 : everyDays);
  const evidence = skipped === null ? grown(start, update, allowance) : start;
  const alarms = Object.entries(evidence.series).flatMap(([name, { logR }]) =>
    logR !== null && logR >= logThreshold ? [name] : [],
  );
  return { evidence, alarms, logThreshold, skipped, reset };
}

function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  ensure(twice === undefined, `update.series: "${twice}" is named twice`);
}

function reasonToSkip(last: string | null, next: string, everyDays: number): EvidenceStep['skipped'] {
  if (last === null) return null;
  const passed = dayNumber(next) - dayNumber(last);
  if (passed <= 0) return 'earlier-day';
  return passed < everyDays ? 'too-soon' : null;
}

function grown(
  start: DriftEvidence,
  update: EvidenceUpdate,
  { logThreshold, logWeight }: Allowance,
): DriftEvidence {
  const fresh = update.series.map((one) => {
    const known = start.series[one.name] ?? { logR: null, updates: 0, alarmedOn: null };
    if (one.rows === 0) return [one.name, known] as const;
    const weight = 'share' in one ? logWeight : 0;
    const logR = (known.logR === null ? weight : logSum(known.logR, weight)) + logE(one);
    const alarmedOn = known.alarmedOn ?? (logR >= logThreshold ? update.day : null);
    return [one.name, { logR, updates: known.updates + 1, alarmedOn }] as const;
  });
  return { ...start, updatedOn: update.day, series: { ...start.series, ...Object.fromEntries(fresh) } };
}
