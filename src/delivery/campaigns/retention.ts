import { microsPerDay } from '../../base/days.js';
import { writeAudited } from '../../state/audit.js';
import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';

// A result may still come of a message that is not over.
const due = `SELECT "project", "campaign" FROM winback_delivery
  WHERE "project" = ? AND "state" = 'done' AND "updated_at" < ?
    AND EXISTS (SELECT 1 FROM winback_message AS kept WHERE kept."project" = winback_delivery."project"
      AND kept."campaign" = winback_delivery."campaign" AND (kept."address" IS NOT NULL OR kept."body" <> '{}'))
    AND NOT EXISTS (SELECT 1 FROM winback_message AS open WHERE open."project" = winback_delivery."project"
      AND open."campaign" = winback_delivery."campaign" AND open."state" IN ('queued', 'sending', 'unknown'))`;

/**
 * Removes addresses and texts from the messages of campaigns that ended more than some days ago. What is compared with opt-outs
 * stays: the HMAC of the address, where the state has a key.
 * @param project name of the configuration
 * @param retainDays days after the end of a campaign
 * @param at now, microseconds since 1970
 * @returns how many messages had any
 */
export async function removeOldAddresses(
  state: State,
  project: string,
  retainDays: number,
  at: number,
): Promise<number> {
  let removed = 0;
  for (const row of await queryRows(state, due, [project, at - retainDays * microsPerDay])) {
    const campaign = String(row['campaign']);
    // Without a key the recipient is the address itself.
    const sql = `UPDATE winback_message SET "address" = NULL, "recipient" = "address_hash", "body" = '{}', "updated_at" = ?
      WHERE "project" = ? AND "campaign" = ? AND ("address" IS NOT NULL OR "body" <> '{}')`;
    const detail = { days: retainDays };
    const done = await writeAudited(state, async () => ({
      entries: [{ project, at, event: 'addresses-removed', subject: campaign, detail }],
      statements: [{ sql, rows: [[at, project, campaign]] }],
    }));
    removed += done?.[0]?.changes ?? 0;
  }
  return removed;
}
