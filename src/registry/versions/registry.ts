import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { integer, optional, requireKeys, shown, text } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { loadModel, type StoredModel } from '../model-store.js';
import { requireDeed, stepOf } from './deeds.js';
import { type Expired, type ExpiryRules, expireVersions } from './expire.js';
import { pointerName } from './layout.js';
import { modelFolder } from './model-folder.js';
import { placeOf, type RegistryPlace } from './place.js';
import { currentEntry, entryOf, pointerNumbers } from './pointers.js';
import { type Pointed, type PointerChange, promoteVersion, rollBack } from './promote.js';
import { type Published, publishModel } from './publish.js';
import { allVersions, inPool, meantVersion } from './read-versions.js';
import type { Deed, PointerEntry, RegisteredVersion } from './records.js';
import { type RegistryOptions, type RegistryStatus, statusOf } from './status.js';

/**
 * Stored models in one place: versions that never change, and names such as `production` that point to one of them. Every
 * change of a name is one more numbered entry that is written where nothing was before, so that of two changes at once one
 * is told that the other was first, and a process that is killed at any point leaves the registry as before or after.
 *
 * @example
 * ```ts
 * import { openRegistry, type Registry } from 'winback/registry';
 *
 * const registry: Registry = await openRegistry('registry');
 * const deed = { now: '2026-03-01T08:00:00Z', by: 'ana', reason: 'first model' };
 * const { digest } = await registry.publish('out/model', deed);
 * await registry.promote(digest, deed);
 * const [version] = await registry.versions();
 * version?.pointers; // [production]
 * const model = await registry.load('production');
 * model.digest === digest; // true
 * model.classifier.close();
 * ```
 *
 * @example
 * ```ts
 * import { loadModel, openRegistry, type Registry, saveModel } from 'winback/registry';
 *
 * const registry: Registry = await openRegistry('history');
 * const deed = { now: '2026-03-01T08:00:00Z', by: 'ana' };
 * const model = await loadModel('out/model');
 * await saveModel('next', { ...model, description: { ...model.manifest, name: 'next' } });
 * model.classifier.close();
 * for (const folder of ['out/model', 'next'])
 *   await registry.promote((await registry.publish(folder, deed)).digest, deed);
 * (await registry.rollback({ ...deed, base: 2, reason: 'scores drift' })).entry.number; // 3
 * (await registry.history('production')).map(({ kind }) => kind); // [promote, promote, rollback]
 * (await registry.current('production'))?.digest === (await registry.digestOf('production')); // true
 * await registry.folderOf('production', 'models');
 * (await registry.status()).versions; // 2
 * (await registry.expire(deed)).removed; // []
 * ```
 */
export class Registry {
  readonly #place: RegistryPlace;
  readonly #signal: AbortSignal | undefined;

  /** @internal Use openRegistry. */
  constructor(place: RegistryPlace, signal: AbortSignal | undefined) {
    this.#place = place;
    this.#signal = signal;
  }

  /** Folder or `s3://bucket/prefix`, for messages. */
  get name(): string {
    return this.#place.name;
  }

  /**
   * Puts a stored model into the registry, whole or not at all. The same model again is the same version.
   * @param folder written by saveModel, or by `winback churn`
   * @param deed who publishes it, when and why
   * @throws WinbackError TAMPERED, BAD_MODEL, NOT_FOUND for what is no whole model; CONFLICT while it is being removed; IO
   */
  publish(folder: string, deed: Deed): Promise<Published> {
    requireShape(folder, 'folder', 'text');
    requireDeed(deed);
    return publishModel(this.#place, folder, deed, this.#signal);
  }

  /** All versions, the newest publication first. */
  versions(): Promise<readonly RegisteredVersion[]> {
    return allVersions(this.#place, this.#signal);
  }

  /**
   * Lets a name point to a version.
   * @param version its digest, the first eight digits of it or more, or its name
   * @param change who does it, when and why; the name, and what the decision was based on
   * @throws WinbackError NOT_FOUND; TAMPERED for a version that is not whole; CONFLICT where the name moved meanwhile
   */
  async promote(version: string, change: PointerChange): Promise<Pointed> {
    requireShape(version, 'version', 'text');
    const step = stepOf(change, this.#signal);
    return promoteVersion(this.#place, await meantVersion(this.#place, version, this.#signal), step);
  }

  /**
   * Lets a name point to the version before the one it points to: one entry, also after several rollbacks in a row.
   * @param change who does it, when and why; the name, and what the decision was based on
   * @throws WinbackError NOT_FOUND where there is nothing before; CONFLICT where the name moved meanwhile, or the version
   *   before was trained on other features
   */
  rollback(change: PointerChange): Promise<Pointed> {
    return rollBack(this.#place, stepOf(change, this.#signal));
  }

  /**
   * Where a name points now.
   * @param name such as `production`
   * @returns null for a name that never pointed anywhere
   */
  current(name: string): Promise<PointerEntry | null> {
    return currentEntry(this.#place, pointerName(name, 'name'), this.#signal);
  }

  /**
   * Every entry of a name, the first one first.
   * @param name such as `production`
   */
  async history(name: string): Promise<readonly PointerEntry[]> {
    const numbers = await pointerNumbers(this.#place, pointerName(name, 'name'), this.#signal);
    return inPool(numbers, (number) => entryOf(this.#place, name, number, this.#signal));
  }

  /** Where every name points, and how many versions there are. */
  status(): Promise<RegistryStatus> {
    return statusOf(this.#place, this.#signal);
  }

  /**
   * Removes versions that no name has pointed to for long, and what killed publishers left.
   * @param deed who does it, when and why
   * @param rules what is kept
   */
  expire(deed: Deed, rules: ExpiryRules = {}): Promise<Expired> {
    requireDeed(deed);
    requireKeys(rules, 'rules', { keepEntries: true, keepDays: true, dryRun: true });
    optional(integer(1), undefined)(rules.keepEntries, 'keepEntries');
    optional(integer(0, 36_500), undefined)(rules.keepDays, 'keepDays');
    return expireVersions(this.#place, rules, deed, this.#signal);
  }

  /**
   * The digest of what a reference means: a name that points somewhere, else a version.
   * @param reference such as `production`, a digest or the name of a version
   * @throws WinbackError NOT_FOUND
   */
  async digestOf(reference: string): Promise<string> {
    requireShape(reference, 'reference', 'text');
    const isName = /^[a-z][a-z0-9-]{0,39}$/.test(reference);
    const entry = isName ? await currentEntry(this.#place, reference, this.#signal) : null;
    if (entry !== null) return entry.digest;
    if (isName && !/^[0-9a-f]{8,}$/.test(reference))
      throw new WinbackError(
        'NOT_FOUND',
        `${this.name}: ${shown(reference)} points to no version: promote one with \`winback model promote\``,
      );
    return meantVersion(this.#place, reference, this.#signal);
  }

  /**
   * The folder of a version on this machine, copied where it is not there and compared with its manifest.
   * @param reference as in digestOf
   * @param inside folder of folders, made where it is missing
   * @returns path of the folder, which is named by the digest
   * @throws WinbackError NOT_FOUND, TAMPERED, IO
   */
  async folderOf(reference: string, inside: string): Promise<string> {
    requireShape(inside, 'inside', 'text');
    return modelFolder(this.#place, await this.digestOf(reference), inside, this.#signal);
  }

  /**
   * A version, loaded. Close its classifier when done.
   * @param reference as in digestOf
   * @throws WinbackError NOT_FOUND, TAMPERED, BAD_MODEL, IO
   */
  async load(reference: string): Promise<StoredModel> {
    const digest = await this.digestOf(reference);
    const inside = await mkdtemp(path.join(tmpdir(), 'winback-model-'));
    try {
      return await loadModel(await modelFolder(this.#place, digest, inside, this.#signal), { digest });
    } finally {
      await rm(inside, { recursive: true, force: true });
    }
  }
}

/**
 * A registry in a folder or below a prefix of an object store; nothing is read yet, and nothing has to be there.
 * @param location folder, `s3://bucket/prefix` or `oss://bucket/prefix`
 * @param options environment with the keys of an object store, stop signal
 * @throws WinbackError BAD_INPUT for an unusable address; NOT_FOUND without keys
 *
 * @example
 * ```ts
 * import { openRegistry } from 'winback/registry';
 *
 * const registry = await openRegistry('new-registry');
 * await registry.current('production'); // null
 * ```
 */
export async function openRegistry(location: string, options: RegistryOptions = {}): Promise<Registry> {
  requireShape(location, 'location', 'text');
  requireKeys(options, 'options', { environment: true, onRetry: true, signal: true });
  const { environment, onRetry, signal } = options;
  return new Registry(await placeOf(text(location, 'location'), { environment, onRetry }), signal);
}
