import type { Outcome } from '../../outbox/channel.js';
import { retryAfterMs } from '../http/answer.js';
import type { Receiver } from './forms.js';

/** What a receiver answered. */
export interface Answer {
  readonly status: number;
  /** The header Retry-After; null where there is none. */
  readonly retryAfter: string | null;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const minute = 60_000;

/** Codes in the body of an answer that ask to wait: DingTalk, WeCom, Feishu. */
const tooMany: readonly unknown[] = [130101, 410100, 45009, 45033, 11232, 9499];

/** What an answer means. HTTP 200 with a code that is not 0 is a failure. */
export function outcomeOf(receiver: Receiver, answer: Answer): Outcome {
  const { status } = answer;
  if (status === 429) return { kind: 'throttled', waitMs: waitOf(answer) ?? minute };
  if (status >= 500) {
    const waitMs = waitOf(answer);
    if (status === 503 && waitMs !== null) return { kind: 'throttled', waitMs };
    return { kind: 'failed', reason: `HTTP ${status}`, maybe: true };
  }
  if (status < 200 || status > 299) return { kind: 'refused', reason: `HTTP ${status}${said(answer.text)}` };
  if (!['dingtalk', 'feishu', 'wecom'].includes(receiver)) return { kind: 'accepted' };
  const code = codeOf(answer.text);
  if (code === 0) return { kind: 'accepted' };
  if (tooMany.includes(code)) return { kind: 'throttled', waitMs: waitOf(answer) ?? minute };
  return {
    kind: 'failed',
    reason: code === null ? 'an answer without a code' : `code ${code}${said(answer.text)}`,
  };
}

// DingTalk and WeCom: errcode; Feishu: code, formerly StatusCode.
function codeOf(text: string): number | null {
  try {
    const answer = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const code = answer?.['errcode'] ?? answer?.['code'] ?? answer?.['StatusCode'];
    return typeof code === 'number' ? code : null;
  } catch {
    return null;
  }
}

const said = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return line === '' ? '' : `: ${line}`;
};

const waitOf = ({ retryAfter, now }: Answer): number | null => retryAfterMs(retryAfter, now);
