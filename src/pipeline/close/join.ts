import { ensure } from '../../base/errors.js';
import type { CloseRows } from '../../campaign/closing/rows.js';
import { idText } from '../../campaign/list.js';
import { isHeldBack } from '../../campaign/user-keys.js';
import { formulaSafe } from '../../data/tables/formula-safe.js';
import type { Outcomes } from './outcomes.js';
import type { PlannedCampaign, PlannedRow } from './planned.js';

/** What became of users without an outcome: nothing is assumed, or they count as having left without paying. */
export type AbsentUsers = 'out' | 'left';

/** One campaign with what became of its users. */
export interface Closable {
  readonly campaign: PlannedCampaign;
  readonly outcomes: Outcomes;
}

/** What joining a campaign with its outcomes found. */
export interface JoinFacts {
  readonly contactedMissing: number;
  readonly heldMissing: number;
  /** Users of the outcomes whom the plan does not know at all. */
  readonly unknown: number;
  readonly countedAsLeft: number;
  /** Users with an outcome whose holdout was computed again. */
  readonly checked: number;
  readonly wrongHoldout: number;
  readonly open: number | null;
  readonly delivered: number | null;
  /** Where the outbox of a state said it, and not the outcomes. */
  readonly outbox?: { readonly refused: number; readonly unknown: number } | undefined;
  readonly elsewhere: { readonly held: number; readonly contacted: number } | null;
  readonly refunds: { readonly users: number; readonly yuan: number } | null;
  /** Users as planned, with and without an outcome. */
  readonly contacted: number;
  readonly held: number;
  /** Sum of the probabilities of contact over all planned users, and of their variances. */
  readonly expected: number;
  readonly variance: number;
}

/** A planned user with an outcome. */
interface Joined {
  readonly user: string;
  readonly planned: PlannedRow;
  /** Row of the outcomes; -1 for a user who counts as having left. */
  readonly at: number;
}

/** How users are named, and what absent ones count as. */
export interface JoinOptions {
  readonly salt: string | null;
  readonly absent: AbsentUsers;
}

/** The planned users of a campaign with an outcome, and what was found on the way. */
export function joined(
  { campaign, outcomes }: Closable,
  { salt, absent }: JoinOptions,
): { readonly rows: readonly Joined[]; readonly facts: JoinFacts } {
  const found = new Map<string, { readonly id: string; readonly at: number }>();
  let unknown = 0;
  for (const [id, at] of outcomes.rowOf) {
    const listed = listedId(id, campaign, salt);
    if (listed === null) unknown++;
    else if (campaign.rows.has(listed)) found.set(listed, { id, at });
  }
  const rows: Joined[] = [];
  const missing = { contacted: 0, held: 0 };
  for (const [listed, planned] of campaign.rows) {
    const outcome = found.get(listed);
    if (outcome !== undefined) rows.push({ user: outcome.id, planned, at: outcome.at });
    else {
      missing[planned.contacted ? 'contacted' : 'held']++;
      if (absent === 'left') rows.push({ user: listed, planned, at: -1 });
    }
  }
  return { rows, facts: factsOf({ campaign, outcomes }, rows, { missing, unknown, absent }) };
}

/** The id as the lists have it; null where the plan does not know it. */
export function listedId(id: string, { rows, others }: PlannedCampaign, salt: string | null): string | null {
  const written = idText(id, { salt });
  const known = (key: string): boolean => rows.has(key) || others.has(key);
  if (known(written)) return written;
  const safe = formulaSafe(written);
  return known(safe) ? safe : null;
}

interface Counted {
  readonly missing: { readonly contacted: number; readonly held: number };
  readonly unknown: number;
  readonly absent: AbsentUsers;
}

function factsOf(
  { campaign, outcomes }: Closable,
  rows: readonly Joined[],
  { missing, unknown, absent }: Counted,
): JoinFacts {
  const { share, seed } = campaign.plan.options.holdout;
  const seen = rows.filter(({ at }) => at >= 0);
  const planned = [...campaign.rows.values()];
  const contacted = planned.filter((row) => row.contacted).length;
  const count = (flags: Uint8Array | null, of: (row: Joined) => boolean): number =>
    flags === null ? 0 : seen.filter((row) => flags[row.at] === 1 && of(row)).length;
  const { closed, delivered, elsewhere, refunded } = outcomes;
  const isContacted = ({ planned: { contacted: was } }: Joined): boolean => was;
  const refunds = refunded === null ? [] : seen.filter(({ at }) => refunded[at]! > 0);
  return {
    ...{ contactedMissing: missing.contacted, heldMissing: missing.held, unknown },
    countedAsLeft: absent === 'left' ? missing.contacted + missing.held : 0,
    checked: seen.length,
    wrongHoldout: seen.filter(({ user, planned: row }) => isHeldBack(user, seed, share) === row.contacted)
      .length,
    open: closed === null ? null : seen.length - count(closed, () => true),
    delivered: delivered === null ? null : count(delivered, isContacted),
    elsewhere:
      elsewhere === null
        ? null
        : { held: count(elsewhere, (row) => !isContacted(row)), contacted: count(elsewhere, isContacted) },
    refunds:
      refunded === null
        ? null
        : {
            users: refunds.length,
            yuan: refunds.reduce((sum, { at }) => sum + Math.round(refunded[at]! * 100), 0) / 100,
          },
    ...{ contacted, held: planned.length - contacted },
    expected: planned.reduce((sum, { chance }) => sum + chance, 0),
    variance: planned.reduce((sum, { chance }) => sum + chance * (1 - chance), 0),
  };
}

/** The rows of all campaigns as the estimator takes them. Users whose window is open are left out. */
export function closeRows(
  parts: readonly { readonly closable: Closable; readonly rows: readonly Joined[] }[],
): CloseRows {
  const covariates = parts[0]!.closable.outcomes.covariates.length;
  ensure(
    new Set(parts.map(({ closable }) => closable.outcomes.revenue === null)).size === 1,
    'some outcomes have a revenue and others have none: give it for all campaigns, or for none',
  );
  const all = parts.flatMap(({ closable, rows }, campaign) =>
    rows
      .filter(({ at }) => at < 0 || (closable.outcomes.closed?.[at] ?? 1) === 1)
      .map((row) => ({ ...row, campaign, outcomes: closable.outcomes })),
  );
  type Row = (typeof all)[number];
  const codes = (
    of: (row: Row) => string,
  ): { readonly codes: Int32Array; readonly names: readonly string[] } => {
    const names = [...new Set(all.map(of))].sort();
    const place = new Map(names.map((name, i) => [name, i]));
    return { codes: Int32Array.from(all, (row) => place.get(of(row))!), names };
  };
  const [tier, action] = [codes(({ planned }) => planned.tier), codes(({ planned }) => planned.action)];
  const numbers = (of: (row: Row) => number): Float64Array => Float64Array.from(all, of);
  const outcome = (of: (outcomes: Outcomes, at: number) => number): Float64Array =>
    numbers(({ outcomes, at }) => (at < 0 ? 0 : of(outcomes, at)));
  const hasRevenue = parts[0]!.closable.outcomes.revenue !== null;
  return {
    users: all.map(({ user }) => user),
    campaign: Int32Array.from(all, (row) => row.campaign),
    campaigns: parts.map(({ closable }) => closable.campaign.name),
    ...{ tier: tier.codes, tiers: tier.names, action: action.codes, actions: action.names },
    contacted: Uint8Array.from(all, ({ planned }) => Number(planned.contacted)),
    chance: numbers(({ planned }) => planned.chance),
    risk: numbers(({ planned }) => planned.risk),
    value: numbers(({ planned }) => planned.value),
    claimed: numbers(({ planned }) => planned.claimed),
    stayed: Uint8Array.from(outcome(({ stayed }, at) => stayed[at]!)),
    revenue: hasRevenue ? outcome(({ revenue }, at) => revenue![at]!) : null,
    cost: numbers(({ planned, outcomes, at }) => bookedCost(planned, outcomes, at)),
    covariates: Array.from({ length: covariates }, (_, c) =>
      outcome(({ covariates: own }, at) => own[c]![at]!),
    ),
  };
}

/** What was booked; where nobody says, what the plan expected of a contact. */
function bookedCost(planned: PlannedRow, { cost }: Outcomes, at: number): number {
  if (cost !== null) return at < 0 ? 0 : cost[at]!;
  return planned.contacted ? planned.cost : 0;
}
