import { sha256 } from '../../base/node-crypto.js';
import type { PersonKey } from '../../state/person.js';
import { queryRows } from '../../state/reads.js';
import type { ReceiptRecord } from '../../state/records/inbound.js';
import { putStatements, type State } from '../../state/state.js';

/** What a provider says became of one message. */
export interface Receipt {
  /** Number that the provider gave the message, or the call that it went in. */
  readonly providerId: string;
  /** The address, where one number stands for several messages; null where it does not. */
  readonly address: string | null;
  readonly state: ReceiptRecord['state'];
  /** Why it came back; null where it did not. */
  readonly reason: string | null;
  /** When it happened, microseconds since 1970; null where the provider does not say. */
  readonly at: number | null;
  /** What it cost, in minor units; null where the provider does not say. */
  readonly costMinor: number | null;
}

/** What was stored of a call. */
export interface StoredReceipts {
  /** Receipts that are new. */
  readonly stored: number;
  /** Receipts that were there already. */
  readonly known: number;
}

/**
 * Keeps receipts as they came, each once: providers repeat them.
 * @param at now, microseconds since 1970
 */
export async function storeReceipts(
  state: State,
  key: PersonKey,
  channel: string,
  receipts: readonly Receipt[],
  at: number,
): Promise<StoredReceipts> {
  const records = receipts.map((receipt) => recordOf(receipt, key, channel, at));
  const unique = [...new Map(records.map((record) => [record.id, record])).values()];
  if (unique.length === 0) return { stored: 0, known: 0 };
  const [done] = await state.database.write(putStatements({ receipt: unique }, 'keep-first'));
  const stored = done!.changes;
  return { stored, known: receipts.length - stored };
}

function recordOf(
  { providerId, address, state, reason, at: happened, costMinor }: Receipt,
  key: PersonKey,
  channel: string,
  at: number,
): ReceiptRecord {
  const addressHash = address === null ? null : key.address(address);
  const id = sha256(JSON.stringify([channel, providerId, addressHash, state, reason, happened, costMinor]));
  return {
    ...{ id, channel, providerId, addressHash, state, reason, at: happened, storedAt: at, costMinor },
    ...{ message: null, outcome: 'waiting' },
  };
}

/** Receipts of a state by what became of them. */
export async function receiptCounts(
  state: State,
): Promise<Readonly<Record<ReceiptRecord['outcome'], number>>> {
  const none = { waiting: 0, applied: 0, late: 0, unmatched: 0 };
  const rows = await queryRows(
    state,
    'SELECT "outcome", count(*) AS "n" FROM winback_receipt GROUP BY "outcome"',
  );
  return { ...none, ...Object.fromEntries(rows.map((row) => [String(row['outcome']), Number(row['n'])])) };
}
