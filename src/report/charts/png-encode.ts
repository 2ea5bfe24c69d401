import { endianness } from 'node:os';
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

import { indexedColours } from './png-palette.js';

const compressed = promisify(deflate);

/** Pixels of a picture, red, green, blue, alpha, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/**
 * A PNG of opaque pixels, compressed on a libuv thread; null when a pixel is transparent, since a renderer's colours are
 * then multiplied by their alpha and a PNG's are not. `spare` keeps the megabytes of one picture for the next.
 *
 * Up to 256 colours become a palette: a quarter of the bytes to compress. Level 3 without row filters: charts are flat
 * colours, and come out as small as with the renderer's own encoder in a fraction of the time.
 * Layout: W3C, "Portable Network Graphics (PNG) Specification", second edition, chapters 5, 9 and 11.
 */
export async function encodePng(pixels: Pixels, spare: Buffer[] = []): Promise<Uint8Array | null> {
  const { width, height, rgba } = pixels;
  const words = wordsOf(rgba);
  const indexed = words === null ? null : indexedColours(words, width);
  if (indexed?.colours.some((colour) => colour >>> 24 !== 255)) return null;
  if (indexed !== null) {
    const data = await compressed(indexed.rows, { level: 3, memLevel: 9 });
    return assembled(width, height, 3, [chunk('PLTE', paletteBytes(indexed.colours)), chunk('IDAT', data)]);
  }
  if (!isOpaque(rgba, words)) return null;
  const bytes = (4 * width + 1) * height;
  const last = spare.pop();
  const storage = last !== undefined && last.length >= bytes ? last : Buffer.allocUnsafeSlow(bytes);
  fillRows(storage, pixels);
  const data = await compressed(storage.subarray(0, bytes), { level: 3, memLevel: 9 });
  spare.push(storage);
  return assembled(width, height, 6, [chunk('IDAT', data)]);
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** @param colourType 3 = palette, 6 = RGBA */
function assembled(width: number, height: number, colourType: 3 | 6, chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel or index, then the one compression and filter method, not interlaced.
  header.set([8, colourType, 0, 0, 0], 8);
  return Buffer.concat([signature, chunk('IHDR', header), ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

// One word a pixel, red in the lowest byte; null where the bytes are not aligned or the machine is big-endian.
function wordsOf(rgba: Uint8Array): Uint32Array | null {
  if (rgba.byteOffset % 4 !== 0 || endianness() !== 'LE') return null;
  return new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);
}

function paletteBytes(colours: readonly number[]): Uint8Array {
  return Uint8Array.from(
    colours.flatMap((colour) => [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255]),
  );
}

// Four bytes at a time where that can be: the loop runs on the calling thread.
function isOpaque(rgba: Uint8Array, words: Uint32Array | null): boolean {
  if (words !== null) {
    let all = 0xff000000;
    for (let i = 0; i < words.length; i++) all &= words[i]!;
    return all >>> 24 === 255;
  }
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}

// Each row after the number of its filter: 0, none.
function fillRows(rows: Buffer, { width, height, rgba }: Pixels): void {
  const bytes = 4 * width;
  for (let y = 0; y < height; y++) {
    rows[y * (bytes + 1)] = 0;
    rows.set(rgba.subarray(y * bytes, (y + 1) * bytes), y * (bytes + 1) + 1);
  }
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  result.set(body, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}
