// The boundary reads Arrow buffers in place; apache-arrow's own accessors are the oracle.
import {
  Bool,
  Dictionary,
  Float32,
  Int32,
  makeData,
  makeVector,
  Table,
  tableFromArrays,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { expect, test } from 'vitest';

import { viewColumns } from '../../src/data/columns.js';
import { crossingSync } from '../../src/native/crossing.js';
import { addon } from '../../src/native/load.js';

function nativeValues(table: Table, names: string[]): number[] {
  return [...crossingSync(() => addon().buffersTableValues(viewColumns(table, names)))];
}

function oracle(table: Table, names: string[]): number[] {
  return names.flatMap((name) =>
    [...table.getChild(name)!].map((v) => (v === null ? Number.NaN : Number(v))),
  );
}

const rows = 1000;
const table = new Table({
  f64: vectorFromArray(Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? null : i / 3))),
  f32: vectorFromArray(
    Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? null : i)),
    new Float32(),
  ),
  i32: vectorFromArray(
    Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : -i)),
    new Int32(),
  ),
  flag: vectorFromArray(
    Array.from({ length: rows }, (_, i) => (i % 11 === 0 ? null : i % 2 === 0)),
    new Bool(),
  ),
});
const names = ['f64', 'f32', 'i32', 'flag'];

test('every type with nulls reads as apache-arrow reads it', () => {
  expect(nativeValues(table, names)).toEqual(oracle(table, names));
});

test('slices at every bit offset read the right rows', () => {
  for (let start = 0; start < 20; start++) {
    const slice = table.slice(start, start + 501);
    expect(nativeValues(slice, names)).toEqual(oracle(slice, names));
  }
});

test('several chunks read as one', () => {
  const chunked = table.slice(3, 100).concat(table.slice(201, 777));
  expect(chunked.getChild('f64')!.data.length).toBe(2);
  expect(nativeValues(chunked, names)).toEqual(oracle(chunked, names));
});

test('dictionary columns read as their codes', () => {
  const codes = makeData({
    type: new Dictionary(new Utf8(), new Int32()),
    data: Int32Array.of(2, 0, 1, 1),
    dictionary: vectorFromArray(['a', 'b', 'c'], new Utf8()),
  });
  const dictionary = new Table({ c: makeVector(codes) });
  expect(nativeValues(dictionary, ['c'])).toEqual([2, 0, 1, 1]);
  expect(viewColumns(dictionary, ['c']).columns[0]?.categories).toEqual(['a', 'b', 'c']);
});

test('a missing column and an unread type are errors that name them', () => {
  expect(() => viewColumns(table, ['f65'])).toThrow(/no column "f65" \(did you mean "f64"\?\)/);
  expect(() => viewColumns(tableFromArrays({ s: ['x'] }).select(['s']), ['nope'])).toThrow(/nope/);
  expect(() => viewColumns(new Table({ s: vectorFromArray(['x'], new Utf8()) }), ['s'])).toThrow(/Utf8/);
});
