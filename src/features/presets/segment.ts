import type { ColumnSource } from '../mapping.js';
import { columnsOf, likeness } from './columns.js';
import type { Preset, PresetColumn } from './preset.js';

/**
 * Segment, and RudderStack alike: raw events as JSON lines, or the table `tracks` (or the table of one event) of a
 * warehouse. The user is the one that the shop knows (`userId`); rows of visitors who never logged in have none.
 */
export const segment: Preset = {
  name: 'segment',
  vendor: 'Segment, RudderStack',
  schema: [
    'https://www.twilio.com/docs/segment/connections/storage/warehouses/schema',
    'https://www.rudderstack.com/docs/destinations/warehouse-destinations/warehouse-schema/',
    'https://www.twilio.com/docs/segment/connections/spec/ecommerce/v2',
  ],
  nested: ['properties'],
  recognises: (columns) =>
    Math.max(
      likeness(
        columns,
        ['anonymousId', 'messageId', 'timestamp', 'event'],
        ['userId', 'type', 'properties', 'context', 'originalTimestamp', 'receivedAt', 'sentAt'],
      ),
      likeness(
        columns,
        ['anonymous_id', 'received_at', 'original_timestamp', 'timestamp', 'event'],
        ['id', 'user_id', 'event_text', 'sent_at', 'context_library_name'],
      ),
    ),
  events: (columns) => {
    const { first } = columnsOf(columns);
    return {
      columns: {
        user: first('userId', 'user_id')!,
        time: 'timestamp',
        event: eventOf(columns),
        id: first('messageId', 'id'),
        amount: amountOf(columns),
      },
      roles: {
        login: ['Signed In', 'signed_in'],
        payment: ['Order Completed', 'order_completed'],
        refund: ['Order Refunded', 'order_refunded'],
        activity: ['Application Opened', 'application_opened'],
      },
      timestampsIn: 'UTC',
    };
  },
  internal: (event) => lifecycle.includes(event),
};

/** What the SDKs record on phones without anybody doing anything. */
const lifecycle = [
  'Application Installed',
  'Application Updated',
  'Application Backgrounded',
  'Application Crashed',
  'Application Uninstalled',
  'Push Notification Received',
];

// A warehouse has the name in two columns: as it was sent, and as the name of a table.
function eventOf(columns: readonly PresetColumn[]): ColumnSource {
  return columnsOf(columns).has('event_text') ? { firstOf: ['event_text', 'event'] } : 'event';
}

// `total` is what was paid, `revenue` leaves out shipping and taxes; a refund has a `total`.
function amountOf(columns: readonly PresetColumn[]): ColumnSource | undefined {
  const { those } = columnsOf(columns);
  const raw = those('properties.total', 'properties.revenue');
  const found = raw.length > 0 ? raw : those('total', 'revenue');
  return found.length > 1 ? { firstOf: found } : found[0];
}
