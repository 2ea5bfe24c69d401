import { zoneOffset } from '../../base/time-zone.js';
import { type AuditedChange, writeAudited } from '../../state/audit.js';
import { kinds } from '../../state/kinds.js';
import { recordOf } from '../../state/record-sql.js';
import type { ContactRecord, MessageRecord } from '../../state/records/contact.js';
import { putStatements, type State } from '../../state/state.js';
import type { Cell } from '../../stores/sql/store.js';
import { entryOf, type Hand } from './events.js';

/**
 * Which messages are not to be sent after all: reasons in a few words, by the number of the message.
 * @param messages that are about to be claimed
 */
export type Refuse = (messages: readonly MessageRecord[]) => Promise<ReadonlyMap<number, string>>;

/** Who claims messages of a channel, for how long. */
export interface Claimer extends Hand {
  /** Name of the dispatcher. */
  readonly by: string;
  readonly leaseUntil: number;
  /** Most messages. */
  readonly limit: number;
  /** Zone of the configuration: contacts belong to a day in it. */
  readonly zone: string;
  readonly refuse?: Refuse | undefined;
}

const due = `SELECT * FROM winback_message WHERE "state" = 'queued' AND "project" = ? AND "channel" = ?
  AND "due" <= ? ORDER BY "due", "seq" LIMIT ?`;

const optedOut = `SELECT "address_hash" AS "hash", "scope" FROM winback_suppression
  WHERE "address_hash" = ? AND ("channel" = '' OR "channel" = ?)`;

/**
 * Claims messages that are due: the claim and the contacts are on the disk before anything is sent. Messages whose time has
 * passed and those of addresses that opted out by now are taken out instead.
 * @returns the claimed messages; null where none is due
 */
export async function claim(state: State, claimer: Claimer): Promise<readonly MessageRecord[] | null> {
  let claimed: readonly MessageRecord[] = [];
  const written = await writeAudited(state, async () => {
    const { project, channel, at, limit } = claimer;
    const [found] = await state.database.read([{ sql: due, rows: [[project, channel, at, limit]] }]);
    const messages = found!.rows.map((row) => recordOf(kinds.message, row));
    const sorted = await sort(state, messages, claimer);
    claimed = sorted.claimed;
    return messages.length === 0 ? null : change(sorted, claimer);
  });
  return written === null ? null : claimed;
}

interface Sorted {
  readonly claimed: readonly MessageRecord[];
  readonly expired: readonly MessageRecord[];
  readonly suppressed: readonly MessageRecord[];
  /** Reasons of those that the caller refused. */
  readonly refused: ReadonlyMap<number, string>;
}

async function sort(
  state: State,
  messages: readonly MessageRecord[],
  { at, refuse }: Claimer,
): Promise<Sorted> {
  const expired = messages.filter(({ notAfter }) => notAfter !== null && notAfter < at);
  const rest = messages.filter((one) => !expired.includes(one));
  const asked = rest.flatMap(({ addressHash, channel }) =>
    addressHash === null ? [] : [[addressHash, channel]],
  );
  const [rows] = asked.length === 0 ? [] : await state.database.read([{ sql: optedOut, rows: asked }]);
  const scopes = new Map<string, ReadonlySet<string>>();
  for (const { hash, scope } of rows?.rows ?? [])
    scopes.set(String(hash), new Set([...(scopes.get(String(hash)) ?? []), String(scope)]));
  const isOut = ({ addressHash, purpose }: MessageRecord): boolean => {
    const found = scopes.get(addressHash ?? '');
    return found?.has('all') === true || (purpose === 'marketing' && found?.has('marketing') === true);
  };
  const refused = (await refuse?.(rest)) ?? new Map<number, string>();
  const isSuppressed = (one: MessageRecord): boolean => isOut(one) || refused.has(one.seq);
  const claimed = rest.filter((one) => !isSuppressed(one));
  return { expired, suppressed: rest.filter(isSuppressed), refused, claimed };
}

function change({ claimed, expired, suppressed, refused }: Sorted, claimer: Claimer): AuditedChange {
  const { at, by, leaseUntil } = claimer;
  const seqs = (list: readonly MessageRecord[]): readonly number[] => list.map(({ seq }) => seq);
  const out = (to: string, list: readonly MessageRecord[], reasonOf: (seq: number) => string) => ({
    sql: `UPDATE winback_message SET "state" = '${to}', "reason" = ?, "updated_at" = ? WHERE "seq" = ?`,
    rows: seqs(list).map((seq): readonly Cell[] => [reasonOf(seq), at, seq]),
  });
  return {
    entries: [
      ...entryOf('expired', seqs(expired), claimer),
      ...entryOf('suppressed', seqs(suppressed), claimer),
      ...entryOf('claimed', seqs(claimed), claimer),
    ],
    statements: [
      out('expired', expired, () => 'notAfter passed'),
      out('suppressed', suppressed, (seq) => refused.get(seq) ?? 'opted out'),
      {
        sql: `UPDATE winback_message SET "state" = 'sending', "lease_until" = ?, "lease_by" = ?, "updated_at" = ?
          WHERE "seq" = ?`,
        rows: seqs(claimed).map((seq) => [leaseUntil, by, at, seq]),
      },
      ...putStatements({ contact: contactsOf(claimed, claimer) }),
    ],
  };
}

// Alarms are no contacts: they go to those who run the system, not to users.
function contactsOf(claimed: readonly MessageRecord[], { at, zone }: Claimer): readonly ContactRecord[] {
  const day = new Date(at / 1000 + zoneOffset(zone)(at / 1000)).toISOString().slice(0, 10);
  return claimed
    .filter(({ purpose }) => purpose !== 'alert')
    .map(({ seq, project, campaign, user, channel, action, purpose, costMinor, currency }) => ({
      ...{ project, campaign, user, channel, action, purpose, costMinor, currency },
      ...{ at, day, held: false, probability: null, message: seq },
    }));
}
