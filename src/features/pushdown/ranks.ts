/**
 * Rank of each value among all, from 0 for the smallest to 1; ties share the lowest. As percent_rank() of SQL: values that
 * are missing come last, and the only value of all has rank 0.
 * @param values NaN for a missing one
 * @param isDescending whether the largest value has rank 0
 */
export function percentRanks(values: Float64Array, isDescending: boolean): Float64Array {
  return countedRanks(values, isDescending) ?? sortedRanks(values, isDescending);
}

const mostCounted = 1 << 16;

/** Ranks of small whole numbers, such as days and counts, which need no sorting; null for others. */
function countedRanks(values: Float64Array, isDescending: boolean): Float64Array | null {
  const places = new Uint32Array(mostCounted);
  for (const value of values) {
    if (!(value >= 0 && value < mostCounted && Number.isInteger(value))) return null;
    places[value]!++;
  }
  let before = 0;
  for (let i = 0; i < mostCounted; i++) {
    const at = isDescending ? mostCounted - 1 - i : i;
    const count = places[at]!;
    places[at] = before;
    before += count;
  }
  const last = values.length - 1;
  return values.map((value) => (last === 0 ? 0 : places[value]! / last));
}

function sortedRanks(values: Float64Array, isDescending: boolean): Float64Array {
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
