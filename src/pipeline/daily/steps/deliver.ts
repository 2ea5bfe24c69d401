import path from 'node:path';

import { addDays, microsPerDay } from '../../../base/days.js';
import { handoverChannel } from '../../../delivery/channels/handover.js';
import { dispatch } from '../../../delivery/outbox/dispatch.js';
import { enqueue, type NewMessage } from '../../../delivery/outbox/enqueue.js';
import { messagesByState } from '../../../state/contacts.js';
import type { StateRecords } from '../../../state/records.js';
import { type PlannedUser, readPlanned } from '../assignment.js';
import { campaignOf, lastDay } from '../campaign-names.js';
import { campaignRecords, heldContacts } from '../campaign-records.js';
import { refuseContacted } from '../contact-history.js';
import { minorOfFen } from '../currency.js';
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
export const deliver = (day: Day, memory: DailyMemory): Step => ({
  name: 'deliver',
  isFrozen: async () =>
    (await memory.isQueued(day.date)) && (await memory.last(day.date, 'deliver'))?.state === 'done',
  inputs: async () => ({
    plan: await folderDigest(path.join(day.out, day.date, 'plan')),
    isNewest: day.isNewest,
  }),
  run: (folder) => delivered(day, memory, folder),
});

async function delivered(day: Day, memory: DailyMemory, folder: string): Promise<StepOutcome> {
  const isQueued = await memory.isQueued(day.date);
  const reason = isQueued ? null : await whyNot(day, memory);
  if (reason !== null) return { state: reason === 'not-approved' ? 'held' : 'nothing', facts: { reason } };
  const planned = await readPlanned(stepFile(day.out, day.date, 'plan', plannedFile), day.signal);
  const contacted = planned.filter(({ held }) => !held).map(({ user }) => user);
  await refuseUnknownHandover(day, day.state, new Set(contacted));
  const digest = await planDigest(day);
  const counts = await handOver(day, memory, planned, digest);
  await writeJson(folder, 'delivery.json', counts);
  const made = await madeContacts(day, planned);
  const records = {
    // Who is held back stands for contacts that were made.
    contact: made.length === 0 ? [] : [...made, ...heldContacts(day, planned)],
    campaign: campaignRecords(day, { planned, made, digest }),
    holding: [handoverHolding(day)],
  };
  return { state: 'done', facts: counts, records };
}

/** Why nothing is handed over; null where it is. What is queued already goes on, whatever has changed since. */
async function whyNot(
  day: Day,
  memory: DailyMemory,
): Promise<'no-plan' | 'not-the-newest-day' | 'not-approved' | null> {
  if ((await memory.last(day.date, 'plan'))?.state !== 'done') return 'no-plan';
  if (!day.isNewest || (await isPassed(day, memory))) return 'not-the-newest-day';
  return day.config.daily.autoApprove ? null : 'not-approved';
}

/** Whether a later day has contacted users: the plan of this day did not know of them. */
const isPassed = async ({ date }: Day, memory: DailyMemory): Promise<boolean> =>
  (await memory.contacts(addDays(date, 1), lastDay)).length > 0;

const planDigest = async ({ out, date }: Day): Promise<string> =>
  (await readJson<{ digest: string }>(stepFile(out, date, 'plan', 'plan.json')))!.digest;

/** Queues the contacts and hands them over. A run that was killed in between goes on where it stood. */
async function handOver(day: Day, memory: DailyMemory, planned: readonly PlannedUser[], digest: string) {
  const { config, date, state, now, signal } = day;
  const { name: project, events, daily } = config;
  const contacts = planned.filter(({ held }) => !held);
  const campaign = campaignOf(date);
  const messages = messagesOf(contacts, daily.currency, now());
  // Without a contact nothing stands yet: the day may be planned anew.
  if (messages.length > 0)
    await enqueue(state, messages, { project, campaign, planDigest: digest, at: now() });
  const refuse = refuseContacted(memory, daily.contact, date);
  const how = { project, zone: events.timeZone, now, by: `daily ${date}`, refuse, signal };
  await dispatch(state, handoverChannel(handoverFolder(day)), how);
  // Counted in the state and not in this run: a run that goes on after a kill tells the same.
  const states = await messagesByState(state, project, campaign);
  return { contacts: contacts.length, held: planned.length - contacts.length, ...states };
}

/** The contacts that were made, with the probability that the plan had for them: the outbox does not know it. */
async function madeContacts(
  { config, state, date }: Day,
  planned: readonly PlannedUser[],
): Promise<readonly StateRecords['contact'][]> {
  const where = { project: config.name, campaign: campaignOf(date), channel: handover };
  const probability = new Map(planned.map((user) => [user.user, user.probability]));
  const made = await state.list('contact', { where });
  return made.map((contact) => ({ ...contact, probability: probability.get(contact.user) ?? null }));
}

function messagesOf(contacts: readonly PlannedUser[], currency: string, at: number): readonly NewMessage[] {
  const costs = minorOfFen(
    contacts.map(({ costFen }) => costFen),
    currency,
  );
  return contacts.map(({ user, action, tier }, i) => ({
    ...{ user, channel: handover, purpose: 'marketing', action, address: null, body: { tier } },
    ...{ costMinor: costs[i]!, currency, due: at, notAfter: at + validDays * microsPerDay },
  }));
}
