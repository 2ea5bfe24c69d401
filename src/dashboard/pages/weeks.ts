import type { State, StateRecords } from '../../entries/state.js';
import type { CampaignWeek } from '../documents/campaigns.js';
import type { Scope } from '../documents/common.js';
import { shownUsers } from './cells.js';

/** Records of what a week brought have all tiers and actions in one. */
export const isWeek = ({ tier, action }: StateRecords['campaign']): boolean => tier === '*' && action === '*';

/** Weeks of campaigns, oldest first, and the currency of their money. */
export async function weeksOf(
  state: State,
  { project, from, to }: Scope,
): Promise<{ readonly weeks: readonly CampaignWeek[]; readonly currency: string }> {
  const found = await state.list('campaign', { where: { project, tier: '*', action: '*' }, from, to });
  const weeks = [...found].sort((a, b) => (a.date < b.date ? -1 : 1)).map(weekOf);
  return { weeks, currency: found[0]?.currency ?? 'CNY' };
}

function weekOf(record: StateRecords['campaign']): CampaignWeek {
  const { date, recall, recallLow, recallHigh, netGmvMinor, netGmvLowMinor, netGmvHighMinor } = record;
  const { sent, holdout, plannedProfitMinor } = record;
  const treated = shownUsers(sent);
  return {
    ...{ date, treated, held: shownUsers(holdout), claimedMinor: plannedProfitMinor },
    recall: { value: recall, low: recallLow, high: recallHigh },
    netGmvMinor: { value: netGmvMinor, low: netGmvLowMinor, high: netGmvHighMinor },
    netOfContactMinor: netGmvMinor === null || !treated ? null : netGmvMinor / treated,
  };
}
