import { ensure, WinbackError } from '../../base/errors.js';
import {
  between,
  type Check,
  finite,
  flag,
  integer,
  listOf,
  nonNegative,
  object,
  oneOf,
  optional,
  shown,
  text,
} from '../../base/options.js';
import type {
  CategoryProfile,
  NumericProfile,
  Profile,
  ScoredBins,
  ScoredRows,
  SeenName,
} from './records.js';

type Stored<T extends { readonly scored: ScoredBins | null }> = Omit<
  T,
  'scored' | 'grid' | 'equal' | 'between' | 'excess'
> & {
  readonly scored: (Omit<ScoredBins, 'counts'> & { readonly counts: readonly number[] }) | null;
};

/** A column of numbers as profile.json holds it: its arrays stand in profile.arrow. */
export type StoredNumbers = Stored<NumericProfile> & { readonly grid: number };
export type StoredCategories = Stored<CategoryProfile>;

/** What profile.json holds. */
export type StoredProfile = Omit<Profile, 'columns' | 'score'> & {
  readonly columns: readonly (StoredNumbers | StoredCategories)[];
  readonly score: StoredNumbers | null;
};

const nullable = <T>(check: Check<T>): Check<T | null> => optional<T, T | null>(check, null);

const expected = nullable(oneOf('uniform', 'calendar'));
const count = integer(0);
// Shares and counts of a stored profile are what was counted: whole rows, also where they are sums over parts.
const shares = listOf(nullable(between(0, 1)));

const scored = nullable(object({ meanScore: shares, shareAbove: shares, counts: listOf(nonNegative) }));

const numbers: Check<StoredNumbers> = object<StoredNumbers>({
  ...{ name: text, kind: oneOf('numeric'), expected, rows: count, missing: count, scored },
  ...{ infinite: count, min: nullable(finite), max: nullable(finite), mean: nullable(finite) },
  ...{ sd: nullable(nonNegative), exact: flag, grid: integer(0, 65_000), edges: listOf(finite) },
});

const categories: Check<StoredCategories> = object<StoredCategories>({
  ...{ name: text, kind: oneOf('categorical'), expected, rows: count, missing: count, scored },
  categories: listOf(anyText),
  counts: listOf(count),
  other: count,
  // Profiles of development versions do not have it.
  singles: optional(count, 0),
  otherNames: nullable(listOf(anyText)),
});

// A category may be the empty text.
function anyText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new WinbackError('BAD_INPUT', `${name} must be a text, got ${shown(value)}`);
}

const column: Check<StoredNumbers | StoredCategories> = (value, name) => {
  const isNumeric = (value as { readonly kind?: unknown } | null)?.kind === 'numeric';
  const found = (isNumeric ? numbers : categories)(value, name);
  if (found.kind === 'categorical')
    ensure(
      found.counts.length === found.categories.length,
      `${name}: counts and categories differ in length`,
    );
  return found;
};

/** @throws WinbackError BAD_INPUT naming what is wrong with a stored profile */
export const storedProfile: Check<StoredProfile> = object<StoredProfile>({
  schema: (value, name) => {
    if (value === 1) return 1;
    throw new WinbackError('BAD_INPUT', `${name} must be 1, got ${shown(value)}: a newer winback wrote it`);
  },
  rows: count,
  users: nullable(count),
  positives: nullable(count),
  from: nullable(text),
  to: nullable(text),
  columns: listOf(column),
  score: nullable(numbers),
  scored: nullable(
    object<ScoredRows>({
      ...{ rows: count, positives: count, above: count },
      threshold: nonNegative,
      edges: listOf(finite),
    }),
  ),
  events: nullable(listOf(object<SeenName>({ name: anyText, rows: count }))),
});
