import { manifestFile } from '../manifest.js';
import { dropOldClaims, isClaimed } from './claims.js';
import { expiringKey, expiringPrefix, manifestKey, publicationKey, versionKey } from './layout.js';
import type { RegistryPlace } from './place.js';
import { allPointers, entryOf } from './pointers.js';
import { inPool, type StoredVersions, storedVersions } from './read-versions.js';
import type { Deed } from './records.js';

/** What is kept. */
export interface ExpiryRules {
  /** Versions that the last so many entries of any name point to are kept. @default 50 */
  readonly keepEntries?: number | undefined;
  /** Versions that came so many days ago or later are kept. @default 1 */
  readonly keepDays?: number | undefined;
  /** Only tell what would be removed. @default false */
  readonly dryRun?: boolean | undefined;
}

/** What came of an expiry. */
export interface Expired {
  /** Digests of the versions that were removed, or would be. */
  readonly removed: readonly string[];
  /** Digests of leftovers of publishers that were killed, removed as well. */
  readonly leftovers: readonly string[];
  /** Versions that stay. */
  readonly kept: number;
  /** Bytes that were freed, or would be. */
  readonly bytes: number;
}

const dayMs = 86_400_000;

/**
 * Removes versions that no name has pointed to for long, and what killed publishers left. Entries of names are never removed:
 * they are the history, and their numbers must not be given twice.
 */
export async function expireVersions(
  place: RegistryPlace,
  { keepEntries = 50, keepDays = 1, dryRun = false }: ExpiryRules,
  deed: Deed,
  signal: AbortSignal | undefined,
): Promise<Expired> {
  if (!dryRun) await dropOldClaims(place, deed, signal);
  const stored = await storedVersions(place, signal);
  const named = await namedVersions(place, keepEntries, signal);
  const youngest = Date.parse(deed.now) - keepDays * dayMs;
  const isOld = (digest: string): boolean => Date.parse(stored.newest.get(digest) ?? deed.now) < youngest;
  const old = [...stored.files.keys()].filter((digest) => !named.has(digest) && isOld(digest));
  // Removals that were killed go on, whatever is left of their versions.
  const begun = await marked(place, signal);
  const removed: string[] = [];
  for (const digest of new Set([...begun, ...old]))
    if (dryRun || (await removeVersion(place, digest, { stored, keepEntries, deed, signal })))
      removed.push(digest);
  const isLeftover = (digest: string): boolean => !stored.complete.includes(digest);
  return {
    removed: removed.filter((digest) => !isLeftover(digest)),
    leftovers: removed.filter(isLeftover),
    kept: stored.complete.length - removed.filter((digest) => !isLeftover(digest)).length,
    bytes: removed.reduce((sum, digest) => sum + bytesOf(stored, digest), 0),
  };
}

const bytesOf = ({ files }: StoredVersions, digest: string): number =>
  [...(files.get(digest)?.values() ?? [])].reduce((sum, bytes) => sum + bytes, 0);

/** Digests of versions whose removal has begun. */
async function marked(place: RegistryPlace, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const digests: string[] = [];
  for await (const { key } of place.list(expiringPrefix, { signal })) {
    const digest = /\/([0-9a-f]{64})\.json$/.exec(key)?.[1];
    if (digest !== undefined) digests.push(digest);
  }
  return digests;
}

/** Digests that the last entries of each name point to. */
async function namedVersions(
  place: RegistryPlace,
  keepEntries: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const pointers = [...(await allPointers(place, signal))].flatMap(([name, numbers]) =>
    // The entry that holds is kept whatever the rule says.
    numbers.slice(-Math.max(1, keepEntries)).map((number) => ({ name, number })),
  );
  const entries = await inPool(pointers, ({ name, number }) => entryOf(place, name, number, signal));
  return new Set(entries.map(({ digest }) => digest));
}

interface Removal {
  readonly stored: StoredVersions;
  readonly keepEntries: number;
  readonly deed: Deed;
  readonly signal: AbortSignal | undefined;
}

/** @returns false where somebody uses it, points to it, or has made it whole, since it was looked at */
async function removeVersion(
  place: RegistryPlace,
  digest: string,
  { stored, keepEntries, deed, signal }: Removal,
): Promise<boolean> {
  const mark = new TextEncoder().encode(`${JSON.stringify({ digest, at: deed.now, by: deed.by })}\n`);
  // A mark that is there already is that of a removal that was killed: this one goes on with it.
  await place.create(expiringKey(digest), mark, signal);
  // The claims before the names: a claim ends when the name points to its version.
  const inUse = await isClaimed(place, digest, deed, signal);
  const isNamed = (await namedVersions(place, keepEntries, signal)).has(digest);
  const wasIncomplete = stored.incomplete.includes(digest);
  const isWhole = wasIncomplete && (await place.get(manifestKey(digest), signal)) !== null;
  if (inUse || isNamed || isWhole) {
    await place.delete(expiringKey(digest), signal);
    return false;
  }
  // Without its manifest there is no version: no reader ever finds half of one.
  await place.delete(manifestKey(digest), signal);
  const names = [...(stored.files.get(digest)?.keys() ?? [])].filter((name) => name !== manifestFile);
  for (const name of names) await place.delete(versionKey(digest, name), signal);
  await place.delete(publicationKey(digest), signal);
  await place.delete(expiringKey(digest), signal);
  return true;
}
