// Pictures written by hand are read back chunk by chunk, with a checksum of our own.
import { inflateSync } from 'node:zlib';

import { expect, it } from 'vitest';

import { encodePng } from '../../../src/report/charts/png-encode.js';
import { uniform } from '../../support/random.js';

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function checksum(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Uint8Array): readonly Chunk[] {
  const bytes = Buffer.from(png);
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(checksum(body));
    chunks.push({ type: body.toString('ascii', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

/** Opaque pixels of `colours` colours, any colour where it is infinite. */
function picture(width: number, height: number, colours: number): Uint8Array {
  const random = uniform(width * 31 + height);
  const words = Array.from({ length: width * height }, () => Math.floor(random() * 2 ** 24));
  const palette = Array.from({ length: Math.min(colours, 257) }, (_, i) => (i * 0x9e3779) % 2 ** 24);
  const chosen =
    colours === Infinity ? words : words.map((word, i) => palette[i < colours ? i : word % colours]!);
  return Uint8Array.from(chosen.flatMap((word) => [word & 255, (word >> 8) & 255, word >> 16, 255]));
}

/** Pixels of a PNG of ours: 8 bits, RGBA or a palette, filter 0. */
function decoded(chunks: readonly Chunk[], width: number, height: number): readonly number[] {
  const [header, ...rest] = chunks;
  expect([header!.type, header!.data.readUInt32BE(0), header!.data.readUInt32BE(4)]).toEqual([
    'IHDR',
    width,
    height,
  ]);
  const type = header!.data[9]!;
  expect([...header!.data.subarray(8)]).toEqual([8, type, 0, 0, 0]);
  const names = type === 3 ? ['PLTE', 'IDAT', 'IEND'] : ['IDAT', 'IEND'];
  expect(rest.map((chunk) => chunk.type)).toEqual(names);
  const palette = rest[0]!.data;
  const bytes = type === 3 ? 1 : 4;
  const rows = inflateSync(rest.at(-2)!.data);
  expect(rows).toHaveLength((bytes * width + 1) * height);
  return Array.from({ length: height }, (_, y) => {
    const row = rows.subarray(y * (bytes * width + 1), (y + 1) * (bytes * width + 1));
    expect(row[0]).toBe(0);
    const values = [...row.subarray(1)];
    return type === 3 ? values.flatMap((code) => [...palette.subarray(3 * code, 3 * code + 3), 255]) : values;
  }).flat();
}

it.each([
  [1, 1, 1, 3],
  [7, 3, 2, 3],
  [7, 3, 21, 3],
  [64, 33, 255, 3],
  [64, 33, 256, 3],
  [64, 33, 257, 6],
  [64, 33, Infinity, 6],
])(
  'holds every pixel of %i by %i with %d colours, also in used storage',
  async (width, height, colours, type) => {
    const spare: Buffer[] = [Buffer.alloc(20_000, 7)];
    const rgba = picture(width, height, colours);
    const chunks = chunksOf((await encodePng({ width, height, rgba }, spare))!);
    expect(decoded(chunks, width, height)).toEqual([...rgba]);
    expect(chunks[0]!.data[9]).toBe(type);
    expect(spare).toHaveLength(1);
  },
);

it('holds every pixel where the bytes are not aligned', async () => {
  const rgba = picture(7, 3, 5);
  const moved = new Uint8Array(new ArrayBuffer(rgba.length + 1), 1);
  moved.set(rgba);
  expect(decoded(chunksOf((await encodePng({ width: 7, height: 3, rgba: moved }))!), 7, 3)).toEqual([
    ...rgba,
  ]);
});

it('leaves a picture with a transparent pixel to the renderer, wherever its bytes lie', async () => {
  for (const offset of [0, 1]) {
    const rgba = new Uint8Array(new ArrayBuffer(4 * 16 + offset), offset).fill(255);
    expect(await encodePng({ width: 4, height: 4, rgba })).not.toBeNull();
    rgba[4 * 9 + 3] = 254;
    expect(await encodePng({ width: 4, height: 4, rgba })).toBeNull();
  }
});
