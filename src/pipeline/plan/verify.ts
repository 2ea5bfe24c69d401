import type { PlanVerification, VerifyOptions } from '../../campaign/verify/verification.js';
import { verifyPlan } from '../../campaign/verify/verify.js';
import { settleFolder } from '../../registry/output-folder.js';

/**
 * The whole of `winback plan verify`: first finishes what a killed run left half-moved in the folder, then recomputes the
 * plan from its inputs.
 * @param folder of plan.json
 * @param scores the file the plan was made from
 * @param options the salt, where the list has hashed ids
 * @throws WinbackError NOT_FOUND, BAD_INPUT, IO
 *
 * @example
 * ```ts
 * import { runPlan, runPlanVerification } from 'winback/campaign';
 *
 * await runPlan('out/scores.csv', { budget: 500 }, { output: { folder: 'out/verified' } });
 * const { ok } = await runPlanVerification('out/verified', 'out/scores.csv');
 * ok; // true
 * ```
 */
export async function runPlanVerification(
  folder: string,
  scores: string,
  options: VerifyOptions = {},
): Promise<PlanVerification> {
  await settleFolder(folder);
  return verifyPlan(folder, scores, options);
}
