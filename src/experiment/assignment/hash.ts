import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';

const utf8 = new TextEncoder();

// FNV-1a, 32 bits (Fowler, Noll, Vo), over UTF-8 bytes. GrowthBook's SDKs agree on it for ASCII; for
// other texts the JavaScript SDK hashes UTF-16 units while the others hash UTF-8: we follow the others.
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/**
 * The bucket of a user in [0, 1): the same on every machine and in every SDK that follows GrowthBook's
 * published vectors. Version 1 has 1,000 buckets and correlates between seeds that differ little;
 * version 2 has 10,000 and does not: use it for new experiments.
 * @param seed the experiment's (or namespace's) own text, so that experiments are independent
 * @param user id of the user
 * @param version of the hash
 *
 * @example
 * ```ts
 * import { bucketOf } from 'winback/experiment';
 *
 * bucketOf('coupon', 'user-1', 2); // 0.6428
 * ```
 */
export function bucketOf(seed: string, user: string, version: 1 | 2): number {
  if (version === 1) return (fnv1a(user + seed) % 1000) / 1000;
  if (version === 2) return (fnv1a(String(fnv1a(seed + user))) % 10000) / 10000;
  throw new WinbackError('BAD_INPUT', `hash version must be 1 or 2, got ${shown(version)}`);
}
