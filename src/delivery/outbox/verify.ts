import { type AuditVerification, verifyAudit } from '../../state/audit.js';
import { pagesOf } from '../../state/reads.js';
import type { AuditRecord, MessageRecord } from '../../state/records/contact.js';
import { requireState, type State } from '../../state/state.js';
import type { Snapshot } from '../../stores/sql/transactions.js';
import { rulesOf } from '../rules/kept-rules.js';
import { eventStates } from './events.js';

/** What is wrong with a message. */
export interface DeliveryFault {
  /** Number of the message. */
  readonly message: number;
  /** What was found. */
  readonly problem:
    | 'not in the audit'
    | 'not in the outbox'
    | 'another state'
    | 'no contact'
    | 'claimed after its opt-out'
    | 'claimed in quiet hours';
}

/** What a check of the outbox found. */
export interface DeliveryVerification {
  /** Whether the chain holds and no message has a fault. */
  readonly ok: boolean;
  /** The chain of what was done. */
  readonly audit: AuditVerification;
  /** Messages that were checked. */
  readonly messages: number;
  /** The first hundred. */
  readonly faults: readonly DeliveryFault[];
  /** All faults, also those beyond the first hundred. */
  readonly faultCount: number;
  /** Campaigns that have more or fewer messages than were queued. */
  readonly wrongCampaigns: readonly string[];
}

const mostShown = 100;
/** States of messages that were handed over, or may have been. */
const contacted = ['sending', 'accepted', 'delivered', 'undelivered', 'unknown'];

/**
 * Recomputes from the audit in which state each message must be; that each message that went out has its contact, and was claimed
 * neither after its opt-out nor in quiet hours; and that no message of a campaign is missing.
 * @param state open
 *
 * @example
 * ```ts
 * import { verifyDelivery } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/verify.db');
 * const { ok } = await verifyDelivery(state);
 * await state.close();
 * ok; // true
 * ```
 */
export async function verifyDelivery(state: State): Promise<DeliveryVerification> {
  requireState(state);
  const audit = await verifyAudit(state);
  const snapshot = await state.database.snapshot();
  try {
    const told = await auditTold(snapshot);
    const rules = await rulesOf(snapshot);
    const withContact = new Set<number>();
    for await (const page of pagesOf('contact', snapshot))
      for (const { message } of page) if (message !== null) withContact.add(message);
    const faults: DeliveryFault[] = [];
    let messages = 0;
    for await (const page of pagesOf('message', snapshot))
      for (const message of page) {
        messages += 1;
        rules.count(message);
        faults.push(...faultsOf(message, told.states.get(message.seq), withContact.has(message.seq)));
        faults.push(...rules.faults(message, told.claimed.get(message.seq)));
        told.states.delete(message.seq);
      }
    for (const message of told.states.keys()) faults.push({ message, problem: 'not in the outbox' });
    const wrongCampaigns = rules.wrongCampaigns();
    const ok = audit.ok && faults.length === 0 && wrongCampaigns.length === 0;
    return {
      ok,
      audit,
      messages,
      faults: faults.slice(0, mostShown),
      faultCount: faults.length,
      wrongCampaigns,
    };
  } finally {
    await snapshot.close();
  }
}

/** What the audit says of each message. */
interface Told {
  readonly states: Map<number, string>;
  /** When it was last claimed. */
  readonly claimed: Map<number, number>;
}

async function auditTold(snapshot: Snapshot): Promise<Told> {
  const told: Told = { states: new Map(), claimed: new Map() };
  for await (const page of pagesOf('audit', snapshot)) for (const entry of page) replay(entry, told);
  return told;
}

function replay({ event, detail, at }: AuditRecord, { states, claimed }: Told): void {
  const runs = (detail['messages'] ?? []) as readonly (readonly [number, number])[];
  const next = (eventStates as Readonly<Record<string, string>>)[event];
  for (const [first, last] of runs)
    for (let seq = first; seq <= last; seq++) {
      if (event === 'claimed') claimed.set(seq, at);
      if (event === 'forgotten') {
        if (states.get(seq) === 'queued') states.set(seq, 'cancelled');
      } else if (next !== undefined) states.set(seq, next);
    }
}

function faultsOf(
  { seq, state, purpose }: MessageRecord,
  expected: string | undefined,
  hasContact: boolean,
): readonly DeliveryFault[] {
  const fault = (problem: DeliveryFault['problem']): readonly DeliveryFault[] => [{ message: seq, problem }];
  if (expected === undefined) return fault('not in the audit');
  if (expected !== state) return fault('another state');
  if (purpose !== 'alert' && contacted.includes(state) && !hasContact) return fault('no contact');
  return [];
}
