import type { Table } from 'apache-arrow';

import { Economics } from '../../campaign/economics.js';
import type { CampaignPlan } from '../../campaign/plan.js';
import { noAction } from '../../campaign/records.js';
import { buildTable } from '../../data/tables/build.js';
import { nameColumn } from '../../data/tables/name-column.js';
import { readTable } from '../../data/tables/read.js';

const microsPerYuan = 1e6;

/** Users for whom an action is planned: contacted, or kept back by the holdout. */
export interface PlannedUser {
  readonly user: string;
  readonly action: string;
  readonly tier: string;
  readonly held: boolean;
  /** Expected cost, fen. */
  readonly costFen: number;
  /** Expected profit, yuan. */
  readonly profit: number;
  /** Probability, over the draw of the holdout, that the user is contacted. */
  readonly probability: number;
}

/** The planned users in the order of the scores. */
export function plannedUsers(table: Table, plan: CampaignPlan): readonly PlannedUser[] {
  const { assignment, options, fallbackRevenue } = plan;
  const { action, plannedAction, actions, tier, tiers, treatmentProbability } = assignment;
  const economics = new Economics(table, options, fallbackRevenue);
  const ids = table.getChild(options.columns.user)!;
  const planned: PlannedUser[] = [];
  for (let row = 0; row < table.numRows; row++) {
    const code = plannedAction[row]!;
    if (code === noAction) continue;
    const worth = economics.worth(row, code);
    planned.push({
      ...{ user: String(ids.get(row)), action: actions[code]!, tier: tiers[tier[row]!]! },
      ...{ held: action[row] === noAction, costFen: worth.cost, profit: worth.value / microsPerYuan },
      probability: treatmentProbability[row]!,
    });
  }
  return planned;
}

/** The planned users as a table, for the file that closing reads. */
export function plannedTable(planned: readonly PlannedUser[]): Promise<Table> {
  const column = (name: string, of: (user: PlannedUser) => number) =>
    ({ name, kind: 'number', values: Float64Array.from(planned, of) }) as const;
  const texts = (name: string, of: (user: PlannedUser) => string) => {
    const names = [...new Set(planned.map(of))];
    const place = new Map(names.map((value, i) => [value, i]));
    return nameColumn(
      name,
      planned.map((user) => place.get(of(user))!),
      names,
    );
  };
  return buildTable([
    texts('user_id', ({ user }) => user),
    texts('action', ({ action }) => action),
    texts('risk_tier', ({ tier }) => tier),
    column('held', ({ held }) => Number(held)),
    column('cost_fen', ({ costFen }) => costFen),
    column('expected_profit', ({ profit }) => profit),
    column('treatment_probability', ({ probability }) => probability),
  ]);
}

/** The planned users of a file that a plan wrote. */
export async function readPlanned(
  file: string,
  signal: AbortSignal | undefined,
): Promise<readonly PlannedUser[]> {
  const table = await readTable(file, { text: ['user_id'], utf8: ['user_id'], signal });
  const column = (name: string) => table.getChild(name)!;
  const [user, action, tier, held] = ['user_id', 'action', 'risk_tier', 'held'].map(column);
  const [cost, profit, probability] = ['cost_fen', 'expected_profit', 'treatment_probability'].map(column);
  return Array.from({ length: table.numRows }, (_, row) => ({
    user: String(user!.get(row)),
    action: String(action!.get(row)),
    tier: String(tier!.get(row)),
    held: Number(held!.get(row)) === 1,
    costFen: Number(cost!.get(row)),
    profit: Number(profit!.get(row)),
    probability: Number(probability!.get(row)),
  }));
}
