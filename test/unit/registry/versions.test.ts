// One registry, whatever it lies in: a folder, a bucket of S3, a bucket of OSS.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { WinbackError } from '../../../src/base/errors.js';
import { sha256 } from '../../../src/base/node-crypto.js';
import { loadModel } from '../../../src/registry/model-store.js';
import { openRegistry, type Registry } from '../../../src/registry/versions/registry.js';
import { openBucket } from '../../../src/stores/objects/bucket.js';
import { folderStore } from '../../../src/stores/objects/folder.js';
import type { ObjectStore } from '../../../src/stores/objects/store.js';
import { dyingStore, Killed, memoryStore, modelFolders, registryOver } from '../../support/registry.js';
import { motoKeys as environment, noMoto, startMoto, type TestMoto } from '../../support/servers/moto.js';
import { type ObjectProxy, startObjectProxy } from '../../support/servers/object-proxy.js';

if (noMoto !== null) console.warn(`${noMoto}: tests of registries in object stores skipped`);

const deed = { now: '2026-03-10T08:00:00.000Z', by: 'ana', reason: 'a test' };
/** Two days after anything that the tests write. */
const later = (): typeof deed => ({ ...deed, now: new Date(Date.now() + 2 * 86_400_000).toISOString() });
const scratch = (): string => mkdtempSync(path.join(os.tmpdir(), 'winback-registry-'));

let models: readonly string[];
beforeAll(async () => {
  models = await modelFolders(4);
});

/** Every version has its files as the manifest says, and every name points to one. */
async function requireSound(registry: Registry, store: ObjectStore, prefix: string): Promise<void> {
  const versions = await registry.versions();
  for (const { digest, manifest } of versions)
    for (const { name, sha256: expected } of manifest.files) {
      const bytes = await store.get(`${prefix}versions/${digest}/${name}`);
      expect(bytes === null ? null : sha256(bytes), name).toBe(expected);
    }
  for (const { name, digest, number } of (await registry.status()).pointers) {
    expect(versions.map((version) => version.digest)).toContain(digest);
    const history = await registry.history(name);
    expect(history.map((entry) => entry.number)).toEqual(Array.from({ length: number }, (_, i) => i + 1));
  }
}

/**
 * Kills a process after its calls 1, 1 + step, 1 + 2 step, ...; between two calls it changes nothing.
 * @returns points at which one was killed
 */
async function killed(store: ObjectStore, step: number, fresh: () => string): Promise<number> {
  const work = async (registry: Registry): Promise<void> => {
    for (const folder of models.slice(0, 2)) {
      const { digest } = await registry.publish(folder, deed);
      await registry.promote(digest, deed);
    }
    await registry.rollback(deed);
    await registry.promote((await registry.publish(models[2]!, deed)).digest, { ...deed, force: true });
    await registry.expire(later(), { keepEntries: 1 });
  };
  let points = 0;
  for (let calls = 1; ; calls += step) {
    const prefix = fresh();
    const dying = dyingStore(store, calls);
    const end = await work(registryOver(dying, prefix)).then(
      () => null,
      (error: unknown) => error,
    );
    if (end === null) break;
    points++;
    expect(end).toBeInstanceOf(Killed);
    const next = registryOver(store, prefix);
    await requireSound(next, store, prefix);
    // The next process goes on from there.
    const { digest } = await next.publish(models[3]!, deed);
    await next.promote(digest, { ...deed, force: true });
    await next.expire(later(), { keepEntries: 1 });
    expect((await next.current('production'))!.digest).toBe(digest);
    expect(await next.status()).toMatchObject({ versions: 1, incomplete: 0 });
    for await (const { key } of store.list(`${prefix}claims/`)) expect(key).toBe('none');
    await requireSound(next, store, prefix);
  }
  return points;
}

function conforms(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore;
  let prefixes = 0;
  const fresh = (): Registry => registryOver(store, `r${prefixes++}/`);
  const requireNewestSound = (registry: Registry): Promise<void> =>
    requireSound(registry, store, `r${prefixes - 1}/`);
  beforeAll(async () => {
    store = await open();
  });

  test('publishes, promotes, rolls back, and says who and why', async () => {
    const registry = fresh();
    expect(await registry.current('production')).toBeNull();
    expect(await registry.versions()).toEqual([]);
    const first = await registry.publish(models[0]!, { ...deed, reason: 'first' });
    expect(await registry.publish(models[0]!, { ...deed, by: 'ben' })).toEqual({ ...first, isNew: false });
    const { entry } = await registry.promote(first.digest, deed);
    expect(entry).toMatchObject({ number: 1, kind: 'promote', previous: null, by: 'ana', at: deed.now });
    expect((await registry.promote(first.digest, deed)).changed).toBe(false);
    const second = await registry.publish(models[1]!, { ...deed, now: '2026-03-11T08:00:00.000Z' });
    await registry.promote('2026-03-02-12065d3', { ...deed, base: 1, reason: 'better' });
    await registry.promote(second.digest.slice(0, 8), { ...deed, name: 'shadow' });
    const [newest, oldest] = await registry.versions();
    expect(newest).toMatchObject({ name: '2026-03-02-12065d3', pointers: ['production', 'shadow'] });
    expect(newest!.publication).toMatchObject({ by: 'ana', reason: 'a test', previous: first.digest });
    expect(newest!.manifest.metrics.auc).toBeGreaterThan(0);
    expect(oldest).toMatchObject({
      name: '2026-03-01-02065d3',
      pointers: [],
      publication: { by: 'ana', reason: 'first' },
    });
    expect((await registry.rollback({ ...deed, reason: 'worse' })).entry).toMatchObject({
      ...{ number: 3, digest: first.digest, kind: 'rollback', previous: 2, restores: 1 },
    });
    await expect(registry.rollback(deed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const status = await registry.status();
    expect(status).toMatchObject({ versions: 2, incomplete: 0 });
    expect(status.pointers.map(({ name, version, entries }) => [name, version, entries])).toEqual([
      ['production', '2026-03-01-02065d3', 3],
      ['shadow', '2026-03-02-12065d3', 1],
    ]);
    const loaded = await registry.load('production');
    expect(loaded.digest).toBe(first.digest);
    loaded.classifier.close();
    await requireNewestSound(registry);
  });

  test('two rollbacks in a row go back two versions', async () => {
    const registry = fresh();
    const digests: string[] = [];
    for (const folder of models.slice(0, 3)) {
      digests.push((await registry.publish(folder, deed)).digest);
      await registry.promote(digests.at(-1)!, deed);
    }
    expect((await registry.rollback(deed)).entry.digest).toBe(digests[1]);
    expect((await registry.rollback(deed)).entry.digest).toBe(digests[0]);
    await expect(registry.rollback(deed)).rejects.toThrow('has no version before');
    await registry.promote(digests[2]!, deed);
    expect((await registry.rollback(deed)).entry.digest).toBe(digests[0]);
  });

  test('of ten that promote at once one is first; the others are told, or forced stand behind', async () => {
    const registry = fresh();
    const [a, b] = [await registry.publish(models[0]!, deed), await registry.publish(models[1]!, deed)];
    await registry.promote(a.digest, deed);
    const promote = (force: boolean) => (_: unknown, i: number) =>
      registry.promote(i % 2 === 0 ? b.digest : a.digest, {
        ...deed,
        by: `writer ${i}`,
        base: force ? undefined : 1,
        force,
      });
    const polite = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        registry.promote(b.digest, { ...deed, by: `writer ${i}`, base: 1 }),
      ),
    );
    const refused = polite.flatMap((one) => (one.status === 'rejected' ? [one.reason as WinbackError] : []));
    expect(refused.map(({ code }) => code)).toEqual(Array(9).fill('CONFLICT'));
    expect(refused[0]!.message).toContain('production has moved to');
    expect(await registry.history('production')).toHaveLength(2);
    await Promise.all(Array.from({ length: 10 }, promote(true)));
    const history = await registry.history('production');
    history.forEach((entry, i) => {
      expect(entry).toMatchObject({ number: i + 1, previous: i === 0 ? null : i });
      if (i > 0) expect(entry.digest).not.toBe(history[i - 1]!.digest);
    });
    await requireNewestSound(registry);
  });

  test('ten that publish one model at once make one version', async () => {
    const registry = fresh();
    const published = await Promise.all(
      Array.from({ length: 10 }, (_, i) => registry.publish(models[2]!, { ...deed, by: `writer ${i}` })),
    );
    expect(new Set(published.map(({ digest }) => digest)).size).toBe(1);
    expect(published.filter(({ isNew }) => isNew)).toHaveLength(1);
    await requireNewestSound(registry);
  });

  test('expiry keeps what names point to and what is young', async () => {
    const registry = fresh();
    const digests = [];
    for (const folder of models) digests.push((await registry.publish(folder, deed)).digest);
    for (const digest of digests.slice(0, 3)) await registry.promote(digest, deed);
    const now = { ...deed, now: new Date().toISOString() };
    expect(await registry.expire(now)).toMatchObject({ removed: [], kept: 4, bytes: 0 });
    expect((await registry.expire(later(), { dryRun: true })).removed).toEqual([digests[3]]);
    expect(await registry.versions()).toHaveLength(4);
    const gone = await registry.expire(later(), { keepEntries: 2 });
    expect([...gone.removed].sort()).toEqual([digests[0], digests[3]].sort());
    expect(gone).toMatchObject({ kept: 2, leftovers: [] });
    expect(gone.bytes).toBeGreaterThan(1000);
    await expect(registry.promote(digests[3]!, deed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await registry.rollback(deed)).entry.digest).toBe(digests[1]);
    await expect(registry.rollback(deed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await registry.history('production')).toHaveLength(4);
    expect((await registry.publish(models[3]!, deed)).isNew).toBe(true);
    await requireNewestSound(registry);
  });

  test('a promotion of a version that is being removed is refused, and the name stays where it was', async () => {
    const registry = fresh();
    const prefix = `r${prefixes - 1}/`;
    const [a, b] = [await registry.publish(models[0]!, deed), await registry.publish(models[1]!, deed)];
    await registry.promote(a.digest, deed);
    const mark = `${prefix}expiring/${b.digest}.json`;
    await store.put(mark, Buffer.from('{}'));
    await expect(registry.promote(b.digest, deed)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(registry.publish(models[1]!, deed)).rejects.toMatchObject({ code: 'CONFLICT' });
    await store.delete(mark);
    // A removal that begins while somebody points to the version leaves it alone; so it does when he is killed on the way.
    const racing = registryOver(
      {
        ...dyingStore(store, Number.POSITIVE_INFINITY),
        put: async (key, body, options) => {
          if (!key.includes('/pointers/')) return store.put(key, body, options);
          const now = { ...deed, now: new Date(Date.now() + 60_000).toISOString() };
          expect(await registry.expire(now, { keepEntries: 1, keepDays: 0 })).toMatchObject({
            removed: [],
            kept: 2,
          });
          const isFirst = await store.put(key, body, options);
          if (isFirst) throw new Killed();
          return isFirst;
        },
      },
      prefix,
    );
    await expect(racing.promote(b.digest, deed)).rejects.toBeInstanceOf(Killed);
    expect(await registry.current('production')).toMatchObject({ number: 2, digest: b.digest });
    expect(await registry.expire(later(), { keepEntries: 1 })).toMatchObject({ removed: [a.digest] });
    await requireNewestSound(registry);
  });

  test('a process that is killed leaves the registry as before or after', async () => {
    // WINBACK_SOAK=1 tries every point here as well.
    const points = await killed(store, process.env['WINBACK_SOAK'] === '1' ? 1 : 23, () => `r${prefixes++}/`);
    expect(points).toBeGreaterThan(3);
  }, 600_000);
}

test('a process that is killed at any point leaves the registry as before or after', async () => {
  let prefixes = 0;
  expect(await killed(memoryStore(), 1, () => `r${prefixes++}/`)).toBeGreaterThan(80);
});

describe('in a folder', () => {
  conforms(async () => folderStore(scratch()));

  test('a model that was changed is not published, and a version that was changed not promoted or loaded', async () => {
    const folder = scratch();
    const registry = await openRegistry(folder);
    const bad = path.join(scratch(), 'bad');
    cpSync(models[0]!, bad, { recursive: true });
    writeFileSync(path.join(bad, 'threshold.json'), '{}');
    await expect(registry.publish(bad, deed)).rejects.toMatchObject({ code: 'TAMPERED' });
    await expect(registry.publish(folder, deed)).rejects.toMatchObject({ code: 'BAD_MODEL' });
    const { digest } = await registry.publish(models[0]!, deed);
    const file = path.join(folder, 'versions', digest, 'threshold.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\d/, '7'));
    await registry.promote(digest, deed);
    await expect(registry.load('production')).rejects.toMatchObject({ code: 'TAMPERED' });
    rmSync(file);
    await expect(registry.promote(digest, { ...deed, name: 'shadow' })).rejects.toThrow(
      'is not whole: threshold.json',
    );
    await expect(registry.publish(models[0]!, deed)).resolves.toMatchObject({ isNew: false });
    (await registry.load('production')).classifier.close();
  });

  test('who has read a name sees what others append, and the history of another registry in its place', async () => {
    const [place, other] = [scratch(), scratch()];
    const [reader, writer, fresh] = [
      await openRegistry(place),
      await openRegistry(place),
      await openRegistry(other),
    ];
    expect(await reader.current('production')).toBe(null);
    const digests: string[] = [];
    for (const folder of models.slice(0, 2)) digests.push((await writer.publish(folder, deed)).digest);
    for (const number of [1, 2, 3]) {
      await writer.promote(digests[number % 2]!, deed);
      expect(await reader.current('production')).toMatchObject({ number, digest: digests[number % 2] });
    }
    for (const digest of [0, 1, 0, 1]) await writer.promote(digests[digest]!, deed);
    expect(await reader.current('production')).toMatchObject({ number: 7, digest: digests[1] });
    await fresh.publish(models[0]!, deed);
    await fresh.promote(digests[0]!, deed);
    rmSync(place, { recursive: true });
    cpSync(other, place, { recursive: true });
    expect(await reader.current('production')).toMatchObject({ number: 1, digest: digests[0] });
    rmSync(place, { recursive: true });
    expect(await reader.current('production')).toBe(null);
  });

  test('the folder of a version is copied once, and again when it was changed', async () => {
    const registry = await openRegistry(scratch());
    const { digest } = await registry.publish(models[0]!, deed);
    const inside = path.join(scratch(), 'cache');
    const folder = await registry.folderOf(digest, inside);
    expect(folder).toBe(path.join(inside, digest));
    writeFileSync(path.join(folder, 'threshold.json'), 'x');
    const copies = await Promise.all([1, 2, 3].map(() => registry.folderOf(digest, inside)));
    expect(new Set(copies)).toEqual(new Set([folder]));
    (await loadModel(folder, { digest })).classifier.close();
  });

  test('wrong names, times and references say what is right', async () => {
    const registry = await openRegistry(path.join(scratch(), 'none'));
    await registry.publish(models[0]!, deed);
    for (const [work, message] of [
      [
        () => registry.promote('2026-03-09', deed),
        'has no version "2026-03-09"; the newest are 2026-03-01-02065d3',
      ],
      [
        () => registry.promote('2026-03-01-02065d3', { ...deed, name: 'Prod!' }),
        'name must be a name such as production',
      ],
      [() => registry.promote('x', { ...deed, now: 'today' }), 'now must be a time such as'],
      [() => registry.promote('x', { ...deed, by: '' }), 'by must be a non-empty string'],
      [() => registry.load('production'), '"production" points to no version: promote one'],
      [() => registry.expire(deed, { keepEntries: 0 }), 'keepEntries must be a whole number from 1'],
      [() => registry.promote('2026-03-01-02065d3', { ...deed, base: 3 }), 'production points nowhere yet'],
    ] as const)
      await expect((async () => work())()).rejects.toThrow(message);
  });

  test('two versions of one day and commit have longer names, and the short one asks which', async () => {
    const folder = path.join(scratch(), 'same');
    const { saveModel } = await import('../../../src/registry/model-store.js');
    const model = await loadModel(models[0]!);
    await saveModel(folder, { ...model, description: { ...model.manifest, name: 'another' } });
    model.classifier.close();
    const registry = await openRegistry(scratch());
    const digests = [];
    for (const one of [models[0]!, folder]) digests.push((await registry.publish(one, deed)).digest);
    const names = (await registry.versions()).map(({ name }) => name);
    expect([...names].sort()).toEqual(
      digests.map((digest) => `2026-03-01-02065d3-${digest.slice(0, 4)}`).sort(),
    );
    await expect(registry.promote('2026-03-01-02065d3', deed)).rejects.toThrow(
      'means 2 versions: name one of',
    );
    expect((await registry.promote(names[0]!, deed)).changed).toBe(true);
  });

  test('a rollback to other features has to be forced', async () => {
    const { saveModel } = await import('../../../src/registry/model-store.js');
    const model = await loadModel(models[0]!);
    const folder = path.join(scratch(), 'features');
    await saveModel(folder, { ...model, description: { ...model.manifest, featureVersion: 'f'.repeat(64) } });
    model.classifier.close();
    const registry = await openRegistry(scratch());
    for (const one of [models[0]!, folder])
      await registry.promote((await registry.publish(one, deed)).digest, deed);
    await expect(registry.rollback(deed)).rejects.toThrow('was trained on other features');
    expect((await registry.rollback({ ...deed, force: true })).entry.number).toBe(3);
  });
});

describe.skipIf(noMoto !== null)('in a bucket', () => {
  let moto: TestMoto;
  const proxies: ObjectProxy[] = [];
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('models');
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await moto.stop();
  });

  describe('of S3', () => {
    conforms(() => openBucket(`s3://models/?endpoint=${moto.url}`, 'test', { environment }));
  });

  test('of OSS: the same by its own header', async () => {
    const proxy = await startObjectProxy(moto.port, () => 'pass', 'oss');
    proxies.push(proxy);
    const keys = {
      OSS_ACCESS_KEY_ID: environment.AWS_ACCESS_KEY_ID,
      OSS_ACCESS_KEY_SECRET: environment.AWS_SECRET_ACCESS_KEY,
    };
    const address = `oss://models/oss/registry/?endpoint=${proxy.url}&region=cn-hangzhou`;
    const registry = await openRegistry(address, { environment: keys });
    expect(registry.name).toBe('oss://models/oss/registry');
    const [a, b] = [await registry.publish(models[0]!, deed), await registry.publish(models[1]!, deed)];
    await registry.promote(a.digest, deed);
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => registry.promote(b.digest, { ...deed, base: 1 })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await registry.rollback(deed)).entry.digest).toBe(a.digest);
    (await registry.load(b.digest)).classifier.close();
  });

  test('a store that ignores conditions takes no version and no promotion', async () => {
    const ignoring = await startObjectProxy(moto.port, () => 'unconditional');
    proxies.push(ignoring);
    const registry = await openRegistry(`s3://models/ignoring?endpoint=${ignoring.url}`, { environment });
    await expect(registry.publish(models[0]!, deed)).rejects.toThrow(
      'ignores the condition that a key must be new',
    );
    expect(await registry.versions()).toEqual([]);
    expect(existsSync('s3:')).toBe(false);
  });

  test('an answer that was lost is no second promotion', async () => {
    const registryAt = (url: string): Promise<Registry> =>
      openRegistry(`s3://models/lost?endpoint=${url}`, { environment });
    const direct = await registryAt(moto.url);
    const { digest } = await direct.publish(models[0]!, deed);
    let lost = 0;
    const proxy = await startObjectProxy(moto.port, ({ method, path: at }) =>
      method === 'PUT' && at.includes('/pointers/') && lost++ === 0 ? 'unanswered' : 'pass',
    );
    proxies.push(proxy);
    const { entry, changed } = await (await registryAt(proxy.url)).promote(digest, deed);
    expect({ changed, number: entry.number, lost }).toEqual({ changed: true, number: 1, lost: 2 });
    expect(await direct.history('production')).toEqual([entry]);
  });
});
