/**
 * How messages leave the house: an outbox with one state a message, its dispatcher and channels, and alarms.
 *
 * @packageDocumentation
 */

// The outbox.
export { enqueue, type Enqueued, type EnqueueOptions, type NewMessage } from '../delivery/outbox/enqueue.js';
export { dispatch, type Dispatched, type DispatchOptions } from '../delivery/outbox/dispatch.js';
export type { Channel, Outcome, Report, Sending } from '../delivery/outbox/channel.js';
export type { OutboxEvent } from '../delivery/outbox/events.js';
export { type DeliveryStatus, deliveryStatus } from '../delivery/outbox/status.js';
export { type DeliveryFault, type DeliveryVerification, verifyDelivery } from '../delivery/outbox/verify.js';

// Channels.
export { handoverChannel } from '../delivery/channels/handover.js';
