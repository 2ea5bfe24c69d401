import path from 'node:path';
import type { PlanOptions } from '../../campaign/options.js';
import { type CampaignPlan, planCampaign } from '../../campaign/plan.js';
import { checkPlanOptions, planColumnNames } from '../../campaign/plan-columns.js';
import { type WritePlanOptions, writePlan } from '../../campaign/plan-file.js';
import type { PlanWork } from '../../campaign/solve.js';
import type { PreparedChurn } from './dataset.js';
import { type ScoredUsers, scoreNames, userColumns } from './scored-users.js';

type PlanSection = Readonly<Record<string, unknown>>;

/**
 * The columns of the scored users that plans read beside the user and the scores: those of the `plan` section, and the money
 * where the data have it, whether or not there is such a section.
 */
export function usedByPlans(section: PlanSection | null, data: PreparedChurn): readonly string[] {
  const { names, idColumn, valueColumn } = userColumns(data);
  const options = withColumns(section ?? { budget: 0 }, { idColumn, valueColumn });
  const wanted = [
    ...(valueColumn === null ? [] : [valueColumn]),
    ...planColumnNames(checkPlanOptions(options)),
  ];
  const apart = new Set([idColumn, ...scoreNames]);
  return [...new Set(wanted)].filter((name) => names.includes(name) && !apart.has(name));
}

/**
 * Whether the data have what the `plan` section names: asked before anything is trained.
 * @throws WinbackError BAD_INPUT naming the option
 */
export function checkPlan(section: PlanSection, data: PreparedChurn): void {
  const { names, idColumn, valueColumn } = userColumns(data);
  checkPlanOptions(withColumns(section, { idColumn, valueColumn }), names);
}

function withColumns(
  section: PlanSection,
  users: Pick<ScoredUsers, 'idColumn' | 'valueColumn'>,
): PlanOptions {
  const { idColumn: user, valueColumn } = users;
  const known = {
    user,
    probability: 'churn_prob',
    ...(valueColumn === null ? {} : { revenue: valueColumn }),
  };
  const columns = { ...known, ...((section['columns'] ?? {}) as PlanOptions['columns']) };
  // checkPlanOptions and planCampaign check every key.
  return { ...section, columns } as unknown as PlanOptions;
}

/**
 * The first plan for the scored users: the `plan` section, with the columns of the data where it names none.
 * @throws WinbackError BAD_INPUT naming the option; ABORTED
 */
export async function planUsers(
  users: ScoredUsers,
  section: PlanSection,
  { signal, threads }: Pick<PlanWork, 'signal' | 'threads'>,
): Promise<CampaignPlan> {
  const options = withColumns(section, users);
  return planCampaign(users.table, options, { signal, threads });
}

/** Writes the lists of a plan beside the report. @returns names of the files */
export async function writeUsersPlan(
  users: ScoredUsers,
  plan: CampaignPlan,
  folder: string,
  output: Omit<WritePlanOptions, 'source'>,
): Promise<readonly string[]> {
  const source = path.join(folder, 'scores.csv');
  const written = await writePlan(users.table, plan, folder, { ...output, source });
  return [...written.files.map(({ name }) => name), 'plan.json'];
}
