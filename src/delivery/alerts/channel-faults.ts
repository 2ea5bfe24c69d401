import { microsPerDay } from '../../base/days.js';
import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';
import type { Observation } from './evaluate.js';

/**
 * What the outbox says of the channels of alarms: a channel that gave a message up within the last day has failed. Those
 * who are told by it cannot know, so it is an alarm itself.
 * @param channels names
 * @param at microseconds since 1970
 */
export async function channelFaults(
  state: State,
  project: string,
  channels: readonly string[],
  at: number,
): Promise<readonly Observation[]> {
  const rows = await queryRows(
    state,
    `SELECT "channel", count(*) AS "n" FROM winback_message
      WHERE "project" = ? AND "purpose" = 'alert' AND "state" = 'dead' AND "updated_at" > ? GROUP BY "channel"`,
    [project, at - microsPerDay],
  );
  const failed = new Map(rows.map((row) => [String(row['channel']), Number(row['n'])]));
  return channels.map((object) => {
    const messages = failed.get(object) ?? 0;
    const about = { kind: 'channel-failed', object, model: null, severity: 'critical' } as const;
    return { ...about, found: messages > 0, value: messages, threshold: 0, values: { messages } };
  });
}
