import type { CampaignOutcome, NoOutcome } from '../../monitor/campaigns/outcome.js';
import type { StateRecords } from '../../state/records.js';
import type { PlannedUser } from './assignment.js';
import { campaignOf, currency } from './campaign-names.js';
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
      ...{ costMinor: 0, currency, message: null },
    }));
}

/** What a day's campaign planned, by tier and action. What it brings is not known yet. */
export function campaignRecords(
  day: Day,
  planned: readonly PlannedUser[],
  digest: string,
): readonly StateRecords['campaign'][] {
  const groups = new Map<string, PlannedUser[]>();
  for (const user of planned) {
    const key = JSON.stringify([user.tier, user.action]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [user]);
    else group.push(user);
  }
  return [...groups.values()].map((users) => campaignRecord(day, users, digest));
}

function campaignRecord(
  { config, date }: Day,
  users: readonly PlannedUser[],
  planDigest: string,
): StateRecords['campaign'] {
  const contacts = users.filter(({ held }) => !held);
  const sum = (of: (user: PlannedUser) => number): number =>
    contacts.reduce((all, user) => all + of(user), 0);
  const costMinor = sum(({ costFen }) => costFen);
  const { tier, action } = users[0]!;
  return {
    ...{ project: config.name, campaign: campaignOf(date), date, tier, action, currency, planDigest },
    ...{ plannedUsers: contacts.length, plannedCostMinor: costMinor },
    plannedProfitMinor: Math.round(sum(({ profit }) => profit) * 100),
    ...{ sent: contacts.length, delivered: 0, spentMinor: costMinor },
    ...{ holdout: users.length - contacts.length, ...unknownOutcome },
  };
}

/** What a week of campaigns brought, as one record of all tiers and actions. */
export function outcomeRecord(
  { config }: Day,
  date: string,
  outcome: CampaignOutcome | NoOutcome,
): StateRecords['campaign'] {
  const base = {
    ...{ project: config.name, campaign: `week ${date}`, date, tier: '*', action: '*' },
    ...{ currency, planDigest: '', plannedUsers: 0, plannedCostMinor: 0, plannedProfitMinor: 0 },
    ...{ sent: 0, delivered: 0, spentMinor: 0, holdout: 0, ...unknownOutcome },
  };
  if (outcome.state === 'not-evaluable') return base;
  const { treated, held, recalled, netGmvMinor, claimedMinor, incrementalMinor } = outcome;
  const fen = (value: number): number => Math.round(value);
  return {
    ...base,
    ...{ plannedUsers: treated, sent: treated, holdout: held, plannedProfitMinor: claimedMinor ?? 0 },
    spentMinor: fen(incrementalMinor.value - netGmvMinor.value),
    ...{ recall: recalled.value, recallLow: recalled.low, recallHigh: recalled.high },
    ...{ netGmvMinor: fen(netGmvMinor.value), netGmvLowMinor: fen(netGmvMinor.low) },
    netGmvHighMinor: fen(netGmvMinor.high),
  };
}
