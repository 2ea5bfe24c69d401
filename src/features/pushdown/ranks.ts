/**
 * Rank of each value among all, from 0 for the smallest to 1; ties share the lowest. As percent_rank() of SQL: values that
 * are missing come last, and the only value of all has rank 0.
 * @param values NaN for a missing one
 * @param isDescending whether the largest value has rank 0
 */
export function percentRanks(values: Float64Array, isDescending: boolean): Float64Array {
  const signed = isDescending ? values.map((value) => -value) : values;
  // Sorting puts NaN last.
  const sorted = Float64Array.from(signed).sort();
  const last = values.length - 1;
  return signed.map((value) => (last === 0 ? 0 : firstPlace(sorted, value) / last));
}

/** How many values of an ascending list are smaller; NaN is larger than all. */
function firstPlace(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isSmaller = Number.isNaN(value) ? !Number.isNaN(sorted[middle]!) : sorted[middle]! < value;
    if (isSmaller) low = middle + 1;
    else high = middle;
  }
  return low;
}
