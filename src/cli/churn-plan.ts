import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { type CampaignPlan, type PlanOptions, planCampaign, writePlan } from '../index.js';
import type { ScoredUsers } from './scored-users.js';

interface PlanWork {
  readonly out: string;
  readonly signal: AbortSignal;
  readonly threads?: number | undefined;
}

/**
 * The first plan for the scored users: the `plan` section, with the columns of the data where it names none.
 * @throws WinbackError BAD_INPUT naming the option; ABORTED
 */
export async function planUsers(
  users: ScoredUsers,
  section: Readonly<Record<string, unknown>>,
  { signal, threads }: PlanWork,
): Promise<CampaignPlan> {
  const named = (section['columns'] ?? {}) as NonNullable<PlanOptions['columns']>;
  const revenue = named.revenue ?? users.valueColumn;
  if (revenue === null)
    throw new WinbackError(
      'BAD_INPUT',
      'plan: the data has no amounts; name the column with `plan.columns.revenue`',
    );
  const columns = { user: users.idColumn, probability: 'churn_prob', ...named, revenue };
  // planCampaign checks every key.
  const options = { ...section, columns } as unknown as PlanOptions;
  return planCampaign(users.table, options, { signal, ...(threads === undefined ? {} : { threads }) });
}

/** Writes the lists of a plan beside the report. @returns names of the files */
export async function writeUsersPlan(
  users: ScoredUsers,
  plan: CampaignPlan,
  { out, signal }: PlanWork,
): Promise<readonly string[]> {
  const source = path.join(out, 'scores.csv');
  const written = await writePlan(users.table, plan, out, { signal, source });
  return [...written.files.map(({ name }) => name), 'plan.json'];
}
