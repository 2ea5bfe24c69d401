import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';
import type { RegistryPlace } from './place.js';
import { entryOf } from './pointers.js';
import { allVersions, inPool, pointingNow, storedVersions } from './read-versions.js';
import type { PointerEntry } from './records.js';

/** How a registry is reached. */
export interface RegistryOptions {
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: object stores are refused */
  readonly environment?: Environment | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
  /** Stops what the registry does, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a name points, and how often it was changed. */
export interface PointerStatus extends PointerEntry {
  /** Name of the version. */
  readonly version: string;
  /** Entries of the name: promotions and rollbacks so far. */
  readonly entries: number;
}

/** What a registry holds. */
export interface RegistryStatus {
  /** Folder or `s3://bucket/prefix`. */
  readonly registry: string;
  /** Each name with where it points now, sorted. */
  readonly pointers: readonly PointerStatus[];
  /** Complete versions. */
  readonly versions: number;
  /** Versions without a manifest: being published now, or left by a publisher that was killed. */
  readonly incomplete: number;
}

/** Where every name points, and how many versions there are. */
export async function statusOf(
  place: RegistryPlace,
  signal: AbortSignal | undefined,
): Promise<RegistryStatus> {
  const versions = await allVersions(place, signal);
  const pointing = await pointingNow(place, signal);
  const { incomplete } = await storedVersions(place, signal);
  const pointers = await inPool(pointing, async ({ name, number, digest }) => ({
    ...(await entryOf(place, name, number, signal)),
    version: versions.find((one) => one.digest === digest)?.name ?? digest,
    entries: number,
  }));
  return { registry: place.name, pointers, versions: versions.length, incomplete: incomplete.length };
}
