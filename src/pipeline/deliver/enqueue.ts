import type { OnProgress } from '../../base/progress.js';
import { type CampaignMessage, type QueuedCampaign, queueCampaign } from '../../delivery/campaigns/queue.js';
import type { DeliverySettings } from '../../delivery/campaigns/settings.js';
import { type OpenHouse, requireChannel } from './house.js';
import { fileDigest, type ListColumns, listMessages } from './list-messages.js';

export type { QueuedCampaign };

/** Which list is queued, and how. */
export interface EnqueueListOptions {
  readonly list: string;
  readonly campaign: string;
  readonly channel: string;
  readonly purpose: DeliverySettings['purpose'];
  readonly template: string | null;
  /** Microseconds since 1970; null for no such time. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  readonly columns: ListColumns;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Queues the users of a list as a campaign. Quiet hours and caps are those of the configuration, and hold for marketing. */
export async function enqueueList(house: OpenHouse, options: EnqueueListOptions): Promise<QueuedCampaign> {
  const { config, state, key, now } = house;
  const { campaign, channel, purpose, template, notBefore, notAfter, list, columns, signal } = options;
  requireChannel(house, channel);
  const { zone, quietHours, contact, currency } = config.delivery;
  const rules = purpose === 'marketing' ? { quiet: quietHours, caps: contact } : {};
  const settings = {
    ...{ project: config.name, campaign, channel, purpose, template, notBefore, notAfter, zone },
    ...{ planDigest: await fileDigest(list), at: now(), ...rules },
  };
  const batches = told(listMessages(list, columns, currency, signal), options.onProgress);
  return queueCampaign(state, settings, batches, key);
}

async function* told(
  batches: AsyncIterable<readonly CampaignMessage[]>,
  onProgress: OnProgress | undefined,
): AsyncGenerator<readonly CampaignMessage[]> {
  let done = 0;
  for await (const batch of batches) {
    onProgress?.({ stage: 'reading', done, total: null });
    yield batch;
    done += batch.length;
  }
}
