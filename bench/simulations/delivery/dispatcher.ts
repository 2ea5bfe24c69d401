// A dispatcher that may be killed: dispatcher.ts STATE PROVIDER ABILITY [CRASH]. CRASH is the number of the writing at which it kills
// itself, with `-` before it for the moment before the writing. It says a dot for each claim.
import { writeSync } from 'node:fs';

import type { Channel } from '../../../src/delivery/outbox/channel.js';
import { dispatch } from '../../../src/delivery/outbox/dispatch.js';
import { openState } from '../../../src/state/open.js';
import type { MessageRecord } from '../../../src/state/records/contact.js';
import { State } from '../../../src/state/state.js';
import type { Transactions } from '../../../src/stores/sql/transactions.js';

const [url, provider, ability, crash] = process.argv.slice(2);

const call = async (path: string, keys: readonly string[], signal?: AbortSignal): Promise<Response> =>
  fetch(`${provider}${path}`, { method: 'POST', body: JSON.stringify(keys), signal: signal ?? null });

const keysOf = (messages: readonly MessageRecord[]): readonly string[] => messages.map(({ key }) => key);

const channel: Channel = {
  ...{ name: 'sms', batch: 20, timeoutSeconds: 1, recovery: ability === 'keyed' ? 'resend' : 'ask' },
  limits: [{ most: 4000, per: 'second' }],
  send: async (messages, { report, signal }) => {
    writeSync(1, '.');
    const response = await call('/send', keysOf(messages), signal);
    const { accepted = [], waitMs = 0 } = (await response.json()) as { accepted?: string[]; waitMs?: number };
    for (const message of messages) {
      if (response.status === 429) report(message, { kind: 'throttled', waitMs });
      else if (response.status !== 200)
        report(message, { kind: 'unknown', reason: `status ${response.status}` });
      else if (accepted.includes(message.key)) report(message, { kind: 'accepted' });
      else report(message, { kind: 'failed', reason: 'not this time' });
    }
  },
  taken: async (messages) => {
    const { taken } = (await (await call('/taken', keysOf(messages))).json()) as { taken: string[] };
    return new Set(messages.flatMap(({ seq, key }) => (taken.includes(key) ? [seq] : [])));
  },
};

/** The database of a process that dies at a writing. */
function dying(database: Transactions, at: number, isBefore: boolean): Transactions {
  let writes = 0;
  const write: Transactions['write'] = async (statements, signal) => {
    writes += 1;
    if (writes === at && isBefore) process.kill(process.pid, 'SIGKILL');
    const rows = await database.write(statements, signal);
    if (writes === at) process.kill(process.pid, 'SIGKILL');
    return rows;
  };
  return { ...database, write };
}

const opened = await openState(url!);
const at = Math.abs(Number(crash ?? 0));
const state = at === 0 ? opened : new State(dying(opened.database, at, String(crash).startsWith('-')));
const how = {
  project: 'shop',
  zone: 'UTC',
  now: () => Date.now() * 1000,
  monotonic: () => performance.now(),
};
for (;;) {
  await dispatch(state, channel, { ...how, by: `dispatcher ${process.pid}` });
  const left = await opened.database.read([
    { sql: `SELECT count(*) AS "n" FROM winback_message WHERE "state" IN ('queued', 'sending')` },
  ]);
  if (Number(left[0]!.rows[0]!['n']) === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 40));
}
await opened.close();
