import { nodeCrypto } from '../../../base/node-crypto.js';
import { isSame } from '../../channels/sign/webhook.js';
import { endsMessages } from '../words.js';
import type { InboundForm } from './form.js';

/** What Twilio calls what, in its receipts; others say that a message is still on its way. */
const states: Readonly<Record<string, 'delivered' | 'undelivered' | undefined>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};

/** The signature of a call (Twilio: "Security", validating requests): address and sorted fields under the auth token. */
export function twilioSignature(token: string, url: string, fields: URLSearchParams): string {
  const names = [...new Set(fields.keys())].sort();
  const text =
    url +
    names
      .map((name) =>
        fields
          .getAll(name)
          .map((value) => name + value)
          .join(''),
      )
      .join('');
  return nodeCrypto().createHmac('sha1', token).update(text).digest('base64');
}

/** Twilio's status callbacks and incoming messages (Twilio: "Track the Message Status of Outbound Messages"). */
export const twilioForm: InboundForm = {
  isFrom({ headers, body }, { secrets, url }) {
    const given = headers['x-twilio-signature'];
    if (typeof given !== 'string' || url === null) return false;
    const fields = new URLSearchParams(body);
    return secrets.some((secret) => isSame(given, twilioSignature(secret, url, fields)));
  },
  read({ body }) {
    const fields = new URLSearchParams(body);
    const none = { receipts: [], optOuts: [], replies: 0, malformed: 0 };
    const providerId = fields.get('MessageSid') ?? fields.get('SmsSid') ?? '';
    if (providerId === '') return null;
    const status = fields.get('MessageStatus');
    if (status === null) {
      const from = fields.get('From') ?? '';
      const isOut = fields.get('OptOutType') === 'STOP' || endsMessages(fields.get('Body') ?? '');
      if (from === '') return { ...none, malformed: 1 };
      return isOut ? { ...none, optOuts: [from] } : { ...none, replies: 1 };
    }
    const code = fields.get('ErrorCode');
    const state = states[status];
    // 21610: the recipient has replied STOP.
    const optOuts = code === '21610' && fields.get('To') !== null ? [fields.get('To')!] : [];
    const reason = state === 'undelivered' ? (code ?? status) : null;
    const receipt = { providerId, address: null, state: state ?? ('accepted' as const), reason };
    return { ...none, optOuts, receipts: [{ ...receipt, at: null, costMinor: null }] };
  },
  taken: { status: 200, type: 'text/xml; charset=utf-8', body: '<Response/>' },
};
