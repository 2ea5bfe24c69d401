import { columnsOf, likeness } from './columns.js';
import type { Preset } from './preset.js';

/**
 * PostHog: a batch export of events or a file download, as Parquet or JSON lines. `person_id` is the person at the time
 * the event was taken in; older exports have `distinct_id` alone. Names with a dollar sign are PostHog's own.
 */
export const posthog: Preset = {
  name: 'posthog',
  vendor: 'PostHog',
  schema: [
    'https://posthog.com/docs/data-pipelines/batch-exports/s3',
    'https://posthog.com/docs/data-pipelines/file-download-exports',
  ],
  recognises: (columns) =>
    likeness(
      columns,
      ['uuid', 'event', 'distinct_id', 'properties', 'timestamp'],
      ['person_id', 'elements_chain', 'created_at', '_inserted_at'],
    ),
  events: (columns) => ({
    columns: {
      user: columnsOf(columns).first('person_id', 'distinct_id')!,
      time: 'timestamp',
      event: 'event',
      id: 'uuid',
    },
    roles: {},
    timestampsIn: 'UTC',
  }),
  internal: (event) => event.startsWith('$'),
};
