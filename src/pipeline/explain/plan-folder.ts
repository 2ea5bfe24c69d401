import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { digestOf, entryOf, type PlanFile, planFileName } from '../../campaign/plan-file.js';
import { readPlanFile } from '../../campaign/verify/read-plan-file.js';
import { settleFolder } from '../../registry/output-folder.js';

/**
 * The plan of a folder, as it was written.
 * @throws WinbackError NOT_FOUND; TAMPERED for a plan.json or list that is not what was written
 */
export async function writtenPlan(folder: string): Promise<PlanFile> {
  await settleFolder(folder);
  const plan = await readPlanFile(path.join(folder, planFileName));
  if (digestOf(plan) !== plan.digest)
    throw new WinbackError('TAMPERED', `${folder}: plan.json is not what was written`);
  for (const { name, sha256 } of plan.files) {
    const found = await entryOf(path.join(folder, name));
    if (found.sha256 !== sha256)
      throw new WinbackError('TAMPERED', `${folder}: ${name} is not the list that the plan wrote`);
  }
  return plan;
}
