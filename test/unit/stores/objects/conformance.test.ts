// What every object store must do, whatever it is: the registry stands on nothing else. Also shows that a store that ignores
// the condition of a write is found out.
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openBucket } from '../../../../src/stores/objects/bucket.js';
import { requireCreateOnly } from '../../../../src/stores/objects/create-only.js';
import { folderStore } from '../../../../src/stores/objects/folder.js';
import type { ObjectStore } from '../../../../src/stores/objects/store.js';
import { motoKeys, noMoto, startMoto, type TestMoto } from '../../../support/servers/moto.js';
import { type ObjectProxy, startObjectProxy } from '../../../support/servers/object-proxy.js';

if (noMoto !== null) console.warn(`${noMoto}: tests of object stores skipped`);

const folder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'winback-objects-'));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (found: Uint8Array | null): string | null =>
  found === null ? null : Buffer.from(found).toString('utf8');

async function keysOf(store: ObjectStore, prefix: string, startAfter?: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, { startAfter })) keys.push(key);
  return keys;
}

function conforms(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await open();
  });

  test('gives back what was put, and null for what is not there', async () => {
    for (const key of ['a', 'b/c d', "b/ü +&'(x)*.json", 'b/用户=1/p%25.txt', 'zero']) {
      const content = key === 'zero' ? '' : `content of ${key}`;
      expect(await store.put(key, bytes(content))).toBe(true);
      expect(text(await store.get(key))).toBe(content);
      expect(await store.head(key)).toMatchObject({ key, bytes: bytes(content).length });
    }
    expect(await store.get('b/none')).toBeNull();
    expect(await store.head('b/none')).toBeNull();
    const download = store.download('b/none');
    await expect(download.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('replaces what is there, unless the key has to be new', async () => {
    await store.put('r', bytes('1'));
    const before = await store.head('r');
    expect(await store.put('r', bytes('two'))).toBe(true);
    expect((await store.head('r'))!.tag).not.toBe(before!.tag);
    expect(await store.put('r', bytes('three'), { createOnly: true })).toBe(false);
    expect(text(await store.get('r'))).toBe('two');
    await store.delete('r');
    await store.delete('r');
    expect(await store.get('r')).toBeNull();
    expect(await store.put('r', bytes('four'), { createOnly: true })).toBe(true);
    await requireCreateOnly(store, 'probe');
    await requireCreateOnly(store, 'probe');
  });

  test('lists in the order of bytes, below a prefix and behind a key', async () => {
    const keys = ['l/B', 'l/a/1', 'l/a0', 'l/｡', 'l/😀'];
    for (const key of keys.toReversed()) await store.put(key, bytes(key));
    await store.put('m', bytes('m'));
    expect(await keysOf(store, 'l/')).toEqual(['l/B', 'l/a/1', 'l/a0', 'l/｡', 'l/😀']);
    expect(await keysOf(store, 'l/a')).toEqual(['l/a/1', 'l/a0']);
    expect(await keysOf(store, 'l/', 'l/a/1')).toEqual(['l/a0', 'l/｡', 'l/😀']);
    expect(await keysOf(store, 'none/')).toEqual([]);
    for await (const facts of store.list('l/B')) {
      expect(facts).toMatchObject({ key: 'l/B', bytes: 3 });
      expect(Math.abs(Date.parse(facts.modified) - Date.now())).toBeLessThan(600_000);
    }
  });

  test('one of ten writers that race for a key wins', async () => {
    for (const round of [1, 2, 3]) {
      const writers = Array.from({ length: 10 }, (_, i) =>
        store.put(`race/${round}`, bytes(`writer ${i}`), { createOnly: true }),
      );
      const won = (await Promise.all(writers)).flatMap((isMine, i) => (isMine ? [`writer ${i}`] : []));
      expect(won).toEqual([text(await store.get(`race/${round}`))]);
    }
  });

  test('a file is put as it is, and comes in pieces', async () => {
    const file = path.join(await folder(), 'file.bin');
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
    await writeFile(file, content);
    expect(await store.put('file', { file }, { createOnly: true })).toBe(true);
    expect(await store.put('file', { file }, { createOnly: true })).toBe(false);
    await expect(store.put('none', { file: `${file}.none` })).rejects.toThrow(/no such file/);
    expect(await store.head('none')).toBeNull();
    const pieces: Uint8Array[] = [];
    for await (const piece of store.download('file')) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(store.put('stopped', bytes('x'), { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(store.get('a', { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await store.get('stopped')).toBeNull();
  });
}

describe('a folder', () => {
  conforms(async () => folderStore(await folder()));

  test('no key leaves it', async () => {
    const store = folderStore(await folder());
    for (const key of ['../x', 'a/../../x', '/etc/x', 'a//b', 'a\\b', '', 'a\0b'])
      await expect(store.put(key, bytes('x'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe.skipIf(noMoto !== null)('a bucket', () => {
  let moto: TestMoto;
  const proxies: ObjectProxy[] = [];
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('shop');
    await moto.bucket('shop-oss');
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await moto.stop();
  });
  const ossKeys = {
    OSS_ACCESS_KEY_ID: motoKeys.AWS_ACCESS_KEY_ID,
    OSS_ACCESS_KEY_SECRET: motoKeys.AWS_SECRET_ACCESS_KEY,
  };

  describe('of S3', () => {
    conforms(() => openBucket(`s3://shop/?endpoint=${moto.url}`, 'test', { environment: motoKeys }));
  });

  describe('of OSS, which has a header of its own', () => {
    conforms(async () => {
      const proxy = await startObjectProxy(moto.port, () => 'pass', 'oss');
      proxies.push(proxy);
      const address = `oss://shop-oss/?endpoint=${proxy.url}&region=cn-hangzhou`;
      return openBucket(address, 'test', { environment: ossKeys });
    });
  });

  test('a store that ignores conditions is refused, and so is the wrong dialect', async () => {
    const ignoring = await startObjectProxy(moto.port, () => 'unconditional');
    const oss = await startObjectProxy(moto.port, () => 'pass', 'oss');
    proxies.push(ignoring, oss);
    const bucket = (url: string): Promise<ObjectStore> =>
      openBucket(`s3://shop/?endpoint=${url}`, 'test', { environment: motoKeys });
    await expect(requireCreateOnly(await bucket(ignoring.url), 'p1')).rejects.toThrow(
      's3://shop ignores the condition that a key must be new',
    );
    await expect(requireCreateOnly(await bucket(oss.url), 'p2')).rejects.toThrow(
      'write oss:// instead of s3://',
    );
  });
});
