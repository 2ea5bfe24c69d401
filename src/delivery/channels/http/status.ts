import type { MessageRecord } from '../../../state/records/contact.js';
import type { Verdict } from '../provider.js';
import { type HttpAnswer, retryAfterMs, word } from './answer.js';

const minute = 60_000;

/** How long an answer asks to wait, ms. @param usual where it says nothing */
export const waitOf = ({ headers, now }: HttpAnswer, usual = minute): number =>
  retryAfterMs(headers['retry-after'], now) ?? usual;

/**
 * What a status alone says about a message, where the body has no code that says more; null for success. A fault of the
 * server without a code may have come after the message was taken.
 */
export function statusVerdict(answer: HttpAnswer): Verdict | null {
  const { status, headers } = answer;
  const reason = `HTTP ${status}`;
  if (status >= 200 && status <= 299) return null;
  if (status === 429) return { kind: 'throttled', waitMs: waitOf(answer) };
  if (status === 503 && headers['retry-after'] !== undefined)
    return { kind: 'throttled', waitMs: waitOf(answer) };
  if (status >= 500 || status < 200) return { kind: 'unknown', reason };
  if (status < 400) return { kind: 'blocked', reason: `${reason}: redirects are not followed` };
  if ([401, 402, 403, 404, 405, 407].includes(status)) return { kind: 'blocked', reason };
  return { kind: 'refused', reason };
}

/** A reason as a code with what is said of it. */
export const saidOf = (code: unknown, message: unknown): string =>
  [word(code), word(message)].filter((part) => part !== '').join(': ') || 'no code';

/** The same verdict for all messages of a call. */
export const forAll = (messages: readonly MessageRecord[], verdict: Verdict): readonly Verdict[] =>
  messages.map(() => verdict);
