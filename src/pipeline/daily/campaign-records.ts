import type { CampaignOutcome, NoOutcome } from '../../monitor/campaigns/outcome.js';
import type { StateRecords } from '../../state/records.js';
import type { PlannedUser } from './assignment.js';
import { campaignOf } from './campaign-names.js';
import { minorOfFen, nearestMinor } from './currency.js';
import type { Day } from './day.js';

/** What a campaign brought, before it is known. */
const unknownOutcome = {
  ...{ recall: null, recallLow: null, recallHigh: null },
  ...{ netGmvMinor: null, netGmvLowMinor: null, netGmvHighMinor: null },
} as const;

/** Contacts that the holdout kept from happening: they count for the rules of contacting like those they stand for. */
export function heldContacts(day: Day, planned: readonly PlannedUser[]): readonly StateRecords['contact'][] {
  const { config, date, now } = day;
  const at = now();
  return planned
    .filter(({ held }) => held)
    .map(({ user, action, probability }) => ({
      ...{ project: config.name, campaign: campaignOf(date), user, channel: 'holdout', action },
      ...{ purpose: 'marketing', at, day: date, held: true, probability },
      ...{ costMinor: 0, currency: config.daily.currency, message: null },
    }));
}

/** A plan and what was handed over of it. */
interface HandedOver {
  readonly planned: readonly PlannedUser[];
  /** The contacts that were made: those of the plan without messages that were refused. */
  readonly made: readonly StateRecords['contact'][];
  /** Digest of the plan. */
  readonly digest: string;
}

/** What a day's campaign planned and sent, by tier and action. What it brings is not known yet. */
export function campaignRecords(
  day: Day,
  { planned, made, digest }: HandedOver,
): readonly StateRecords['campaign'][] {
  const costs = new Map(made.map(({ user, costMinor }) => [user, costMinor]));
  const groups = new Map<string, PlannedUser[]>();
  for (const user of planned) {
    const key = JSON.stringify([user.tier, user.action]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [user]);
    else group.push(user);
  }
  return [...groups.values()].map((users) => campaignRecord(day, users, costs, digest));
}

function campaignRecord(
  { config, date }: Day,
  users: readonly PlannedUser[],
  costs: ReadonlyMap<string, number>,
  planDigest: string,
): StateRecords['campaign'] {
  const { currency } = config.daily;
  const contacts = users.filter(({ held }) => !held);
  const sent = contacts.filter(({ user }) => costs.has(user));
  const plannedFen = contacts.reduce((sum, { costFen }) => sum + costFen, 0);
  const profitFen = Math.round(contacts.reduce((sum, { profit }) => sum + profit, 0) * 100);
  const { tier, action } = users[0]!;
  return {
    ...{ project: config.name, campaign: campaignOf(date), date, tier, action, currency, planDigest },
    ...{ plannedUsers: contacts.length, plannedCostMinor: minorOfFen([plannedFen], currency)[0]! },
    plannedProfitMinor: nearestMinor(profitFen, currency),
    ...{ sent: sent.length, delivered: 0 },
    spentMinor: sent.reduce((sum, { user }) => sum + costs.get(user)!, 0),
    ...{ holdout: users.length - contacts.length, ...unknownOutcome },
  };
}

/** What a week of campaigns brought, as one record of all tiers and actions. */
export function outcomeRecord(
  { config }: Day,
  date: string,
  outcome: CampaignOutcome | NoOutcome,
): StateRecords['campaign'] {
  const { currency } = config.daily;
  const base = {
    ...{ project: config.name, campaign: `week ${date}`, date, tier: '*', action: '*' },
    ...{ currency, planDigest: '', plannedUsers: 0, plannedCostMinor: 0, plannedProfitMinor: 0 },
    ...{ sent: 0, delivered: 0, spentMinor: 0, holdout: 0, ...unknownOutcome },
  };
  if (outcome.state === 'not-evaluable') return base;
  const { treated, held, recalled, netGmvMinor, claimedMinor, incrementalMinor } = outcome;
  const minor = (fen: number): number => nearestMinor(fen, currency);
  return {
    ...base,
    ...{ plannedUsers: treated, sent: treated, holdout: held, plannedProfitMinor: minor(claimedMinor ?? 0) },
    spentMinor: minor(incrementalMinor.value - netGmvMinor.value),
    ...{ recall: recalled.value, recallLow: recalled.low, recallHigh: recalled.high },
    ...{ netGmvMinor: minor(netGmvMinor.value), netGmvLowMinor: minor(netGmvMinor.low) },
    netGmvHighMinor: minor(netGmvMinor.high),
  };
}
