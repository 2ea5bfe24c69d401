import { allocateColumn } from '../../base/large-arrays.js';
import { setBit } from '../read/bits.js';
import type { BuiltColumn } from './build.js';

/** Cells that are encoded by one call, which takes a quarter of the time of a call a cell. Strings of a few blocks are collected young. */
const cellsAtOnce = 1024;

/** A text column that is built from cell to cell, without a string for every row in memory. */
export class TextCells {
  readonly #offsets: Int32Array;
  readonly #bitmap: Uint8Array;
  readonly #blocks: Uint8Array[] = [];
  #open: (string | null)[] = [];
  #encoded = 0;
  #nulls = 0;

  /** @param rows of the column */
  constructor(rows: number) {
    this.#offsets = allocateColumn(Int32Array, rows + 1);
    this.#bitmap = new Uint8Array((rows + 7) >> 3);
  }

  /** The next row; null = no value. */
  add(cell: string | null): void {
    if (cell === null) this.#nulls++;
    else setBit(this.#bitmap, this.#encoded + this.#open.length);
    if (this.#open.push(cell) === cellsAtOnce) this.#encode();
  }

  /** The column, after its last row. */
  column(name: string): BuiltColumn {
    this.#encode();
    const offsets = this.#offsets;
    const bytes = allocateColumn(Uint8Array, offsets[this.#encoded]!);
    let at = 0;
    for (const block of this.#blocks) {
      bytes.set(block, at);
      at += block.length;
    }
    const validity = { bitmap: this.#bitmap, nulls: this.#nulls };
    return { name, kind: 'utf8', offsets, bytes, ...(this.#nulls === 0 ? {} : { validity }) };
  }

  #encode(): void {
    this.#blocks.push(encoded(this.#open, this.#offsets, this.#encoded));
    this.#encoded += this.#open.length;
    this.#open = [];
  }
}

/** A text column; null = no value. */
export function textCells(name: string, cells: readonly (string | null)[]): BuiltColumn {
  const column = new TextCells(cells.length);
  for (const cell of cells) column.add(cell);
  return column.column(name);
}

/** The UTF-8 bytes of cells, and where each ends. */
function encoded(cells: readonly (string | null)[], offsets: Int32Array, from: number): Uint8Array {
  const joined = cells.join('');
  const bytes = Buffer.from(joined);
  const isAscii = bytes.length === joined.length;
  let at = offsets[from]!;
  for (const [i, cell] of cells.entries()) {
    if (cell !== null) at += isAscii ? cell.length : Buffer.byteLength(cell);
    offsets[from + i + 1] = at;
  }
  if (at - offsets[from]! === bytes.length) return bytes;
  // Half a letter at the end of one cell and half at the beginning of the next are no letter.
  return Buffer.concat(cells.map((cell) => Buffer.from(cell ?? '')));
}
