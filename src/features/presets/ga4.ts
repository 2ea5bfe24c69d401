import type { ColumnSource } from '../mapping.js';
import { columnsOf, likeness } from './columns.js';
import type { Preset, PresetColumn } from './preset.js';

/**
 * Google Analytics 4: the tables `events_YYYYMMDD` of the export to BigQuery, saved as Parquet or JSON. The user is the
 * browser or device (`user_pseudo_id`), which every row has; `user_id` is filled only where the shop sets it.
 */
export const ga4: Preset = {
  name: 'ga4',
  vendor: 'Google Analytics 4 (BigQuery)',
  schema: [
    'https://support.google.com/analytics/answer/7029846',
    'https://developers.google.com/analytics/bigquery/event-schema',
  ],
  nested: ['ecommerce'],
  recognises: (columns) =>
    likeness(
      columns,
      ['event_timestamp', 'event_name', 'user_pseudo_id'],
      [
        'event_date',
        'event_params',
        'user_id',
        'user_first_touch_timestamp',
        'stream_id',
        'platform',
        'ecommerce',
      ],
    ),
  events: (columns) => ({
    columns: {
      user: 'user_pseudo_id',
      time: 'event_timestamp',
      event: 'event_name',
      amount: amountOf(columns),
    },
    roles: {
      login: ['login'],
      payment: ['purchase', 'ecommerce_purchase', 'in_app_purchase'],
      refund: ['refund'],
      activity: ['session_start'],
    },
    timeUnit: 'us',
  }),
  internal: (event) =>
    /^(ad_|adunit_|notification_|app_|os_update|firebase_|dynamic_link_|error$)/.test(event),
};

// In the shop's currency; the columns that end with _in_usd are in US dollars.
function amountOf(columns: readonly PresetColumn[]): ColumnSource | undefined {
  const { those } = columnsOf(columns);
  const found = those('ecommerce.purchase_revenue', 'ecommerce.refund_value');
  return found.length > 1 ? { firstOf: found } : found[0];
}
