import { decideByPrice, leftOverOf, type PricedUser } from '../../campaign/by-price.js';
import { planColumnNames } from '../../campaign/plan-columns.js';
import type { PlanFile } from '../../campaign/plan-file.js';
import type { ReasonCode } from '../../campaign/records.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { categoryVector, numberVector, tableOf } from '../../data/gather.js';
import type { State } from '../../state/state.js';
import { type GivenAction, giveOnline, onlineActionOf, onlineUseOf } from './online-use.js';

/** A value of a column that a plan reads. */
export type PlanValue = number | boolean | string;

/** A user whom a plan does not have, as a request tells of him. */
export interface UserBeyond {
  readonly id: string;
  readonly decisionId: string;
  readonly probability: number;
  /** Values of the other columns that the plan reads, by name. */
  readonly values: ReadonlyMap<string, PlanValue>;
  /** Microseconds since 1970. */
  readonly at: number;
}

/** What was decided, and what all such decisions of the plan used of its budget. */
export interface DecidedBeyond {
  readonly action: string | null;
  readonly reason: ReasonCode;
  readonly held: boolean;
  /** Fen that the action costs. */
  readonly costFen: number;
  /** Fen that all actions beyond the plan cost so far. */
  readonly spentFen: number;
  /** Fen that the plan left and nobody has spent. */
  readonly leftFen: number;
}

/** Names of the columns that a request must tell of a user: those that the plan reads, but for id and probability. */
export const columnsBeyond = ({ options }: Pick<PlanFile, 'options'>): readonly string[] =>
  planColumnNames(options).filter(
    (name) => name !== options.columns.user && name !== options.columns.probability,
  );

/**
 * Decides about a user whom a plan does not have, by the prices of the plan, as long as the plan left enough of every limit. Who got
 * an action keeps it.
 * @throws WinbackError BAD_INPUT naming the column whose value is wrong; IO, LOCKED
 */
export async function decideBeyond(state: State, plan: PlanFile, user: UserBeyond): Promise<DecidedBeyond> {
  const priced = decideByPrice(rowOf(plan, user), plan);
  const earlier = await onlineActionOf(state, plan.digest, user.decisionId);
  if (earlier !== null) return decided(state, plan, { ...priced, ...selected(earlier) });
  if (priced.action === null) return decided(state, plan, { ...priced, costFen: 0 });
  const given = await give(state, plan, user, { ...priced, action: priced.action });
  const outcome =
    given.action === null ? ({ action: null, reason: 'budget_used_elsewhere' } as const) : selected(given);
  return decided(state, plan, { ...priced, costFen: 0, ...outcome });
}

const selected = ({ action, costFen }: GivenAction) => ({
  ...{ action, costFen, reason: 'selected' as const, held: false },
});

function give(
  state: State,
  plan: PlanFile,
  { decisionId, at }: UserBeyond,
  { action, uses }: PricedUser & { readonly action: string },
): Promise<GivenAction> {
  const limits = leftOverOf(plan).map((limit, k) => ({ ...limit, uses: uses[k]! }));
  // The budget is the first limit, and every action counts towards it.
  return giveOnline(state, { plan: plan.digest, decisionId, action, costFen: uses[0]!, limits, at });
}

async function decided(
  state: State,
  plan: PlanFile,
  { action, reason, held, costFen }: Pick<DecidedBeyond, 'action' | 'reason' | 'held' | 'costFen'>,
): Promise<DecidedBeyond> {
  const [budget] = leftOverOf(plan);
  const spentFen = (await onlineUseOf(state, plan.digest)).get(budget!.limit) ?? 0;
  return { action, reason, held, costFen, spentFen, leftFen: (budget!.left ?? 0) - spentFen };
}

/** The user as the one row of a table that the plan could have been made from. */
function rowOf({ options }: PlanFile, { id, probability, values }: UserBeyond): ArrowTable {
  return tableOf([
    [options.columns.user, categoryVector(Int32Array.of(0), [id])],
    [options.columns.probability, numberVector(Float64Array.of(probability))],
    ...[...values].map(([name, value]) => {
      const vector =
        typeof value === 'string'
          ? categoryVector(Int32Array.of(0), [value])
          : numberVector(Float64Array.of(Number(value)));
      return [name, vector] as const;
    }),
  ]);
}
