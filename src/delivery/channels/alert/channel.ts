import { WinbackError } from '../../../base/errors.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { isLoopback } from '../../../stores/connection-url.js';
import { readSecret, type SecretPlaces } from '../../../stores/secrets.js';
import { type AlertChannelConfig, channelConfig } from '../../alerts/config.js';
import type { Channel, Outcome, Sending } from '../../outbox/channel.js';
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
  const address = addressOf(await readSecret(url, `${name}.url`, places), name);
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

/** The address, which no message may show: it is a secret itself. */
function addressOf(url: string, name: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new WinbackError('BAD_INPUT', `${name}.url holds no URL`);
  }
  const safe = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname));
  if (safe) return parsed;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.url must begin with https://, since alarms say what a business is like`,
  );
}

/** Host and last four letters, which tell one address from another and give none away. */
export const shownAddress = (url: URL): string => `${url.host}…${url.href.slice(-4)}`;

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
    return { kind: 'failed', reason: `${shownAddress(address)}: ${reasonOf(error)}`, maybe: true };
  }
}

// The error of fetch itself says nothing; its cause may, and neither shows the address.
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error & { readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer in ${timeoutSeconds} s`;
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed';
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
