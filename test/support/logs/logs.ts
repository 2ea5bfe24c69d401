/** The twelve made logs: eight as vendors export them, four as people keep them. */
import { amplitudeLog } from './amplitude.js';
import { ga4Log } from './ga4.js';
import { gameLog } from './game.js';
import type { Log } from './log.js';
import { mixpanelLog } from './mixpanel.js';
import { posthogLog } from './posthog.js';
import { saasLog } from './saas.js';
import { segmentLog } from './segment.js';
import { sensorsdataLog } from './sensorsdata.js';
import { shopGbkLog } from './shop-gbk.js';
import { shopifyLog } from './shopify.js';
import { stripeLog } from './stripe.js';
import { subscriptionLog } from './subscription.js';

export type { Log, Truth } from './log.js';

export const logs: readonly Log[] = [
  ...[posthogLog, segmentLog, ga4Log, sensorsdataLog, amplitudeLog, mixpanelLog, shopifyLog, stripeLog],
  ...[shopGbkLog, saasLog, gameLog, subscriptionLog],
];
