import { queryRows } from '../../state/reads.js';
import type { MessageState } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import { listedId } from './join.js';
import type { PlannedCampaign } from './planned.js';

/** What the outbox says of the contacts of a plan. The three add up to the users whom the plan contacts. */
export interface OutboxContacts {
  /** A message went out, and did not come back. */
  readonly delivered: number;
  /** No message went out, or it came back. */
  readonly refused: number;
  /** Nobody knows: the message waits, its end is not known, or the state has none for the user. */
  readonly unknown: number;
}

type Part = keyof OutboxContacts;

const partOf: Readonly<Record<MessageState, Part>> = {
  ...{ accepted: 'delivered', delivered: 'delivered' },
  ...{ undelivered: 'refused', suppressed: 'refused', expired: 'refused', dead: 'refused' },
  ...{ cancelled: 'refused', queued: 'unknown', sending: 'unknown', unknown: 'unknown' },
};
/** Of several messages to a user, the one that says the most for a contact counts. */
const weight: Readonly<Record<Part, number>> = { delivered: 2, unknown: 1, refused: 0 };

/** What became of the messages of a plan; null where the state has no campaign that was queued from it. */
export async function outboxContacts(
  state: State,
  project: string,
  campaign: PlannedCampaign,
  salt: string | null,
): Promise<OutboxContacts | null> {
  const names = await queuedFrom(state, project, campaign);
  if (names.length === 0) return null;
  const found = new Map<string, Part>();
  for (const name of names)
    for (const row of await queryRows(
      state,
      'SELECT "user", "state" FROM winback_message WHERE "project" = ? AND "campaign" = ?',
      [project, name],
    )) {
      const listed = listedId(String(row['user']), campaign, salt);
      const part = partOf[row['state'] as MessageState];
      if (listed === null) continue;
      const known = found.get(listed);
      if (known === undefined || weight[part] > weight[known]) found.set(listed, part);
    }
  const counts = { delivered: 0, refused: 0, unknown: 0 };
  for (const [id, { contacted }] of campaign.rows) if (contacted) counts[found.get(id) ?? 'unknown']++;
  return counts;
}

/** Campaigns that were queued from the plan: by its digest, or by the digest of one of its lists. */
async function queuedFrom(
  state: State,
  project: string,
  { plan }: PlannedCampaign,
): Promise<readonly string[]> {
  const digests = [plan.digest, ...plan.files.map(({ sha256 }) => sha256)];
  const rows = await queryRows(
    state,
    `SELECT "name" FROM winback_meta WHERE "value" IN (${digests.map(() => '?').join(', ')}) ORDER BY "name"`,
    digests,
  );
  return rows.flatMap(({ name }) => {
    const text = String(name);
    if (!text.startsWith('plan [')) return [];
    const [of, campaign] = JSON.parse(text.slice('plan '.length)) as readonly [string, string];
    return of === project ? [campaign] : [];
  });
}
