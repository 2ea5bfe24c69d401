import type { Table } from 'apache-arrow';

import { sha256 } from '../base/node-crypto.js';
import { integer, object, optional, text, timeText } from '../base/options.js';
import { buildTable } from '../data/tables/build.js';
import { category, idColumn, type ListSource, number, parts } from './list.js';
import { noAction } from './records.js';

/** What a later evaluation must know of the decisions of a plan. */
export interface DecisionFacts {
  /** Name of the policy that decided, with its version. @default digest of the plan's options */
  readonly policy?: string | undefined;
  /** The moment up to which the scores know the users, ISO 8601. @default unknown */
  readonly snapshot?: string | undefined;
  /** Days after the plan within which outcomes count, 1..3650. @default unknown */
  readonly outcomeDays?: number | undefined;
}

/** The decisions of a plan, as plan.json tells them. */
export interface DecisionRecord {
  /** Name of the policy that decided, with its version. */
  readonly policy: string;
  /** The moment up to which the scores know the users; null where it was not given. */
  readonly snapshot: string | null;
  /** Days after the plan within which outcomes count; null where they were not given. */
  readonly outcomeDays: number | null;
}

/** Name of the column with the probability of an action. */
export const probabilityColumn = (action: string): string => `probability_${action}`;

/**
 * Every user with the action taken and the probability of each action when it was drawn: what an unbiased evaluation of another policy
 * needs. A plan draws nothing but its holdout: a user gets the planned action, or none, with the probability of the draw.
 */
export async function* decisionList(source: ListSource): AsyncGenerator<Table> {
  const { actions, action, plannedAction, treatmentProbability } = source.plan.assignment;
  const names = [...actions, 'none'];
  const chance = (row: number, code: number): number =>
    plannedAction[row] === code ? treatmentProbability[row]! : 0;
  const none = (row: number): number =>
    plannedAction[row] === noAction ? 1 : 1 - treatmentProbability[row]!;
  const everybody = Uint32Array.from(action.keys());
  for (const rows of parts(everybody)) {
    yield await buildTable([
      idColumn(source, rows),
      category('action', rows, names, (row) => Math.min(action[row]!, actions.length)),
      number(probabilityColumn('none'), rows, none),
      ...actions.map((name, code) => number(probabilityColumn(name), rows, (row) => chance(row, code))),
    ]);
  }
}

const facts = object<DecisionFacts>({
  policy: optional(text, undefined),
  snapshot: optional(timeText, undefined),
  outcomeDays: optional(integer(1, 3650), undefined),
});

/** @throws WinbackError BAD_INPUT naming the fact */
export const checkedFacts = (given: DecisionFacts | undefined): DecisionFacts =>
  facts(given ?? {}, 'decisions');

/** What plan.json says of the decisions. @param options of the plan, whose digest names the policy */
export function decisionRecord(given: DecisionFacts, options: object): DecisionRecord {
  const { policy, snapshot, outcomeDays } = given;
  return {
    policy: policy ?? sha256(JSON.stringify(options)),
    snapshot: snapshot ?? null,
    outcomeDays: outcomeDays ?? null,
  };
}
