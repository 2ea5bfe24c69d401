import { ensure } from '../../base/errors.js';
import { type Check, integer, listOf, object, oneOf, optional, text } from '../../base/options.js';
import { type SecretFrom, secretFrom } from '../../stores/secrets.js';
import { aliyunForm } from './forms/aliyun.js';
import type { InboundForm } from './forms/form.js';
import { tencentForm } from './forms/tencent.js';
import { twilioForm } from './forms/twilio.js';
import { webhookForm } from './forms/webhook.js';

/** Who may tell what became of the messages of one channel. */
export interface InboundChannelConfig {
  /** Name of the channel, as messages name it; the address of the calls ends with it. */
  readonly channel: string;
  /** In which form: that of a provider, or the one of a receiver of one's own. */
  readonly form: 'aliyun-sms' | 'tencent-sms' | 'twilio' | 'webhook';
  /**
   * Where the secrets stand, the newest first: the last part of the address for Aliyun and Tencent Cloud, the auth token for
   * Twilio, the secret of the signature for a webhook.
   */
  readonly secrets: readonly SecretFrom[];
  /** The whole address that Twilio calls, which it signs. @default none */
  readonly url?: string | undefined;
  /** What one text message of several costs, in minor units, where receipts count them. @default costs stay as planned */
  readonly segmentMinor?: number | undefined;
}

/** What a server takes from providers and from those who got messages. */
export interface InboundConfig {
  /** File with the key of the state, under which addresses are kept. */
  readonly keyFile: string;
  /** Channels whose receipts are taken. @default none: only links that opt out */
  readonly channels: readonly InboundChannelConfig[];
  /** Language of the page behind a link. @default zh */
  readonly language: 'zh' | 'en';
}

/** The forms, by the names that a configuration has for them. */
export const inboundForms: Readonly<Record<InboundChannelConfig['form'], InboundForm>> = {
  'aliyun-sms': aliyunForm,
  'tencent-sms': tencentForm,
  twilio: twilioForm,
  webhook: webhookForm,
};

const channel = object<InboundChannelConfig>({
  channel: text,
  form: oneOf('aliyun-sms', 'tencent-sms', 'twilio', 'webhook'),
  secrets: listOf(secretFrom),
  url: optional(text, undefined),
  segmentMinor: optional(integer(0), undefined),
});

const section = object<InboundConfig>({
  keyFile: text,
  channels: optional(listOf(channel), []),
  language: optional(oneOf('zh', 'en'), 'zh'),
});

/** The checks of what a server takes. @throws WinbackError BAD_INPUT naming the setting */
export const inboundConfig: Check<InboundConfig> = (value, name) => {
  const config = section(value, name);
  const names = config.channels.map((one) => one.channel);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  ensure(twice === undefined, `${name}.channels: two channels are called "${twice}"`);
  for (const [i, { form, secrets, url }] of config.channels.entries()) {
    ensure(
      secrets.length > 0,
      `${name}.channels[${i}].secrets is empty: anybody could say what became of messages`,
    );
    ensure(
      form !== 'twilio' || url !== undefined,
      `${name}.channels[${i}].url is missing: Twilio signs the address`,
    );
  }
  return config;
};
