import { choice, json, orNull, text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type DeliveryKind = 'delivery' | 'account';

/** Campaigns that are delivered, and accounts at providers. */
export const deliveryKinds: { readonly [K in DeliveryKind]: Kind<StateRecords[K]> } = {
  delivery: {
    table: 'winback_delivery',
    key: ['project', 'campaign'],
    fields: {
      ...{ project: text, campaign: text, channel: text },
      purpose: choice('marketing', 'transactional', 'alert'),
      ...{ template: orNull(text), planDigest: text, messages: whole },
      ...{ notBefore: orNull(whole), notAfter: orNull(whole), zone: text },
      ...{ quiet: orNull(json()), caps: orNull(json()) },
      state: choice('draft', 'approved', 'running', 'paused', 'done'),
      ...{ reason: orNull(text), approvedBy: orNull(text), approvedAt: orNull(whole) },
      ...{ firstLeft: orNull(whole), createdAt: whole, updatedAt: whole },
    },
  },
  account: {
    table: 'winback_account',
    key: ['account'],
    fields: { account: text, updatedAt: whole, detail: json() },
  },
};
