import type { ScoredBins } from '../profile/records.js';
import { massartMargin } from '../rule/margin.js';
import { type DriftState, gravest, judgeDistance } from '../rule/state.js';
import { countedBins, type DriftBins } from './bins.js';
import { categoryBins, categoryMeasures, categoryRows, unseenCategories } from './category.js';
import type { DayColumn } from './day-counts.js';
import { aucEffect, effectBins, overallOf, shiftOf } from './effect.js';
import { binDistances } from './measures.js';
import { numericBins, numericMeasures, numericRows } from './numeric.js';
import type { ResolvedRules } from './options.js';
import type { ColumnDrift, DriftReason } from './records.js';
import { shareChange } from './share-change.js';
import { threeSigma } from './three-sigma.js';

/** The rules of one day. */
export interface DayRules {
  readonly rules: ResolvedRules;
  /** Largest distance that is no drift today. */
  readonly limit: number;
  /** Series that are judged at the same time. */
  readonly series: number;
}

/** One column against its profile. */
export function columnDrift(day: DayColumn, given: DayRules): ColumnDrift {
  const { rules, limit } = given;
  const { profile } = day;
  const [bins, own, rows] =
    day.kind === 'numeric'
      ? [numericBins(day), numericMeasures(day), numericRows(day)]
      : [categoryBins(day), categoryMeasures(day), categoryRows(day)];
  const missing = {
    reference: { rows: profile.missing, of: profile.rows },
    current: { rows: bins.current.at(-1)!, of: dayRows(day, bins) },
  };
  const unseen = day.kind === 'numeric' ? null : unseenCategories(day);
  const expected = profile.name in rules.expected ? rules.expected[profile.name]! : profile.expected;
  const judged = judge(
    { ks: own.ks, rows, missing, unseen: unseen?.share ?? null },
    expected !== null,
    given,
  );
  return {
    ...{ name: profile.name, kind: day.kind, ...own, ksLow: judged.ksLow },
    ...binMeasures(bins),
    missing: shareChange(missing.reference, missing.current),
    unseen,
    counts: { reference: bins.reference, current: bins.current },
    bins: bins.bins,
    ...effects(day, bins),
    threeSigma: threeSigma(own.mean?.current ?? null, rules.history[profile.name], rules.day),
    limit,
    state: judged.state,
    reasons: judged.reasons,
    expected,
  };
}

function dayRows(day: DayColumn, { current }: DriftBins): number {
  const infinite = day.kind === 'numeric' ? day.cells.infinite : 0;
  return current.reduce((sum, rows) => sum + rows, infinite);
}

/** The noise of the index must be below a quarter of the limit of 0.1 that is usual for it. */
const readableNoise = 0.1 / 4;

function binMeasures(
  bins: DriftBins,
): Pick<
  ColumnDrift,
  | 'psi'
  | 'psiReadable'
  | 'psiFloor1e4'
  | 'jsBits'
  | 'hellinger'
  | 'totalVariation'
  | 'lInfinity'
  | 'chi2'
  | 'cramersV'
> {
  const { reference, current } = countedBins(bins);
  const found = binDistances(reference, current);
  return {
    psi: found?.psi ?? null,
    psiReadable: found !== null && found.psiNoise < readableNoise,
    psiFloor1e4: found?.psiFloor1e4 ?? null,
    jsBits: found?.jsBits ?? null,
    hellinger: found?.hellinger ?? null,
    totalVariation: found?.totalVariation ?? null,
    lInfinity: found?.lInfinity ?? null,
    chi2: found?.chi2 ?? null,
    cramersV: found?.cramersV ?? null,
  };
}

function effects(day: DayColumn, bins: DriftBins): Pick<ColumnDrift, 'deltaScore' | 'deltaAbove' | 'auc'> {
  const scored: ScoredBins | null = day.profile.scored;
  if (scored === null) return { deltaScore: null, deltaAbove: null, auc: null };
  const rows = effectBins(day.profile, bins.reference, bins.current);
  const overall = overallOf(scored);
  return {
    deltaScore: shiftOf(rows, scored.meanScore, overall.score),
    deltaAbove: shiftOf(rows, scored.shareAbove, overall.above),
    auc: aucEffect(scored, rows.current),
  };
}

interface Measured {
  readonly ks: number | null;
  readonly rows: { readonly reference: number; readonly current: number };
  readonly missing: {
    readonly reference: { readonly rows: number; readonly of: number };
    readonly current: { readonly rows: number; readonly of: number };
  };
  /** null for numbers. */
  readonly unseen: number | null;
}

/** The gravest of what distribution, missing values and new categories say, each by the same bound. */
function judge(
  { ks, rows, missing, unseen }: Measured,
  excluded: boolean,
  { rules, limit, series }: DayRules,
): { readonly ksLow: number | null; readonly state: DriftState; readonly reasons: readonly DriftReason[] } {
  const margin = (count: number): number => massartMargin(count, series, rules.alpha);
  const of = (distance: number, current: number, reference: number, most: number) =>
    judgeDistance({ distance, rows: current, referenceRows: reference }, most, margin);
  const shares = [missing.reference, missing.current].map((one) => (one.of === 0 ? 0 : one.rows / one.of));
  const distribution = of(ks ?? 0, rows.current, rows.reference, limit);
  const states: readonly (readonly [DriftReason, DriftState])[] = [
    ['distribution', excluded ? 'excluded' : distribution.state],
    [
      'missing',
      of(Math.abs(shares[1]! - shares[0]!), missing.current.of, missing.reference.of, rules.missingLimit)
        .state,
    ],
    [
      'unseen',
      unseen === null ? 'stable' : of(unseen, rows.current, rows.reference, rules.unseenLimit).state,
    ],
  ];
  return { ksLow: ks === null ? null : distribution.low, ...summed(states, excluded) };
}

function summed(
  states: readonly (readonly [DriftReason, DriftState])[],
  excluded: boolean,
): { readonly state: DriftState; readonly reasons: readonly DriftReason[] } {
  // Shares need more rows for a verdict than distances do, since their limits are smaller: only a change of them is told.
  const [[, distribution], ...others] = states as [readonly [DriftReason, DriftState], ...typeof states];
  const loud = others.filter(([, state]) => state === 'certain' || state === 'possible');
  const state = gravest([distribution, ...loud.map(([, one]) => one)]);
  const reasons = [...(isLoud(distribution) ? states.slice(0, 1) : []), ...loud].map(([reason]) => reason);
  return { state: excluded && loud.length === 0 ? 'excluded' : state, reasons };
}

const isLoud = (state: DriftState): boolean => state === 'certain' || state === 'possible';
