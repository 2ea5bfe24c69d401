// Nobody may point to a version that is being removed, and a process can be killed between any two steps. Who publishes a
// version or points to it claims it first and then looks whether it is being removed. Who removes it says so first and then
// looks at the claims. One of the two sees the other; the claim of a killed process holds for a day.
import { randomUUID } from 'node:crypto';

import { WinbackError } from '../../base/errors.js';
import { claimKey, claimsPrefix, expiringKey } from './layout.js';
import type { RegistryPlace } from './place.js';
import type { Deed } from './records.js';

const dayMs = 86_400_000;

/**
 * Does `work` with a version that nobody removes meanwhile.
 * @throws WinbackError CONFLICT where it is being removed, and what `work` throws
 */
export async function withClaim<T>(
  place: RegistryPlace,
  digest: string,
  { now, by }: Deed,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const key = claimKey(digest, randomUUID());
  await place.create(key, new TextEncoder().encode(`${JSON.stringify({ digest, at: now, by })}\n`), signal);
  try {
    if ((await place.get(expiringKey(digest), signal)) === null) return await work();
  } finally {
    await place.delete(key, undefined);
  }
  throw new WinbackError(
    'CONFLICT',
    `${place.name}: the version ${digest} is being removed as expired: publish it again when \`winback model expire\` has ended`,
  );
}

/** Removes the claims that are older than a day: those of killed processes. */
export async function dropOldClaims(
  place: RegistryPlace,
  deed: Deed,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const { key, modified } of place.list(claimsPrefix, { signal }))
    if (isOldClaim(modified, deed)) await place.delete(key, signal);
}

const isOldClaim = (modified: string, { now }: Deed): boolean =>
  Date.parse(modified) < Date.parse(now) - dayMs;

/** Whether somebody works with a version. */
export async function isClaimed(
  place: RegistryPlace,
  digest: string,
  deed: Deed,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for await (const { modified } of place.list(`${claimsPrefix}${digest}/`, { signal }))
    if (!isOldClaim(modified, deed)) return true;
  return false;
}
