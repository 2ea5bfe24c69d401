import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFiles } from '../../../src/data/files/find-files.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';

let folder = '';
let engine: DuckDb;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), '.winback-find-'));
  engine = await DuckDb.open({ threads: 1 });
  const files = [
    ...[
      'a/part-1.csv',
      'a/part-0.csv',
      'a/_SUCCESS',
      'a/.part-0.csv.crc',
      'a/day=2/x.csv',
      'a/_temporary/y.csv',
    ],
    ...[
      'mixed/a.csv',
      'mixed/b.jsonl',
      'notes/a.csv',
      'notes/README.md',
      'odd/x[1].csv',
      'odd/x1.csv',
      'none/.hidden',
    ],
  ];
  for (const file of files) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), 'a,b\n1,2\n');
  }
});
afterAll(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

async function found(...names: string[]) {
  const { files, ...rest } = await findFiles(
    engine,
    names.map((name) => join(folder, name)),
  );
  return { files: files.map((file) => relative(folder, file)), ...rest };
}

it('a folder: all files below it, sorted, without hidden ones and marks', async () => {
  const files = ['a/day=2/x.csv', 'a/part-0.csv', 'a/part-1.csv'];
  expect(await found('a')).toEqual({ files, format: 'csv', skipped: 3 });
});

it('a pattern, and names that look like one', async () => {
  const pattern = await found('a/*part*');
  expect(pattern.files).toEqual(['a/part-0.csv', 'a/part-1.csv']);
  expect((await found('odd/x[1].csv')).files).toEqual(['odd/x[1].csv']);
  expect((await found('odd/x[1-2].csv')).files).toEqual(['odd/x1.csv']);
  expect((await found('a/part-1.csv', 'odd')).files).toEqual(['a/part-1.csv', 'odd/x1.csv', 'odd/x[1].csv']);
});

it('files of two formats, or of none, are refused with both names', async () => {
  await expect(found('mixed')).rejects.toThrow(
    /mixed\/a.csv is csv, .*mixed\/b.jsonl is json; name the files of one format/,
  );
  await expect(found('notes')).rejects.toThrow(/README.md": the ending must be/);
  await expect(found('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(found('a/*.parquet')).rejects.toThrow(/no file fits .*a\/\*.parquet/);
});
