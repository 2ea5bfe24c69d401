import type { DriftBins } from './bins.js';
import type { NumericDay } from './day-counts.js';
import { decileCounts, finiteRows, ksDistance, meanOf, profileQuantile } from './distances.js';
import type { ColumnDrift } from './records.js';

/** The counts of a column by bin; missing values are the last bin. */
export function numericBins({ profile, cells }: NumericDay): DriftBins {
  const own = { ...cells, equal: profile.equal, between: withNoneBelow(profile.between) };
  return {
    bins: [...profile.edges, null, '(missing)'],
    reference: [...decileCounts(profile, own), profile.missing],
    current: [...decileCounts(profile, cells), cells.missing],
    optional: [profile.edges.length + 1],
  };
}

function withNoneBelow(between: Float64Array): Float64Array {
  const all = new Float64Array(between.length + 1);
  all.set(between, 1);
  return all;
}

/** Rows that have a value, in the profile and today. */
export function numericRows({ profile, cells }: NumericDay): {
  readonly reference: number;
  readonly current: number;
} {
  return {
    reference: finiteRows(profile.equal, profile.between),
    current: finiteRows(cells.equal, cells.between),
  };
}

/** What only numbers have. */
export function numericMeasures(
  day: NumericDay,
): Pick<
  ColumnDrift,
  'ks' | 'ksError' | 'ksLocation' | 'ksSign' | 'w1' | 'w1OverIqr' | 'w1OverSd' | 'mean' | 'infinite'
> {
  const { profile, cells, area } = day;
  const rows = numericRows(day);
  const distance = ksDistance(profile, cells);
  const comparable = rows.reference > 0 && rows.current > 0;
  const [low, high] = [profileQuantile(profile, 0.25), profileQuantile(profile, 0.75)];
  return {
    ks: comparable ? distance.statistic : null,
    ksError: distance.error,
    ksLocation: distance.location,
    ksSign: distance.sign,
    w1: area,
    w1OverIqr: over(area, low === null ? null : high! - low),
    w1OverSd: over(area, profile.sd),
    mean: { reference: profile.mean, current: meanOf(profile.grid, cells) },
    infinite: { reference: profile.infinite, current: cells.infinite },
  };
}

const over = (area: NumericDay['area'], scale: number | null): number | null =>
  area === null || scale === null || scale === 0 ? null : area.value / scale;
