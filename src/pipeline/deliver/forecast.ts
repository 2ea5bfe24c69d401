import { ensure } from '../../base/errors.js';
import { type DeliveryEstimate, estimateDelivery } from '../../delivery/campaigns/estimate.js';
import { channelOf, type OpenHouse } from './house.js';

/** What would become of one campaign if it were sent now. */
export interface DeliveryForecast extends DeliveryEstimate {
  readonly campaign: string;
}

/** Looks at the campaigns of a configuration that are not done, and changes nothing. @throws WinbackError NOT_FOUND */
export async function forecast(
  house: OpenHouse,
  campaign: string | undefined,
): Promise<readonly DeliveryForecast[]> {
  const { config, state, now } = house;
  const all = await state.list('delivery', { where: { project: config.name } });
  const meant = all.filter((one) => (campaign ?? one.campaign) === one.campaign && one.state !== 'done');
  ensure(
    campaign === undefined || meant.length > 0,
    `campaign ${String(campaign)} has nothing that waits in ${state.place}`,
  );
  const found: DeliveryForecast[] = [];
  for (const { campaign: name, channel: wanted } of meant) {
    const channel = await channelOf(house, wanted);
    const where = { project: config.name, campaign: name, zone: config.delivery.zone, at: now() };
    found.push({ campaign: name, ...(await estimateDelivery(state, channel, where)) });
  }
  return found;
}
