import { ensure } from '../../base/errors.js';
import { type Check, listOf, object, oneOf, optional, text } from '../../base/options.js';
import { type SecretFrom, secretFrom } from '../../stores/secrets.js';
import { type Receiver, receivers } from '../channels/alert/forms.js';

/** One receiver of alarms. */
export interface AlertChannelConfig {
  /** Name of the channel. */
  readonly name: string;
  /** Which form it wants. */
  readonly type: Receiver;
  /** Where its address stands; whoever knows the address can send, so it is a secret. */
  readonly url: SecretFrom;
  /** Where the secret of its signature stands. @default unsigned */
  readonly secret?: SecretFrom | undefined;
  /** Language of its messages. @default zh */
  readonly language: 'zh' | 'en';
  /** A word that every message holds, where the receiver asks for one. @default none */
  readonly keyword: string;
}

/** The `alerts` section of a configuration. */
export interface AlertsConfig {
  /** Who is told. @default nobody: alarms are only listed */
  readonly channels: readonly AlertChannelConfig[];
  /**
   * Where the address stands of a service that raises an alarm when it was not called for too long. It is called after each run
   * that ended with nothing critical. @default nobody is called
   */
  readonly heartbeatUrl?: SecretFrom | undefined;
}

// Empty is the default, which a checked channel holds when it is checked again.
const word: Check<string> = (value, name) => (value === '' ? '' : text(value, name));

/** The checks of one channel. */
export const channelConfig = object<AlertChannelConfig>({
  name: text,
  type: oneOf(...receivers),
  url: secretFrom,
  secret: optional(secretFrom, undefined),
  language: optional(oneOf('zh', 'en'), 'zh'),
  keyword: optional(word, ''),
});

const section = object<AlertsConfig>({
  channels: optional(listOf(channelConfig), []),
  heartbeatUrl: optional(secretFrom, undefined),
});

/**
 * The `alerts` section; without it nobody is told.
 * @param value what the file says
 * @param name how messages name it
 * @throws WinbackError BAD_INPUT naming the option
 *
 * @example
 * ```ts
 * import { alertsConfig } from 'winback/delivery';
 *
 * const channel = { name: 'ops', type: 'dingtalk', url: { env: 'DINGTALK_URL' }, secret: { env: 'DINGTALK_SECRET' } };
 * alertsConfig({ channels: [channel] }, 'alerts').channels[0]?.language; // 'zh'
 * ```
 */
export const alertsConfig: Check<AlertsConfig> = (value, name) => {
  const config = section(value ?? {}, name);
  const names = config.channels.map((one) => one.name);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  ensure(twice === undefined, `${name}.channels: two channels are called "${twice}"`);
  return config;
};
