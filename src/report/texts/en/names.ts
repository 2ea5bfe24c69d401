/** Names of risk tiers, by the name that a plan has. */
export const tiers = { high: 'high risk', medium: 'medium risk', low: 'low risk' };

/** Names of actions, by the name that a plan has. */
export const actions = { coupon: 'coupon', sms: 'SMS', push: 'push', call: 'phone call', none: 'none' };
