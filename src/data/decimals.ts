import type { ArrowData, ArrowType, ArrowVector } from './arrow-shape.js';
import { bitAt } from './read/bits.js';

/** Arrow's decimals: integers of 128 or 256 bits in 32-bit words, lowest first, in two's complement. */

/** Exact digits of a decimal as arrow-js gives it: `words` and the type's scale. */
export function decimalText(words: Uint32Array, scale: number): string {
  const bits = BigInt(words.length * 32);
  let unsigned = 0n;
  for (let i = words.length - 1; i >= 0; i--) unsigned = (unsigned << 32n) | BigInt(words[i]!);
  const value = BigInt.asIntN(Number(bits), unsigned);
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A column of decimals as float64, each rounded once; NaN where missing. */
export function decimalNumbers({ data }: Pick<ArrowVector, 'data'>): Float64Array {
  const rows = data.reduce((sum, { length }) => sum + length, 0);
  const numbers = new Float64Array(rows);
  let row = 0;
  for (const chunk of data)
    for (let i = 0; i < chunk.length; i++)
      numbers[row++] = isPresent(chunk, i) ? numberAt(chunk, i) : Number.NaN;
  return numbers;
}

function numberAt({ values, type }: ArrowData, row: number): number {
  const size = wordsOf(type);
  return Number(decimalText((values as Uint32Array).subarray(row * size, (row + 1) * size), type.scale ?? 0));
}

const wordsOf = ({ bitWidth = 128 }: ArrowType): number => bitWidth / 32;

function isPresent({ nullCount, nullBitmap, offset }: ArrowData, row: number): boolean {
  if (nullCount === 0 || !nullBitmap || nullBitmap.length === 0) return true;
  return bitAt(nullBitmap, offset + row) === 1;
}
