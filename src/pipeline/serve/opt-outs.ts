import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';

/** Whether an address to which a user has messages wants none, as the state knows it now. @throws WinbackError IO, LOCKED */
export async function isOptedOut(state: State, user: string): Promise<boolean> {
  const rows = await queryRows(
    state,
    `SELECT 1 AS "found" FROM winback_message
     JOIN winback_suppression ON winback_suppression."address_hash" = winback_message."address_hash"
     WHERE winback_message."user" = ? LIMIT 1`,
    [user],
  );
  return rows.length > 0;
}
