import { ensure } from '../../base/errors.js';
import { nodeCrypto } from '../../base/node-crypto.js';
import { type Keys, requireKeys } from '../../base/options.js';
import type { PersonKey } from '../../state/person.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { requireState, type State } from '../../state/state.js';
import { readSecret, type SecretPlaces } from '../../stores/secrets.js';
import { couponSource } from '../coupons/source.js';
import { withCoupons } from '../coupons/with-coupons.js';
import { optOutToken } from '../inbound/link.js';
import type { Channel } from '../outbox/channel.js';
import { type DeliveryChannelConfig, deliveryChannelConfig } from './config.js';
import { httpClient } from './http/client.js';
import { http2Client } from './http/client2.js';
import { httpChannel } from './http-channel.js';
import { providerKinds } from './kinds.js';
import { messageKeys } from './message-keys.js';
import type { OpenProvider } from './provider.js';

/** What a channel is opened with. */
export interface OpenChannelOptions {
  /** Environment and folder that secrets are looked for in. @default no environment, the working directory */
  readonly places?: SecretPlaces | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The key of the state, under which links that opt out are signed. @default none: `optOutUrl` is refused */
  readonly key?: PersonKey | null | undefined;
  /** Another text at each call, for providers whose signature wants one. @default a random UUID */
  readonly nonce?: (() => string) | undefined;
}

const optionKeys: Keys<OpenChannelOptions> = { places: true, now: true, key: true, nonce: true };

/**
 * A channel that sends by a provider. Nothing is called yet.
 * @param state open; it keeps the names that a provider wants messages to have
 * @param config as deliveryChannelConfig gives it, or as a configuration has it
 * @param options secrets and clock
 * @throws WinbackError BAD_INPUT naming the setting; NOT_FOUND for a missing secret
 *
 * @example
 * ```ts
 * import { openDeliveryChannel } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/channel.db');
 * const config = { name: 'crm', type: 'webhook', url: 'https://crm.example.com/messages', secrets: [{ env: 'CRM_SECRET' }] };
 * const places = { environment: { CRM_SECRET: 'long and random' } };
 * const channel = await openDeliveryChannel(state, config, { places, now: () => Date.now() });
 * await state.close();
 * channel.recovery; // 'resend'
 * ```
 */
export async function openDeliveryChannel(
  state: State,
  config: DeliveryChannelConfig | object,
  options: OpenChannelOptions,
): Promise<Channel> {
  requireState(state);
  requireKeys(options, 'options', optionKeys);
  const checked = deliveryChannelConfig(config, 'channel');
  const { name, type, timeoutSeconds, parallel, allowPrivate, settings } = checked;
  const { places = {}, now, key = null, nonce = () => nodeCrypto().randomUUID() } = options;
  ensure(
    checked.optOutUrl === undefined || key !== null,
    `${name}.optOutUrl needs the key of the state, under which links are signed: name the key file`,
  );
  const kind = providerKinds.get(type)!;
  const facts = { ...kind.facts, ...kind.factsOf?.(settings) };
  const clientOf = facts.protocol === 'http2' ? http2Client : httpClient;
  const client = clientOf({ timeoutSeconds, allowPrivate, parallel, now });
  const opened = await kind.open(settings, {
    secret: (from, setting) => readSecret(from, `${name}.${setting}`, places),
    call: client,
    keys: messageKeys(state, name, () => now() * 1000),
    now,
    nonce,
  });
  const provider = withLinks(opened, checked.optOutUrl, key);
  const limits = checked.limits ?? facts.limits;
  const channel = httpChannel({ name, facts, provider, client, limits, timeoutSeconds, parallel });
  const { coupons } = checked;
  if (coupons === undefined) return channel;
  const signing: string[] = [];
  for (const [i, from] of coupons.secrets.entries())
    signing.push(await readSecret(from, `${name}.coupons.secrets[${i}]`, places));
  const calls = httpClient({ timeoutSeconds, allowPrivate, parallel, now });
  const source = couponSource(state, coupons, signing, calls, now);
  return withCoupons(channel, { state, pool: coupons.pool, source, now: () => now() * 1000 });
}

/** The provider, whose messages have the variable `optOutLink`. */
function withLinks(provider: OpenProvider, url: string | undefined, key: PersonKey | null): OpenProvider {
  if (url === undefined || key === null) return provider;
  const linked = (message: MessageRecord): MessageRecord => ({
    ...message,
    body: { ...message.body, optOutLink: `${url.replace(/\/?$/, '/')}${optOutToken(key, message.seq)}` },
  });
  const { group } = provider;
  return {
    ...provider,
    request: (messages) => provider.request(messages.map(linked)),
    ...(group === undefined ? {} : { group: (message) => group(linked(message)) }),
  };
}
