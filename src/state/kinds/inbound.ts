import { choice, orNull, text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type InboundKind = 'receipt' | 'coupon' | 'messageKey';

/** What providers tell, and what is given to them or to users with a message. */
export const inboundKinds: { readonly [K in InboundKind]: Kind<StateRecords[K]> } = {
  receipt: {
    table: 'winback_receipt',
    key: ['id'],
    fields: {
      ...{ id: text, channel: text, providerId: text, addressHash: orNull(text) },
      ...{ state: choice('accepted', 'delivered', 'undelivered'), reason: orNull(text), at: orNull(whole) },
      ...{ storedAt: whole, costMinor: orNull(whole), message: orNull(whole) },
      outcome: choice('waiting', 'applied', 'late', 'unmatched'),
    },
  },
  coupon: {
    table: 'winback_coupon',
    key: ['pool', 'code'],
    fields: {
      ...{ pool: text, code: text, addedAt: whole, validUntil: orNull(whole), project: orNull(text) },
      ...{ campaign: orNull(text), user: orNull(text), givenAt: orNull(whole) },
    },
  },
  messageKey: {
    table: 'winback_provider_name',
    key: ['channel', 'message'],
    fields: { channel: text, message: whole, key: text, at: whole },
  },
};
