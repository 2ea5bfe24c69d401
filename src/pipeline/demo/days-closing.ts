import { existsSync } from 'node:fs';

import { addDays } from '../../base/days.js';
import { closeCampaigns } from '../../campaign/closing/close.js';
import { scaled } from '../../campaign/closing/effects.js';
import type { Interval } from '../../campaign/closing/records.js';
import type { CloseRows } from '../../campaign/closing/rows.js';
import type { CampaignTruth } from '../../simulate/days/campaigns.js';
import { type MeanSample, meanSample, welchTest } from '../../stats/means.js';
import { type PlannedUser, readPlanned } from '../daily/assignment.js';
import { stepFile } from '../daily/day.js';
import { type AskingDay, knownOfDay } from '../daily/known-by-day.js';
import { plannedFile } from '../daily/score-files.js';

/** What a campaign claimed, what its holdout says it brought, and what it truly brought. All yuan, revenue less cost. */
export interface DayClosing {
  /** Profit that the plan expected of the contacts. */
  readonly claimed: number;
  /** Against the holdout, with its 95 % interval; null while the window is open, with fewer than two users on a side, or where all paid the same. */
  readonly incremental: Interval | null;
  /** Payments less refunds that would not have come without the contacts up to now, less what they cost. */
  readonly truth: number;
}

/** All evenings whose window has passed, closed together with errors by user. */
export interface DaysClosing extends DayClosing {
  /** Evenings that were closed. */
  readonly days: number;
  /** Contacts of them. */
  readonly contacted: number;
  /** Users held back from them. */
  readonly held: number;
}

/** Users of a side from which on the doubly robust estimate has a normal interval. */
const fewest = 50;

/** A planned user with what became of him. */
export interface KnownUser extends PlannedUser {
  readonly date: string;
  readonly stayed: number;
  readonly before: number;
  readonly after: number;
}

/** The last day that was run. */
type ClosingDay = AskingDay & { readonly date: string };

/** Each evening and all together. @param day the last day that was run, with its log */
export async function closedDays(
  day: ClosingDay,
  truths: readonly CampaignTruth[],
): Promise<{ readonly byDay: ReadonlyMap<string, DayClosing>; readonly together: DaysClosing }> {
  const byDay = new Map<string, DayClosing>();
  const closed: KnownUser[] = [];
  let truthOfClosed = 0;
  let days = 0;
  for (const { day: date, revenueFen } of truths) {
    const planned = await plannedOn(day, date);
    const reached = planned.filter(({ held }) => !held);
    const truth = revenueFen / 100 - sum(reached, ({ costFen }) => costFen) / 100;
    const users = await knownUsers(day, date, planned);
    byDay.set(date, { claimed: claimedOf(reached), incremental: effectOf(users ?? []), truth });
    if (users === null || users.length === 0) continue;
    days++;
    closed.push(...users);
    truthOfClosed += truth;
  }
  const held = closed.filter((user) => user.held).length;
  const contacted = closed.length - held;
  const claimed = claimedOf(closed.filter((user) => !user.held));
  const together = { days, contacted, held, claimed, incremental: effectOf(closed), truth: truthOfClosed };
  return { byDay, together };
}

async function plannedOn({ out, signal }: ClosingDay, date: string): Promise<readonly PlannedUser[]> {
  const file = stepFile(out, date, 'plan', plannedFile);
  return existsSync(file) ? readPlanned(file, signal) : [];
}

/** What became of the users of an evening; null while its window is open. */
async function knownUsers(
  day: ClosingDay,
  date: string,
  planned: readonly PlannedUser[],
): Promise<readonly KnownUser[] | null> {
  if (planned.length === 0 || addDays(date, day.config.windows.observationDays) > day.date) return null;
  const known = await knownOfDay(day, date, new Set(planned.map(({ user }) => user)));
  if (known === null) return null;
  return planned.map((user) => ({
    ...{ ...user, date, stayed: 1 - (known.left.get(user.user) ?? 0) },
    before: (known.before.get(user.user) ?? 0) / 100,
    after: (known.after.get(user.user) ?? 0) / 100,
  }));
}

/** What the holdout says of the users, by their revenue less cost. */
export function effectOf(users: readonly KnownUser[]): Interval | null {
  const drawn = users.filter(({ probability }) => probability > 0 && probability < 1);
  const [held, contacted] = [true, false].map((side) => drawn.filter((user) => user.held === side));
  const least = Math.min(held!.length, contacted!.length);
  if (least >= fewest) return closeCampaigns(rowsOf(drawn)).realised;
  return least < 2 ? null : smallEffect(held!, contacted!);
}

/** Of an evening by itself: too few users for expectations of their own, so Welch's t; null where all paid the same. */
function smallEffect(held: readonly KnownUser[], contacted: readonly KnownUser[]): Interval | null {
  const sampleOf = (side: readonly KnownUser[]): MeanSample => meanSample(side.map(profitOf));
  const [control, treatment] = [sampleOf(held), sampleOf(contacted)];
  if (control.variance + treatment.variance === 0) return null;
  const { estimate, low, high } = welchTest(control, treatment);
  return scaled({ value: estimate, low, high }, contacted.length);
}

const profitOf = ({ held, after, costFen }: KnownUser): number => after - (held ? 0 : costFen / 100);

function rowsOf(users: readonly KnownUser[]): CloseRows {
  const codes = (of: (user: KnownUser) => string): { codes: Int32Array; names: readonly string[] } => {
    const names = [...new Set(users.map(of))].sort();
    return { codes: Int32Array.from(users, (user) => names.indexOf(of(user))), names };
  };
  const [tier, action] = [codes((user) => user.tier), codes((user) => user.action)];
  const numbers = (of: (user: KnownUser) => number): Float64Array => Float64Array.from(users, of);
  return {
    users: users.map(({ user }) => user),
    // One campaign for the estimate: an evening by itself has too few users for a column of its own.
    ...{ campaign: new Int32Array(users.length), campaigns: ['days'] },
    ...{ tier: tier.codes, tiers: tier.names, action: action.codes, actions: action.names },
    contacted: Uint8Array.from(users, ({ held }) => Number(!held)),
    chance: numbers(({ probability }) => probability),
    risk: numbers(() => 0.5),
    value: numbers(({ before }) => before),
    claimed: numbers(({ profit }) => profit),
    stayed: Uint8Array.from(users, ({ stayed }) => stayed),
    revenue: numbers(({ after }) => after),
    cost: numbers(({ held, costFen }) => (held ? 0 : costFen / 100)),
    covariates: [],
  };
}

const claimedOf = (users: readonly PlannedUser[]): number =>
  Math.round(sum(users, ({ profit }) => profit) * 100) / 100;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
