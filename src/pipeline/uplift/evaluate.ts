import type { Table } from 'apache-arrow';

import { ensure, WinbackError } from '../../base/errors.js';
import { suggestion } from '../../base/options.js';
import { badCell } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import { readTable } from '../../data/tables/read.js';
import { comparePolicies, evaluatePolicy } from '../../uplift/off-policy/evaluate.js';
import type {
  DecisionLog,
  OffPolicyOptions,
  OffPolicyValue,
  PolicyDifference,
} from '../../uplift/off-policy/records.js';
import { crossFittedMeans } from './action-means.js';
import { policyColumns, probabilityPrefix } from './policy-columns.js';

/** How `winback evaluate` reads its files. */
export interface EvaluationOptions extends OffPolicyOptions {
  /** Column of what came of a decision. @default 'reward' */
  readonly reward?: string | undefined;
  /** Column of users, by which a policy's file is joined. @default 'user_id' */
  readonly user?: string | undefined;
  /** Policy to compare with: a name or a file. @default none */
  readonly against?: string | undefined;
}

/** A policy's value, with the users who lack support. */
export interface Evaluation extends OffPolicyValue {
  /** The policy, as it was named. */
  readonly policy: string;
  /** Actions of the log. */
  readonly actions: readonly string[];
  /** The first users whose action the log could not have drawn; at most 100. */
  readonly unsupportedUsers: readonly string[];
  /** The other policy, and how much more this one is worth; null without one. */
  readonly against: (PolicyDifference & { readonly policy: string }) | null;
}

/** The whole of `winback evaluate`: what a policy would have earned, according to a log of another one. */
export async function runEvaluation(
  log: string,
  policy: string,
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  const { reward = 'reward', user = 'user_id', against, ...inner } = options;
  const reading = { text: [user, 'action'], utf8: [user], signal: inner.signal };
  const table = await readTable(log, reading);
  ensure(table.numRows > 0, `${log} has no rows`);
  const users = textsOf(table, user);
  const decisions = await decisionLog(table, users, reward, log);
  const read = (name: string) => policyColumns(name, decisions, users, { user, signal: inner.signal });
  const target = await read(policy);
  const value = await evaluatePolicy(decisions, target, inner);
  const compared =
    against === undefined ? null : await comparePolicies(decisions, target, await read(against), inner);
  return {
    ...{ policy, actions: decisions.actions, ...value },
    unsupportedUsers: value.gate.firstUnsupportedRows.map((row) => users[row]!),
    against: compared === null ? null : { policy: against!, ...compared },
  };
}

function textsOf(table: Table, column: string): string[] {
  const texts: string[] = [];
  eachStrictText(table, column, (text) => texts.push(text));
  return texts;
}

async function decisionLog(
  table: Table,
  users: readonly string[],
  reward: string,
  file: string,
): Promise<DecisionLog> {
  const names = table.schema.fields.map(({ name }) => name);
  const actions = names.flatMap((name) =>
    name.startsWith(probabilityPrefix) ? [name.slice(probabilityPrefix.length)] : [],
  );
  if (actions.length < 2)
    throw new WinbackError(
      'BAD_INPUT',
      `${file} needs the probability of every action, in columns such as ${probabilityPrefix}none; decisions.csv of a plan has them`,
    );
  if (!names.includes(reward))
    throw new WinbackError(
      'BAD_INPUT',
      `${file} has no column "${reward}" of rewards${suggestion(reward, names)}`,
    );
  const action = new Int32Array(table.numRows);
  eachStrictText(table, 'action', (name, row) => {
    action[row] = actions.indexOf(name);
    if (action[row]! < 0) throw badCell('action', row, `must be one of ${actions.join(', ')}`, name);
  });
  const logging = actions.map((name) => strictNumbers(table, probabilityPrefix + name));
  const rewards = strictNumbers(table, reward);
  const expected =
    expectedColumns(table, actions) ?? crossFittedMeans(users, action, rewards, actions.length);
  return { actions, action, reward: rewards, logging, expected };
}

/** What a model of the user's own expects of every action; undefined where the log has no such columns. */
function expectedColumns(table: Table, actions: readonly string[]): Float64Array[] | undefined {
  const wanted = actions.map((name) => `expected_${name}`);
  const names = table.schema.fields.map(({ name }) => name);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing === undefined) return wanted.map((name) => strictNumbers(table, name));
  if (wanted.some((name) => names.includes(name)))
    throw new WinbackError(
      'BAD_INPUT',
      `the log has no column "${missing}": expected rewards are needed of every action`,
    );
  return undefined;
}
