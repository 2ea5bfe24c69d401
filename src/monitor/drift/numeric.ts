import type { DriftBins } from './bins.js';
import type { ColumnDrift } from './column-records.js';
import type { NumericDay } from './day-counts.js';
import { ksDistance, meanOf } from './distances.js';
import { decileCounts, finiteRows, referenceOf } from './reference.js';

/** The counts of a column by bin; missing values are the last bin. */
export function numericBins({ profile, cells }: NumericDay): DriftBins {
  return {
    bins: [...profile.edges, null, '(missing)'],
    reference: [...referenceOf(profile).deciles, profile.missing],
    current: [...decileCounts(profile, cells), cells.missing],
    optional: [profile.edges.length + 1],
  };
}

/** Rows that have a value, in the profile and today. */
export function numericRows({ profile, cells }: NumericDay): {
  readonly reference: number;
  readonly current: number;
} {
  return {
    reference: referenceOf(profile).rows,
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
  const { quartiles } = referenceOf(profile);
  return {
    ks: comparable ? distance.statistic : null,
    ksError: distance.error,
    ksLocation: distance.location,
    ksSign: distance.sign,
    w1: area,
    w1OverIqr: over(area, quartiles === null ? null : quartiles[1] - quartiles[0]),
    w1OverSd: over(area, profile.sd),
    mean: { reference: profile.mean, current: meanOf(profile.grid, cells) },
    infinite: { reference: profile.infinite, current: cells.infinite },
  };
}

const over = (area: NumericDay['area'], scale: number | null): number | null =>
  area === null || scale === null || scale === 0 ? null : area.value / scale;
