// Pictures written by hand are read back chunk by chunk, with a checksum of our own.
import { inflateSync } from 'node:zlib';

import { expect, it } from 'vitest';

import { encodePng } from '../../../src/report/charts/png-encode.js';
import { uniform } from '../../support/tables.js';

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

function picture(width: number, height: number): Uint8Array {
  const random = uniform(width * 31 + height);
  const rgba = Uint8Array.from({ length: 4 * width * height }, () => Math.floor(random() * 256));
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  return rgba;
}

it.each([
  [1, 1],
  [7, 3],
  [64, 33],
])('holds every pixel of a picture of %i by %i, also in used storage', async (width, height) => {
  const spare: Buffer[] = [Buffer.alloc(20_000, 7)];
  const rgba = picture(width, height);
  const chunks = chunksOf((await encodePng({ width, height, rgba }, spare))!);
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  const [header, data] = chunks;
  expect([header!.data.readUInt32BE(0), header!.data.readUInt32BE(4)]).toEqual([width, height]);
  expect([...header!.data.subarray(8)]).toEqual([8, 6, 0, 0, 0]);
  const rows = inflateSync(data!.data);
  expect(rows).toHaveLength((4 * width + 1) * height);
  for (let y = 0; y < height; y++) {
    const row = rows.subarray(y * (4 * width + 1), (y + 1) * (4 * width + 1));
    expect(row[0]).toBe(0);
    expect([...row.subarray(1)]).toEqual([...rgba.subarray(4 * width * y, 4 * width * (y + 1))]);
  }
  expect(spare).toHaveLength(1);
});

it('leaves a picture with a transparent pixel to the renderer, wherever its bytes lie', async () => {
  for (const offset of [0, 1]) {
    const rgba = new Uint8Array(new ArrayBuffer(4 * 16 + offset), offset).fill(255);
    expect(await encodePng({ width: 4, height: 4, rgba })).not.toBeNull();
    rgba[4 * 9 + 3] = 254;
    expect(await encodePng({ width: 4, height: 4, rgba })).toBeNull();
  }
});
