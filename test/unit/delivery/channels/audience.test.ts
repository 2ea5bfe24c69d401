// Users handed over as files in a folder and in a bucket: once each, whatever happens in between.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readTable } from '../../../../src/data/tables/read.js';
import type { Channel } from '../../../../src/delivery/outbox/channel.js';
import { audienceFilesChannel } from '../../../../src/pipeline/deliver/audience-files.js';
import { deliverConfig } from '../../../../src/pipeline/deliver/config.js';
import { openBucket } from '../../../../src/stores/objects/bucket.js';
import { folderStore } from '../../../../src/stores/objects/folder.js';
import type { ObjectStore } from '../../../../src/stores/objects/store.js';
import { kindsOf, messagesTo, outcomesOf } from '../../../support/delivery/send.js';
import { motoKeys, noMoto, startMoto, type TestMoto } from '../../../support/servers/moto.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'winback-audience-'));
let moto: TestMoto | undefined;
beforeAll(async () => {
  if (noMoto !== null) return;
  moto = await startMoto();
  await moto.bucket('crm');
}, 60_000);
afterAll(async () => {
  await moto?.stop();
  rmSync(root, { recursive: true, force: true });
});

const hostile = () => [
  ...messagesTo(2),
  { ...messagesTo(3)[2]!, user: '=1+1', address: null, body: { text: '-cmd|"x",\n中', key: '@x', days: 3 } },
];
const only = (store: ObjectStore, end: string) => async () => {
  const keys: string[] = [];
  for await (const { key } of store.list('')) if (key.endsWith(end)) keys.push(key);
  return keys;
};

describe.each(['a folder', 'a bucket'])('%s', (kind) => {
  const skip = kind === 'a bucket' && noMoto !== null;
  const environment = motoKeys;
  const placeOf = (name: string): string =>
    kind === 'a folder' ? name : `s3://crm/${name}?endpoint=${moto!.url}&style=path`;
  const channelAt = (name: string, format: 'csv' | 'parquet' | 'jsonl'): Promise<Channel> =>
    audienceFilesChannel('files', placeOf(name), format, { root, environment });
  const storeAt = async (name: string): Promise<ObjectStore> =>
    kind === 'a folder'
      ? folderStore(path.join(root, name))
      : openBucket(`s3://crm?endpoint=${moto!.url}&style=path`, 'to', { environment });

  test.skipIf(skip)('a file appears with a manifest that has its digest and its messages', async () => {
    const channel = await channelAt('once', 'csv');
    const found = await outcomesOf(channel, hostile());
    expect(found.get(1)).toEqual({ kind: 'accepted', providerId: '1-3-3.csv' });
    const store = await storeAt('once');
    const [key] = await only(store, 'july/1-3-3.csv')();
    const bytes = Buffer.from((await store.get(key!))!);
    const manifest = JSON.parse(
      Buffer.from((await store.get(`${key!}.manifest.json`))!).toString(),
    ) as object;
    expect(manifest).toEqual({
      ...{ schema: 1, project: 'shop', campaign: 'july', file: '1-3-3.csv', messages: 3, numbers: [[1, 3]] },
      ...{ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    });
    expect(bytes.toString().split('\r\n')).toEqual([
      'key,user,action,address,cost_minor,currency,days,name,property_key,text',
      'shop:july:u1:sms,u1,coupon,+8613800000001,50,CNY,1,客1,,',
      'shop:july:u2:sms,u2,coupon,+8613800000002,50,CNY,2,客2,,',
      `shop:july:u3:sms,'=1+1,coupon,,50,CNY,3,,'@x,"'-cmd|""x"",\n中"`,
      '',
    ]);
  });

  test.skipIf(skip)(
    'the same messages again change nothing; others under their numbers are refused',
    async () => {
      const channel = await channelAt('again', 'jsonl');
      await outcomesOf(channel, messagesTo(3));
      expect(kindsOf(await outcomesOf(channel, messagesTo(3)))).toEqual(['accepted', 'accepted', 'accepted']);
      const moved = messagesTo(4).filter(({ seq }) => seq !== 2 && seq !== 3);
      await outcomesOf(channel, moved);
      expect(await channel.taken!(messagesTo(6))).toEqual(new Set([1, 2, 3, 4]));
      const others = [1, 3, 5].map((seq) => ({ ...messagesTo(1)[0]!, seq }));
      await outcomesOf(channel, others);
      await expect(
        outcomesOf(
          channel,
          [1, 4, 5].map((seq) => ({ ...messagesTo(1)[0]!, seq })),
        ),
      ).rejects.toThrow('holds other messages');
    },
  );

  test.skipIf(skip)(
    'what a dead dispatcher left without a manifest does not count, and is replaced',
    async () => {
      const channel = await channelAt('cut', 'jsonl');
      const store = await storeAt('cut');
      const prefix = kind === 'a folder' ? '' : 'cut/';
      await store.put(`${prefix}shop/july/1-2-2.jsonl`, Buffer.from('half'));
      expect(await channel.taken!(messagesTo(2))).toEqual(new Set());
      await outcomesOf(channel, messagesTo(2));
      expect(await channel.taken!(messagesTo(2))).toEqual(new Set([1, 2]));
      const lines = Buffer.from((await store.get(`${prefix}shop/july/1-2-2.jsonl`))!)
        .toString()
        .trim()
        .split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { user: string }).user)).toEqual(['u1', 'u2']);
    },
  );
});

test('Parquet has the same columns, and reads back', async () => {
  const channel = await audienceFilesChannel('files', 'parquet', 'parquet', { root });
  await outcomesOf(channel, hostile());
  const table = await readTable(path.join(root, 'parquet/shop/july/1-3-3.parquet'));
  expect(table.numRows).toBe(3);
  expect([...table.getChild('user')!]).toEqual(['u1', 'u2', '=1+1']);
  expect([...table.getChild('address')!]).toEqual(['+8613800000001', '+8613800000002', null]);
  expect([...table.getChild('name')!]).toEqual(['客1', '客2', null]);
});

test('a campaign is one folder, whatever it is called', async () => {
  const channel = await audienceFilesChannel('files', 'names', 'jsonl', { root });
  await outcomesOf(channel, messagesTo(1, { campaign: '../../out', project: '..' }));
  expect(readdirSync(path.join(root, 'names'))).toEqual(['%2E%2E']);
  expect(readdirSync(path.join(root, 'names/%2E%2E'))).toEqual(['%2E%2E%2F%2E%2E%2Fout']);
});

test('a manifest that is none is an error, not an empty one', async () => {
  const channel = await audienceFilesChannel('files', 'broken', 'jsonl', { root });
  await outcomesOf(channel, messagesTo(1));
  const file = path.join(root, 'broken/shop/july/1-1-1.jsonl.manifest.json');
  expect(readFileSync(file, 'utf8')).toContain('sha256');
  writeFileSync(file, 'x');
  await expect(channel.taken!(messagesTo(1))).rejects.toThrow('is no manifest of an audience');
});

test('a bucket needs a form', () => {
  const delivery = { files: 's3://crm/out' };
  expect(() => deliverConfig({ name: 'shop', delivery }, 'c')).toThrow('delivery.filesFormat: csv');
  const config = deliverConfig({ name: 'shop', delivery: { ...delivery, filesFormat: 'csv' } }, 'c');
  expect(config.delivery.filesFormat).toBe('csv');
});
