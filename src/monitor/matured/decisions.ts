import { dayOf } from '../../base/days.js';
import { ensure } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { badCell } from '../../data/read/column.js';
import { strictFlags } from '../../data/read/flags.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { usersAndDays } from './read-tables.js';

/** A decision of a campaign about one user. */
export interface Decision {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly treated: boolean;
  /** Probability with which the plan left the user untreated. */
  readonly untreatedProbability: number;
}

/** Decisions by user. @throws WinbackError BAD_INPUT for a decision that its probability says cannot have been made */
export function decisionsOf(table: ArrowTable | null): ReadonlyMap<string, readonly Decision[]> {
  const of = new Map<string, Decision[]>();
  if (table === null) return of;
  const { users, days } = usersAndDays(table, 'decisions');
  const treated = strictFlags(table, 'treated');
  const probability = strictNumbers(table, 'untreated_probability');
  for (const [row, user] of users.entries()) {
    const untreatedProbability = probability[row]!;
    if (!(untreatedProbability >= 0 && untreatedProbability <= 1))
      throw badCell('untreated_probability', row, 'must be from 0 to 1', untreatedProbability);
    const decision = { day: days[row]!, treated: treated[row] === 1, untreatedProbability };
    requirePossible(decision, user, row);
    const own = of.get(user);
    if (own === undefined) of.set(user, [decision]);
    else own.push(decision);
  }
  return of;
}

function requirePossible(
  { day, treated, untreatedProbability: p }: Decision,
  user: string,
  row: number,
): void {
  const what = treated ? 'treated' : 'untreated';
  ensure(
    treated ? p < 1 : p > 0,
    `decisions, row ${row + 1}: user ${shown(user)} was ${what} on ${dayOf(day)}, but untreated_probability is ${p}: ` +
      'log the probability that the plan had before it was drawn',
  );
}

/** Which decisions fall into the time that a label looks at. */
export interface DecisionWindow {
  readonly horizonDays: number;
  readonly draws: 'shared' | 'independent';
}

/** Whether each row was treated between its snapshot and the end of its horizon, and how probable it was that it was not. */
export function untreatedOf(
  users: readonly string[],
  days: Int32Array,
  decisions: ReadonlyMap<string, readonly Decision[]>,
  { horizonDays, draws }: DecisionWindow,
): { readonly treated: Uint8Array; readonly untreatedProbability: Float64Array } {
  const treated = new Uint8Array(users.length);
  const untreatedProbability = new Float64Array(users.length).fill(1);
  for (const [row, user] of users.entries())
    for (const decision of decisions.get(user) ?? []) {
      if (decision.day < days[row]! || decision.day > days[row]! + horizonDays) continue;
      if (decision.treated) treated[row] = 1;
      const p = decision.untreatedProbability;
      const before = untreatedProbability[row]!;
      untreatedProbability[row] = draws === 'shared' ? Math.min(before, p) : before * p;
    }
  return { treated, untreatedProbability };
}
