import { type Json, objectOf, word } from '../../channels/http/answer.js';
import { isSame } from '../../channels/sign/webhook.js';
import type { InboundAnswer, InboundCall, InboundContent, InboundSecrets } from './form.js';

/** An answer of JSON. */
export const jsonAnswer = (body: object): InboundAnswer => ({
  ...{ status: 200, type: 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

/** Whether the address of the call holds a secret: for providers that sign nothing. */
export const hasSecretPath = ({ token }: InboundCall, { secrets }: InboundSecrets): boolean =>
  secrets.some((secret) => isSame(token, secret));

/** The JSON of a body as a list: a single object is a list of one; null where it is neither. */
export function jsonList(body: string): readonly (Json | null)[] | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (Array.isArray(value)) return value.map(objectOf);
  const one = objectOf(value);
  return one === null ? null : [one];
}

/** What several parts say together. A part that cannot be read is counted, and loses no other. */
export function together(
  parts: readonly (Json | null)[],
  read: (part: Json) => Partial<InboundContent> | null,
): InboundContent {
  const sum = { receipts: [], optOuts: [], replies: 0, malformed: 0 } as {
    receipts: InboundContent['receipts'][number][];
    optOuts: string[];
    replies: number;
    malformed: number;
  };
  for (const part of parts) {
    const found = part === null ? null : read(part);
    if (found === null) sum.malformed += 1;
    sum.receipts.push(...(found?.receipts ?? []));
    sum.optOuts.push(...(found?.optOuts ?? []));
    sum.replies += found?.replies ?? 0;
    sum.malformed += found?.malformed ?? 0;
  }
  return sum;
}

/** Microseconds of a time without a zone, as China's providers write it: `2017-08-30 00:00:00`. Null for no time. */
export function chinaTime(value: unknown): number | null {
  const text = word(value);
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(ms) ? null : ms * 1000;
}
