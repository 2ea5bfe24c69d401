// Texts that lie in UTF-8 go into a vector of DuckDB as they lie: one call brings the bytes of all rows, and each row points into
// them. A string that JavaScript decodes, and DuckDB encodes again, takes more than twice as long.
import { isUtf8 } from 'node:buffer';

import type { DuckDBDataChunk } from '@duckdb/node-api';

import type { DuckDbApi } from './duckdb-api.js';

/** Texts in UTF-8: row r is `bytes[offsets[r] .. offsets[r + 1])`. */
export interface Utf8Rows {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  readonly present: (row: number) => boolean;
}

/** A run of rows. */
export interface RowRun {
  readonly from: number;
  readonly rows: number;
}

/** Bytes of a text in a vector: its length, then its bytes, or the first four of them and where all of them lie. */
const cellBytes = 16;
/** Bytes of a text that has no pointer, at most. */
const inlineBytes = 12;

/** What the vectors of DuckDB's API have and its types do not show. */
interface OpenVector {
  readonly vector: Parameters<DuckDbApi['DuckDBHugeIntVector']['fromRawVector']>[0];
  readonly dataView: DataView;
  readonly validity: { setItemValid(row: number, isValid: boolean): void };
}

/**
 * Fills a text column of a chunk.
 * @returns false where it is not filled: the bytes are no UTF-8, or too few to be worth it, or DuckDB keeps texts in another way
 */
export function fillTexts(
  api: DuckDbApi,
  chunk: DuckDBDataChunk,
  column: number,
  texts: Utf8Rows,
  run: RowRun,
): boolean {
  if (!isKnownLayout(api)) return false;
  const block = texts.bytes.subarray(texts.offsets[run.from], texts.offsets[run.from + run.rows]);
  if (block.length <= inlineBytes || !isPlain(block, texts, run)) return false;
  writeTexts(api, chunk, column, { block, texts, run });
  return true;
}

/** Whether every row is UTF-8 that comes out of a decoder as it is, without the NUL at which C ends a text. */
function isPlain(block: Uint8Array, { bytes, offsets }: Utf8Rows, { from, rows }: RowRun): boolean {
  if (!isUtf8(block) || block.includes(0)) return false;
  for (let row = from; row < from + rows; row++) {
    const at = offsets[row]!;
    const first = at < offsets[row + 1]! ? bytes[at]! : 0;
    // The middle of a letter, or perhaps a byte order mark, which decoders drop.
    if ((first & 0xc0) === 0x80 || (first === 0xef && bytes[at + 1] === 0xbb)) return false;
  }
  return true;
}

interface Written {
  readonly block: Uint8Array;
  readonly texts: Utf8Rows;
  readonly run: RowRun;
}

function writeTexts(api: DuckDbApi, chunk: DuckDBDataChunk, column: number, given: Written): void {
  const { block, texts, run } = given;
  const { vector } = chunk.getColumnVector(column) as unknown as OpenVector;
  // The vector keeps the bytes of all rows as one text in memory of its own, which lives as long as the chunk.
  const whole = api.DuckDBBlobVector.fromRawVector(vector, 1);
  whole.setItem(0, new api.DuckDBBlobValue(block));
  whole.flush();
  // Its cells are as wide as those of texts, and its writer copies them whole.
  const cells = api.DuckDBHugeIntVector.fromRawVector(vector, run.rows);
  const { dataView, validity } = cells as unknown as OpenVector;
  const pointer = { low: dataView.getUint32(8, true), high: dataView.getUint32(12, true) };
  const out = new Uint8Array(dataView.buffer, dataView.byteOffset, run.rows * cellBytes).fill(0);
  const start = texts.offsets[run.from]!;
  for (let i = 0; i < run.rows; i++) {
    const row = run.from + i;
    const at = texts.offsets[row]! - start;
    const length = texts.offsets[row + 1]! - start - at;
    const isPresent = texts.present(row);
    validity.setItemValid(i, isPresent);
    if (!isPresent) continue;
    dataView.setUint32(i * cellBytes, length, true);
    const shown = length <= inlineBytes ? length : 4;
    for (let k = 0; k < shown; k++) out[i * cellBytes + 4 + k] = block[at + k]!;
    if (length > inlineBytes) setPointer(dataView, i * cellBytes + 8, pointer, at);
  }
  cells.flush();
}

interface Pointer {
  readonly low: number;
  readonly high: number;
}

function setPointer(cells: DataView, place: number, { low, high }: Pointer, beyond: number): void {
  const sum = low + beyond;
  cells.setUint32(place, sum % 2 ** 32, true);
  cells.setUint32(place + 4, high + (sum >= 2 ** 32 ? 1 : 0), true);
}

let known: boolean | undefined;

const samples = ['', 'é', 'twelve bytes', null, 'more than twelve bytes', 'the last one, which is long too'];

/** Whether DuckDB keeps texts in the way that is written here: told by texts that it reads back. */
function isKnownLayout(api: DuckDbApi): boolean {
  known ??= readsBack(api);
  return known;
}

function readsBack(api: DuckDbApi): boolean {
  const bytes = Buffer.from(samples.join(''));
  const offsets = new Int32Array(samples.length + 1);
  for (const [i, text] of samples.entries()) offsets[i + 1] = offsets[i]! + Buffer.byteLength(text ?? '');
  const chunk = api.DuckDBDataChunk.create([api.VARCHAR], samples.length);
  const run = { from: 0, rows: samples.length };
  const texts = { bytes, offsets, present: (row: number) => samples[row] !== null };
  writeTexts(api, chunk, 0, { block: bytes, texts, run });
  const { vector } = chunk.getColumnVector(0) as unknown as OpenVector;
  const read = api.DuckDBVarCharVector.fromRawVector(vector, samples.length);
  return samples.every((text, i) => read.getItem(i) === text);
}
