import { ensure } from '../../base/errors.js';
import { type Keys, requireKeys, text } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { timeZone } from '../../base/time-zone.js';
import type { Purpose } from '../../state/records/contact.js';
import type { ContactCaps, DeliveryRecord, QuietHours } from '../../state/records/delivery.js';
import { quietHours } from '../rules/quiet-hours.js';

/** Under which rules a campaign is delivered. Times are microseconds since 1970, UTC. */
export interface DeliverySettings {
  /** Name of the configuration. */
  readonly project: string;
  /** A campaign contacts a user once. */
  readonly campaign: string;
  /** Name of the channel. */
  readonly channel: string;
  /** What it is for: caps hold for marketing alone. */
  readonly purpose: Exclude<Purpose, 'alert'>;
  /** Template at the provider. @default none */
  readonly template?: string | null | undefined;
  /** SHA-256 of the list: another list under the name of the campaign is refused. */
  readonly planDigest: string;
  /** Nothing is sent before. @default no such time */
  readonly notBefore?: number | null | undefined;
  /** Nothing is sent after. @default no such time */
  readonly notAfter?: number | null | undefined;
  /** IANA zone of users whose own is not known. */
  readonly zone: string;
  /** Hours in which nothing is sent, by the user's clock. @default none */
  readonly quiet?: QuietHours | null | undefined;
  /** How often a user may be contacted over all campaigns. @default no limit */
  readonly caps?: ContactCaps | null | undefined;
  /** Now. */
  readonly at: number;
}

const settingKeys: Keys<DeliverySettings> = {
  ...{ project: true, campaign: true, channel: true, purpose: true, template: true, planDigest: true },
  ...{ notBefore: true, notAfter: true, zone: true, quiet: true, caps: true, at: true },
};

/** The record of a campaign that waits for its approval. @throws WinbackError BAD_INPUT naming the setting */
export function draftOf(settings: DeliverySettings, messages: number): DeliveryRecord {
  requireKeys(settings, 'settings', settingKeys);
  requireShape(settings, 'settings', {
    project: 'text',
    campaign: 'text',
    channel: 'text',
    planDigest: 'text',
  });
  text(settings.campaign, 'settings.campaign');
  const {
    notBefore = null,
    notAfter = null,
    quiet = null,
    caps = null,
    template = null,
    at,
    ...rest
  } = settings;
  timeZone(settings.zone, 'settings.zone');
  if (quiet !== null) quietHours(quiet, 'settings.quiet');
  ensure(
    notAfter === null || notAfter > Math.max(notBefore ?? at, at),
    `campaign ${settings.campaign}: notAfter ${timeOf(notAfter ?? 0)} is over before anything could be sent`,
  );
  return {
    ...{ ...rest, template, notBefore, notAfter, quiet, caps, messages },
    ...{ state: 'draft', reason: null, approvedBy: null, approvedAt: null, firstLeft: null },
    ...{ createdAt: at, updatedAt: at },
  };
}

/** A moment as messages write it. */
export const timeOf = (micros: number): string => new Date(micros / 1000).toISOString();
