import { columnsOf, likeness } from './columns.js';
import type { Preset } from './preset.js';

/**
 * Amplitude: the JSON lines of the Export API or of an export to a bucket. The user is the one that the product knows
 * (`user_id`), which is empty for who never logged in; Amplitude's own number is taken where the column is absent.
 */
export const amplitude: Preset = {
  name: 'amplitude',
  vendor: 'Amplitude',
  schema: ['https://amplitude.com/docs/apis/analytics/export'],
  nested: ['event_properties'],
  recognises: (columns) =>
    likeness(
      columns,
      ['event_type', 'event_time', 'amplitude_id'],
      ['user_id', 'device_id', 'uuid', '$insert_id', 'event_properties', 'session_id', 'server_upload_time'],
    ),
  events: (columns) => {
    const { first, those } = columnsOf(columns);
    const revenue = those('event_properties.$price', 'event_properties.$quantity');
    return {
      columns: {
        user: first('user_id', 'amplitude_id')!,
        time: 'event_time',
        event: 'event_type',
        id: first('uuid', '$insert_id'),
        amount: revenue.length === 2 ? { multiply: revenue } : undefined,
      },
      roles: { payment: ['revenue_amount'], activity: ['session_start'] },
      timestampsIn: 'UTC',
    };
  },
  internal: (event) => event === 'session_end' || /^(\$|\[Amplitude\])/.test(event),
};
