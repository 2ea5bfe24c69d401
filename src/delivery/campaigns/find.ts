import { WinbackError } from '../../base/errors.js';
import { integer, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { type AuditedChange, writeAudited } from '../../state/audit.js';
import type { DeliveryRecord } from '../../state/records/delivery.js';
import { putStatements, requireState, type State } from '../../state/state.js';

/** Which campaign is meant. */
export interface CampaignName {
  /** Name of the configuration; needed where several have a campaign of that name. @default the only one */
  readonly project?: string | undefined;
  /** Name of the campaign. */
  readonly campaign: string;
}

/** The delivery of a campaign. @throws WinbackError NOT_FOUND naming those there are; BAD_INPUT where several are meant */
export async function findDelivery(state: State, name: CampaignName): Promise<DeliveryRecord> {
  requireState(state);
  requireShape(name, 'name', { campaign: 'text' });
  const all = await state.list('delivery');
  const of = all.filter(
    ({ project, campaign }) => campaign === name.campaign && project === (name.project ?? project),
  );
  if (of.length === 1) return of[0]!;
  const projects = of.map(({ project }) => project).join(', ');
  if (of.length > 1)
    throw new WinbackError(
      'BAD_INPUT',
      `campaign ${name.campaign} is one of several projects (${projects}): name the project`,
    );
  const known = all.map(({ campaign }) => campaign).join(', ') || 'none';
  throw new WinbackError(
    'NOT_FOUND',
    `no campaign ${name.campaign} is queued in ${state.place} (queued: ${known})`,
  );
}

/** Who does something to a campaign, and when. */
export interface CampaignHand extends CampaignName {
  /** Microseconds since 1970, UTC. */
  readonly at: number;
}

/** @throws WinbackError BAD_INPUT unless `hand` names a campaign and a time, and nothing else */
export function requireHand(hand: CampaignHand): void {
  requireKeys(hand, 'hand', { project: true, campaign: true, at: true });
  requireShape(hand, 'hand', { campaign: 'text' });
  integer(0)(hand.at, 'hand.at');
}

/**
 * Changes the delivery of a campaign, with an entry in the chain of the audit.
 * @param change the new record, from the one of this moment; null for nothing to do. What it throws is thrown
 */
export async function changeDelivery(
  state: State,
  name: CampaignHand,
  event: string,
  change: (before: DeliveryRecord) => DeliveryRecord | null,
): Promise<DeliveryRecord> {
  requireState(state);
  requireHand(name);
  let result = await findDelivery(state, name);
  await writeAudited(state, async (): Promise<AuditedChange | null> => {
    result = await findDelivery(state, name);
    const after = change(result);
    if (after === null) return null;
    result = after;
    const { project, campaign, updatedAt: at } = after;
    return {
      entries: [{ project, at, event, subject: campaign, detail: { state: after.state } }],
      statements: putStatements({ delivery: [after] }),
    };
  });
  return result;
}
