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

/** The days that an experiment ran, and the users whose exposure lies far from those of all others. */
export interface RunDays {
  /** First and last day that count; Infinity and -Infinity without any. */
  readonly first: number;
  readonly last: number;
  readonly far: number;
}

/** Most users that can be far from all others: a share of all, or three, but never more than one in twenty. */
const farShare = { most: 0.005, users: 3, small: 0.05 };

/**
 * The days from the first to the last exposure, without a few users on dates that no exposure would have if the experiment
 * really reached there: a clock set wrongly, or the year 2099. Such users lie at an end, at most 0.5 % of all (or three),
 * behind a gap that is longer than all days between the others.
 * @param exposedAt days since 1970-01-01, fractions kept
 */
export function runDays(exposedAt: Float64Array, arm: Int32Array): RunDays {
  const counts = dayCounts(exposedAt, arm);
  const total = counts.reduce((sum, [, users]) => sum + users, 0);
  const most = Math.min(Math.max(farShare.users, farShare.most * total), farShare.small * total);
  let [from, to, far] = [0, counts.length - 1, 0];
  for (;;) {
    const cut = nextCut(counts, from, to, most - far);
    if (cut === null) break;
    [from, to] = [cut.from, cut.to];
    far += cut.users;
  }
  const [first, last] = [counts[from]?.[0], counts[to]?.[0]];
  return { first: first ?? Number.POSITIVE_INFINITY, last: last ?? Number.NEGATIVE_INFINITY, far };
}

type DayUsers = readonly [day: number, users: number];

function dayCounts(exposedAt: Float64Array, arm: Int32Array): readonly DayUsers[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < arm.length; row++) {
    if (arm[row]! < 0 || Number.isNaN(exposedAt[row]!)) continue;
    const day = Math.floor(exposedAt[row]!);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => a[0] - b[0]);
}

// The outermost days that can be left out at one end, with at most `most` users; null where there are none.
function nextCut(counts: readonly DayUsers[], from: number, to: number, most: number) {
  for (let [i, users] = [to, 0]; i > from; i--) {
    users += counts[i]![1];
    if (users > most) break;
    const [gap, rest] = [counts[i]![0] - counts[i - 1]![0], counts[i - 1]![0] - counts[from]![0] + 1];
    if (gap >= 2 && gap > rest) return { from, to: i - 1, users };
  }
  for (let [i, users] = [from, 0]; i < to; i++) {
    users += counts[i]![1];
    if (users > most) break;
    const [gap, rest] = [counts[i + 1]![0] - counts[i]![0], counts[to]![0] - counts[i + 1]![0] + 1];
    if (gap >= 2 && gap > rest) return { from: i + 1, to, users };
  }
  return null;
}
