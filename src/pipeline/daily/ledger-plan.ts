import path from 'node:path';

import { writeTable } from '../../data/tables/write.js';
import type { StateRecords } from '../../state/records.js';
import { type PlannedUser, plannedTable } from './assignment.js';
import { campaignOf } from './campaign-names.js';
import { fenOfMinor } from './currency.js';
import type { Day } from './day.js';
import { writeJson } from './json-files.js';
import type { StepOutcome } from './run-steps.js';
import { plannedFile } from './score-files.js';
import { holdingRecord } from './state-records.js';

/**
 * The files of a plan whose contacts are queued, from what the state holds of it. The list for people is not written: it had columns
 * that the state does not keep.
 */
export async function planOfLedger(day: Day, digest: string, folder: string): Promise<StepOutcome> {
  const users = await usersOfLedger(day);
  await writeTable(path.join(folder, plannedFile), await plannedTable(users), { signal: day.signal });
  const contacts = users.filter(({ held }) => !held);
  const spent = contacts.reduce((sum, { costFen }) => sum + costFen, 0) / 100;
  const facts = { users: contacts.length, spent, holdout: users.length - contacts.length };
  await writeJson(folder, 'plan.json', { digest, from: 'state', ...facts });
  const records = { holding: [holdingRecord(day, 'plan', 'list')] };
  return { state: 'done', facts: { ...facts, reason: 'queued-already' }, records };
}

async function usersOfLedger({ state, config, date }: Day): Promise<readonly PlannedUser[]> {
  const where = { project: config.name, campaign: campaignOf(date) };
  const [messages, contacts, campaigns] = await Promise.all([
    state.list('message', { where }),
    state.list('contact', { where }),
    state.list('campaign', { where }),
  ]);
  const probability = new Map(contacts.map((contact) => [contact.user, contact.probability ?? 1]));
  const profit = new Map(campaigns.map((one) => [groupOf(one.tier, one.action), profitOf(one)]));
  const queued = messages.map(({ user, action, body, costMinor, currency }): PlannedUser => {
    const tier = String(body['tier'] ?? '');
    return {
      ...{ user, action, tier, held: false, costFen: fenOfMinor(costMinor, currency) },
      profit: profit.get(groupOf(tier, action)) ?? 0,
      probability: probability.get(user) ?? 1,
    };
  });
  return [...queued, ...contacts.filter(({ held }) => held).map(heldUser)];
}

const groupOf = (tier: string, action: string): string => JSON.stringify([tier, action]);

/** The state keeps the profit of a group: each of its users has an equal part. */
const profitOf = ({ plannedProfitMinor, plannedUsers, currency }: StateRecords['campaign']): number =>
  plannedUsers === 0 ? 0 : fenOfMinor(plannedProfitMinor, currency) / 100 / plannedUsers;

/** Of a user who was held back the state knows neither the tier nor what the contact would have brought. */
const heldUser = ({ user, action, probability }: StateRecords['contact']): PlannedUser => ({
  ...{ user, action, tier: '', held: true, costFen: 0, profit: 0, probability: probability ?? 1 },
});
