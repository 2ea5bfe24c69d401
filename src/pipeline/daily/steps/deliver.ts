import path from 'node:path';

import { addDays, microsPerDay } from '../../../base/days.js';
import { handoverChannel } from '../../../delivery/channels/handover.js';
import { dispatch } from '../../../delivery/outbox/dispatch.js';
import { enqueue, type NewMessage } from '../../../delivery/outbox/enqueue.js';
import { messagesByState } from '../../../state/contacts.js';
import type { State } from '../../../state/state.js';
import { type PlannedUser, readPlanned } from '../assignment.js';
import { campaignOf, currency, lastDay } from '../campaign-names.js';
import { campaignRecords, heldContacts } from '../campaign-records.js';
import { type Day, handoverFolder, stepFile } from '../day.js';
import { readJson, writeJson } from '../json-files.js';
import { refuseUnknownHandover } from '../known-handover.js';
import type { DailyMemory } from '../memory.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { plannedFile } from '../score-files.js';
import { handoverHolding } from '../state-records.js';
import { folderDigest } from '../step-folder.js';

const handover = 'handover';
/** A message that waited longer is not handed over any more: what it offers is of another day. */
const validDays = 3;

/** Hands the day's plan over: each user once, whatever is run how often. */
export const deliver = (day: Day, memory: DailyMemory, state: State): Step => ({
  name: 'deliver',
  isFrozen: async () => (await memory.last(day.date, 'deliver'))?.state === 'done',
  inputs: async () => ({
    plan: await folderDigest(path.join(day.out, day.date, 'plan')),
    isNewest: day.isNewest,
  }),
  run: (folder) => delivered(day, memory, state, folder),
});

async function delivered(day: Day, memory: DailyMemory, state: State, folder: string): Promise<StepOutcome> {
  const plan = await memory.last(day.date, 'plan');
  if (plan?.state !== 'done') return { state: 'nothing', facts: { reason: 'no-plan' } };
  if (!day.isNewest || (await isPassed(day, memory)))
    return { state: 'nothing', facts: { reason: 'not-the-newest-day' } };
  if (!day.config.daily.autoApprove) return { state: 'held', facts: { reason: 'not-approved' } };
  await refuseUnknownHandover(day, state);
  const planned = await readPlanned(stepFile(day.out, day.date, 'plan', plannedFile), day.signal);
  const digest = await planDigest(day);
  const counts = await handOver(day, state, planned, digest);
  await writeJson(folder, 'delivery.json', counts);
  const records = {
    contact: [...(await madeContacts(day, state, planned)), ...heldContacts(day, planned)],
    campaign: campaignRecords(day, planned, digest),
    holding: [handoverHolding(day)],
  };
  return { state: 'done', facts: counts, records };
}

/** Whether a later day has contacted users: the plan of this day did not know of them. What is queued already goes on. */
async function isPassed({ date }: Day, memory: DailyMemory): Promise<boolean> {
  if (await memory.isQueued(date)) return false;
  return (await memory.contacts(addDays(date, 1), lastDay)).length > 0;
}

const planDigest = async ({ out, date }: Day): Promise<string> =>
  (await readJson<{ digest: string }>(stepFile(out, date, 'plan', 'plan.json')))!.digest;

/** Queues the contacts and hands them over. A run that was killed in between goes on where it stood. */
async function handOver(day: Day, state: State, planned: readonly PlannedUser[], digest: string) {
  const { config, date, now, signal } = day;
  const { name: project, events } = config;
  const contacts = planned.filter(({ held }) => !held);
  const at = now();
  const messages = contacts.map((user) => messageOf(user, at));
  await enqueue(state, messages, { project, campaign: campaignOf(date), planDigest: digest, at });
  const folder = handoverFolder(day);
  const how = { project, zone: events.timeZone, now, by: `daily ${date}`, signal };
  await dispatch(state, handoverChannel(folder), how);
  // Counted in the state and not in this run: a run that goes on after a kill tells the same.
  const states = await messagesByState(state, project, campaignOf(date));
  return { contacts: contacts.length, held: planned.length - contacts.length, ...states };
}

/** The contacts that were made, with the probability that the plan had for them: the outbox does not know it. */
async function madeContacts(day: Day, state: State, planned: readonly PlannedUser[]) {
  const where = { project: day.config.name, campaign: campaignOf(day.date), channel: handover };
  const probability = new Map(planned.map((user) => [user.user, user.probability]));
  const made = await state.list('contact', { where });
  return made.map((contact) => ({ ...contact, probability: probability.get(contact.user) ?? null }));
}

function messageOf({ user, action, tier, costFen }: PlannedUser, at: number): NewMessage {
  return {
    ...{ user, channel: handover, purpose: 'marketing', action, address: null, body: { tier } },
    ...{ costMinor: costFen, currency, due: at, notAfter: at + validDays * microsPerDay },
  };
}
