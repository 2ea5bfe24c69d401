import { viewName } from './view.js';

/** What a panel looks like in Grafana. */
export type PanelType = 'timeseries' | 'table' | 'stat' | 'state-timeline';

/** A panel of the board. */
export interface Panel {
  readonly title: { readonly zh: string; readonly en: string };
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

const names = (zh: string, en: string) => ({ zh, en });
const figure = (name: string): string => `"name" = '${name}'`;

/** The panels of the board, in the order of the dashboard's pages. */
export const panels: readonly Panel[] = [
  {
    ...{
      title: names('未结束的告警', 'Open alarms'),
      type: 'table',
      view: 'alerts',
      span: 'none',
      width: 24,
    },
    columns: '"severity", "kind", "object", "state", "value", "threshold", "last_time"',
    order: '"last_time" DESC',
  },
  {
    ...{ title: names('运行', 'Runs'), type: 'state-timeline', view: 'steps', width: 24 },
    columns: '"time", "step" AS "metric", "state" AS "value"',
  },
  ...(
    [
      ['auc', 'ROC-AUC', 'ROC-AUC'],
      ['prAuc', 'PR-AUC', 'PR-AUC'],
      ['precision', '阈值处精确率', 'Precision at the threshold'],
      ['recall', '阈值处召回率', 'Recall at the threshold'],
    ] as const
  ).map(
    ([name, zh, en]): Panel => ({
      ...{ title: names(zh, en), type: 'timeseries', view: 'figures', where: figure(name) },
      columns: '"time", "kind" AS "metric", "value"',
    }),
  ),
  {
    ...{ title: names('训练指标', 'Figures of training'), type: 'table', view: 'training', span: 'none' },
    columns: '"version", "name", "value", "low", "high", "promoted"',
    order: '"promoted" DESC',
  },
  {
    ...{ title: names('模型决定', 'Decisions about models'), type: 'table', view: 'decisions' },
    columns: '"time", "kind", "model", "reason", "by"',
  },
  {
    ...{ title: names('漂移（KS）', 'Drift (KS)'), type: 'timeseries', view: 'drift', width: 24 },
    columns: '"time", "column" AS "metric", "ks" AS "value"',
  },
  {
    ...{ title: names('分群规模', 'Sizes of tiers'), type: 'timeseries', view: 'tiers' },
    columns: '"time", "part" AS "metric", "users" AS "value"',
  },
  {
    ...{ title: names('计划：预算与花费', 'Plans: budget and spend'), type: 'timeseries', view: 'plans' },
    columns: '"time", "budget", "spent", "profit"',
  },
  {
    ...{ title: names('按动作的触达', 'Contacts by action'), type: 'timeseries', view: 'contacts_by_action' },
    columns: '"time", "part" AS "metric", "users" AS "value"',
  },
  {
    ...{ title: names('按分群的触达', 'Contacts by tier'), type: 'timeseries', view: 'contacts_by_tier' },
    columns: '"time", "part" AS "metric", "users" AS "value"',
  },
  {
    ...{ title: names('实际召回率', 'Brought back'), type: 'timeseries', view: 'weeks', unit: 'percentunit' },
    columns: '"time", "recall", "recall_low", "recall_high"',
  },
  {
    ...{ title: names('净 GMV（分）', 'Net GMV (minor units)'), type: 'timeseries', view: 'weeks' },
    columns: '"time", "net_gmv_minor", "net_gmv_low_minor", "net_gmv_high_minor"',
  },
  {
    ...{
      title: names('样本进度', 'Progress of samples'),
      type: 'timeseries',
      view: 'looks',
      unit: 'percentunit',
    },
    columns: '"time", "experiment" AS "metric", "progress" AS "value"',
  },
  {
    ...{ title: names('早停界限', 'Stopping limits'), type: 'timeseries', view: 'looks' },
    columns: '"time", "statistic", "boundary"',
  },
  {
    ...{ title: names('实验指标', 'Metrics of experiments'), type: 'table', view: 'look_metrics', width: 24 },
    columns:
      '"time", "experiment", "metric", "variant", "difference", "low", "high", "p", "p_adjusted", "p_better", "variance_removed", "guardrail"',
    order: '"time" DESC',
  },
  {
    ...{ title: names('事件行数', 'Rows of events'), type: 'timeseries', view: 'events', width: 24 },
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
