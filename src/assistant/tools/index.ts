import type { Tool } from '../tool.js';
import { campaignResults } from './campaigns.js';
import { dataOfDay, driftOfDay } from './days.js';
import { draftPlan } from './draft.js';
import { experimentLooks, experimentResult, listExperiments } from './experiments.js';
import { explain } from './explain.js';
import { metricDefinition } from './metrics.js';
import { listModels, modelEvaluation, modelHistory } from './models.js';
import { experimentPower, experimentSize } from './planner.js';
import { planFrontier, planSummary } from './plans.js';
import { listAlerts, listProjects, listRuns } from './running.js';
import { userContacts } from './users.js';

/** Every tool that only reads. */
export const readingTools: readonly Tool[] = [
  ...[listProjects, listModels, modelHistory, modelEvaluation, driftOfDay, dataOfDay],
  ...[planSummary, planFrontier, campaignResults],
  ...[listExperiments, experimentResult, experimentLooks, experimentSize, experimentPower, metricDefinition],
  ...[listAlerts, listRuns, userContacts, explain],
];

/** The tool that writes a draft. */
export const draftTool: Tool = draftPlan;
