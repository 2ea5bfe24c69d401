import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { readBatches, readTable } from '../../../src/data/tables/read.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-late-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** 260,000 rows with one line replaced, beyond the 200,000 that are sampled for types. */
async function fileWith(name: string, line: string, at = 258_000): Promise<string> {
  const lines = Array.from({ length: 260_000 }, (_, i) => `u${i},${i % 7},${i % 5}`);
  lines[at] = line;
  const file = join(folder, name);
  await writeFile(file, `user_id,x,y\n${lines.join('\n')}\n`);
  return file;
}

async function rowsOfBatches(file: string): Promise<number> {
  let rows = 0;
  for await (const batch of readBatches(file, { batchRows: 4096 })) rows += batch.numRows;
  return rows;
}

describe('an error in the middle of a stream', () => {
  it.each([
    ['text where numbers were', 'u_last,NA,1', /line 258002: column "x": "NA" is not a whole number/],
    ['two fields too many', 'u_last,1,2,3,4', /line 258002: the line has more fields, the header 3/],
    ['a field missing', 'u_last,1', /line 258002: the line has 2 fields, the header 3/],
  ])('names file and line: %s', async (name, line, words) => {
    const file = await fileWith(`${name}.csv`, line);
    for (const read of [readTable, rowsOfBatches]) {
      const error = await (read(file) as Promise<unknown>).catch((thrown: unknown) => thrown as Error);
      expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(words) });
      expect((error as Error).message).toContain(file);
      expect((error as Error).message).not.toContain('u_last');
    }
  });

  it('is met wherever it lies', async () => {
    for (const at of [204_900, 221_184, 259_999]) {
      const file = await fileWith('anywhere.csv', 'u,?,1', at);
      await expect(rowsOfBatches(file)).rejects.toThrow(`line ${at + 2}:`);
    }
  });

  it('refuses a Parquet file with a damaged page', async () => {
    const file = join(folder, 'flipped.parquet');
    const engine = await DuckDb.open({ threads: 1 });
    await engine.run(
      `COPY (SELECT 'u' || i AS user_id, hash(i) % 1000 AS x FROM range(200000) t(i))
       TO '${file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)`,
    );
    engine.close();
    const bytes = await readFile(file);
    const from = Math.floor(bytes.length * 0.9);
    for (let i = from; i < from + 340; i++) bytes[i]! ^= 0x5a;
    await writeFile(file, bytes);
    await expect(readTable(file)).rejects.toMatchObject({ name: 'WinbackError' });
    await expect(rowsOfBatches(file)).rejects.toMatchObject({ name: 'WinbackError' });
  });

  it('gives every row, in order, of what has no error, and statements of any kind', async () => {
    const engine = await DuckDb.open();
    const table = await engine.query('SELECT i FROM range(100000) t(i) -- the end');
    const column = table.getChild('i')!.toArray() as BigInt64Array;
    expect(column.length).toBe(100_000);
    expect(column.every((value, row) => value === BigInt(row))).toBe(true);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['i']);
    for (const [sql, rows] of [
      ['SELECT 1 AS a WHERE false', 0],
      ['FROM range(3) ORDER BY 1 DESC LIMIT 2', 2],
      ['VALUES (1), (2)', 2],
      ['DESCRIBE SELECT 1 AS a', 1],
      ['PRAGMA version', 1],
      ['SELECT 1; SELECT 2 AS b UNION ALL SELECT 3;', 2],
      ['SELECT 1 AS "winback: end of the result"', 1],
    ] as const)
      expect([sql, (await engine.query(sql)).numRows]).toEqual([sql, rows]);
    await expect(engine.query('SELECT missing FROM range(3)')).rejects.toThrow(/missing/);
    await expect(
      engine.query("SELECT CASE WHEN i = 2900000 THEN error('late') ELSE i END FROM range(3000000) t(i)"),
    ).rejects.toThrow(/late/);
    engine.close();
  });
});
