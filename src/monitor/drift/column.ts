import type { ScoredBins } from '../profile/records.js';
import { countedBins, type DriftBins } from './bins.js';
import { categoryBins, categoryMeasures, categoryRows, unseenCategories } from './category.js';
import type { ColumnDrift } from './column-records.js';
import type { DayColumn } from './day-counts.js';
import { aucEffect, effectBins, overallOf, shiftOf } from './effect.js';
import { type DayRules, judge } from './judge.js';
import { binDistances } from './measures.js';
import { numericBins, numericMeasures, numericRows } from './numeric.js';
import { shareChange } from './share-change.js';
import { threeSigma } from './three-sigma.js';

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
  const unseen = day.kind === 'numeric' ? null : unseenCategories(day, given.users);
  const expected = profile.name in rules.expected ? rules.expected[profile.name]! : profile.expected;
  const judged = judge({ ks: own.ks, rows, missing, unseen }, expected !== null, given);
  return {
    ...{ name: profile.name, kind: day.kind, ...own, ksLow: judged.ksLow },
    ...binMeasures(bins),
    missing: shareChange(missing.reference, missing.current),
    missingLow: judged.missingLow,
    ...{ unseen, unseenLow: judged.unseenLow },
    counts: { reference: bins.reference, current: bins.current },
    bins: bins.bins,
    ...effects(day, bins),
    threeSigma: threeSigma(own.mean?.current ?? null, rules.history[profile.name], rules.day),
    limit,
    ...{ state: judged.state, states: judged.states, reasons: judged.reasons, expected },
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
