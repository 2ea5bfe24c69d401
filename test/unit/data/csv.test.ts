// Cells of CSV files against their plain definition, a value at a time.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import {
  Bool,
  Dictionary,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int64,
  Table,
  tableFromArrays,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { expect, test } from 'vitest';

import { csvRows } from '../../../src/data/tables/csv.js';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { uniform } from '../../support/random.js';

const rows = 500;
const next = uniform(11);
const some = <T>(values: readonly T[]): T[] =>
  Array.from({ length: rows }, () => values[Math.floor(next() * values.length)]!);

const ascii = ['', 'a', ' lead', 'trail ', 'a,b', 'q"q', 'line\nbreak', '=1+1', '-7', '\tx', 'plain text'];
const other = [...ascii, '杭州', '😀', '\u00a0x', '\ufeffbom', 'é'];
const numbers = [
  0,
  -0,
  1,
  0.1,
  1 / 3,
  1e-7,
  1.5e300,
  5e-324,
  1e21,
  -2.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];
const columns: Readonly<Record<string, Vector>> = {
  double: vectorFromArray(some(numbers), new Float64()),
  'double or null': vectorFromArray(some([...numbers, null]), new Float64()),
  single: vectorFromArray(some([0.1, 2.5, null]), new Float32()),
  half: vectorFromArray(some([0.5, 1.25]), new Float16()),
  byte: vectorFromArray(some([-128, 127, null]), new Int8()),
  short: vectorFromArray(some([-3, 0]), new Int16()),
  long: vectorFromArray(some([9007199254740993n, -1n, null]), new Int64()),
  'unsigned long': vectorFromArray(some([18446744073709551615n]), new Uint64()),
  bool: vectorFromArray(some([true, false, null]), new Bool()),
  ascii: vectorFromArray(some(ascii), new Utf8()),
  'ascii or null': vectorFromArray(some([...ascii, null]), new Utf8()),
  other: vectorFromArray(some([...other, null]), new Utf8()),
  coded: vectorFromArray(some([...other, null]), new Dictionary(new Utf8(), new Int16())),
  nulls: vectorFromArray(some<string | null>([null]), new Utf8()),
};

const plain = (value: unknown, guarded: boolean): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = guarded && /^[=+\-@\t\r\0]/.test(value) ? `'${value}` : value;
  const bare = text !== '' && text === text.trim() && !/[",\r\n]/.test(text);
  return bare ? text : `"${text.replaceAll('"', '""')}"`;
};

const whole = new Table(columns);
const cases: readonly (readonly [string, Table, number, number])[] = [
  ['whole', whole, 0, rows],
  ['its middle', whole, 100, 333],
  ['a slice', whole.slice(37, 411), 5, 300],
  ['chunks', whole.slice(0, 99).concat(whole.slice(200)), 50, 350],
  ['nothing', whole, 7, 7],
];

test.each(cases)('rows of %s are their values, cell by cell', (_, table, from, to) => {
  for (const escapeFormulas of [false, true]) {
    const lines = Array.from({ length: to - from }, (_, i) =>
      table.schema.fields
        .map(({ name }) => plain(table.getChild(name)!.get(from + i), escapeFormulas))
        .join(','),
    );
    expect(csvRows(table, from, to, { escapeFormulas })).toBe(lines.map((line) => `${line}\n`).join(''));
  }
});

test('a name that ends with .gz is written compressed, one that ends with .zst is refused', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-gz-'));
  const table = tableFromArrays({ name: ['ü', 'b'] });
  const file = path.join(folder, 'a.csv.gz');
  await writeTable(file, table, { bom: 'auto' });
  expect(gunzipSync(readFileSync(file)).toString()).toBe('\ufeffname\nü\nb\n');
  expect((await readTable(file)).numRows).toBe(2);
  await expect(writeTable(path.join(folder, 'a.csv.zst'), table)).rejects.toThrow('compressed as .gz');
  expect(readdirSync(folder)).toEqual(['a.csv.gz']);
});
