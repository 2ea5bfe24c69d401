import { requirePart } from '../base/shape.js';
import type { Cell } from '../stores/sql/store.js';
import type { Statement } from '../stores/sql/transactions.js';
import { type AuditedChange, writeAudited } from './audit.js';
import type { PersonKey } from './person.js';
import { metaOf, metaStatement } from './reads.js';
import type { HoldingRecord } from './records/system.js';
import { requireState, type State } from './state.js';

/** What a deletion did, and what it could not reach. */
export interface Forgotten {
  /** Users of whom records were found. */
  readonly users: number;
  /** Users without a record in the state. */
  readonly unknown: number;
  /** Records that no longer name them. */
  readonly contacts: number;
  /** Exposures that no longer name them. */
  readonly exposures: number;
  /** Messages that no longer hold id, address and text. */
  readonly messages: number;
  /** Messages among them that were waiting, and will not be sent. */
  readonly cancelled: number;
  /** Files, folders and databases outside of the state that may still hold them. */
  readonly elsewhere: readonly HoldingRecord[];
}

/** Users that are forgotten in one transaction. */
const usersAtOnce = 200;

/**
 * Takes persons out of all records. Ids become pseudonyms, addresses and texts of messages are removed, and waiting
 * messages are cancelled. Figures, opt-outs and the chain of the audit stay as they are: they name nobody.
 * @param state open
 * @param ids users
 * @param key with it a pseudonym is an HMAC, so that the same campaign never contacts a forgotten user again; without it
 *   it is a number that tells nothing
 * @param at now, microseconds since 1970
 *
 * @example
 * ```ts
 * import { forgetUsers, openState } from 'winback/state';
 *
 * const state = await openState('out/persons.db');
 * const { users, unknown } = await forgetUsers(state, ['u1'], null, 1_753_833_600_000_000);
 * await state.close();
 * [users, unknown]; // [0, 1]
 * ```
 */
export async function forgetUsers(
  state: State,
  ids: readonly string[],
  key: PersonKey | null,
  at: number,
): Promise<Forgotten> {
  requireState(state);
  requirePart(ids, 'ids', 'list');
  const users = [...new Set(ids)];
  const sums = { users: 0, contacts: 0, exposures: 0, messages: 0, cancelled: 0 };
  for (let from = 0; from < users.length; from += usersAtOnce) {
    let done: FoundRecords | undefined;
    await writeAudited(state, async () => {
      done = await found(state, users.slice(from, from + usersAtOnce));
      return done.users.length === 0 ? null : change(state, done, key, at);
    });
    sums.users += done?.users.length ?? 0;
    sums.contacts += done?.contacts ?? 0;
    sums.exposures += done?.exposures ?? 0;
    sums.messages += done?.messages.length ?? 0;
    sums.cancelled += done?.messages.filter(({ state: now }) => now === 'queued').length ?? 0;
  }
  return { ...sums, unknown: users.length - sums.users, elsewhere: await state.list('holding') };
}

interface FoundMessage {
  readonly seq: number;
  readonly user: string;
  readonly address: string | null;
  readonly addressHash: string | null;
  readonly state: string;
}

interface FoundRecords {
  readonly users: readonly string[];
  readonly contacts: number;
  readonly exposures: number;
  readonly messages: readonly FoundMessage[];
}

async function found(state: State, users: readonly string[]): Promise<FoundRecords> {
  const rows = users.map((user) => [user]);
  const [contacts, exposures, messages, coupons] = await state.database.read([
    { sql: 'SELECT "user" FROM winback_contact WHERE "user" = ?', rows },
    { sql: 'SELECT "user" FROM winback_exposure WHERE "user" = ?', rows },
    {
      sql: `SELECT "seq", "user", "address", "address_hash" AS "addressHash", "state"
        FROM winback_message WHERE "user" = ?`,
      rows,
    },
    { sql: 'SELECT "user" FROM winback_coupon WHERE "user" = ?', rows },
  ]);
  const named = [...contacts!.rows, ...exposures!.rows, ...messages!.rows, ...coupons!.rows].map(({ user }) =>
    String(user),
  );
  return {
    users: [...new Set(named)],
    contacts: contacts!.rows.length,
    exposures: exposures!.rows.length,
    // The columns are those that were selected.
    messages: messages!.rows as unknown as readonly FoundMessage[],
  };
}

async function change(
  state: State,
  { users, contacts, exposures, messages }: FoundRecords,
  key: PersonKey | null,
  at: number,
): Promise<AuditedChange> {
  const names = await pseudonyms(state, users, key);
  const renamed = users.map((user) => [names.of.get(user)!, user]);
  const seqs = messages.map(({ seq }) => seq);
  return {
    entries: [
      {
        project: '',
        at,
        event: 'forgotten',
        subject: 'persons',
        detail: { messages: seqs.map((seq) => [seq, seq]), contacts, exposures },
      },
    ],
    statements: [
      { sql: 'UPDATE winback_contact SET "user" = ? WHERE "user" = ?', rows: renamed },
      { sql: 'UPDATE winback_exposure SET "user" = ? WHERE "user" = ?', rows: renamed },
      { sql: 'UPDATE winback_coupon SET "user" = ? WHERE "user" = ?', rows: renamed },
      {
        sql: `UPDATE winback_message SET "user" = ?, "address" = NULL, "address_hash" = ?, "recipient" = ?, "key" = ?, "body" = '{}',
          "state" = CASE "state" WHEN 'queued' THEN 'cancelled' ELSE "state" END,
          "reason" = CASE "state" WHEN 'queued' THEN 'forgotten' ELSE "reason" END, "updated_at" = ?
          WHERE "seq" = ?`,
        rows: messages.map((message) => cellsOf(message, names.of.get(message.user)!, key, at)),
      },
      ...names.statements,
    ],
  };
}

function cellsOf(message: FoundMessage, name: string, key: PersonKey | null, at: number): readonly Cell[] {
  const { seq, address, addressHash } = message;
  const hash = addressHash ?? (address === null || key === null ? null : key.address(address));
  return [name, hash, hash, `forgotten:${seq}`, at, seq];
}

async function pseudonyms(
  state: State,
  users: readonly string[],
  key: PersonKey | null,
): Promise<{ readonly of: ReadonlyMap<string, string>; readonly statements: readonly Statement[] }> {
  if (key !== null) return { of: new Map(users.map((user) => [user, key.user(user)])), statements: [] };
  const last = Number((await metaOf(state, 'forgotten')) ?? 0);
  return {
    of: new Map(users.map((user, i) => [user, `forgotten:${last + i + 1}`])),
    statements: [metaStatement('forgotten', String(last + users.length))],
  };
}

/** Whether a campaign holds users that were forgotten: with a key (`hmac`), or without one (`number`). */
export async function forgottenIn(
  state: State,
  project: string,
  campaign: string,
): Promise<{ readonly hmac: boolean; readonly number: boolean }> {
  const found = (begin: string, end: string) => ({
    sql: `SELECT 1 AS "found" FROM winback_message
      WHERE "project" = ? AND "campaign" = ? AND "user" >= ? AND "user" < ? LIMIT 1`,
    rows: [[project, campaign, begin, end]],
  });
  // Names that begin so, by the order of the index: a campaign may have millions of users.
  const [hmac, number] = await state.database.read([
    found('hmac:', 'hmac;'),
    found('forgotten:', 'forgotten;'),
  ]);
  return { hmac: hmac!.rows.length > 0, number: number!.rows.length > 0 };
}
