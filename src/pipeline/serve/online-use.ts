import { randomUUID } from 'node:crypto';

import type { LeftOver } from '../../campaign/by-price.js';
import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';
import type { Cell } from '../../stores/sql/store.js';
import type { Statement } from '../../stores/sql/transactions.js';

/** An action that is to be given, and what it takes. */
export interface OnlineAction {
  /** Digest of the plan. */
  readonly plan: string;
  readonly decisionId: string;
  readonly action: string;
  readonly costFen: number;
  /** What it takes of each limit, and what the plan left of it. */
  readonly limits: readonly (LeftOver & { readonly uses: number })[];
  /** Microseconds since 1970. */
  readonly at: number;
}

/** What became of it. */
export interface GivenAction {
  /** The action that holds, which an earlier request may have chosen; null where a limit has no room for it. */
  readonly action: string | null;
  readonly costFen: number;
}

/** The action of an earlier decision; null for none. */
export async function onlineActionOf(
  state: State,
  plan: string,
  decisionId: string,
): Promise<GivenAction | null> {
  const [row] = await queryRows(
    state,
    'SELECT "action", "cost_fen" FROM winback_online_decision WHERE "plan" = ? AND "decision_id" = ?',
    [plan, decisionId],
  );
  return row === undefined ? null : givenOf(row);
}

/** Fen or users that decisions of a plan used so far, by limit. */
export async function onlineUseOf(state: State, plan: string): Promise<ReadonlyMap<string, number>> {
  const sql = 'SELECT "limit_name", "used" FROM winback_online_use WHERE "plan" = ?';
  const rows = await queryRows(state, sql, [plan]);
  return new Map(rows.map((row) => [String(row['limit_name']), Number(row['used'])]));
}

/**
 * Gives an action where every limit has room for it: one transaction, and one writer at a time over all processes, so that a limit is
 * never overdrawn. Who has an action of the plan already keeps that one, and uses nothing more.
 */
export async function giveOnline(state: State, given: OnlineAction): Promise<GivenAction> {
  const attempt = randomUUID();
  const results = await state.database.write([
    decisionStatement(given, attempt),
    useStatement(given, attempt),
    {
      sql: 'SELECT "action", "cost_fen" FROM winback_online_decision WHERE "plan" = ? AND "decision_id" = ?',
      rows: [[given.plan, given.decisionId]],
    },
  ]);
  const row = results[2]!.rows[0];
  return row === undefined ? { action: null, costFen: 0 } : givenOf(row);
}

const givenOf = (row: Readonly<Record<string, Cell>>): GivenAction => ({
  action: String(row['action']),
  costFen: Number(row['cost_fen']),
});

/** What is not above 0 takes nothing of a limit. */
const taken = ({ limits }: OnlineAction) => limits.filter(({ uses }) => uses > 0);

function decisionStatement(given: OnlineAction, attempt: string): Statement {
  const { plan, decisionId, action, costFen, at } = given;
  const bounded = taken(given).filter(({ left }) => left !== null);
  const room = bounded.map(
    () => `AND COALESCE((SELECT "used" FROM winback_online_use WHERE "plan" = ? AND "limit_name" = ?), 0)
      + CAST(? AS BIGINT) <= CAST(? AS BIGINT)`,
  );
  const sql = `INSERT INTO winback_online_decision ("plan", "decision_id", "action", "cost_fen", "attempt", "at")
    SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT)
    WHERE 1 = 1 ${room.join(' ')} ON CONFLICT ("plan", "decision_id") DO NOTHING`;
  const cells = bounded.flatMap(({ limit, uses, left }) => [plan, limit, uses, left]);
  return { sql, rows: [[plan, decisionId, action, costFen, attempt, at, ...cells]] };
}

/** Counts what the decision took, where it is the one of this attempt. */
function useStatement(given: OnlineAction, attempt: string): Statement {
  const { plan, decisionId } = given;
  const sql = `INSERT INTO winback_online_use ("plan", "limit_name", "used")
    SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT) WHERE EXISTS (SELECT 1 FROM winback_online_decision
      WHERE "plan" = ? AND "decision_id" = ? AND "attempt" = ?)
    ON CONFLICT ("plan", "limit_name") DO UPDATE SET "used" = winback_online_use."used" + excluded."used"`;
  const rows = taken(given).map(({ limit, uses }) => [plan, limit, uses, plan, decisionId, attempt]);
  return { sql, rows };
}
