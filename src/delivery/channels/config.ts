import { ensure, WinbackError } from '../../base/errors.js';
import { type Check, flag, integer, listOf, object, oneOf, optional, text } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { type CouponsConfig, couponsConfig } from '../coupons/source.js';
import type { ChannelLimit } from '../outbox/channel.js';
import { receiverUrl } from './http/address.js';
import { providerKinds } from './kinds.js';
import { requiredUrl } from './settings.js';

/** A channel of a configuration that sends by a provider. */
export interface DeliveryChannelConfig {
  /** Name of the channel, as messages name it. */
  readonly name: string;
  /** Kind of provider, such as `aliyun-sms`. */
  readonly type: string;
  /** What the account may send, instead of what the documentation of the provider says. @default as documented */
  readonly limits?: readonly ChannelLimit[] | undefined;
  /** Longest time of one call, seconds. @default 20 */
  readonly timeoutSeconds: number;
  /** Calls at once, from 1 to 64. @default 8 */
  readonly parallel: number;
  /** Whether the receiver may stand in a private network. @default false */
  readonly allowPrivate: boolean;
  /**
   * Address before the token of the link that opts out, such as `https://shop.example.com/u/`: messages then have the variable
   * `optOutLink`. `winback serve --inbound` answers there. @default no such variable
   */
  readonly optOutUrl?: string | undefined;
  /** Codes that messages carry as the variable `coupon`, one a user. @default none */
  readonly coupons?: CouponsConfig | undefined;
  /** The settings of the kind, under their own names. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const limit = object<ChannelLimit>({
  most: integer(1),
  per: oneOf('second', 'minute', 'hour', 'day'),
  zone: optional(text, undefined),
});

const common = {
  name: text,
  type: (value: unknown, name: string) => oneOf(...providerKinds.keys())(value, name),
  limits: optional(listOf(limit), undefined),
  timeoutSeconds: optional(integer(1, 300), 20),
  parallel: optional(integer(1, 64), 8),
  allowPrivate: optional(flag, false),
  optOutUrl: optional(requiredUrl, undefined),
  coupons: optional(couponsConfig, undefined),
};

/**
 * A channel of a provider, as a configuration has it: `name`, `type`, the rules of its calls, and the settings of its kind
 * beside them.
 * @param value what the file says
 * @param name how messages name it
 * @throws WinbackError BAD_INPUT naming the setting
 *
 * @example
 * ```ts
 * import { deliveryChannelConfig } from 'winback/delivery';
 *
 * const config = { name: 'crm', type: 'webhook', url: 'https://crm.example.com/messages', secrets: [{ env: 'CRM_SECRET' }] };
 * deliveryChannelConfig(config, 'channels[0]').parallel; // 8
 * ```
 */
export const deliveryChannelConfig: Check<DeliveryChannelConfig> = (value, name) => {
  requirePart(value, name, 'object');
  const { settings: nested, ...flat } = value as Readonly<Record<string, unknown>>;
  // A checked channel, checked again, has its settings apart.
  const given = nested === undefined ? flat : { ...flat, ...(nested as object) };
  const isCommon = (key: string): boolean => key in common;
  const parts = (keep: boolean) =>
    Object.fromEntries(Object.entries(given).filter(([key]) => isCommon(key) === keep));
  const rules = object<Omit<DeliveryChannelConfig, 'settings'>>(common)(parts(true), name);
  const settings = providerKinds.get(rules.type)!.settings(parts(false), name) as Readonly<
    Record<string, unknown>
  >;
  for (const key of ['url', 'endpoint'])
    if (typeof settings[key] === 'string') receiverUrl(settings[key], `${name}.${key}`, rules.allowPrivate);
  if (rules.coupons?.url !== undefined)
    receiverUrl(rules.coupons.url, `${name}.coupons.url`, rules.allowPrivate);
  return Object.freeze({ ...rules, settings });
};

/**
 * The channels of a configuration, each with a name of its own.
 * @param value what the file says
 * @param name how messages name it
 * @throws WinbackError BAD_INPUT
 */
export const deliveryChannelsConfig: Check<readonly DeliveryChannelConfig[]> = (value, name) => {
  const channels = listOf(deliveryChannelConfig)(value, name);
  const names = channels.map((one) => one.name);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  ensure(twice === undefined, `${name}: two channels are called "${twice}"`);
  return channels;
};

/** The channel of a name. @throws WinbackError NOT_FOUND naming those there are */
export function channelNamed(
  channels: readonly DeliveryChannelConfig[],
  name: string,
): DeliveryChannelConfig {
  const found = channels.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = channels.map((one) => one.name).join(', ');
  throw new WinbackError(
    'NOT_FOUND',
    `there is no channel "${name}" among those of the configuration: ${known}`,
  );
}
