// Models and stores of the tests of registries.
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { loadModel, saveModel } from '../../src/registry/model-store.js';
import { RegistryPlace } from '../../src/registry/versions/place.js';
import { Registry } from '../../src/registry/versions/registry.js';
import type { ObjectFacts, ObjectStore } from '../../src/stores/objects/store.js';

/** Folders of models that differ in what they say about themselves. */
export async function modelFolders(count: number): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-models-'));
  const model = await loadModel('test/golden/registry/model-0.1');
  const folders: string[] = [];
  for (let i = 0; i < count; i++) {
    const day = String(i + 1).padStart(2, '0');
    const commit = `${i}2065d3e51f0c8a7b9d4e6f1a2b3c4d5e6f7a8b9`;
    const description = { ...model.manifest, createdAt: `2026-03-${day}T08:00:00.000Z`, gitCommit: commit };
    folders.push(path.join(folder, `model-${i}`));
    await saveModel(folders[i]!, { ...model, description });
  }
  model.classifier.close();
  return folders;
}

export const registryOver = (store: ObjectStore, prefix = ''): Registry =>
  new Registry(new RegistryPlace(store, prefix, 'the registry'), undefined);

/** Objects in memory, each call in a turn of its own: where every point of a protocol is tried, a disk is too slow. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, Uint8Array>();
  const modified = new Date().toISOString();
  const factsOf = (key: string): ObjectFacts => ({ key, bytes: objects.get(key)!.length, modified, tag: '' });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    place: 'memory',
    get: async (key) => turn().then(() => objects.get(key) ?? null),
    head: async (key) => turn().then(() => (objects.has(key) ? factsOf(key) : null)),
    delete: async (key) => turn().then(() => void objects.delete(key)),
    async put(key, body, { createOnly = false } = {}) {
      await turn();
      if (createOnly && objects.has(key)) return false;
      objects.set(key, body instanceof Uint8Array ? body : readFileSync(body.file));
      return true;
    },
    async *list(prefix, { startAfter = '' } = {}) {
      await turn();
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter);
      for (const key of keys.sort()) yield factsOf(key);
    },
    async *download(key) {
      await turn();
      yield objects.get(key)!;
    },
  };
}

/** What a killed process leaves: after so many calls the store answers nobody any more. */
export class Killed extends Error {}

/** The store of a process that is killed when the store has carried out its call number `calls`. */
export function dyingStore(store: ObjectStore, calls: number): ObjectStore {
  let made = 0;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (++made > calls) throw new Killed();
    const result = await work();
    if (made >= calls) throw new Killed();
    return result;
  };
  return {
    place: store.place,
    get: (key, options) => call(() => store.get(key, options)),
    put: (key, body, options) => call(() => store.put(key, body, options)),
    head: (key, options) => call(() => store.head(key, options)),
    delete: (key, options) => call(() => store.delete(key, options)),
    download: (key, options) => store.download(key, options),
    async *list(prefix, options) {
      const found: ObjectFacts[] = [];
      await call(async () => {
        for await (const one of store.list(prefix, options)) found.push(one);
      });
      yield* found;
    },
  };
}
