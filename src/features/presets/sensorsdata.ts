import { columnsOf, likeness } from './columns.js';
import type { Preset, PresetColumn } from './preset.js';

/**
 * 神策分析 (Sensors Analytics): raw data as JSON lines, or rows of its table `events`. Raw rows have a `login_id` once the
 * user has logged in; older ones have `distinct_id` alone. In the table `user_id` is the user that 神策 has put together.
 */
export const sensorsdata: Preset = {
  name: 'sensorsdata',
  vendor: '神策分析 (Sensors Analytics)',
  schema: [
    'https://manual.sensorsdata.cn/sa/docs/tech_knowledge_layout',
    'https://manual.sensorsdata.cn/sa/docs/dataTablesAndDataTypes',
  ],
  nested: ['properties'],
  recognises: (columns) =>
    Math.max(
      likeness(
        columns,
        ['distinct_id', 'time', 'type', 'event', 'properties'],
        ['login_id', 'anonymous_id', 'lib', 'project', '_track_id'],
      ),
      isTable(columns)
        ? likeness(columns, ['event', 'user_id', 'distinct_id', 'time'], ['date', '$lib', '$os', '$ip'])
        : 0,
    ),
  events: (columns) => ({
    columns: {
      user: isTable(columns) ? 'user_id' : columnsOf(columns).first('login_id', 'distinct_id')!,
      time: 'time',
      event: 'event',
    },
    roles: { activity: ['$AppStart', '$MPLaunch'] },
    ...(isTable(columns) ? {} : { timeUnit: 'ms' }),
  }),
  internal: (event) => event.startsWith('$'),
};

// In the table the properties are columns of their own, those of the SDK with a dollar sign.
function isTable(columns: readonly PresetColumn[]): boolean {
  const { has } = columnsOf(columns);
  return has('user_id') && !has('properties') && columns.some(({ name }) => name.startsWith('$'));
}
