import { Random } from '../../base/random.js';
import { type AuditEntry, writeAudited } from '../../state/audit.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import type { Statement } from '../../stores/sql/transactions.js';
import { accountStatements, readAccount, withResults } from '../limits/account.js';
import { optOutStatement } from '../rules/opted-out.js';
import type { Channel, Outcome } from './channel.js';
import { entryOf, eventStates, type Hand, type OutboxEvent } from './events.js';

/** A message with what became of it. */
export interface Result {
  readonly message: MessageRecord;
  readonly outcome: Outcome;
}

/** Sends that may fail before a message is given up. */
export const mostAttempts = 6;
const longestPauseMs = 15 * 60_000;

/** Whose results are booked. */
export interface Booker extends Omit<Hand, 'channel'> {
  readonly channel: Channel;
  /** The dispatcher that claimed the messages. */
  readonly by: string;
  /** Name of its claim. */
  readonly claim: string;
}

/**
 * Books results in one transaction. Where the claim has ended and others went on with the message, only what was taken is
 * booked.
 * @returns how many messages came into which event
 */
export async function book(
  state: State,
  results: readonly Result[],
  booker: Booker,
): Promise<ReadonlyMap<OutboxEvent, number>> {
  const { channel, claim, by, at } = booker;
  let events: ReadonlyMap<OutboxEvent, readonly Result[]> = new Map();
  await writeAudited(state, async () => {
    events = grouped(await bookable(state, results, by));
    const before = await readAccount(state, channel);
    const outcomes = results.map(({ outcome }) => outcome);
    return {
      entries: entriesOf(events, { ...booker, channel: channel.name }),
      statements: [
        ...[...events].flatMap(([event, list]) => statementsOf(event, list, at)),
        ...optOuts(results, at),
        ...accountStatements(channel, before, withResults(channel, before, outcomes, { claim, at }), at),
      ],
    };
  });
  return new Map([...events].map(([event, list]) => [event, list.length]));
}

const entriesOf = (events: ReadonlyMap<OutboxEvent, readonly Result[]>, hand: Hand): readonly AuditEntry[] =>
  [...events].flatMap(([event, list]) =>
    entryOf(
      event,
      list.map(({ message }) => message.seq),
      hand,
    ),
  );

/** What receivers say of addresses that want no more. */
function optOuts(results: readonly Result[], since: number): readonly Statement[] {
  const said = results.flatMap(({ message: { addressHash, channel }, outcome }) =>
    outcome.kind === 'refused' && outcome.optOut !== undefined && addressHash !== null
      ? [{ addressHash, channel, scope: outcome.optOut, reason: outcome.reason, since }]
      : [],
  );
  return said.length === 0 ? [] : [optOutStatement(said)];
}

async function bookable(state: State, results: readonly Result[], by: string): Promise<readonly Result[]> {
  const sql = 'SELECT "seq", "state", "lease_by" AS "by" FROM winback_message WHERE "seq" = ?';
  const [found] = await state.database.read([{ sql, rows: results.map(({ message }) => [message.seq]) }]);
  const now = new Map(found!.rows.map((row) => [row['seq'], row]));
  return results.filter(({ message, outcome }) => {
    const row = now.get(message.seq);
    const isOurs = row?.['state'] === 'sending' && row['by'] === by;
    return (
      isOurs ||
      (outcome.kind === 'accepted' && ['sending', 'queued', 'unknown'].includes(String(row?.['state'])))
    );
  });
}

function grouped(results: readonly Result[]): ReadonlyMap<OutboxEvent, readonly Result[]> {
  const events = new Map<OutboxEvent, Result[]>();
  for (const result of results) {
    const event = eventOf(result);
    const list = events.get(event);
    if (list === undefined) events.set(event, [result]);
    else list.push(result);
  }
  return events;
}

function eventOf(result: Result): OutboxEvent {
  const { message, outcome } = result;
  if (outcome.kind !== 'failed') return outcome.kind;
  if (message.attempts + 1 < mostAttempts) return 'retried';
  // A user who may have been reached is not given up as one who was not.
  return message.purpose !== 'alert' && mayHaveReached(result) ? 'unknown' : 'exhausted';
}

function statementsOf(event: OutboxEvent, results: readonly Result[], at: number): readonly Statement[] {
  const to = eventStates[event];
  const update = {
    sql: `UPDATE winback_message SET "state" = '${to}', "attempts" = ?, "due" = ?, "provider_id" = ?,
      "reason" = ?, "maybe_since" = CASE WHEN ? = 1 THEN "maybe_since" ELSE ? END, "lease_until" = NULL, "lease_by" = NULL, "updated_at" = ? WHERE "seq" = ?`,
    rows: results.map(({ message, outcome }) => {
      const failed = outcome.kind === 'failed' ? 1 : 0;
      const providerId = outcome.kind === 'accepted' ? (outcome.providerId ?? null) : null;
      const reason = 'reason' in outcome ? outcome.reason : null;
      const due = to === 'queued' ? at + pauseMs(message, outcome) * 1000 : message.due;
      // The claim has set the time of the first sending: what surely failed takes it back, unless an earlier one stands.
      const maybe = mayBeTaken(outcome) ? 1 : 0;
      return [message.attempts + failed, due, providerId, reason, maybe, message.maybeSince, at, message.seq];
    }),
  };
  // What was not sent is no contact: it counts neither for limits nor for the budget.
  const sent = to === 'accepted' || to === 'unknown';
  const remove = {
    sql: 'DELETE FROM winback_contact WHERE "message" = ?',
    rows: results.filter((one) => !mayHaveReached(one)).map(({ message }) => [message.seq]),
  };
  return sent ? [update] : [update, remove];
}

const mayBeTaken = (outcome: Outcome): boolean => outcome.kind === 'failed' && outcome.maybe === true;

/** Whether this sending or an earlier one may have been taken. */
const mayHaveReached = ({ message, outcome }: Result): boolean =>
  mayBeTaken(outcome) || message.maybeSince !== null;

/** Full jitter: from 0 to 1 s, 2 s, 4 s and so on, the same for the same message and attempt. */
function pauseMs({ seq, attempts }: MessageRecord, outcome: Outcome): number {
  if (outcome.kind === 'throttled') return Math.max(1, Math.ceil(outcome.waitMs));
  const most = Math.min(longestPauseMs, 1000 * 2 ** attempts);
  return Math.ceil(new Random(seq, attempts).uniform() * most);
}
