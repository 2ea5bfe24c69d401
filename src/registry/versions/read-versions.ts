import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import { shown } from '../../base/options.js';
import { type Manifest, manifestFile, parseManifest } from '../manifest.js';
import { manifestKey, publicationKey, versionsPrefix } from './layout.js';
import type { RegistryPlace } from './place.js';
import { allPointers, entryOf } from './pointers.js';
import { type Publication, publicationOf, type RegisteredVersion } from './records.js';

/** Versions that are read at once. */
const atOnce = 8;

/** What lies below `versions/`. */
export interface StoredVersions {
  /** Digests of complete versions. */
  readonly complete: readonly string[];
  /** Digests of versions without a manifest: being published now, or left by a publisher that was killed. */
  readonly incomplete: readonly string[];
  /** Bytes of each file, by digest and name. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Time of the newest object of each version, ISO 8601 in UTC. */
  readonly newest: ReadonlyMap<string, string>;
}

/**
 * The versions that are there, from one list.
 * @param place of the registry
 * @param signal stops it
 * @param digest of the one version to look for. @default '': all
 */
export async function storedVersions(
  place: RegistryPlace,
  signal: AbortSignal | undefined,
  digest = '',
): Promise<StoredVersions> {
  const files = new Map<string, Map<string, number>>();
  const newest = new Map<string, string>();
  // A store that is a folder looks into every folder below what ends with a slash, and into no other.
  const prefix = digest === '' ? versionsPrefix : `${versionsPrefix}${digest}/`;
  for await (const { key, bytes, modified } of place.list(prefix, { signal })) {
    const [, version = '', name = ''] = key.split('/');
    if (!/^[0-9a-f]{64}$/.test(version) || name === '') continue;
    if (!files.has(version)) files.set(version, new Map());
    files.get(version)!.set(name, bytes);
    if (modified > (newest.get(version) ?? '')) newest.set(version, modified);
  }
  const digests = [...files.keys()];
  const isComplete = (one: string): boolean => files.get(one)!.has(manifestFile);
  const incomplete = digests.filter((one) => !isComplete(one));
  return { complete: digests.filter(isComplete), incomplete, files, newest };
}

/** A manifest, compared with the digest that names it. @throws WinbackError NOT_FOUND, TAMPERED */
export async function manifestOf(
  place: RegistryPlace,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const bytes = await place.get(manifestKey(digest), signal);
  if (bytes === null) throw new WinbackError('NOT_FOUND', `${place.name} has no version ${digest}`);
  if (sha256(bytes) !== digest)
    throw new WinbackError('TAMPERED', `${place.name}: the manifest of ${digest} is not what was stored`);
  return parseManifest(bytes);
}

type ReadVersion = Omit<RegisteredVersion, 'name' | 'pointers'>;

/** All versions, the newest publication first. */
export async function allVersions(
  place: RegistryPlace,
  signal: AbortSignal | undefined,
): Promise<readonly RegisteredVersion[]> {
  const { complete } = await storedVersions(place, signal);
  const found = await inPool(complete, (digest) => readVersion(place, digest, signal));
  const versions = found.filter((version): version is ReadVersion => version !== null);
  const pointing = await pointingNow(place, signal);
  return versions
    .map((version) => ({
      ...version,
      name: uniqueName(version, versions),
      pointers: pointing.flatMap(({ name, digest }) => (digest === version.digest ? [name] : [])),
    }))
    .sort((a, b) => (a.publication.at < b.publication.at ? 1 : -1));
}

async function readVersion(
  place: RegistryPlace,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<ReadVersion | null> {
  const publication = await place.get(publicationKey(digest), signal);
  // It may have been removed since it was listed.
  if (publication === null) return null;
  const manifest = await manifestOf(place, digest, signal);
  return {
    digest,
    manifest,
    publication: publicationOf(publication, `${place.name}: ${publicationKey(digest)}`),
  };
}

/** Where each name points now. */
export async function pointingNow(
  place: RegistryPlace,
  signal: AbortSignal | undefined,
): Promise<readonly { readonly name: string; readonly number: number; readonly digest: string }[]> {
  const names = [...(await allPointers(place, signal))];
  return inPool(names, async ([name, numbers]) => {
    const { digest, number } = await entryOf(place, name, Math.max(...numbers), signal);
    return { name, number, digest };
  });
}

/** Day and commit of a model: `2026-03-01-12065d3`. */
function plainName({ digest, manifest, publication }: ReadVersion): string {
  const commit = (manifest.gitCommit ?? '').replace(/[^0-9a-z]/gi, '').slice(0, 7);
  return `${dayOf(manifest, publication)}-${commit === '' ? digest.slice(0, 7) : commit}`;
}

function dayOf({ createdAt }: Manifest, { at }: Publication): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(createdAt ?? '')?.[0] ?? at.slice(0, 10);
}

function uniqueName(version: ReadVersion, all: readonly ReadVersion[]): string {
  const name = plainName(version);
  const isOnly = all.filter((one) => plainName(one) === name).length === 1;
  return isOnly ? name : `${name}-${version.digest.slice(0, 4)}`;
}

/**
 * The version that a user means: by its whole digest, by the first eight digits of it or more, or by its name.
 * @throws WinbackError NOT_FOUND, BAD_INPUT where several are meant
 */
export async function meantVersion(
  place: RegistryPlace,
  given: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(given)) {
    await manifestOf(place, given, signal);
    return given;
  }
  const versions = await allVersions(place, signal);
  const isDigest = /^[0-9a-f]{8,63}$/.test(given);
  const meant = versions.filter(
    (version) =>
      version.name === given ||
      plainName(version) === given ||
      (isDigest && version.digest.startsWith(given)),
  );
  if (meant.length === 1) return meant[0]!.digest;
  const some = (meant.length === 0 ? versions : meant).slice(0, 5).map(({ name }) => name);
  if (meant.length > 1)
    throw new WinbackError(
      'BAD_INPUT',
      `${place.name}: ${shown(given)} means ${meant.length} versions: name one of ${some.join(', ')}`,
    );
  const hint = some.length === 0 ? 'it has none' : `the newest are ${some.join(', ')}`;
  throw new WinbackError('NOT_FOUND', `${place.name} has no version ${shown(given)}; ${hint}`);
}

/** Works on items, a few at a time; results in their order. */
export async function inPool<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
