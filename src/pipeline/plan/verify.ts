import type { PlanVerification, VerifyOptions } from '../../campaign/verify/verification.js';
import { verifyPlan } from '../../campaign/verify/verify.js';
import { settleFolder } from '../../registry/output-folder.js';

/**
 * The whole of `winback plan verify`: first finishes what a killed run left half-moved in the folder, then recomputes the
 * plan from its inputs.
 * @param folder of plan.json
 * @param scores the file the plan was made from
 *
 * @example
 * const { ok, checks } = await runPlanVerification('out/plan', 'out/churn/scores.csv');
 * @throws WinbackError NOT_FOUND, BAD_INPUT, IO
 */
export async function runPlanVerification(
  folder: string,
  scores: string,
  options: VerifyOptions = {},
): Promise<PlanVerification> {
  await settleFolder(folder);
  return verifyPlan(folder, scores, options);
}
