import { type Keys, requireKeys, text } from '../../base/options.js';
import { requirePart, requireShape } from '../../base/shape.js';
import { writeAudited } from '../../state/audit.js';
import type { PersonKey } from '../../state/person.js';
import type { SuppressionRecord } from '../../state/records/contact.js';
import { requireState, type State } from '../../state/state.js';
import { optOutStatement } from '../rules/opted-out.js';

/** What opt-outs hold for. */
export interface SuppressOptions {
  /** The key of the state: addresses are kept as HMAC under it alone. */
  readonly key: PersonKey;
  /** `marketing`, or every message. @default marketing */
  readonly scope?: SuppressionRecord['scope'] | undefined;
  /** Name of a channel. @default every channel */
  readonly channel?: string | undefined;
  /** Why, in a few words. */
  readonly reason: string;
  /** Now, microseconds since 1970 in UTC. */
  readonly at: number;
}

const optionKeys: Keys<SuppressOptions> = { key: true, scope: true, channel: true, reason: true, at: true };

/** Addresses of one transaction. */
const atOnce = 10_000;

/**
 * Keeps addresses that want no messages. They count for every message that is claimed from now on. One that holds for more is
 * never weakened, and none is ever taken back here.
 * @param state open
 * @param addresses of mail, phone or a device, in any way of writing
 * @param options key, what they hold for, why
 * @returns how many are new or hold for more than before
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { suppressAddresses } from 'winback/delivery';
 * import { openState, personKey } from 'winback/state';
 *
 * await writeFile('out/opt-outs.key', '0123456789abcdef'.repeat(4));
 * const state = await openState('out/opt-outs.db');
 * const key = await personKey(state, 'out/opt-outs.key');
 * const options = { key, reason: '退订', at: 0 };
 * const first = await suppressAddresses(state, ['138 0000 0000'], options);
 * const again = await suppressAddresses(state, ['+8613800000000'], options);
 * await state.close();
 * [first, again]; // [1, 0]
 * ```
 */
export async function suppressAddresses(
  state: State,
  addresses: readonly string[],
  options: SuppressOptions,
): Promise<number> {
  requireState(state);
  requirePart(addresses, 'addresses', 'list');
  requireKeys(options, 'options', optionKeys);
  requireShape(options, 'options', { key: 'object' });
  text(options.reason, 'options.reason');
  const { key, scope = 'marketing', channel = '', reason, at } = options;
  const hashes = [...new Set(addresses.map((address) => key.address(address)))];
  let changed = 0;
  for (let from = 0; from < hashes.length; from += atOnce) {
    const part = hashes.slice(from, from + atOnce);
    const records = part.map((addressHash) => ({ addressHash, channel, scope, reason, since: at }));
    const detail = { count: part.length, scope };
    const done = await writeAudited(state, async () => ({
      entries: [{ project: '', at, event: 'opted-out', subject: channel, detail }],
      statements: [optOutStatement(records)],
    }));
    changed += done?.[0]?.changes ?? 0;
  }
  return changed;
}
