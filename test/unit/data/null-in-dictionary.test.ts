// A dictionary may hold a null: its code means a missing value, never the text "null".
import { Dictionary, Int32, makeData, makeVector, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';

import { viewCodes, viewColumn } from '../../../src/data/columns.js';
import { readerOf } from '../../../src/data/read/reader.js';
import { takeTableRows } from '../../../src/data/tables/take-rows.js';
import { categoryCounts, conform } from '../../../src/model/conform.js';

const coded = (codes: readonly number[], texts: readonly (string | null)[]) =>
  makeVector(
    makeData({
      type: new Dictionary(new Utf8(), new Int32()),
      data: Int32Array.from(codes),
      dictionary: vectorFromArray([...texts], new Utf8()),
    }),
  );
const table = new Table({ x: coded([0, 1, 2, 0, 1], ['a', null, 'b']) });

test('a view calls it missing', () => {
  const view = viewColumn(table, 'x');
  const read = readerOf(view);
  const texts = [0, 1, 2, 3, 4].map((row) =>
    read.present(row) ? view.categories![Number(read.value(row))] : null,
  );
  expect(texts).toEqual(['a', null, 'b', 'a', null]);
  expect(view.categories).toEqual(['a', 'b']);
});

test('so do codes, counts, models and rows taken', async () => {
  const { chunks, dictionaries } = viewCodes(table, 'x');
  expect([...Array(dictionaries[0]!.length).keys()].map((code) => dictionaries[0]!.get(code))).toEqual([
    'a',
    'b',
  ]);
  expect(chunks[0]!.validity![0]! & 0b11111).toBe(0b01101);
  expect([...categoryCounts(table, 'x')]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  const known = conform(table, [{ name: 'x', kind: 'categorical', categories: ['b', 'a'] }]);
  expect(known.getChild('x')!.get(1)).toBeNull();
  const taken = await takeTableRows(table, Uint32Array.of(1, 2));
  expect([...taken.getChild('x')!]).toEqual([null, 'b']);
});

test('also where several chunks have dictionaries of their own', () => {
  const both = coded([1, 0], [null, 'c']).concat(coded([0, 1], ['c', 'd']));
  const view = viewColumn(new Table({ x: both }), 'x');
  const read = readerOf(view);
  expect(
    [0, 1, 2, 3].map((row) => (read.present(row) ? view.categories![Number(read.value(row))] : null)),
  ).toEqual(['c', null, 'c', 'd']);
});
