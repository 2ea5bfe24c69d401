import type { DeliveryStatus } from '../entries/delivery.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';

/** Where a campaign stands, as one line. */
export function deliveryStatusLine(
  { project, campaign, channel, planned, states }: DeliveryStatus,
  lang: Language,
): string {
  const t = commandTexts(lang).deliver;
  const counts = Object.entries(states).map(([state, n]) => `${t.states[state as keyof typeof states]} ${n}`);
  return t.status([project, campaign, channel].join(' / '), String(planned), counts.join(', '));
}
