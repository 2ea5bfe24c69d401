import type { MatchedPair, MatchingOptions } from './matching.js';

/** Whom a treated person may take, and whether a control may be taken again. */
export type Search = Required<Pick<MatchingOptions, 'search' | 'replacement'>>;

/**
 * The nearest control of each treated row, in the order given. Controls lie in the order of their score, then their row. Of those
 * below a score the last is nearest, of those not below the first. Taken controls are skipped by pointers that jump over runs
 * of them, so that a million rows take a second.
 */
export function nearestPairs(
  order: readonly number[],
  controls: readonly number[],
  scores: Float64Array,
  { search, replacement }: Search,
  limit: number,
): MatchedPair[] {
  const sorted = controls.toSorted((a, b) => scores[a]! - scores[b]! || a - b);
  const left = jumps(sorted.length + 1);
  const right = jumps(sorted.length + 1);
  const pairs: MatchedPair[] = [];
  for (const treatedRow of order) {
    const score = scores[treatedRow]!;
    const at = firstNotBelow(sorted, scores, score);
    // Place i of `left` stands for control i - 1, so that 0 is nobody.
    const below = followed(left, at) - 1;
    const above = followed(right, at);
    const gapBelow = below < 0 ? Infinity : score - scores[sorted[below]!]!;
    const gapAbove = gapOf(scores[sorted[above] ?? -1], score, search);
    const taken = gapBelow <= gapAbove ? below : above;
    const distance = Math.min(gapBelow, gapAbove);
    if (!(distance <= limit) || distance === Infinity) continue;
    pairs.push({ treatedRow, controlRow: sorted[taken]!, distance });
    if (replacement) continue;
    left[taken + 1] = taken;
    right[taken] = taken + 1;
  }
  return pairs;
}

function gapOf(above: number | undefined, score: number, search: Search['search']): number {
  if (above === undefined || (search === 'not-above' && above > score)) return Infinity;
  return above - score;
}

const jumps = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);

/** The end of a run of pointers, which afterwards all point to it. */
function followed(pointers: Int32Array, from: number): number {
  let end = from;
  while (pointers[end] !== end) end = pointers[end]!;
  for (let at = from; pointers[at] !== end; ) [at, pointers[at]] = [pointers[at]!, end];
  return end;
}

function firstNotBelow(sorted: readonly number[], scores: Float64Array, score: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[sorted[middle]!]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
