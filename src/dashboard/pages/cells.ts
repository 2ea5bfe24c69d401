/** Fewest users that a page shows a number for. */
export const fewestUsers = 10;

const isSmall = (count: number): boolean => count > 0 && count < fewestUsers;

/** The count, or null where it is 1 to 9. */
export const shownUsers = (count: number): number | null => (isSmall(count) ? null : count);

/** A share of rows; 'hidden' where 1 to 9 rows have it, or 1 to 9 have it not. */
export function shownShare(share: number | null, rows: number): number | 'hidden' | null {
  if (share === null) return null;
  const count = Math.round(share * rows);
  return isSmall(count) || isSmall(rows - count) ? 'hidden' : share;
}

/** What may be shown of the parts of a whole. */
export interface ShownParts {
  /** One entry a part; null: hidden. */
  readonly parts: readonly (number | null)[];
  /** null: hidden, since with it the hidden parts would be known. */
  readonly total: number | null;
}

/**
 * Hides parts of 1 to 9 users. Since whoever knows the total can subtract, at least two parts are hidden then, and those have 10 users
 * or more together: the next larger parts are hidden as well. Where there are not enough, the total is hidden.
 */
export function shownParts(counts: readonly number[]): ShownParts {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const order = counts.map((_, i) => i).filter((i) => counts[i]! > 0);
  order.sort((a, b) => counts[a]! - counts[b]! || a - b);
  if (!order.some((i) => isSmall(counts[i]!))) return { parts: counts, total };
  const hidden = new Set<number>();
  let sum = 0;
  for (const i of order) {
    if (!isSmall(counts[i]!) && hidden.size >= 2 && sum >= fewestUsers) break;
    hidden.add(i);
    sum += counts[i]!;
  }
  const isSafe = hidden.size >= 2 && sum >= fewestUsers;
  const parts = counts.map((count, i) => (hidden.has(i) ? null : count));
  return { parts, total: isSafe ? total : null };
}
