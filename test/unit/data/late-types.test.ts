// A CSV value has the meaning of its text wherever it lies: DuckDB tells types from the first 200,000 rows.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { describeFile } from '../../../src/data/tables/file-columns.js';
import { readTable } from '../../../src/data/tables/read.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'winback-late-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const beyondSample = 210_000;

/** A file of `early` in every row, and `late` at its end. */
async function file(early: string, late: readonly string[], rows = beyondSample): Promise<string> {
  const name = path.join(folder, `${early.replaceAll(/\W/g, '')}-${late.length}-${rows}.csv`);
  const lines = [...Array.from({ length: rows }, () => early), ...late].map((x, i) => `${i},${x}`);
  await writeFile(name, `id,x\n${lines.join('\n')}\n`);
  return name;
}

async function lateValues(name: string, late: number): Promise<unknown[]> {
  const column = (await readTable(name)).getChild('x')!;
  return Array.from({ length: late }, (_, i) => column.get(column.length - late + i));
}

async function typeOf(name: string): Promise<string> {
  return (await describeFile(name)).find((column) => column.name === 'x')!.type;
}

describe.each([10, beyondSample])('after %d rows', (rows) => {
  test('decimals after whole numbers are decimals', async () => {
    const late = ['0.5', '1.5', '2.5', '-0.4', '1e-1', '7'];
    expect(await lateValues(await file('3', late, rows), late.length)).toEqual([0.5, 1.5, 2.5, -0.4, 0.1, 7]);
  });

  test('texts that only DuckDB takes for whole numbers are texts', async () => {
    expect(await lateValues(await file('4', ['0x10', '5'], rows), 2)).toEqual(['0x10', '5']);
  });

  test('a time of day after dates is kept', async () => {
    const name = await file('2026-03-04', ['2026-03-05T23:59:59'], rows);
    const [value] = await lateValues(name, 1);
    const shown = typeof value === 'string' ? value : new Date(Number(value)).toISOString();
    expect(shown).toMatch(/^2026-03-05T23:59:59/);
  });

  test('an offset after times without one is kept', async () => {
    const name = await file('2026-03-04 10:00:00', ['2026-03-05 23:30:00+08:00'], rows);
    expect(await typeOf(name)).toBe('VARCHAR');
    expect(await lateValues(name, 1)).toEqual(['2026-03-05 23:30:00+08:00']);
  });

  test('a time without an offset among times with one stays without', async () => {
    const name = await file('2026-03-04T10:00:00Z', ['2026-03-05T23:30:00'], rows);
    expect(await lateValues(name, 1)).toEqual(['2026-03-05T23:30:00']);
  });

  test('columns without such values keep their types', async () => {
    expect(await typeOf(await file('5', ['6'], rows))).toBe('BIGINT');
    expect(await typeOf(await file('2026-03-04', ['2026-03-05'], rows))).toBe('DATE');
    expect(await typeOf(await file('2026-03-04 10:00:00', ['2026-03-05 11:00:00'], rows))).toBe('TIMESTAMP');
    expect(await typeOf(await file('2026-03-04T10:00:00Z', ['2026-03-05T10:00:00+08:00'], rows))).toBe(
      'TIMESTAMP WITH TIME ZONE',
    );
  });
});

test('whole numbers above 2^53 stay exact', async () => {
  const name = await file('9007199254740993', ['9223372036854775807'], 10);
  expect(await lateValues(name, 1)).toEqual([9223372036854775807n]);
});

test('a late text that is no number is still an error with its line', async () => {
  await expect(readTable(await file('8', ['none', '1.5']))).rejects.toThrow(/line 210002/);
});
