import path from 'node:path';

import { type PlanFile, planFileName } from '../../campaign/plan-file.js';
import type { State } from '../../state/state.js';
import { closingStatements } from './plan-closing.js';
import { writtenPlan } from './plan-folder.js';
import type { ExplainSource, Explanation, Statement } from './statement.js';
import { statement } from './statement.js';

/**
 * What a written plan spends, expects and leaves out, and why; with a state, also what closing the campaign found.
 * @param folder of plan.json
 * @param state that closings are kept in
 * @throws WinbackError NOT_FOUND; TAMPERED for files that are not those of the plan
 */
export async function explainPlan(folder: string, state?: State): Promise<Explanation> {
  const plan = await writtenPlan(folder);
  const source: ExplainSource = {
    record: path.join(folder, planFileName),
    key: null,
    digest: plan.digest,
    command: `winback plan verify ${folder} --scores ${plan.source?.name ?? 'SCORES'}`,
  };
  const closed = state === undefined ? [] : await closingStatements(state, plan.digest, folder);
  const statements = [...moneyOf(plan, source), ...leftOutOf(plan, source), ...closed];
  return { subject: { kind: 'plan', id: folder }, statements };
}

function moneyOf(plan: PlanFile, source: ExplainSource): readonly Statement[] {
  const { users, targeted, spent, budget, expectedProfit: profit, upperBound: bound, gap } = plan;
  const { method } = plan.certificate;
  const limits = plan.constraints.slice(1).filter(({ shadowPrice }) => shadowPrice > 0);
  return [
    statement('plan-money', { users, targeted, spent, budget, profit }, source),
    plan.policy === 'greedy'
      ? statement('plan-greedy', { gap, bound }, source)
      : statement('plan-proof', { bound, gap, method }, source),
    statement('plan-price', { price: plan.shadowPrice }, source),
    ...plan.byAction
      .filter((action) => action.users > 0)
      .map((action) =>
        statement(
          'plan-action',
          {
            action: action.action,
            users: action.users,
            spent: action.spent,
            profit: action.expectedProfit,
          },
          source,
        ),
      ),
    ...limits.map(({ shadowPrice: price, ...limit }) => statement('plan-limit', { ...limit, price }, source)),
  ];
}

function leftOutOf(plan: PlanFile, source: ExplainSource): readonly Statement[] {
  const { users, share } = plan.holdout;
  const greedy = plan.greedy;
  return [
    ...plan.exclusions.map(({ reason, users: left }) =>
      statement('plan-left-out', { reason, users: left }, source),
    ),
    ...(users === 0 ? [] : [statement('plan-holdout', { users, share }, source)]),
    ...(greedy === null || plan.policy === 'greedy'
      ? []
      : [
          statement(
            'plan-simple-rule',
            { profit: greedy.expectedProfit, expected: plan.expectedProfit },
            source,
          ),
        ]),
  ];
}
