import { choice, day, flag, json, orNull, real, text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type ContactKind = 'campaign' | 'contact' | 'message' | 'suppression' | 'audit';

const purpose = choice('marketing', 'transactional', 'alert');

/** Campaigns, contacts, messages and opt-outs. */
export const contactKinds: { readonly [K in ContactKind]: Kind<StateRecords[K]> } = {
  campaign: {
    table: 'winback_campaign',
    key: ['project', 'campaign', 'date', 'tier', 'action'],
    fields: {
      ...{ project: text, campaign: text, date: day, tier: text, action: text, currency: text },
      ...{ planDigest: text, plannedUsers: whole, plannedCostMinor: whole, plannedProfitMinor: whole },
      ...{ sent: whole, delivered: whole, spentMinor: whole, holdout: whole },
      ...{ recall: orNull(real), recallLow: orNull(real), recallHigh: orNull(real) },
      ...{ netGmvMinor: orNull(whole), netGmvLowMinor: orNull(whole), netGmvHighMinor: orNull(whole) },
    },
  },
  contact: {
    table: 'winback_contact',
    key: ['project', 'campaign', 'user', 'channel'],
    fields: {
      ...{ project: text, campaign: text, user: text, channel: text, action: text, purpose },
      ...{ at: whole, day, held: flag, probability: orNull(real), costMinor: whole, currency: text },
      message: orNull(whole),
    },
  },
  message: {
    table: 'winback_message',
    key: ['seq'],
    fields: {
      ...{ seq: whole, project: text, campaign: text, user: text, channel: text, key: text, purpose },
      ...{ action: text, address: orNull(text), addressHash: orNull(text), body: json() },
      ...{ costMinor: whole, currency: text },
      state: choice(
        ...(['queued', 'sending', 'accepted', 'delivered', 'undelivered', 'unknown'] as const),
        ...(['suppressed', 'expired', 'dead', 'cancelled'] as const),
      ),
      ...{ attempts: whole, due: whole, notAfter: orNull(whole), leaseUntil: orNull(whole) },
      ...{ leaseBy: orNull(text), providerId: orNull(text), reason: orNull(text) },
      ...{ createdAt: whole, updatedAt: whole },
      ...{ recipient: orNull(text), zone: orNull(text), maybeSince: orNull(whole) },
    },
  },
  suppression: {
    table: 'winback_suppression',
    key: ['addressHash', 'channel'],
    fields: {
      ...{ addressHash: text, channel: text, scope: choice('marketing', 'all'), reason: text, since: whole },
    },
  },
  audit: {
    table: 'winback_audit',
    key: ['seq'],
    fields: {
      ...{ seq: whole, project: text, at: whole, event: text, subject: text, detail: json() },
      ...{ previous: text, hash: text },
    },
  },
};
