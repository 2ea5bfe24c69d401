/** The tools of `winback mcp`, in the order of their list. */
export const toolNames = [
  'list_projects',
  'list_models',
  'model_history',
  'model_evaluation',
  'drift_of_day',
  'data_of_day',
  'plan_summary',
  'plan_frontier',
  'campaign_results',
  'list_experiments',
  'experiment_result',
  'experiment_looks',
  'experiment_size',
  'experiment_power',
  'metric_definition',
  'list_alerts',
  'list_runs',
  'user_contacts',
  'explain',
  'draft_plan',
] as const;

/** Name of a tool. */
export type ToolName = (typeof toolNames)[number];

/** Name of an argument; the same name means the same in every tool. */
export type ArgumentName =
  | 'project'
  | 'day'
  | 'from'
  | 'to'
  | 'limit'
  | 'model'
  | 'column'
  | 'event'
  | 'budget'
  | 'experiment'
  | 'version'
  | 'metric'
  | 'user'
  | 'all'
  | 'subject'
  | 'id'
  | 'reasons'
  | 'baseline'
  | 'mde'
  | 'relative'
  | 'sd'
  | 'alpha'
  | 'power'
  | 'ratio'
  | 'control';

/** What an assistant reads, in one language. */
export interface AssistantTexts {
  /** What the server is for, and how its answers are to be read. */
  readonly instructions: string;
  /** Stands before every answer. */
  readonly notice: string;
  readonly tools: Readonly<Record<ToolName, string>>;
  readonly arguments: Readonly<Record<ArgumentName, string>>;
}
