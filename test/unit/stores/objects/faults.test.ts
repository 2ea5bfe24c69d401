// Bad days of an object store: what is tried again, what is said, and that a body that was cut is never taken for whole.
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ObjectRetry } from '../../../../src/stores/objects/attempts.js';
import { type ObjectAccess, openBucket } from '../../../../src/stores/objects/bucket.js';
import { listPage } from '../../../../src/stores/objects/list.js';
import type { ObjectStore } from '../../../../src/stores/objects/store.js';
import { motoKeys, noMoto, startMoto, type TestMoto } from '../../../support/servers/moto.js';
import {
  type Asked,
  type Fate,
  type ObjectProxy,
  startObjectProxy,
} from '../../../support/servers/object-proxy.js';

if (noMoto !== null) console.warn(`${noMoto}: tests of faults of object stores skipped`);

const content = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7) % 253));
const environment = { ...motoKeys, AWS_SESSION_TOKEN: 'a-session-token' };

describe.skipIf(noMoto !== null)('a bad day', () => {
  let moto: TestMoto;
  let direct: ObjectStore;
  let proxy: ObjectProxy | undefined;
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('shop');
    direct = await openBucket(`s3://shop/?endpoint=${moto.url}`, 'test', { environment });
    await direct.put('big', content);
  });
  afterAll(async () => {
    await proxy?.close();
    await moto.stop();
  });

  async function behind(
    rule: (asked: Asked) => Fate,
    more: ObjectAccess = {},
    parts?: Parameters<typeof openBucket>[3],
  ): Promise<{ readonly store: ObjectStore; readonly retries: ObjectRetry[]; readonly proxy: ObjectProxy }> {
    await proxy?.close();
    proxy = await startObjectProxy(moto.port, rule);
    const retries: ObjectRetry[] = [];
    const access = {
      environment,
      pauseMs: 1,
      onRetry: (one: ObjectRetry) => void retries.push(one),
      ...more,
    };
    return {
      store: await openBucket(`s3://shop/?endpoint=${proxy.url}`, 'test', access, parts),
      retries,
      proxy,
    };
  }

  test('reading goes on where the connection broke, each byte once', async () => {
    const {
      store,
      retries,
      proxy: way,
    } = await behind(({ before }) => (before < 3 ? { cutAfter: 100_000 } : 'pass'));
    expect(Buffer.from((await store.get('big'))!).equals(content)).toBe(true);
    expect(retries.map(({ attempt, of, place }) => ({ attempt, of, place }))).toEqual(
      Array(3).fill({ attempt: 1, of: 5, place: 's3://shop/big' }),
    );
    expect(way.asked.map(({ headers }) => headers.range)).toEqual([
      undefined,
      'bytes=100000-',
      'bytes=200000-',
      'bytes=300000-',
    ]);
  });

  test('a body that stays cut is an error, and says how often it was tried', async () => {
    const { store, retries } = await behind(() => ({ cutAfter: 0 }));
    await expect(store.get('big')).rejects.toThrow(/s3:\/\/shop\/big: no whole answer came.*tried 5 times/);
    expect(retries).toHaveLength(4);
  });

  test('an object that changes between two attempts is refused', async () => {
    const { store } = await behind(({ before }) => (before === 0 ? { cutAfter: 10 } : 'pass'));
    await direct.put('moving', Buffer.alloc(500, 1));
    const pieces = store.download('moving');
    await pieces.next();
    await direct.put('moving', Buffer.alloc(500, 2));
    await expect(pieces.next()).rejects.toThrow('s3://shop/moving changed while it was read');
  });

  test('what was changed behind winback’s back is found by its digest', async () => {
    const wrong = { 'x-amz-meta-winback-sha256': '0'.repeat(64) };
    await fetch(`${moto.url}/shop/false`, { method: 'PUT', body: 'x', headers: wrong });
    await expect(direct.get('false')).rejects.toMatchObject({ code: 'TAMPERED' });
    await fetch(`${moto.url}/shop/foreign`, { method: 'PUT', body: 'x' });
    expect(Buffer.from((await direct.get('foreign'))!).toString()).toBe('x');
  });

  test('a busy store is asked again; what no attempt can change is not', async () => {
    const busy = await behind(({ before }) => (before < 2 ? { status: 503, code: 'SlowDown' } : 'pass'));
    expect(await busy.store.put('busy', content)).toBe(true);
    expect(busy.retries.map(({ why }) => why)).toEqual(['SlowDown', 'SlowDown']);
    const denied = await behind(() => ({ status: 403, code: 'AccessDenied' }));
    await expect(denied.store.get('big')).rejects.toThrow(
      's3://shop/big: the keys may not do this: check the policy of the bucket and of the user (AccessDenied: said AccessDenied)',
    );
    expect(denied.retries).toEqual([]);
    const { store } = await behind(() => ({ status: 503, code: 'SlowDown' }), { attempts: 2 });
    await expect(store.put('busy', content)).rejects.toThrow('tried 2 times');
  });

  test('silence ends, and stopping ends it at once', async () => {
    const { store } = await behind(() => 'silent', { silenceSeconds: 1, attempts: 1 });
    await expect(store.get('big')).rejects.toThrow('no byte came for 1 s');
    const waiting = await behind(() => 'silent');
    const controller = new AbortController();
    const stopped = waiting.store.get('big', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('a write whose answer was lost is known to be ours, and another’s is not', async () => {
    const lost = ({ before }: Asked): Fate => (before === 0 ? 'unanswered' : 'pass');
    const ours = await behind(lost);
    expect(await ours.store.put('lost', content, { createOnly: true })).toBe(true);
    expect(ours.retries).toHaveLength(1);
    await direct.put('theirs', Buffer.from('another'));
    const theirs = await behind(lost);
    expect(await theirs.store.put('theirs', content, { createOnly: true })).toBe(false);
    expect(Buffer.from((await direct.get('theirs'))!).toString()).toBe('another');
  });

  test('no error holds a key, a token or a signature', async () => {
    for (const code of Object.values(environment)) {
      const { store } = await behind(() => ({ status: 403, code }));
      const error = (await store.get('big').catch((reason: unknown) => reason)) as Error;
      for (let at: unknown = error; at instanceof Error; at = at.cause)
        for (const secret of Object.values(environment))
          expect(`${at.message}${at.stack}`).not.toContain(secret);
    }
  });

  test('a missing bucket, an unknown host and a closed port say what to check', async () => {
    const bucket = (address: string): Promise<ObjectStore> =>
      openBucket(address, 'test', { environment, attempts: 1 });
    await expect((await bucket(`s3://none/?endpoint=${moto.url}`)).get('x')).rejects.toThrow(
      's3://none/x: there is no such bucket',
    );
    await expect((await bucket('s3://none/?endpoint=127.0.0.1:1')).get('x')).rejects.toThrow(
      'nothing listens there',
    );
    await expect((await bucket('s3://none/?endpoint=none.invalid')).get('x')).rejects.toThrow(
      /no such host|looked up/,
    );
  });

  test('a large file goes in parts, whole or not at all', async () => {
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'winback-parts-')), 'large');
    const large = Buffer.alloc(11_000_000, 'winback');
    await writeFile(file, large);
    const parts = { partsAbove: 1 << 20, partBytes: 5 << 20 };
    const good = await behind(
      ({ before }) => (before === 2 ? { status: 500, code: 'InternalError' } : 'pass'),
      {},
      parts,
    );
    expect(await good.store.put('large', { file }, { createOnly: true })).toBe(true);
    expect(Buffer.from((await direct.get('large'))!).equals(large)).toBe(true);
    expect(await good.store.put('large', { file }, { createOnly: true })).toBe(false);
    const lost = await behind(
      ({ method, path: at, before }) =>
        method === 'POST' && at.includes('uploadId') && before < 6 ? 'unanswered' : 'pass',
      {},
      parts,
    );
    expect(await lost.store.put('large-2', { file }, { createOnly: true })).toBe(true);
    const bad = await behind(
      ({ path: at }) => (at.includes('partNumber=2') ? { status: 403, code: 'AccessDenied' } : 'pass'),
      {},
      parts,
    );
    await expect(bad.store.put('half', { file })).rejects.toThrow('AccessDenied');
    expect(await direct.head('half')).toBeNull();
    const open = await (await fetch(`${moto.url}/shop?uploads`)).text();
    expect(open).not.toContain('<UploadId>');
  });

  test('a list of more than one page is whole', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `many/a +&%${i}`);
    for (const name of names) await direct.put(name, Buffer.from(name));
    const { store, proxy: way } = await behind(() => ({ pageOf: 3 }));
    const found: string[] = [];
    for await (const { key } of store.list('many/', { startAfter: names[0] })) found.push(key);
    expect(way.asked).toHaveLength(2);
    names.shift();
    expect(found).toEqual(names);
  });
});

test('a list that does not say whether it is the last is refused', () => {
  const page = (inner: string): unknown =>
    listPage(`<ListBucketResult>${inner}</ListBucketResult>`, 's3://b');
  const entry =
    '<Contents><Key>a&amp;b&#10;</Key><Size>1</Size><LastModified>2026</LastModified><ETag>&quot;t&quot;</ETag></Contents>';
  expect(page(`<IsTruncated>false</IsTruncated>${entry}`)).toEqual({
    objects: [{ key: 'a&b\n', bytes: 1, modified: '2026', tag: 't' }],
    next: null,
  });
  for (const inner of [
    '',
    entry,
    '<IsTruncated>true</IsTruncated>',
    '<IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents>',
  ])
    expect(() => page(inner)).toThrow('is not whole');
  expect(() => listPage('<html>sign in</html>', 's3://b')).toThrow('is not whole');
  expect(() => listPage('<ListBucketResult><IsTruncated>false</IsTruncated>', 's3://b')).toThrow(
    'is not whole',
  );
});
