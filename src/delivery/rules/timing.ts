import type { MessageRecord } from '../../state/records/contact.js';
import type { QuietHours } from '../../state/records/delivery.js';
import { isQuiet, openingAfter } from './quiet-hours.js';
import type { Verdict, Verdicts } from './verdict.js';

/** When messages may go out. */
export interface Timing {
  /** Null for none. */
  readonly quiet: QuietHours | null;
  /** Zone of users whose own is not known. */
  readonly zone: string;
  /** Now, and when the last of the messages may go out; microseconds since 1970. */
  readonly at: number;
  readonly sentBy: number;
}

/** Messages whose time has passed. */
export const expiredVerdicts = (messages: readonly MessageRecord[], at: number): Verdicts =>
  new Map(
    messages
      .filter(({ notAfter }) => notAfter !== null && notAfter < at)
      .map(({ seq }) => [seq, { event: 'expired', reason: 'notAfter passed' }]),
  );

/** Messages that would meet quiet hours: they wait for the opening, and expire where that is too late for them. */
export function quietVerdicts(
  messages: readonly MessageRecord[],
  { quiet, zone, at, sentBy }: Timing,
): Verdicts {
  if (quiet === null) return new Map();
  const verdicts = new Map<number, Verdict>();
  for (const message of messages) {
    const own = message.zone ?? zone;
    const meets = [at, sentBy].find((one) => isQuiet(quiet, own, one));
    if (meets !== undefined)
      verdicts.set(message.seq, deferred(message, openingAfter(quiet, own, meets, message.seq)));
  }
  return verdicts;
}

const deferred = ({ notAfter }: MessageRecord, due: number): Verdict =>
  notAfter !== null && due > notAfter
    ? { event: 'expired', reason: 'quiet hours last longer than notAfter' }
    : { event: 'deferred', reason: 'quiet hours', due };
