import { type AuditedChange, writeAudited } from '../../state/audit.js';
import { kinds } from '../../state/kinds.js';
import { recordOf } from '../../state/record-sql.js';
import type { ContactRecord, MessageRecord } from '../../state/records/contact.js';
import type { DeliveryRecord } from '../../state/records/delivery.js';
import { putStatements, type State } from '../../state/state.js';
import type { Statement } from '../../stores/sql/transactions.js';
import { type Account, accountStatements, allowed, readAccount, withClaim } from '../limits/account.js';
import type { Verdicts } from '../rules/verdict.js';
import type { Channel } from './channel.js';
import { entryOf, eventStates, type Hand, type OutboxEvent } from './events.js';
import { dayIn, type Refuse, sortOut } from './sort-out.js';

/** Who claims messages of a campaign, for how long. */
export interface Claimer extends Omit<Hand, 'channel'> {
  readonly channel: Channel;
  readonly campaign: string;
  /** Name of the dispatcher. */
  readonly by: string;
  readonly leaseUntil: number;
  /** Zone of the configuration: contacts belong to a day in it. */
  readonly zone: string;
  readonly refuse?: Refuse | undefined;
  /** Whether the clock was set since the last claim. */
  readonly jumped: boolean;
}

/** What a claim came to. */
export interface Claim {
  /** Name under which the account counts the messages. */
  readonly name: string;
  /** May be empty where all that was due is not to be sent. */
  readonly messages: readonly MessageRecord[];
  /** Nothing more of the campaign is due, or it may not be sent now. */
  readonly isLast: boolean;
  /** Messages that were not to be sent, by what happened to them. */
  readonly sorted: ReadonlyMap<OutboxEvent, number>;
  /** Earliest moment at which the account takes more; null where it is not the account that stops. */
  readonly until: number | null;
}

const due = `SELECT * FROM winback_message WHERE "state" = 'queued' AND "project" = ? AND "channel" = ?
  AND "campaign" = ? AND "due" <= ? ORDER BY "due", "seq" LIMIT ?`;

/**
 * Claims messages of a campaign that are due: the claim and the contacts are on the disk before anything is sent. What is not to
 * be sent by the rules of this moment is taken out or put off instead, and the account's limits are never passed.
 */
export async function claim(state: State, claimer: Claimer): Promise<Claim> {
  let result: Claim = nothing;
  await writeAudited(state, async () => {
    const prepared = await prepare(state, claimer);
    result = prepared.claim;
    return prepared.change;
  });
  return result;
}

const nothing: Claim = { name: '', messages: [], isLast: true, until: null, sorted: new Map() };

async function prepare(
  state: State,
  claimer: Claimer,
): Promise<{ readonly claim: Claim; readonly change: AuditedChange | null }> {
  const { project, campaign, channel, at, by, leaseUntil } = claimer;
  const [delivery] = await state.list('delivery', { where: { project, campaign } });
  if (delivery !== undefined && delivery.state !== 'running') return { claim: nothing, change: null };
  const before = await readAccount(state, channel);
  const { most, until, account } = allowed(channel, before, at, claimer.jumped);
  const limit = Math.min(channel.batch, most, delivery?.firstLeft ?? most);
  if (limit <= 0) return { claim: { ...nothing, until }, change: null };
  const [found] = await state.database.read([
    { sql: due, rows: [[project, channel.name, campaign, at, limit]] },
  ]);
  const messages = found!.rows.map((row) => recordOf(kinds.message, row));
  if (messages.length === 0) return { claim: nothing, change: null };
  const sorted = await sortOut(state, messages, { ...claimer, delivery: delivery ?? null });
  const count = sorted.claimed.length;
  const name = `${by} ${at} ${sorted.claimed[0]?.seq ?? 0}`;
  const after = withClaim(channel, account, { name, count, until: leaseUntil });
  const change = { ...sorted, delivery: delivery ?? null, accounts: [before, after] as const };
  return {
    claim: { name, messages: sorted.claimed, isLast: false, until: null, sorted: countsOf(sorted.verdicts) },
    change: changeOf(change, claimer),
  };
}

function countsOf(verdicts: Verdicts): ReadonlyMap<OutboxEvent, number> {
  const counts = new Map<OutboxEvent, number>();
  for (const { event } of verdicts.values()) counts.set(event, (counts.get(event) ?? 0) + 1);
  return counts;
}

interface Sorted {
  readonly verdicts: Verdicts;
  readonly claimed: readonly MessageRecord[];
  readonly delivery: DeliveryRecord | null;
  readonly accounts: readonly [Account, Account];
}

function changeOf({ claimed, verdicts, delivery, accounts }: Sorted, claimer: Claimer): AuditedChange {
  const { at, by, leaseUntil, channel } = claimer;
  const hand = { project: claimer.project, channel: channel.name, at };
  const seqs = claimed.map(({ seq }) => seq);
  const taken = {
    sql: `UPDATE winback_message SET "state" = 'sending', "lease_until" = ?, "lease_by" = ?, "updated_at" = ?,
      "maybe_since" = coalesce("maybe_since", ?) WHERE "seq" = ?`,
    rows: seqs.map((seq) => [leaseUntil, by, at, at, seq]),
  };
  return {
    entries: [...verdictEntries(verdicts, hand), ...entryOf('claimed', seqs, hand)],
    statements: [
      ...verdictStatements(verdicts, at),
      ...(seqs.length === 0 ? [] : [taken]),
      ...putStatements({ contact: contactsOf(claimed, claimer) }),
      ...firstBatchStatements(delivery, claimed.length, at),
      ...accountStatements(channel, accounts[0], accounts[1], at),
    ],
  };
}

const verdictEvents = ['expired', 'suppressed', 'deferred', 'unknown', 'accepted'] as const;

const verdictEntries = (verdicts: Verdicts, hand: Hand) =>
  verdictEvents.flatMap((event) => {
    const of = [...verdicts].filter(([, verdict]) => verdict.event === event);
    return entryOf(
      event,
      of.map(([seq]) => seq),
      hand,
    );
  });

const verdictStatements = (verdicts: Verdicts, at: number): readonly Statement[] =>
  verdictEvents.flatMap((event) => {
    const of = [...verdicts].filter(([, verdict]) => verdict.event === event);
    if (of.length === 0) return [];
    const sql = `UPDATE winback_message SET "state" = '${eventStates[event]}', "reason" = ?,
      "due" = coalesce(?, "due"), "updated_at" = ? WHERE "seq" = ?`;
    return [{ sql, rows: of.map(([seq, { reason, due: next = null }]) => [reason, next, at, seq]) }];
  });

/** Once the first messages are claimed, the campaign waits until somebody has looked at them. */
function firstBatchStatements(
  delivery: DeliveryRecord | null,
  count: number,
  at: number,
): readonly Statement[] {
  if (delivery === null || delivery.firstLeft === null || count === 0) return [];
  const firstLeft = delivery.firstLeft - count;
  const pause = firstLeft > 0 ? {} : ({ state: 'paused', reason: 'first batch' } as const);
  return putStatements({ delivery: [{ ...delivery, ...pause, firstLeft, updatedAt: at }] });
}

// Alarms are no contacts: they go to those who run the system, not to users.
function contactsOf(claimed: readonly MessageRecord[], { at, zone }: Claimer): readonly ContactRecord[] {
  const day = dayIn(zone, at);
  return claimed
    .filter(({ purpose }) => purpose !== 'alert')
    .map(({ seq, project, campaign, user, channel, action, purpose, costMinor, currency }) => ({
      ...{ project, campaign, user, channel, action, purpose, costMinor, currency },
      ...{ at, day, held: false, probability: null, message: seq },
    }));
}
