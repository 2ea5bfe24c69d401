import { existsSync } from 'node:fs';

import { WinbackError } from '../../base/errors.js';
import { campaignsHandedOver, handedOverUsers, projectFolder } from '../../delivery/channels/handover.js';
import type { State } from '../../state/state.js';
import { campaignOf, planDayOf } from './campaign-names.js';
import { type Day, handoverFolder } from './day.js';

/**
 * Refuses to hand contacts over where files of earlier ones lie that the state does not know: the state was lost, was restored from
 * an older copy, or is another one, and whoever was contacted would be contacted again. Files of the day itself are no hindrance
 * where its plan has all of their users: the same contacts are then written again.
 * @param users whom the day's plan contacts
 * @throws WinbackError BAD_INPUT
 */
export async function refuseUnknownHandover(
  day: Day,
  state: State,
  users: ReadonlySet<string>,
): Promise<void> {
  const { name: project, daily } = day.config;
  const folder = projectFolder(handoverFolder(day), project);
  if (!existsSync(folder)) return;
  if ((await state.list('message', { where: { project }, limit: 1 })).length === 0)
    throw new WinbackError(
      'BAD_INPUT',
      `${folder} holds contacts of earlier days, and the state ${daily.state} knows none of ${project}: ` +
        'restore the state, or move the folder away',
    );
  const days = await unknownDays(day, state);
  const other = days.find((date) => date !== day.date);
  if (other !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${folder} holds contacts of ${other}, and the state ${daily.state} knows none of that day: ` +
        `restore a newer copy of the state, or run the day ${other} again first`,
    );
  if (days.length > 0) await refuseOtherPlan(day, users);
}

/** Days whose contacts were handed over and of which the state has no message, the first one first. */
async function unknownDays(day: Day, state: State): Promise<readonly string[]> {
  const { name: project } = day.config;
  const records = await state.list('campaign', { where: { project } });
  const known = new Set(records.map(({ campaign }) => campaign));
  const isUnknown = (campaign: string): boolean => planDayOf(campaign) !== null && !known.has(campaign);
  const days: string[] = [];
  for (const campaign of await campaignsHandedOver(handoverFolder(day), project, isUnknown)) {
    // A run that was killed in the middle has messages, and no record of the campaign.
    const messages = await state.list('message', { where: { project, campaign }, limit: 1 });
    if (messages.length === 0) days.push(planDayOf(campaign)!);
  }
  return days.sort();
}

/** @throws WinbackError BAD_INPUT where users of the day were contacted whom its plan has no more */
async function refuseOtherPlan(day: Day, users: ReadonlySet<string>): Promise<void> {
  const { config, date } = day;
  const folder = handoverFolder(day);
  const contacted = await handedOverUsers(folder, config.name, campaignOf(date));
  const others = [...contacted].filter((user) => !users.has(user)).length;
  if (others === 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${projectFolder(folder, config.name)} holds contacts of ${date} with ${others} users who are not in the plan of that day now, ` +
      `and the state ${config.daily.state} knows none of them: restore a newer copy of the state, ` +
      'or run the day with the data and the configuration of then',
  );
}
