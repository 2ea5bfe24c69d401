import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';
import { putStatements } from '../../state/state.js';

/** The index of what is queued is looked into once for each campaign, however many messages wait. */
const namesSql = `WITH RECURSIVE found("name") AS (
    SELECT min("campaign") FROM winback_message WHERE "state" = 'queued' AND "project" = ? AND "channel" = ?
    UNION ALL
    SELECT (SELECT min("campaign") FROM winback_message
      WHERE "state" = 'queued' AND "project" = ? AND "channel" = ? AND "campaign" > found."name")
    FROM found WHERE found."name" IS NOT NULL)
  SELECT "name" FROM found WHERE "name" IS NOT NULL`;

/** Campaigns with messages that wait on a channel; the one that is asked for, or all. */
export async function queuedCampaigns(
  state: State,
  channel: string,
  { project, campaign }: { readonly project: string; readonly campaign?: string | undefined },
): Promise<readonly string[]> {
  const rows = await queryRows(state, namesSql, [project, channel, project, channel]);
  const names = rows.map(({ name }) => String(name));
  return campaign === undefined ? names : names.filter((name) => name === campaign);
}

const openSql = `SELECT 1 AS "open" FROM winback_message WHERE "project" = ? AND "campaign" = ? AND "channel" = ?
  AND "state" IN ('queued', 'sending', 'unknown') LIMIT 1`;

/** A campaign of which nothing waits, is claimed or unknown, is done. */
export async function settleDelivery(
  state: State,
  {
    project,
    campaign,
    channel,
    at,
  }: Readonly<Record<'project' | 'campaign' | 'channel', string>> & { at: number },
): Promise<void> {
  const [delivery] = await state.list('delivery', { where: { project, campaign } });
  if (delivery?.state !== 'running') return;
  if ((await queryRows(state, openSql, [project, campaign, channel])).length > 0) return;
  await state.database.write(putStatements({ delivery: [{ ...delivery, state: 'done', updatedAt: at }] }));
}
