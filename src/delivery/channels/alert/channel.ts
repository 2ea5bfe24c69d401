import type { MessageRecord } from '../../../state/records/contact.js';
import { readSecret, type SecretPlaces } from '../../../stores/secrets.js';
import { type AlertChannelConfig, channelConfig } from '../../alerts/config.js';
import type { Channel, Outcome, Sending } from '../../outbox/channel.js';
import { requestFault, secretAddress, shownAddress } from './address.js';
import { outcomeOf } from './answer.js';
import { type AlertMessage, type Call, forms } from './forms.js';

/** Longest answer that is read, bytes. */
const longestAnswer = 65_536;
const timeoutSeconds = 20;

/**
 * A channel that tells alarms to a receiver. An alarm may come twice and is not lost: what failed is sent again.
 * @param config receiver, and where its address and secret stand
 * @param places the environment that holds secrets, and the folder that relative paths start from
 * @param now milliseconds since 1970
 * @throws WinbackError NOT_FOUND for a missing secret; BAD_INPUT for an address that is none, or without TLS
 *
 * @example
 * ```ts
 * import { alertChannel } from 'winback/delivery';
 *
 * const config = { name: 'ops', type: 'slack', url: { env: 'SLACK_URL' }, language: 'en', keyword: '' } as const;
 * const environment = { SLACK_URL: 'https://hooks.slack.com/services/T0/B0/XYZ' };
 * const channel = await alertChannel(config, { environment }, () => Date.now());
 * channel.recovery; // 'resend'
 * ```
 */
export async function alertChannel(
  config: AlertChannelConfig,
  places: SecretPlaces,
  now: () => number,
): Promise<Channel> {
  const { name, type, url, secret: secretAt, language, keyword } = channelConfig(config, 'channel');
  const address = secretAddress(await readSecret(url, `${name}.url`, places), `${name}.url`);
  const secret = secretAt === undefined ? null : await readSecret(secretAt, `${name}.secret`, places);
  return {
    ...{ name, batch: 20, timeoutSeconds: 20 * timeoutSeconds, recovery: 'resend' },
    async send(messages, { signal, report }: Sending) {
      let waiting: Outcome | undefined;
      for (const message of messages) {
        const made = { body: bodyOf(message), key: message.key, language, keyword, secret, now: now() };
        const outcome = waiting ?? (await post(address, forms[type](made), { signal, type, now }));
        report(message, outcome);
        // The others wait with it.
        if (outcome.kind === 'throttled') waiting = outcome;
      }
    },
  };
}

// updateAlerts made it.
const bodyOf = ({ body }: MessageRecord): AlertMessage['body'] => body as AlertMessage['body'];

interface Posting {
  readonly signal: AbortSignal;
  readonly type: AlertChannelConfig['type'];
  readonly now: () => number;
}

async function post(
  address: URL,
  { query, headers, body }: Call,
  { signal, type, now }: Posting,
): Promise<Outcome> {
  const url = new URL(address);
  if (query !== '') url.search = `${url.search === '' ? '?' : `${url.search}&`}${query}`;
  const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
  try {
    const answer = await fetch(url, {
      ...{ method: 'POST', redirect: 'manual', signal: ends, body },
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    });
    const text = await firstBytes(answer);
    return outcomeOf(type, {
      status: answer.status,
      retryAfter: answer.headers.get('retry-after'),
      text,
      now: now(),
    });
  } catch (error) {
    return {
      kind: 'failed',
      reason: `${shownAddress(address)}: ${requestFault(error, timeoutSeconds)}`,
      maybe: true,
    };
  }
}

async function firstBytes(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  while (reader !== undefined && bytes < longestAnswer) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
  }
  await reader?.cancel();
  return Buffer.concat(parts).subarray(0, longestAnswer).toString('utf8');
}
