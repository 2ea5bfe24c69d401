import { messagesOfProject } from '../../state/contacts.js';
import type { MessageState } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';

/** Messages by where they stand. `planned` is the sum of all others. */
export interface DaysMessages {
  /** Messages that were queued. */
  readonly planned: number;
  /** Went out; those that came back are among them. */
  readonly sent: number;
  /** Never sent, because of an opt-out or a limit of contacts. */
  readonly suppressed: number;
  /** Handed over, and nobody knows whether they went out. */
  readonly unknown: number;
  /** Not sent yet. */
  readonly waiting: number;
  /** Never sent: too late, given up or cancelled. */
  readonly notSent: number;
}

type Part = Exclude<keyof DaysMessages, 'planned'>;

const partOf: Readonly<Record<MessageState, Part>> = {
  ...{ queued: 'waiting', sending: 'waiting' },
  ...{ accepted: 'sent', delivered: 'sent', undelivered: 'sent' },
  ...{ unknown: 'unknown', suppressed: 'suppressed' },
  ...{ expired: 'notSent', dead: 'notSent', cancelled: 'notSent' },
};

/** The messages of a configuration, over all its campaigns. */
export async function messagesOfDays(state: State, project: string): Promise<DaysMessages> {
  const counts = { planned: 0, sent: 0, suppressed: 0, unknown: 0, waiting: 0, notSent: 0 };
  for (const [stands, messages] of Object.entries(await messagesOfProject(state, project))) {
    counts[partOf[stands as MessageState]] += messages;
    counts.planned += messages;
  }
  return counts;
}
