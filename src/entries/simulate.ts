/**
 * Generated data with a known truth, for demonstrations and tests.
 *
 * @packageDocumentation
 */

// Event logs, prepared tables and experiments.
export {
  type ChurnTruth,
  type GeneratedEvents,
  generateEvents,
  type GenerateEventsOptions,
} from '../simulate/generate-events.js';
export {
  generateChurnTable,
  type GeneratedTable,
  type GenerateTableOptions,
} from '../simulate/generate-table.js';
export {
  type GeneratedExperiment,
  generateExperiment,
  type GenerateExperimentOptions,
} from '../simulate/generate.js';
export type { OnProgress, Progress } from '../base/progress.js';
