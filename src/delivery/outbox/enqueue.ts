import { ensure, WinbackError } from '../../base/errors.js';
import { type Keys, requireKeys, suggestion } from '../../base/options.js';
import { requireShapes } from '../../base/shape.js';
import { type AuditedChange, writeAudited } from '../../state/audit.js';
import { forgottenIn } from '../../state/forget.js';
import { type PersonKey, plainAddress } from '../../state/person.js';
import { metaOf, metaStatement, queryRows } from '../../state/reads.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { putStatements, requireState, type State } from '../../state/state.js';
import { entryOf } from './events.js';

/** A message to be sent. */
export type NewMessage = Pick<
  MessageRecord,
  | 'user'
  | 'channel'
  | 'purpose'
  | 'action'
  | 'address'
  | 'body'
  | 'costMinor'
  | 'currency'
  | 'due'
  | 'notAfter'
> & {
  /** IANA zone of the user, for quiet hours. @default that of the campaign */
  readonly zone?: string | null | undefined;
  /** Why it is not sent at all: it is kept as suppressed, so that nobody is missing without a reason. @default it is sent */
  readonly suppressed?: string | undefined;
};

/** What messages belong to, and under which rules they are queued. */
export interface EnqueueOptions {
  /** Name of the configuration. */
  readonly project: string;
  /** A campaign contacts a user once a channel. */
  readonly campaign: string;
  /** Digest of the plan: another plan under the name of the campaign is refused. @default none is kept */
  readonly planDigest?: string | undefined;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
  /** The key of the state; needed where it holds opt-outs, or persons who were forgotten. */
  readonly key?: PersonKey | null | undefined;
}

/** What became of messages that were to be queued. */
export interface Enqueued {
  /** Messages that are new in the outbox. */
  readonly queued: number;
  /** Messages that the campaign had already. */
  readonly known: number;
}

const optionKeys: Keys<EnqueueOptions> = {
  ...{ project: true, campaign: true, planDigest: true, at: true, key: true },
};

const messagesAtOnce = 1000;

/**
 * Queues messages. The same messages again change nothing.
 * @param state open
 * @param messages of one campaign
 * @param options project, campaign, time
 * @throws WinbackError BAD_INPUT for another plan under the same name, or a campaign with forgotten users and no key
 *
 * @example
 * ```ts
 * import { enqueue } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/outbox.db');
 * const what = { purpose: 'marketing', action: 'coupon', body: {}, costMinor: 50, currency: 'CNY' } as const;
 * const message = { ...what, user: 'u1', channel: 'handover', address: null, due: 0, notAfter: null };
 * const { queued } = await enqueue(state, [message], { project: 'shop', campaign: 'july', at: 0 });
 * await state.close();
 * queued; // 1
 * ```
 */
export async function enqueue(
  state: State,
  messages: readonly NewMessage[],
  options: EnqueueOptions,
): Promise<Enqueued> {
  const { queued, known } = await enqueueCounted(state, messages, options);
  return { queued, known };
}

/** `enqueue`, which also counts the new messages that are not sent at all, by the reason. */
export async function enqueueCounted(
  state: State,
  messages: readonly NewMessage[],
  options: EnqueueOptions,
): Promise<Enqueued & { readonly suppressed: Readonly<Record<string, number>> }> {
  requireState(state);
  requireShapes(messages, 'messages', { user: 'text', channel: 'text', body: 'object' });
  requireKeys(options, 'options', optionKeys);
  await requirePlan(state, options);
  await requireKey(state, messages, options);
  const suppressed: Record<string, number> = {};
  let queued = 0;
  for (let from = 0; from < messages.length; from += messagesAtOnce) {
    const part = messages.slice(from, from + messagesAtOnce);
    let fresh: readonly MessageRecord[] = [];
    await writeAudited(state, async () => {
      fresh = await unknownOf(state, part, options);
      return change(fresh, options);
    });
    queued += fresh.length;
    for (const { state: stands, reason } of fresh)
      if (stands === 'suppressed') suppressed[reason!] = (suppressed[reason!] ?? 0) + 1;
  }
  return { queued, known: messages.length - queued, suppressed };
}

function change(
  fresh: readonly MessageRecord[],
  { project, campaign, at }: EnqueueOptions,
): AuditedChange | null {
  if (fresh.length === 0) return null;
  const hand = { project, channel: campaign, at };
  const seqs = fresh.map(({ seq }) => seq);
  const suppressed = fresh.flatMap((one) => (one.state === 'suppressed' ? [one.seq] : []));
  return {
    entries: [...entryOf('enqueued', seqs, hand), ...entryOf('suppressed', suppressed, hand)],
    statements: putStatements({ message: fresh }),
  };
}

const planName = (project: string, campaign: string): string => `plan ${JSON.stringify([project, campaign])}`;

/** Digest of the plan that a campaign was queued from; null where none was given. */
export const queuedPlan = (state: State, project: string, campaign: string): Promise<string | null> =>
  metaOf(state, planName(project, campaign));

async function requirePlan(state: State, { project, campaign, planDigest }: EnqueueOptions): Promise<void> {
  if (planDigest === undefined) return;
  const known = await queuedPlan(state, project, campaign);
  if (known === null) await state.database.write([metaStatement(planName(project, campaign), planDigest)]);
  else if (known !== planDigest)
    throw new WinbackError(
      'BAD_INPUT',
      `campaign ${campaign} was queued from another plan (${known.slice(0, 12)}, now ${planDigest.slice(0, 12)}): give the new plan another campaign name`,
    );
}

async function requireKey(
  state: State,
  messages: readonly NewMessage[],
  { project, campaign, key = null }: EnqueueOptions,
): Promise<void> {
  const forgotten = await forgottenIn(state, project, campaign);
  ensure(
    !forgotten.number,
    `campaign ${campaign} holds users who were forgotten without a key, so that nobody can tell whether they would be contacted again: use another campaign name`,
  );
  ensure(
    key !== null || !forgotten.hmac,
    `campaign ${campaign} holds users who were forgotten: name the key file, so that they are not contacted again`,
  );
  const [optOut] = await queryRows(state, 'SELECT "channel" FROM winback_suppression LIMIT 1');
  ensure(
    key !== null || optOut === undefined || messages.every(({ address }) => address === null),
    'the state holds opt-outs: name the key file, so that addresses can be compared with them',
  );
}

/** The records of the messages that the campaign does not have yet. */
async function unknownOf(
  state: State,
  messages: readonly NewMessage[],
  options: EnqueueOptions,
): Promise<readonly MessageRecord[]> {
  const { project, campaign, key = null } = options;
  const names = ({ user }: NewMessage): readonly string[] => (key === null ? [user] : [user, key.user(user)]);
  const [last, known] = await state.database.read([
    { sql: 'SELECT coalesce(max("seq"), 0) AS "last" FROM winback_message' },
    {
      sql: `SELECT "user", "channel" FROM winback_message
        WHERE "project" = ? AND "campaign" = ? AND "user" = ? AND "channel" = ?`,
      rows: messages.flatMap((one) => names(one).map((user) => [project, campaign, user, one.channel])),
    },
  ]);
  const seen = new Set(known!.rows.map(({ user, channel }) => `${String(channel)}\n${String(user)}`));
  const prefix = `${encodeURIComponent(project)}:${encodeURIComponent(campaign)}`;
  let seq = Number(last!.rows[0]!['last']);
  const fresh: MessageRecord[] = [];
  for (const message of messages) {
    refuseUnknown(message);
    const same = names(message).map((user) => `${message.channel}\n${user}`);
    if (same.some((one) => seen.has(one))) continue;
    for (const one of same) seen.add(one);
    seq += 1;
    fresh.push(recordOf(message, seq, prefix, options));
  }
  return fresh;
}

const messageKeys: ReadonlySet<string> = new Set([
  ...['user', 'channel', 'purpose', 'action', 'address', 'body', 'costMinor', 'currency', 'due', 'notAfter'],
  ...['zone', 'suppressed'],
]);

/** @throws WinbackError BAD_INPUT for a field that no message has */
function refuseUnknown(message: NewMessage): void {
  for (const given of Object.keys(message))
    if (!messageKeys.has(given))
      throw new WinbackError(
        'BAD_INPUT',
        `message: unknown option "${given}"${suggestion(given, [...messageKeys])}`,
      );
}

// Written out field by field: it runs for every message of a list, and copies of objects would be half of its time.
function recordOf(message: NewMessage, seq: number, prefix: string, options: EnqueueOptions): MessageRecord {
  const { project, campaign, at, key = null } = options;
  const { user, channel, address, suppressed } = message;
  const addressHash = address === null || key === null ? null : key.address(address);
  return {
    seq,
    project,
    campaign,
    user,
    channel,
    key: `${prefix}:${encodeURIComponent(user)}:${encodeURIComponent(channel)}`,
    purpose: message.purpose,
    action: message.action,
    address,
    addressHash,
    body: message.body,
    costMinor: message.costMinor,
    currency: message.currency,
    state: suppressed === undefined ? 'queued' : 'suppressed',
    attempts: 0,
    due: message.due,
    notAfter: message.notAfter,
    leaseUntil: null,
    leaseBy: null,
    providerId: null,
    reason: suppressed ?? null,
    createdAt: at,
    updatedAt: at,
    recipient: addressHash ?? (address === null ? null : plainAddress(address)),
    zone: message.zone ?? null,
    maybeSince: null,
  };
}
