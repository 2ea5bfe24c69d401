import type { OnProgress } from '../../base/progress.js';
import type { CampaignPlan } from '../../campaign/plan.js';
import type { PlanResult } from '../../campaign/records.js';
import type { ChurnRun } from '../../churn/dataset.js';
import { outageGate, profitGate } from '../../churn/gates.js';
import { runChurn } from '../../churn/run.js';
import { emptyDaysInLabels } from '../../features/log/log-range.js';
import type { ChurnConfig } from './config.js';
import type { PreparedChurn } from './dataset.js';
import { checkPlan, planUsers } from './plan.js';
import { type ScoredUsers, scoredUsers } from './scored-users.js';

/** What of a configuration is used once the data are read. */
export type ChurnSettings = Pick<ChurnConfig, 'name' | 'models' | 'evaluation' | 'seed' | 'plan'> &
  Partial<Pick<ChurnConfig, 'output'>>;

/** What a run may use, and whom it tells where it stands. */
export interface ComputeOptions {
  /** Threads of each training; the candidates train beside each other. @default 1 */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the progress of the work. */
  readonly onProgress?: OnProgress | undefined;
}

/** The trained model and what it says, before anything is written. */
export interface ComputedChurn {
  /** With all gates, also those that ask for the labels and the plan. */
  readonly run: ChurnRun;
  readonly users: ScoredUsers;
  readonly plan: CampaignPlan | null;
}

/** Trains, evaluates, scores today's users and plans for them. The caller closes the model. */
export async function computeChurn(
  config: ChurnSettings,
  data: PreparedChurn,
  options: ComputeOptions,
): Promise<ComputedChurn> {
  const { models, evaluation, seed } = config;
  const run = await runChurn(data.dataset, { models, evaluation, seed, ...options });
  try {
    const users = await scoredUsers(run, data, options.signal);
    options.onProgress?.({ stage: 'planning', done: 0, total: 1 });
    const plan = config.plan === null ? null : await planUsers(users, config.plan, options);
    return {
      run: { ...run, evaluation: withGates(run.evaluation, data, plan?.result ?? null) },
      users,
      plan,
    };
  } catch (error) {
    run.model.classifier.close();
    throw error;
  }
}

/** What can be refused before anything is trained. @throws WinbackError BAD_INPUT naming the option of the plan */
export function checkChurn(config: ChurnSettings, data: PreparedChurn): void {
  if (config.plan !== null) checkPlan(config.plan, data);
}

/** The gates that the model alone cannot meet: whole labels, and a plan that earns something. */
function withGates(
  evaluation: ChurnRun['evaluation'],
  { features }: PreparedChurn,
  plan: PlanResult | null,
): ChurnRun['evaluation'] {
  const report = features?.report;
  const labels =
    report === undefined || report.allowed.includes('emptyDays')
      ? []
      : [outageGate(emptyDaysInLabels(report), report.horizonDays)];
  const profit = plan === null ? [] : [profitGate(plan.expectedProfit)];
  return { ...evaluation, gates: [...evaluation.gates, ...labels, ...profit] };
}
