/** Rows of a column by bin, before and now. */
export interface DriftBins {
  /** Upper edge of each bin (null: open) or its category. */
  readonly bins: readonly (number | string | null)[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  /** Places of the bins that only count where either side has rows. */
  readonly optional: readonly number[];
}

/** The two sides without the bins that neither has and that need not be there. */
export function countedBins({ reference, current, optional }: DriftBins): {
  readonly reference: readonly number[];
  readonly current: readonly number[];
} {
  const counts = (_: number, place: number): boolean =>
    !optional.includes(place) || reference[place]! + current[place]! > 0;
  return { reference: reference.filter(counts), current: current.filter(counts) };
}
