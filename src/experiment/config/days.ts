/** First and last whole day among the rows of an arm; Infinity and -Infinity without any. */
export function daySpan(
  exposedAt: Float64Array,
  arm: Int32Array,
): { readonly first: number; readonly last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < arm.length; row++) {
    if (arm[row]! < 0 || Number.isNaN(exposedAt[row]!)) continue;
    const day = Math.floor(exposedAt[row]!);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return { first, last };
}
