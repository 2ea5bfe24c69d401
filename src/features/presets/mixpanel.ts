import { columnsOf, likeness } from './columns.js';
import type { Preset } from './preset.js';

/**
 * Mixpanel: JSON lines of the raw export. The user is `distinct_id`, by which Mixpanel tells users apart; that of a visitor
 * who never logged in begins with `$device:`.
 */
export const mixpanel: Preset = {
  name: 'mixpanel',
  vendor: 'Mixpanel',
  schema: [
    'https://docs.mixpanel.com/reference/raw-event-export',
    'https://docs.mixpanel.com/docs/tracking-methods/id-management/identifying-users-simplified',
  ],
  nested: ['properties'],
  recognises: (columns) =>
    likeness(
      columns,
      ['event', 'properties.distinct_id', 'properties.time'],
      [
        'properties.$insert_id',
        'properties.mp_processing_time_ms',
        'properties.$lib_version',
        'properties.mp_lib',
      ],
    ),
  events: (columns) => ({
    columns: {
      user: 'properties.distinct_id',
      time: 'properties.time',
      event: 'event',
      id: columnsOf(columns).first('properties.$insert_id'),
    },
    roles: {},
  }),
  internal: (event) => event.startsWith('$'),
};
