// Tables in an object store are those of files: the same values, the same messages, nothing left behind.
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { engineSource } from '../../../src/data/files/engine-source.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { keyPattern } from '../../../src/data/sources/object-pattern.js';
import { quotedText } from '../../../src/data/sql/quote.js';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { openBucket } from '../../../src/stores/objects/bucket.js';
import type { ObjectStore } from '../../../src/stores/objects/store.js';
import { motoKeys as environment, noMoto, startMoto, type TestMoto } from '../../support/servers/moto.js';
import { startObjectProxy } from '../../support/servers/object-proxy.js';

if (noMoto !== null) console.warn(`${noMoto}: tests of tables in object stores skipped`);

const names = [
  'a.csv',
  'b.csv',
  'a-1.csv',
  'd/a.csv',
  'd/e/a.csv',
  'd/e/f/b.csv',
  'x+y.csv',
  'D/a.csv',
  'ab.csv',
  'd.csv/c',
];
const shapes = [
  '*',
  '**',
  '*.csv',
  'd/*',
  'd/**',
  '**/a.csv',
  '[ab].csv',
  '[!a].csv',
  'a*',
  '*/*/a.csv',
  'd/**/b.csv',
  'x+y*',
  '[a-c]*.csv',
  'd.*',
];

test('patterns fit the keys that DuckDB’s patterns fit as files', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-glob-'));
  for (const name of names) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), 'x');
  }
  const engine = await DuckDb.open();
  for (const shape of shapes) {
    const rows = await engine.rows(`SELECT file FROM glob(${quotedText(`${folder}/${shape}`)})`);
    const found = rows.map(({ file }) => path.relative(folder, String(file))).sort();
    expect(names.filter((name) => keyPattern(shape).test(name)).sort(), shape).toEqual(found);
  }
  engine.close();
});

test('a key without signs of a pattern fits itself alone', () => {
  const plain = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[*[]/g, '_'));
  fc.assert(
    fc.property(plain, plain, (a, b) => keyPattern(a).test(a) && keyPattern(a).test(b) === (a === b)),
  );
});

describe.skipIf(noMoto !== null)('tables in an object store', () => {
  let moto: TestMoto;
  let store: ObjectStore;
  const tempDirectory = mkdtempSync(path.join(os.tmpdir(), 'winback-object-copies-'));
  const at = (key: string, url = moto.url): string => `s3://lake/${key}?endpoint=${url}`;
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('lake');
    store = await openBucket(at(''), 'test', { environment });
  });
  afterAll(async () => {
    await moto.stop();
    // Copies are gone, also those of what failed.
    expect(readdirSync(tempDirectory)).toEqual([]);
  });
  const engine = { tempDirectory };

  test.each(['csv', 'csv.gz', 'parquet', 'arrow'])('a .%s comes back as it was written', async (ending) => {
    const table = tableFromArrays({
      user_id: ['1', '2', '9007199254740993'],
      score: Float64Array.of(0.1, 0.5, 1e-9),
    });
    expect(await writeTable(at(`out/t.${ending}`), table, { environment, engine })).toBe(3);
    const back = await readTable(at(`out/t.${ending}`), {
      environment,
      engine,
      text: ['user_id'],
      utf8: ['user_id'],
    });
    expect(back.toArray().map((row) => ({ ...row }))).toEqual(table.toArray().map((row) => ({ ...row })));
  });

  test('an output is replaced, or refused where it must be new', async () => {
    const one = tableFromArrays({ a: Int32Array.of(1) });
    const output = { environment, engine, createOnly: true };
    expect(await writeTable(at('new/a.csv'), one, output)).toBe(1);
    const two = tableFromArrays({ a: Int32Array.of(2) });
    await expect(writeTable(at('new/a.csv'), two, output)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 's3://lake/new/a.csv is there already, and only a new object was asked for',
    });
    await writeTable(at('new/a.csv'), two, { environment, engine });
    expect(Buffer.from((await store.get('new/a.csv'))!).toString()).toBe('a\n2\n');
    const ignoring = await startObjectProxy(moto.port, () => 'unconditional');
    await expect(writeTable(at('new/b.csv', ignoring.url), one, output)).rejects.toThrow(
      'ignores the condition',
    );
    expect(await store.head('new/b.csv')).toBeNull();
    await ignoring.close();
    await expect(writeTable(path.join(os.tmpdir(), 'x.csv'), one, output)).rejects.toThrow(
      'createOnly is for outputs',
    );
  });

  test('errors name the object and never its copy', async () => {
    await store.put('bad.parquet', Buffer.from('PAR1 this is none'));
    for (const [key, message] of [
      ['bad.parquet', 's3://lake/bad.parquet'],
      ['none.csv', 'no object fits s3://lake/none.csv'],
      ['*.csv', 's3://lake/*.csv: one object is read here'],
      ['bad.docx', 'the ending must be'],
    ] as const) {
      const error = (await readTable(at(key), { environment, engine }).catch(
        (reason: unknown) => reason,
      )) as Error;
      expect(error.message).toContain(message);
      expect(error.message).not.toContain(tempDirectory);
    }
    await expect(readTable(at('bad.parquet'))).rejects.toThrow('no environment was passed');
  });

  test('a pattern or folder is all its objects; marks are passed over and repeats counted', async () => {
    for (const [key, rows] of [
      ['log/day=2026-03-01/part-0.csv', 'id\na\n'],
      ['log/day=2026-03-02/part-0.csv', 'id\nb\n'],
      ['log/_SUCCESS', ''],
      ['log/day=2026-03-02/.crc', 'x'],
      ['logs/other.csv', 'id\nz\n'],
    ] as const)
      await store.put(key, Buffer.from(rows));
    const proxy = await startObjectProxy(moto.port, ({ before }) =>
      before === 1 ? { status: 503, code: 'SlowDown' } : 'pass',
    );
    for (const [key, expected] of [
      ['log/', { files: 2, skipped: 2, objects: { copied: 2, retries: 1 } }],
      ['log', { files: 2, skipped: 2, objects: { copied: 2, retries: 0 } }],
      ['log/**/*.csv', { files: 2, skipped: 0, objects: { copied: 2, retries: 0 } }],
    ] as const) {
      const db = await DuckDb.open({ tempDirectory });
      const source = await engineSource(db, [at(key, proxy.url)], { environment });
      expect(source).toMatchObject(expected);
      const list = source.paths.map(quotedText).join(', ');
      const rows = await db.rows(`SELECT id, day::VARCHAR AS day FROM read_csv([${list}]) ORDER BY id`);
      expect(rows).toEqual([
        { id: 'a', day: '2026-03-01' },
        { id: 'b', day: '2026-03-02' },
      ]);
      db.close();
    }
    await proxy.close();
  });

  test('a folder that is not there is said', async () => {
    await store.put('small.csv', Buffer.from('a\n1\n'));
    const missing = { tempDirectory: path.join(tempDirectory, 'none') };
    await expect(readTable(at('small.csv'), { environment, engine: missing })).rejects.toThrow(
      'cannot write into the folder for copies',
    );
  });
});
