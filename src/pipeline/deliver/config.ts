import { ensure, WinbackError } from '../../base/errors.js';
import { isObjectAddress } from '../../base/object-address.js';
import { type Check, integer, object, oneOf, optional, text } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { timeZone } from '../../base/time-zone.js';
import { type DeliveryChannelConfig, deliveryChannelsConfig } from '../../delivery/channels/config.js';
import { quietHours } from '../../delivery/rules/quiet-hours.js';
import type { ContactCaps, QuietHours } from '../../state/records/delivery.js';
import { currencyCode } from '../daily/currency.js';
import { type AudienceFormat, audienceFormats } from './audience-files.js';

/** The `delivery` section: what `winback deliver` needs to know of a house. */
export interface DeliverySection {
  /** A file of SQLite, or `postgres://user@host:port/database`. @default winback.db */
  readonly state: string;
  /** IANA zone: contacts belong to a day in it, and quiet hours hold in it for users whose own is not known. @default UTC */
  readonly zone: string;
  /** ISO 4217 code of the currency of costs. @default CNY */
  readonly currency: string;
  /** Folder that the channel `files` writes to; `s3://bucket/prefix` or `oss://bucket/prefix` with `filesFormat`. @default deliveries */
  readonly files: string;
  /**
   * Form of those files, each with a manifest beside it: `jsonl`, `csv` or `parquet`. @default lines of JSON without a manifest, in a
   * folder of this machine
   */
  readonly filesFormat: AudienceFormat | null;
  /** File with the key of pseudonyms and opt-outs. @default none */
  readonly keyFile: string | null;
  /** File that notes the last claim, outside of the state: an older copy of the state is refused by it. @default delivery.fence */
  readonly fence: string;
  /** Hours in which nothing is sent for marketing. @default none */
  readonly quietHours: QuietHours | null;
  /** How often a user may be contacted for marketing, over all campaigns. */
  readonly contact: ContactCaps;
  /** Days after the end of a campaign from which its messages keep neither address nor text, 0 to 3650. @default 30 */
  readonly retainDays: number;
  /** Channels of providers, beside the channel `files`. @default none */
  readonly channels: readonly DeliveryChannelConfig[];
}

/** What `winback deliver` reads of a configuration, whatever else it holds. */
export interface DeliverConfig {
  /** Name of the project. */
  readonly name: string;
  readonly delivery: DeliverySection;
}

const caps = object<ContactCaps>({
  over: optional(oneOf('state', 'project'), 'state'),
  coolDownDays: optional(integer(0, 365), 14),
  most: optional(integer(1, 1000), 2),
  withinDays: optional(integer(1, 365), 30),
});

const section = object<DeliverySection>({
  state: optional(text, 'winback.db'),
  zone: optional(timeZone, 'UTC'),
  currency: optional(currencyCode, 'CNY'),
  files: optional(text, 'deliveries'),
  filesFormat: optional<AudienceFormat, AudienceFormat | null>(oneOf(...audienceFormats), null),
  keyFile: optional<string, string | null>(text, null),
  fence: optional(text, 'delivery.fence'),
  quietHours: optional<QuietHours, QuietHours | null>(quietHours, null),
  contact: optional<ContactCaps, ContactCaps>(caps, caps({}, 'delivery.contact')),
  retainDays: optional(integer(0, 3650), 30),
  channels: optional(deliveryChannelsConfig, []),
});

/** Name and section `delivery` of a configuration. @throws WinbackError BAD_INPUT naming the option */
export const deliverConfig: Check<DeliverConfig> = (value, name) => {
  requirePart(value, name, 'object');
  const { name: project, delivery } = value as { readonly name?: unknown; readonly delivery?: unknown };
  if (delivery === undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${name} has no section delivery: write one, such as delivery: { zone: Asia/Shanghai }`,
    );
  const checked = section(delivery, 'delivery');
  ensure(
    checked.filesFormat !== null || !isObjectAddress(checked.files),
    'delivery.files is in an object store: say in which form, as delivery.filesFormat: csv',
  );
  return { name: text(project, 'name'), delivery: checked };
};
