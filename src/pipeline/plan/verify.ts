import { isObjectAddress } from '../../base/object-address.js';
import { requireShape } from '../../base/shape.js';
import type { PlanVerification, VerifyOptions } from '../../campaign/verify/verification.js';
import { verifyPlan } from '../../campaign/verify/verify.js';
import { withInput, withInputFolder } from '../../data/sources/object-files.js';
import { settleFolder } from '../../registry/output-folder.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';

/** How a plan is verified, and how an object store is reached. */
export interface PlanVerificationOptions extends VerifyOptions {
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/**
 * The whole of `winback plan verify`: first finishes what a killed run left half-moved in the folder, then recomputes the
 * plan from its inputs.
 * @param folder of plan.json, or a prefix of an object store
 * @param scores the file or object the plan was made from
 * @param options the salt, where the list has hashed ids, and the keys of an object store
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
  { environment, signal, onRetry, ...options }: PlanVerificationOptions = {},
): Promise<PlanVerification> {
  requireShape(folder, 'folder', 'text');
  requireShape(scores, 'scores', 'text');
  const access = { environment, signal, onRetry };
  if (!isObjectAddress(folder)) await settleFolder(folder);
  return withInputFolder(folder, access, (plan) =>
    withInput(scores, access, (file) => verifyPlan(plan, file, options)),
  );
}
