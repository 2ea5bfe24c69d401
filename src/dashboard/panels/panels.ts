import type { commandTexts } from '../../pipeline/terminal-texts.js';
import { viewName } from './view.js';

type PanelTitle = keyof ReturnType<typeof commandTexts>['board']['panels'];

/** What a panel looks like in Grafana. */
export type PanelType = 'timeseries' | 'table' | 'stat' | 'state-timeline';

/** A panel of the board. */
export interface Panel {
  /** Its name among the texts of the board. */
  readonly title: PanelTitle;
  readonly type: PanelType;
  readonly view: string;
  readonly columns: string;
  /** Further conditions. */
  readonly where?: string;
  /** `time`: the board's span applies. @default 'time' */
  readonly span?: 'time' | 'none';
  readonly order?: string;
  readonly unit?: string;
  /** Of 24 columns. @default 12 */
  readonly width?: number;
}

const figure = (name: string): string => `"name" = '${name}'`;

/** The panels of the board, in the order of the dashboard's pages. */
export const panels: readonly Panel[] = [
  {
    ...{
      title: 'openAlarms',
      type: 'table',
      view: 'alerts',
      span: 'none',
      width: 24,
    },
    columns: '"severity", "kind", "object", "state", "value", "threshold", "last_time"',
    order: '"last_time" DESC',
  },
  {
    ...{ title: 'runs', type: 'state-timeline', view: 'steps', width: 24 },
    columns: '"time", "step" AS "metric", "state" AS "value"',
  },
  ...(
    [
      ['auc', 'rocAuc'],
      ['prAuc', 'prAuc'],
      ['precision', 'precision'],
      ['recall', 'recall'],
    ] as const
  ).map(
    ([name, title]): Panel => ({
      ...{ title, type: 'timeseries', view: 'figures', where: figure(name) },
      columns: '"time", "kind" AS "metric", "value"',
    }),
  ),
  {
    ...{ title: 'training', type: 'table', view: 'training', span: 'none' },
    columns: '"version", "name", "value", "low", "high", "promoted"',
    order: '"promoted" DESC',
  },
  {
    ...{ title: 'decisions', type: 'table', view: 'decisions' },
    columns: '"time", "kind", "model", "reason", "by"',
  },
  {
    ...{ title: 'drift', type: 'timeseries', view: 'drift', width: 24 },
    columns: '"time", "column" AS "metric", "ks" AS "value"',
  },
  {
    ...{ title: 'tiers', type: 'timeseries', view: 'tiers' },
    columns: '"time", "part" AS "metric", "users" AS "value"',
  },
  {
    ...{ title: 'plans', type: 'timeseries', view: 'plans' },
    columns: '"time", "budget", "spent", "profit"',
  },
  {
    ...{ title: 'contactsByAction', type: 'timeseries', view: 'contacts_by_action' },
    columns: '"time", "part" AS "metric", "users" AS "value"',
  },
  {
    ...{ title: 'contactsByTier', type: 'timeseries', view: 'contacts_by_tier' },
    columns: '"time", "part" AS "metric", "users" AS "value"',
  },
  {
    ...{ title: 'recalled', type: 'timeseries', view: 'weeks', unit: 'percentunit' },
    columns: '"time", "recall", "recall_low", "recall_high"',
  },
  {
    ...{ title: 'netGmv', type: 'timeseries', view: 'weeks' },
    columns: '"time", "net_gmv_minor", "net_gmv_low_minor", "net_gmv_high_minor"',
  },
  {
    ...{
      title: 'progress',
      type: 'timeseries',
      view: 'looks',
      unit: 'percentunit',
    },
    columns: '"time", "experiment" AS "metric", "progress" AS "value"',
  },
  {
    ...{ title: 'limits', type: 'timeseries', view: 'looks' },
    columns: '"time", "statistic", "boundary"',
  },
  {
    ...{ title: 'experimentMetrics', type: 'table', view: 'look_metrics', width: 24 },
    columns:
      '"time", "experiment", "metric", "variant", "difference", "low", "high", "p", "p_adjusted", "p_better", "variance_removed", "guardrail"',
    order: '"time" DESC',
  },
  {
    ...{ title: 'eventRows', type: 'timeseries', view: 'events', width: 24 },
    columns: '"time", "event" AS "metric", "rows" AS "value"',
  },
];

/** The query of a panel. `$project` and the span are Grafana's. */
export function panelQuery({ view, columns, where, span = 'time', order = '"time"' }: Panel): string {
  const conditions = [
    `"project" = '$project'`,
    ...(where === undefined ? [] : [where]),
    ...(span === 'time' ? [`"time" BETWEEN $__unixEpochFrom() AND $__unixEpochTo()`] : []),
  ];
  return `SELECT ${columns} FROM ${viewName(view)} WHERE ${conditions.join(' AND ')} ORDER BY ${order}`;
}
