import { massartMargin } from '../rule/margin.js';
import { judgeShare, type ShareOfRows } from '../rule/share.js';
import { type DriftState, gravest, judgeDistance } from '../rule/state.js';
import type { ColumnDrift, DriftReason, UnseenCategories } from './column-records.js';
import type { ResolvedRules } from './options.js';

/** The rules of one day. */
export interface DayRules {
  readonly rules: ResolvedRules;
  /** Largest distance that is no drift today. */
  readonly limit: number;
  /** Users of the training; null where they are not known. */
  readonly users: number | null;
  /** Distributions that are judged at the same time. */
  readonly series: number;
  /** Shares of missing values and new categories that are judged at the same time. */
  readonly shares: number;
}

/** What was measured of a column. */
export interface Measured {
  readonly ks: number | null;
  readonly rows: { readonly reference: number; readonly current: number };
  readonly missing: { readonly reference: ShareOfRows; readonly current: ShareOfRows };
  /** null for numbers. */
  readonly unseen: UnseenCategories | null;
}

/** The verdicts on a column, and the gravest of them. */
export type Verdict = Pick<
  ColumnDrift,
  'ksLow' | 'missingLow' | 'unseenLow' | 'state' | 'states' | 'reasons'
>;

/** What distribution, missing values and new categories say. The shares have bounds of their own: both hold together. */
export function judge(
  { ks, rows, missing, unseen }: Measured,
  excluded: boolean,
  { rules, limit, series, shares, users }: DayRules,
): Verdict {
  const { alpha, missingLimit, unseenLimit } = rules;
  const margin = (count: number): number => massartMargin(count, series, alpha);
  const reference = independentRows(rows.reference, users);
  const measured = { distance: ks ?? 0, rows: rows.current, referenceRows: reference };
  const distance = judgeDistance(measured, limit, margin);
  const chance = alpha / shares;
  const gone = judgeShare(ofUsers(missing.reference, users), missing.current, missingLimit, chance);
  const fresh =
    unseen === null ? null : judgeUnseen(unseen, { reference, current: rows.current }, unseenLimit, chance);
  const states = {
    distribution: excluded ? 'excluded' : distance.state,
    missing: gone.state,
    unseen: fresh?.state ?? null,
  } as const;
  const lows = { ksLow: ks === null ? null : distance.low, missingLow: gone.low };
  return { ...lows, unseenLow: fresh?.low ?? null, ...summed(states, excluded) };
}

/** Rows of one user say little more than one of them: as many count as there are users. */
export const independentRows = (rows: number, users: number | null): number =>
  users === null ? rows : Math.min(rows, users);

function ofUsers({ rows, of }: ShareOfRows, users: number | null): ShareOfRows {
  const counted = independentRows(of, users);
  return { rows: of === 0 ? 0 : (rows / of) * counted, of: counted };
}

/** Only more new categories than chance leads to expect are a fault. */
function judgeUnseen(
  { rows, expectedShare }: UnseenCategories,
  { reference, current }: Measured['rows'],
  limit: number,
  chance: number,
): ReturnType<typeof judgeShare> {
  const before = { rows: expectedShare * reference, of: reference };
  const found = judgeShare(before, { rows, of: current }, limit, chance);
  if (found.state === 'empty' || rows > expectedShare * current) return found;
  return { low: 0, state: 'stable' };
}

const isLoud = (state: DriftState | null): boolean => state === 'certain' || state === 'possible';

/** Of the shares only a change is told: they need more rows for one than a distance does, since their limits are smaller. */
function summed(
  states: ColumnDrift['states'],
  excluded: boolean,
): Pick<ColumnDrift, 'state' | 'states' | 'reasons'> {
  const all: readonly DriftReason[] = ['distribution', 'missing', 'unseen'];
  const of = (reason: DriftReason): DriftState | null => states[reason as keyof typeof states];
  const reasons = all.filter((reason) => isLoud(of(reason)));
  if (excluded && reasons.length === 0) return { state: 'excluded', states, reasons };
  return { state: gravest([states.distribution, ...reasons.map((one) => of(one)!)]), states, reasons };
}
