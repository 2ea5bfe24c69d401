import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { resolvePlanOptions } from '../../campaign/option-checks.js';
import type { ResolvedPlanOptions } from '../../campaign/options.js';
import { planColumnNames, planNumberColumns } from '../../campaign/plan-columns.js';
import {
  contactFileName,
  entryOf,
  type PlanFile,
  planFileName,
  restFileName,
} from '../../campaign/plan-file.js';
import { noAction } from '../../campaign/records.js';
import { runnerUp } from '../../campaign/runner-up.js';
import { type Setting, settingOf } from '../../campaign/setting.js';
import { columnOf } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { formulaSafe } from '../../data/tables/formula-safe.js';
import { type FileAccess, type FoundUser, findUser, requireFound } from './find-user.js';
import { writtenPlan } from './plan-folder.js';
import { ruleStatements } from './plan-rule.js';
import { type ExplainSource, type Statement, statement } from './statement.js';

/** Where the plan of a user is, and the scores that it was made from. */
export interface PlanPlace {
  /** Folder of plan.json. */
  readonly folder: string;
  /** The file that the plan was made from; null where it was not given. */
  readonly scores: string | null;
}

/** What a plan decided about a user, why, and what would have to change. */
export async function planStatements(
  user: string,
  { folder, scores }: PlanPlace,
  access: FileAccess,
): Promise<readonly Statement[]> {
  const plan = await writtenPlan(folder);
  if (plan.hashedIds)
    throw new WinbackError('BAD_INPUT', `${folder}: the lists have hashed ids; make the plan without a salt`);
  const command = `winback plan verify ${folder} --scores ${scores ?? 'SCORES'}`;
  const whole: ExplainSource = {
    record: path.join(folder, planFileName),
    key: null,
    digest: plan.digest,
    command,
  };
  const listed = await listedUser(folder, user, access);
  if (listed === null) return [statement('not-in-plan', { plan: folder }, whole)];
  const source = { ...whole, record: listed.file, key: listed.found.row };
  const said = listed.isContact ? [actionOf(listed.found, source)] : restOf(listed.found, plan, source);
  const options = resolvePlanOptions(plan.options);
  const row = await scoredUser(user, plan, options, scores, access);
  if (row === null) {
    const file = plan.source?.name ?? null;
    return [...said, ...(isOpen(listed) ? [statement('scores-needed', { file }, whole)] : [])];
  }
  const setting = settingOf(row.table, options, plan.fallbackRevenue);
  const from = { ...source, record: scores!, key: row.row, digest: plan.source?.sha256 ?? null };
  return [
    ...said,
    ...ruleStatements(listed.reason, row.table, options, from),
    ...(isOpen(listed) ? [secondOf(plan, setting, listed.action, whole)] : []),
  ];
}

interface Listed {
  readonly file: string;
  readonly found: FoundUser;
  readonly isContact: boolean;
  readonly reason: string;
  /** Name of the action; null for none. */
  readonly action: string | null;
}

/** Whether the optimum decided, and not a rule or the draw. */
const isOpen = ({ reason }: Listed): boolean =>
  ['selected', 'not_worth_it', 'budget_used_elsewhere', 'greedy_not_selected'].includes(reason);

async function listedUser(folder: string, user: string, access: FileAccess): Promise<Listed | null> {
  for (const name of [contactFileName, restFileName]) {
    const file = path.join(folder, name);
    const reading = { text: ['reason', name === contactFileName ? 'action' : 'planned_action'] };
    // Lists write ids that a spreadsheet would compute behind an apostrophe.
    const found =
      (await findUser(file, user, 'user_id', reading, access)) ??
      (formulaSafe(user) === user
        ? null
        : await findUser(file, formulaSafe(user), 'user_id', reading, access));
    if (found === null) continue;
    const isContact = name === contactFileName;
    const action = isContact ? textOf(found, 'action') : null;
    return { file, found, isContact, reason: textOf(found, 'reason'), action };
  }
  return null;
}

const textOf = ({ table }: FoundUser, column: string): string => String(columnOf(table, column).get(0));
const numberOf = ({ table }: FoundUser, column: string): number => strictNumbers(table, column)[0]!;

function actionOf(found: FoundUser, source: ExplainSource): Statement {
  return statement(
    'action',
    {
      action: textOf(found, 'action'),
      tier: textOf(found, 'risk_tier'),
      cost: numberOf(found, 'cost'),
      gain: numberOf(found, 'expected_profit'),
      chance: numberOf(found, 'treatment_probability'),
    },
    source,
  );
}

function restOf(found: FoundUser, plan: PlanFile, source: ExplainSource): readonly Statement[] {
  const reason = textOf(found, 'reason');
  const planned = textOf(found, 'planned_action');
  const action = planned === 'none' ? null : planned;
  return [
    statement('not-contacted', { reason }, source),
    ...(reason === 'holdout' ? [statement('holdout', { action, share: plan.holdout.share }, source)] : []),
  ];
}

/** The user's row of the scores that the plan was made from; null where they were not given. */
async function scoredUser(
  user: string,
  plan: PlanFile,
  options: ResolvedPlanOptions,
  scores: string | null,
  access: FileAccess,
): Promise<FoundUser | null> {
  if (scores === null) return null;
  if (plan.source !== null) {
    const { sha256 } = await entryOf(scores);
    if (sha256 !== plan.source.sha256)
      throw new WinbackError(
        'BAD_INPUT',
        `${scores} is not the file that the plan was made from (${plan.source.name}, sha256 ${plan.source.sha256})`,
      );
  }
  const column = options.columns.user;
  const reading = { columns: planColumnNames(options), numeric: planNumberColumns(options) };
  return requireFound(await findUser(scores, user, column, reading, access), scores, user, column);
}

function secondOf(plan: PlanFile, setting: Setting, action: string | null, source: ExplainSource): Statement {
  if (plan.policy === 'greedy') return statement('greedy-list', {}, source);
  const names = Object.keys(plan.options.actions);
  const nameOf = (code: number): string | null => (code === noAction ? null : names[code]!);
  const chosen = action === null ? noAction : names.indexOf(action);
  const second = runnerUp(setting, 0, chosen, plan.certificate.prices);
  if (second === null) return statement('no-runner-up', {}, source);
  const { lead, wins } = second;
  const said = { action: nameOf(second.action), over: action, lead };
  return wins === null
    ? statement('never-wins', said, source)
    : statement('runner-up', { ...said, price: plan.shadowPrice, ...wins }, source);
}
