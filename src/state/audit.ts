import { WinbackError } from '../base/errors.js';
import { sha256 } from '../base/node-crypto.js';
import type { Statement, StatementRows } from '../stores/sql/transactions.js';
import { canonicalJson } from './canonical-json.js';
import { pagesOf, queryRows } from './reads.js';
import type { AuditRecord } from './records/contact.js';
import { putStatements, requireState, type State } from './state.js';

/** What was done, without data of persons: messages are named by their numbers. */
export type AuditEntry = Pick<AuditRecord, 'project' | 'at' | 'event' | 'subject' | 'detail'>;

/** A change of messages or opt-outs, with what the chain says of it. */
export interface AuditedChange {
  readonly entries: readonly AuditEntry[];
  readonly statements: readonly Statement[];
}

const mostTries = 50;

/**
 * Writes a change and its entries in one transaction. Every change of messages and opt-outs goes this way, and each
 * extends the chain by its next number: a change that was prepared from what another has changed meanwhile fails as a
 * whole, and is prepared again. So what `prepare` read holds when its change is written.
 * @param prepare reads what it needs and says what to write; null for nothing
 * @returns what the statements gave; null where there was nothing to write
 * @throws WinbackError LOCKED where others change messages all the time
 */
export async function writeAudited(
  state: State,
  prepare: () => Promise<AuditedChange | null>,
): Promise<readonly StatementRows[] | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const head = await headOf(state);
    const change = await prepare();
    if (change === null || change.entries.length === 0) return null;
    const [chain] = putStatements({ audit: chained(head, change.entries) });
    // No replacement: a number that is taken fails the transaction.
    const append = { ...chain!, sql: chain!.sql.replace(/ON CONFLICT[\s\S]*$/, '') };
    try {
      return (await state.database.write([append, ...change.statements])).slice(1);
    } catch (error) {
      if ((await headOf(state)).seq === head.seq) throw error;
    }
  }
  throw new WinbackError(
    'LOCKED',
    `${state.place}: other programs change messages all the time: try again later`,
  );
}

interface Head {
  readonly seq: number;
  readonly hash: string;
}

async function headOf(state: State): Promise<Head> {
  const sql = 'SELECT "seq", "hash" FROM winback_audit ORDER BY "seq" DESC LIMIT 1';
  const [row] = await queryRows(state, sql);
  return row === undefined ? { seq: 0, hash: '' } : { seq: Number(row['seq']), hash: String(row['hash']) };
}

function chained(head: Head, entries: readonly AuditEntry[]): readonly AuditRecord[] {
  let { seq, hash } = head;
  return entries.map((entry) => {
    const previous = hash;
    seq += 1;
    hash = hashOf({ ...entry, seq, previous });
    return { ...entry, seq, previous, hash };
  });
}

function hashOf({ previous, seq, project, at, event, subject, detail }: Omit<AuditRecord, 'hash'>): string {
  return sha256(canonicalJson([previous, seq, project, at, event, subject, detail], 'audit'));
}

/** What a check of the chain found. */
export interface AuditVerification {
  /** Whether every entry is what was written, and none is missing. */
  readonly ok: boolean;
  /** Entries that were checked. */
  readonly entries: number;
  /** Hash of the last one: whoever keeps it elsewhere would notice a chain that was cut or written anew. */
  readonly head: string;
  /** Number of the first entry that is not what was written, or is missing; null where all are. */
  readonly firstWrong: number | null;
}

/**
 * Recomputes the chain of everything that was done to messages and opt-outs.
 * @param state open
 *
 * @example
 * ```ts
 * import { openState, verifyAudit } from 'winback/state';
 *
 * const state = await openState('out/audit.db');
 * const verified = await verifyAudit(state);
 * await state.close();
 * verified.ok; // true
 * ```
 */
export async function verifyAudit(state: State): Promise<AuditVerification> {
  requireState(state);
  const snapshot = await state.database.snapshot();
  let head: Head = { seq: 0, hash: '' };
  try {
    for await (const page of pagesOf('audit', snapshot))
      for (const entry of page) {
        const fits =
          entry.seq === head.seq + 1 && entry.previous === head.hash && entry.hash === hashOf(entry);
        if (!fits) return { ok: false, entries: head.seq, head: head.hash, firstWrong: head.seq + 1 };
        head = entry;
      }
  } finally {
    await snapshot.close();
  }
  return { ok: true, entries: head.seq, head: head.hash, firstWrong: null };
}
