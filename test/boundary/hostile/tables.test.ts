// Tables that are none, of types that cannot be learnt from, or whose buffers are not what they say.
import { Table, Utf8, vectorFromArray } from 'apache-arrow';

import { dictionary } from '../../support/tables.js';
import { all, atLeast, column, good, halves, labelled, table, trainOn } from './cases.js';

atLeast(20);

all('tables', [
  ['null', trainOn(null, {})],
  ['a string', trainOn('table', {})],
  ['an empty object', trainOn({}, {})],
  ['an array', trainOn([], {})],
  ['no rows', trainOn(labelled(new Float64Array(0), new Float64Array(0)), {})],
  ['no feature columns', trainOn(new Table({ y: column(halves) }), {})],
  [
    'text column',
    trainOn(
      new Table({
        s: vectorFromArray(good.length ? [...good].map(String) : [], new Utf8()),
        y: column(halves),
      }),
      {},
    ),
  ],
  [
    'timestamp column',
    trainOn(new Table({ t: vectorFromArray([...good].map((v) => new Date(v))), y: column(halves) }), {}),
  ],
  [
    'list column',
    trainOn(new Table({ l: vectorFromArray([...good].map((v) => [v])), y: column(halves) }), {}),
  ],
  ['a missing feature', trainOn(table, { label: 'label', features: ['a', 'nope'] })],
  ['a feature twice', trainOn(table, { label: 'label', features: ['a', 'a'] })],
  ['no features named', trainOn(table, { label: 'label', features: [] })],
  [
    'values that are no buffer',
    trainOn(
      {
        ...fake(),
        getChild: () => ({
          type: { typeId: 3, precision: 2 },
          length: 3,
          data: [{ values: [1, 2, 3], length: 3, offset: 0, nullCount: 0 }],
        }),
      },
      { features: ['x'] },
    ),
  ],
  [
    'values shorter than the rows',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(2), 3) }, { features: ['x'] }),
  ],
  [
    'values of another type',
    trainOn({ ...fake(), getChild: () => short(new Float32Array(3), 3) }, { features: ['x'] }),
  ],
  [
    'a validity bitmap too short',
    trainOn(
      { ...fake(), getChild: () => short(new Float64Array(3), 3, new Uint8Array(0), 100) },
      { features: ['x'] },
    ),
  ],
  [
    'negative length',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(3), -3) }, { features: ['x'] }),
  ],
  [
    'fractional length',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(3), 1.5) }, { features: ['x'] }),
  ],
  [
    'chunks of different lengths',
    trainOn(
      { ...fake(), getChild: (n: string) => short(new Float64Array(n === 'x' ? 3 : 2), n === 'x' ? 3 : 2) },
      { features: ['x', 'z'] },
    ),
  ],
  [
    'a resizable buffer',
    trainOn({ ...fake(), getChild: () => short(new Float64Array(resizable()), 3) }, { features: ['x'] }),
  ],
  [
    'category codes beyond the limit',
    trainOn(
      new Table({
        c: dictionary(
          Int32Array.from(good, () => 2_000_000_000),
          ['a'],
        ),
        y: column(halves),
      }),
      {},
    ),
  ],
]);

function fake() {
  return { numRows: 3, schema: { fields: [{ name: 'x' }, { name: 'z' }, { name: 'y' }] } };
}

function short(values: unknown, length: number, nullBitmap?: Uint8Array, nullCount = 0) {
  const type = { typeId: 3, precision: 2 };
  return {
    type,
    length,
    data: [{ type, values, length, offset: 0, nullCount, nullBitmap: nullBitmap ?? null }],
  };
}

function resizable(): ArrayBuffer {
  return new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(24, { maxByteLength: 48 });
}
