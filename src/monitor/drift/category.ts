import type { DriftBins } from './bins.js';
import type { ColumnDrift, UnseenCategories } from './column-records.js';
import type { CategoryDay } from './day-counts.js';
import { independentRows } from './judge.js';

/** Categories that are named in a report. */
const namedCategories = 20;

interface Split {
  /** Rows of each kept category, in the order of the profile. */
  readonly kept: readonly number[];
  /** Rows of the rarer categories of the training. */
  readonly other: number;
  readonly unseen: readonly { readonly name: string; readonly rows: number }[];
}

function split({ profile, rows }: CategoryDay): Split {
  const place = new Map(profile.categories.map((name, i) => [name, i]));
  const kept = new Array<number>(profile.categories.length).fill(0);
  const remembered = profile.otherNames === null ? null : new Set(profile.otherNames);
  const unseen: { name: string; rows: number }[] = [];
  let other = 0;
  for (const [name, count] of rows) {
    const at = place.get(name);
    if (at !== undefined) kept[at]! += count;
    else if (remembered === null || remembered.has(name)) other += count;
    else unseen.push({ name, rows: count });
  }
  unseen.sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
  return { kept, other, unseen };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The counts by category: kept ones, all others of the training, those it did not have, missing. */
export function categoryBins(day: CategoryDay): DriftBins {
  const { profile, missing } = day;
  const { kept, other, unseen } = split(day);
  const size = profile.categories.length;
  return {
    bins: [...profile.categories, '(other)', '(unseen)', '(missing)'],
    reference: [...profile.counts, profile.other, 0, profile.missing],
    current: [...kept, other, sum(unseen.map(({ rows }) => rows)), missing],
    optional: [size, size + 1, size + 2],
  };
}

/** Rows that have a text. */
export function categoryRows(day: CategoryDay): { readonly reference: number; readonly current: number } {
  const { reference, current } = categoryBins(day);
  return { reference: sum(reference.slice(0, -1)), current: sum(current.slice(0, -1)) };
}

/** The categories that the training did not have. @param users of the training; null where they are not known */
export function unseenCategories(day: CategoryDay, users: number | null): UnseenCategories {
  const { unseen } = split(day);
  const rows = sum(unseen.map((one) => one.rows));
  const { current: all, reference } = categoryRows(day);
  return {
    rows,
    share: all === 0 ? 0 : rows / all,
    expectedShare: reference === 0 ? 0 : day.profile.singles / independentRows(reference, users),
    names: unseen.slice(0, namedCategories),
    distinct: unseen.length,
    complete: day.profile.otherNames !== null,
  };
}

/** The distance of the shares added up in the order of the profile: that of two distribution functions over the places. */
export function categoryMeasures(
  day: CategoryDay,
): Pick<
  ColumnDrift,
  'ks' | 'ksError' | 'ksLocation' | 'ksSign' | 'w1' | 'w1OverIqr' | 'w1OverSd' | 'mean' | 'infinite'
> {
  const none = { ksError: 0, w1: null, w1OverIqr: null, w1OverSd: null, mean: null };
  const infinite = { reference: 0, current: 0 };
  const { reference, current, bins } = categoryBins(day);
  const [n, m] = [sum(reference.slice(0, -1)), sum(current.slice(0, -1))];
  if (n === 0 || m === 0) return { ...none, infinite, ks: null, ksLocation: null, ksSign: 0 };
  let [p, q, ks, place, sign] = [0, 0, 0, 0, 0];
  for (let i = 0; i < reference.length - 1; i++) {
    p += reference[i]!;
    q += current[i]!;
    const difference = p / n - q / m;
    if (Math.abs(difference) <= ks) continue;
    [ks, place, sign] = [Math.abs(difference), i, Math.sign(difference)];
  }
  return { ...none, infinite, ks, ksLocation: String(bins[place]), ksSign: sign };
}
