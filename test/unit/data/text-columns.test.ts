// Texts that are written to Parquet as their bytes lie: every cell comes back, wherever it begins, ends or is missing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { loadDuckDbApi } from '../../../src/data/sources/duckdb-api.js';
import { fillTexts } from '../../../src/data/sources/duckdb-text-fill.js';
import { buildTable } from '../../../src/data/tables/build.js';
import { readTable } from '../../../src/data/tables/read.js';
import { textCells } from '../../../src/data/tables/text-cells.js';
import { writeTable } from '../../../src/data/tables/write.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'winback-text-columns-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function writtenAndRead(cells: readonly (string | null)[], slice?: [number, number]) {
  const file = path.join(folder, 'texts.parquet');
  // A dictionary of few texts goes another way: the column has its own bytes.
  const table = await buildTable([textCells('x', cells)]);
  await writeTable(file, slice === undefined ? table : table.slice(...slice));
  const read = await readTable(file, { text: ['x'] });
  return [...read.getChild('x')!] as (string | null)[];
}

const awkward = [
  ...['', 'a', 'twelve bytes', 'thirteen byte', '一二三四', '一二三四五', null, '\u{1f600}'.repeat(4), 'é'],
  ...[
    'a text of more than twelve bytes',
    '（in full width）',
    'it\'s "quoted"',
    'line\nbreak',
    '\u07ff\uffee',
  ],
];

test('texts of every length and alphabet come back over the borders of chunks and from the middle of a table', async () => {
  const cells = Array.from({ length: 5000 }, (_, i) =>
    i % 3 === 0 ? awkward[(i / 3) % awkward.length]! : `${awkward[i % awkward.length]} ${i}`,
  );
  expect(await writtenAndRead(cells)).toEqual(cells);
  expect(await writtenAndRead(cells, [2047, 4099])).toEqual(cells.slice(2047, 4099));
  const ends = [...Array<null>(2048).fill(null), ...Array<string>(2048).fill(''), 'the last, a long one'];
  expect(await writtenAndRead(ends)).toEqual(ends);
});

test('a column is the bytes of its cells, also where halves of letters meet', () => {
  const text = fc.option(fc.string({ unit: fc.constantFrom('a', 'é', '一', '\ud83d', '\ude00', '\0') }));
  fc.assert(
    fc.property(fc.array(text), fc.constantFrom(0, 1023, 1024), (cells, before) => {
      const all = [...Array<string>(before).fill('b'), ...cells];
      const column = textCells('x', all);
      if (column.kind !== 'utf8') throw new Error(column.kind);
      const { offsets, bytes, validity } = column;
      const parts = all.map((cell) => Buffer.from(cell ?? ''));
      expect(Buffer.compare(bytes, Buffer.concat(parts))).toBe(0);
      expect(Array.from(offsets.subarray(1), (end, i) => end - offsets[i]!)).toEqual(
        parts.map(({ length }) => length),
      );
      expect(validity?.nulls ?? 0).toBe(cells.filter((cell) => cell === null).length);
    }),
    { numRuns: 200 },
  );
});

test('bytes that are no UTF-8 are written as a decoder reads them, row by row', async () => {
  const rows = [[0xff], [0xe4, 0xb8], [0x80], [...Buffer.from('a long text of thirty two bytes!')]];
  const offsets = Int32Array.from([0, 1, 3, 4, 36]);
  const file = path.join(folder, 'bytes.parquet');
  await writeTable(
    file,
    await buildTable([{ name: 'x', kind: 'utf8', offsets, bytes: Uint8Array.from(rows.flat()) }]),
  );
  const decoded = rows.map((bytes) => new TextDecoder().decode(Uint8Array.from(bytes)));
  expect([...(await readTable(file, { text: ['x'] })).getChild('x')!]).toEqual(decoded);
});

test('texts that a decoder gives back as they are go as their bytes, and no others', async () => {
  const api = await loadDuckDbApi();
  const filled = (rows: readonly (string | number[])[]): boolean => {
    const parts = rows.map((row) => Buffer.from(row as string));
    const offsets = Int32Array.from([0, ...parts.map(({ length }) => length)]);
    for (let i = 1; i < offsets.length; i++) offsets[i]! += offsets[i - 1]!;
    const texts = { bytes: Buffer.concat(parts), offsets, present: () => true };
    const chunk = api.DuckDBDataChunk.create([api.VARCHAR], rows.length);
    return fillTexts(api, chunk, 0, texts, { from: 0, rows: rows.length });
  };
  expect(filled(['é', '', 'a text of more than twelve bytes'])).toBe(true);
  expect(filled(['short'])).toBe(false);
  expect(filled([[0xe4], [0xb8, 0x80], 'a text of more than twelve bytes'])).toBe(false);
  expect(filled(['a text with\0 a NUL inside'])).toBe(false);
  expect(filled(['\ufeffa text behind a byte order mark'])).toBe(false);
});
