import { microsPerDay } from '../../base/days.js';
import { type AuditedChange, writeAudited } from '../../state/audit.js';
import { kinds } from '../../state/kinds.js';
import type { PersonKey } from '../../state/person.js';
import { recordOf } from '../../state/record-sql.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { ReceiptRecord } from '../../state/records/inbound.js';
import type { State } from '../../state/state.js';
import type { Statement } from '../../stores/sql/transactions.js';
import { entryOf, type OutboxEvent } from '../outbox/events.js';

/** Receipts that are applied in one transaction. */
const receiptsAtOnce = 1000;
/** A receipt may come before its message is booked; after this time no message will have its number, microseconds. */
const waitFor = microsPerDay;

const waiting = `SELECT * FROM winback_receipt WHERE "outcome" = 'waiting' AND ("stored_at", "id") > (?, ?)
  ORDER BY "stored_at", "id" LIMIT ?`;
const candidates = `SELECT * FROM winback_message WHERE "channel" = ? AND "provider_id" = ?`;

/** What receipts made of messages. */
export interface AppliedReceipts {
  /** Receipts that changed their message. */
  readonly applied: number;
  /** Receipts whose message knew better already. */
  readonly late: number;
  /** Receipts that no message has the number of, a day after they came. */
  readonly unmatched: number;
}

/**
 * Applies the receipts that wait. What was delivered never goes back, whichever receipt comes later; a cost that a receipt
 * says replaces the one that was planned.
 * @param at now, microseconds since 1970
 */
export async function applyReceipts(state: State, key: PersonKey, at: number): Promise<AppliedReceipts> {
  const sums = { applied: 0, late: 0, unmatched: 0 };
  // Those that go on waiting are passed by.
  let after: Pick<ReceiptRecord, 'storedAt' | 'id'> = { storedAt: 0, id: '' };
  for (;;) {
    const receipts = await waitingAfter(state, after);
    if (receipts.length === 0) return sums;
    const { outcomes } = await applyPage(state, key, receipts, at);
    for (const outcome of outcomes.values()) if (outcome !== 'waiting') sums[outcome] += 1;
    if (receipts.length < receiptsAtOnce) return sums;
    after = receipts.at(-1)!;
  }
}

async function waitingAfter(
  state: State,
  { storedAt, id }: Pick<ReceiptRecord, 'storedAt' | 'id'>,
): Promise<readonly ReceiptRecord[]> {
  const [found] = await state.database.read([{ sql: waiting, rows: [[storedAt, id, receiptsAtOnce]] }]);
  return found!.rows.map((row) => recordOf(kinds.receipt, row));
}

async function applyPage(
  state: State,
  key: PersonKey,
  receipts: readonly ReceiptRecord[],
  at: number,
): Promise<Changes> {
  let page = new Changes(at);
  await writeAudited(state, async () => {
    page = new Changes(at);
    const messages = await messagesOf(state, receipts, key);
    for (const receipt of receipts) page.add(receipt, messages.get(receipt.id));
    return page.change();
  });
  // Without a change of a message there is nothing for the chain to say.
  if (page.isQuiet) await state.database.write(page.receiptStatements());
  return page;
}

/** The message of each receipt, by the id of the receipt. */
async function messagesOf(
  state: State,
  receipts: readonly ReceiptRecord[],
  key: PersonKey,
): Promise<ReadonlyMap<string, MessageRecord>> {
  const asked = [
    ...new Set(receipts.map(({ channel, providerId }) => JSON.stringify([channel, providerId]))),
  ];
  const rows = asked.map((one) => JSON.parse(one) as [string, string]);
  const [found] = await state.database.read([{ sql: candidates, rows }]);
  const by = new Map<string, MessageRecord[]>();
  for (const row of found!.rows) {
    const message = recordOf(kinds.message, row);
    const name = JSON.stringify([message.channel, message.providerId]);
    by.set(name, [...(by.get(name) ?? []), message]);
  }
  const hashOf = ({ addressHash, address }: MessageRecord): string | null =>
    addressHash ?? (address === null ? null : key.address(address));
  return new Map(
    receipts.flatMap((receipt) => {
      const list = by.get(JSON.stringify([receipt.channel, receipt.providerId])) ?? [];
      const fits = list.filter((one) => receipt.addressHash === null || hashOf(one) === receipt.addressHash);
      // A number that several messages have names none of them.
      return fits.length === 1 ? [[receipt.id, fits[0]!] as const] : [];
    }),
  );
}

const ranks: Readonly<Record<string, number>> = { unknown: 0, accepted: 1, undelivered: 2, delivered: 3 };

interface Changed {
  readonly message: MessageRecord;
  readonly state: ReceiptRecord['state'];
  readonly reason: string | null;
}

/** Changes of one configuration, channel and state together. */
function alike(changed: readonly Changed[]): readonly (readonly Changed[])[] {
  const groups = new Map<string, Changed[]>();
  for (const one of changed) {
    const name = JSON.stringify([one.message.project, one.message.channel, one.state]);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()];
}

/** What a page of receipts changes. */
class Changes {
  readonly outcomes = new Map<string, ReceiptRecord['outcome']>();
  readonly #at: number;
  readonly #states = new Map<number, Changed>();
  readonly #costs = new Map<number, number>();
  readonly #messages = new Map<string, number | null>();

  constructor(at: number) {
    this.#at = at;
  }

  add(receipt: ReceiptRecord, message: MessageRecord | undefined): void {
    this.#messages.set(receipt.id, message?.seq ?? null);
    if (message === undefined) {
      const isOver = receipt.storedAt + waitFor < this.#at;
      this.outcomes.set(receipt.id, isOver ? 'unmatched' : 'waiting');
      return;
    }
    if (receipt.costMinor !== null) this.#costs.set(message.seq, receipt.costMinor);
    const now = this.#states.get(message.seq)?.state ?? message.state;
    // What is claimed or waits again is booked first.
    if (!(now in ranks)) this.outcomes.set(receipt.id, now === 'sending' ? 'waiting' : 'late');
    else if (ranks[receipt.state]! <= ranks[now]!) this.outcomes.set(receipt.id, 'late');
    else {
      this.#states.set(message.seq, { message, state: receipt.state, reason: receipt.reason });
      this.outcomes.set(receipt.id, 'applied');
    }
  }

  get isQuiet(): boolean {
    return this.#states.size === 0;
  }

  change(): AuditedChange | null {
    if (this.isQuiet) return null;
    const changed = [...this.#states.values()];
    return {
      entries: alike(changed).flatMap((group) => {
        const { message, state } = group[0]!;
        const seqs = group.map((one) => one.message.seq);
        return entryOf(state as OutboxEvent, seqs, { ...message, at: this.#at });
      }),
      statements: [
        {
          sql: 'UPDATE winback_message SET "state" = ?, "reason" = ?, "updated_at" = ? WHERE "seq" = ?',
          rows: changed.map(({ message, state, reason }) => [state, reason, this.#at, message.seq]),
        },
        ...this.receiptStatements(),
      ],
    };
  }

  receiptStatements(): readonly Statement[] {
    const settled = [...this.outcomes].filter(([, outcome]) => outcome !== 'waiting');
    const costs = [...this.#costs].map(([seq, cost]) => [cost, seq]);
    return [
      {
        sql: 'UPDATE winback_receipt SET "outcome" = ?, "message" = ? WHERE "id" = ?',
        rows: settled.map(([id, outcome]) => [outcome, this.#messages.get(id) ?? null, id]),
      },
      { sql: 'UPDATE winback_message SET "cost_minor" = ? WHERE "seq" = ?', rows: costs },
      { sql: 'UPDATE winback_contact SET "cost_minor" = ? WHERE "message" = ?', rows: costs },
    ].filter(({ rows }) => rows.length > 0);
  }
}
