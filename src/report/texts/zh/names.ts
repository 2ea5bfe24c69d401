/** Names of risk tiers, by the name that a plan has. */
export const tiers = { high: '高风险', medium: '中风险', low: '低风险' };

/** Names of actions, by the name that a plan has. */
export const actions = { coupon: '优惠券', sms: '短信', push: 'Push 推送', call: '人工电话', none: '不触达' };
