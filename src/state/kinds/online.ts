import { text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type OnlineKind = 'onlineDecision' | 'onlineUse';

/** What the server decided by the price of a plan, and what that used. */
export const onlineKinds: { readonly [K in OnlineKind]: Kind<StateRecords[K]> } = {
  onlineDecision: {
    table: 'winback_online_decision',
    key: ['plan', 'decisionId'],
    fields: { plan: text, decisionId: text, action: text, costFen: whole, attempt: text, at: whole },
  },
  onlineUse: {
    table: 'winback_online_use',
    key: ['plan', 'limitName'],
    fields: { plan: text, limitName: text, used: whole },
  },
};
