/**
 * How messages leave the house: an outbox with one state a message, its dispatcher and channels, and alarms.
 *
 * @packageDocumentation
 */

// The outbox.
export { enqueue, type Enqueued, type EnqueueOptions, type NewMessage } from '../delivery/outbox/enqueue.js';
export { checkRuns } from '../delivery/alerts/no-run.js';
export type { Refuse } from '../delivery/outbox/sort-out.js';
export { dispatch, type Dispatched, type DispatchOptions } from '../delivery/outbox/dispatch.js';
export type { Channel, ChannelLimit, Outcome, Report, Sending } from '../delivery/outbox/channel.js';
export type { OutboxEvent } from '../delivery/outbox/events.js';
export { type DeliveryStatus, deliveryStatus } from '../delivery/outbox/status.js';
export { type DeliveryFault, type DeliveryVerification, verifyDelivery } from '../delivery/outbox/verify.js';

// Campaigns: queued as a list, approved, sent under rules, and looked at.
export {
  type CampaignMessage,
  type QueuedCampaign,
  queueCampaign,
} from '../delivery/campaigns/queue.js';
export type { DeliverySettings } from '../delivery/campaigns/settings.js';
export type { CampaignHand, CampaignName } from '../delivery/campaigns/find.js';
export {
  approveDelivery,
  pauseDelivery,
  resumeDelivery,
  startDelivery,
} from '../delivery/campaigns/steps.js';
export { type RetriedState, retryDelivery } from '../delivery/campaigns/retry.js';
export { deliveryReasons, type UserDelivery } from '../delivery/campaigns/reasons.js';
export {
  type DeliveryEstimate,
  type EstimateOptions,
  estimateDelivery,
} from '../delivery/campaigns/estimate.js';
export { type SuppressOptions, suppressAddresses } from '../delivery/campaigns/suppress.js';

// Channels.
export { addCoupons, type AddCouponsOptions, type AddedCoupons } from '../delivery/coupons/pool.js';
export type { CouponsConfig } from '../delivery/coupons/source.js';
export { handoverChannel } from '../delivery/channels/handover.js';
export { alertChannel } from '../delivery/channels/alert/channel.js';
export type { Receiver } from '../delivery/channels/alert/forms.js';
export { type DeliveryChannelConfig, deliveryChannelConfig } from '../delivery/channels/config.js';
export { type OpenChannelOptions, openDeliveryChannel } from '../delivery/channels/open.js';
export { type SmsAlphabet, type SmsLength, smsLength } from '../delivery/channels/sms-length.js';

// Alarms.
export { acknowledgeAlert, muteAlert } from '../delivery/alerts/actions.js';
export { type AlertChannelConfig, type AlertsConfig, alertsConfig } from '../delivery/alerts/config.js';
export { type AlertKind, alertKinds } from '../delivery/alerts/kinds.js';
export type { Observation } from '../delivery/alerts/evaluate.js';
export type { Notice } from '../delivery/alerts/notify.js';
export {
  type AlertOptions,
  type AlertsUpdated,
  type NoticeText,
  updateAlerts,
} from '../delivery/alerts/update.js';
