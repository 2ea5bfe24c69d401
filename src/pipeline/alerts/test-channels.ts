import path from 'node:path';

import { ensure } from '../../base/errors.js';
import { alertChannel } from '../../delivery/channels/alert/channel.js';
import type { Channel, Outcome } from '../../delivery/outbox/channel.js';
import { textsFor } from '../../report/texts/index.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { readConfig } from '../config-file.js';
import { alertsOfFile } from './section.js';

/** What a channel said to a test message. */
export interface ChannelTest {
  readonly name: string;
  readonly ok: boolean;
  /** Why it did not take the message; empty where it did. */
  readonly reason: string;
}

/**
 * Sends a message to every channel of a configuration, past the outbox.
 * @param now milliseconds since 1970
 * @throws WinbackError BAD_INPUT for a configuration without channels; NOT_FOUND for a missing secret
 */
export async function testChannels(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Promise<readonly ChannelTest[]> {
  const { channels } = await readConfig(file, alertsOfFile);
  ensure(channels.length > 0, `${file} names no channel: write daily: { alerts: { channels: [...] } }`);
  const places = { environment, root: path.dirname(file) };
  const open = await Promise.all(channels.map((one) => alertChannel(one, places, now)));
  return Promise.all(open.map((channel) => tested(channel, now())));
}

async function tested(channel: Channel, ms: number): Promise<ChannelTest> {
  const outcomes: Outcome[] = [];
  const signal = AbortSignal.timeout(channel.timeoutSeconds * 1000);
  await channel.send([testMessage(channel.name, ms)], { signal, report: (_, given) => outcomes.push(given) });
  const [outcome = { kind: 'unknown', reason: 'no answer' } as const] = outcomes;
  return { name: channel.name, ok: outcome.kind === 'accepted', reason: reasonOf(outcome) };
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'accepted') return '';
  return outcome.kind === 'throttled'
    ? `it asks to wait ${Math.ceil(outcome.waitMs / 1000)} s`
    : outcome.reason;
}

function testMessage(channel: string, ms: number): MessageRecord {
  const of = (what: 'title' | 'line') => ({
    zh: textsFor('zh').alerts.test[what],
    en: textsFor('en').alerts.test[what],
  });
  const at = Math.round(ms * 1000);
  return {
    ...{
      seq: 0,
      project: 'test',
      campaign: 'test',
      user: channel,
      channel,
      key: `test:${at}`,
      purpose: 'alert',
    },
    ...{
      action: 'alert',
      address: null,
      addressHash: null,
      recipient: null,
      zone: null,
      maybeSince: null,
      costMinor: 0,
      currency: '',
      state: 'sending',
    },
    ...{
      attempts: 0,
      due: at,
      notAfter: null,
      leaseUntil: null,
      leaseBy: null,
      providerId: null,
      reason: null,
    },
    ...{ createdAt: at, updatedAt: at },
    body: {
      ...{ schema: 1, severity: 'info', at, link: null, alerts: [] },
      text: { title: of('title'), lines: [of('line')] },
    },
  };
}
