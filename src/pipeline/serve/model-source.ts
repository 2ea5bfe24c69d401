import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import { manifestFile } from '../../registry/manifest.js';
import { loadModel, type StoredModel } from '../../registry/model-store.js';
import type { Registry } from '../../registry/versions/registry.js';

/** Where a served model comes from. What stands there may change while it is served. */
export interface ModelSource {
  /** Name of what is served, such as `production`; the model's own name for a folder. */
  readonly name: string;
  /** Folder or registry, for messages. */
  readonly place: string;
  /** Digest of what stands there now. @throws WinbackError NOT_FOUND, IO */
  digest(): Promise<string>;
  /** The model with that digest, loaded. @throws WinbackError as loadModel */
  load(digest: string): Promise<StoredModel>;
}

/** The model in a folder. Whoever replaces the folder changes what is served. */
export function folderSource(folder: string, name: string): ModelSource {
  return {
    name,
    place: folder,
    async digest() {
      const manifest = await readFile(path.join(folder, manifestFile)).catch((cause: unknown) => {
        throw new WinbackError('NOT_FOUND', `no model in ${folder}: ${(cause as Error).message}`, { cause });
      });
      return sha256(manifest);
    },
    load: (digest) => loadModel(folder, { digest }),
  };
}

/** What a name of a registry points to. Whoever promotes another version changes what is served. */
export function registrySource(registry: Registry, name: string): ModelSource {
  return {
    name,
    place: registry.name,
    digest: () => registry.digestOf(name),
    load: (digest) => registry.load(digest),
  };
}
