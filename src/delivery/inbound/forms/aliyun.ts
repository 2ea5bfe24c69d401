import { word } from '../../channels/http/answer.js';
import { endsMessages } from '../words.js';
import type { InboundForm } from './form.js';
import { chinaTime, hasSecretPath, jsonAnswer, jsonList, together } from './parts.js';

/**
 * Aliyun's SmsReport and SmsUp (Alibaba Cloud: "SMS: status reports and replies over HTTP"): a list of JSON without a
 * signature, so its address holds a secret. What is answered otherwise comes again after 1, 5 and 10 minutes.
 */
export const aliyunForm: InboundForm = {
  isFrom: hasSecretPath,
  read({ body }, { segmentMinor }) {
    const parts = jsonList(body);
    if (parts === null) return null;
    return together(parts, (part) => {
      const address = word(part['phone_number']);
      if (address === '') return null;
      if (part['biz_id'] === undefined)
        return endsMessages(String(part['content'] ?? '')) ? { optOuts: [address] } : { replies: 1 };
      const providerId = word(part['biz_id']);
      if (providerId === '' || typeof part['success'] !== 'boolean') return null;
      const isDelivered = part['success'];
      const segments = Number(part['sms_size']);
      const isCounted = Number.isInteger(segments) && segments > 0 && segmentMinor !== null;
      const receipt = {
        ...{ providerId, address, state: isDelivered ? ('delivered' as const) : ('undelivered' as const) },
        reason: isDelivered ? null : word(part['err_code']) || word(part['err_msg']) || 'no code',
        at: chinaTime(part['report_time']),
        costMinor: isCounted ? segments * segmentMinor : null,
      };
      return { receipts: [receipt], optOuts: wantsNone(part['err_code']) ? [address] : [] };
    });
  },
  taken: jsonAnswer({ code: 0, msg: '接收成功' }),
};

/** Codes of operators that mean that the number is on a list of those who want no messages. */
const wantsNone = (code: unknown): boolean =>
  /^(IS_CLOSED_BLACK|BLACK|MBBLACK|.*BLACKLIST.*)$/i.test(word(code));
