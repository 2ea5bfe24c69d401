import { jsonObject, objectsOf, word } from '../../channels/http/answer.js';
import { isSignedBy } from '../../channels/sign/webhook.js';
import type { InboundForm } from './form.js';
import { jsonAnswer, together } from './parts.js';

const states: readonly unknown[] = ['accepted', 'delivered', 'undelivered'];

/**
 * What a receiver of one's own tells: `{"receipts": [{"id", "state", "at", "reason", "costMinor"}], "optOuts": [address]}`,
 * signed like the calls that it gets.
 */
export const webhookForm: InboundForm = {
  isFrom: ({ headers, body, now }, { secrets }) =>
    isSignedBy(secrets, String(headers['x-winback-signature'] ?? ''), body, Math.floor(now / 1000)),
  read({ body }) {
    const content = jsonObject(body);
    if (content === null) return null;
    const receipts = objectsOf(content['receipts'] ?? []);
    const found = together(receipts, (part) => {
      const [providerId, state] = [word(part['id']), part['state']];
      if (providerId === '' || !states.includes(state)) return null;
      const at = typeof part['at'] === 'string' ? Date.parse(part['at']) : Number.NaN;
      const cost = part['costMinor'];
      const receipt = {
        ...{ providerId, address: word(part['address']) || null },
        state: state as 'accepted' | 'delivered' | 'undelivered',
        reason: word(part['reason']) || null,
        at: Number.isNaN(at) ? null : at * 1000,
        costMinor: Number.isSafeInteger(cost) && (cost as number) >= 0 ? (cost as number) : null,
      };
      return { receipts: [receipt] };
    });
    const given = Array.isArray(content['optOuts']) ? content['optOuts'] : [];
    const optOuts = given.map(word).filter((address) => address !== '');
    return { ...found, optOuts, malformed: found.malformed + given.length - optOuts.length };
  },
  taken: jsonAnswer({ ok: true }),
};
