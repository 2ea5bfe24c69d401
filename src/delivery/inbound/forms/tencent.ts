import { word } from '../../channels/http/answer.js';
import { endsMessages } from '../words.js';
import type { InboundForm } from './form.js';
import { chinaTime, hasSecretPath, jsonAnswer, jsonList, together } from './parts.js';

/**
 * Tencent Cloud's status and reply callbacks (Tencent Cloud SMS: "SMS delivery status notification callback", "SMS reply
 * callback"): a list of receipts, or one reply, without a signature, so its address holds a secret.
 */
export const tencentForm: InboundForm = {
  isFrom: hasSecretPath,
  read({ body }) {
    const parts = jsonList(body);
    if (parts === null) return null;
    return together(parts, (part) => {
      const [country, mobile] = [word(part['nationcode']), word(part['mobile'])];
      if (mobile === '') return null;
      const address = country === '' || mobile.startsWith('+') ? mobile : `+${country}${mobile}`;
      if (part['report_status'] === undefined)
        return endsMessages(String(part['text'] ?? '')) ? { optOuts: [address] } : { replies: 1 };
      const providerId = word(part['sid']);
      const status = part['report_status'];
      if (providerId === '' || (status !== 'SUCCESS' && status !== 'FAIL')) return null;
      const receipt = {
        ...{ providerId, address },
        state: status === 'SUCCESS' ? ('delivered' as const) : ('undelivered' as const),
        reason: status === 'SUCCESS' ? null : word(part['errmsg']) || word(part['description']) || 'no code',
        ...{ at: chinaTime(part['user_receive_time']), costMinor: null },
      };
      return { receipts: [receipt] };
    });
  },
  taken: jsonAnswer({ result: 0, errmsg: 'OK' }),
};
