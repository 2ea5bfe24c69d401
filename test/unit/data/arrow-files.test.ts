// Arrow files of pyarrow 26: test/golden/arrow/make.py wrote them.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { Table, vectorFromArray } from 'apache-arrow';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewColumn } from '../../../src/data/columns.js';
import { decimalText } from '../../../src/data/decimals.js';
import { lz4Decoded } from '../../../src/data/tables/lz4.js';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { conform } from '../../../src/model/conform.js';
import { goldenFile } from '../../support/golden.js';

const golden = (name: string): string => goldenFile(`arrow/${name}`);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-arrow-'));
});
afterAll(() => rm(folder, { recursive: true }));

const csvOf = async (name: string): Promise<string> => {
  const table = await readTable(golden(name), { text: ['wide'] });
  const path = join(folder, `${name}.csv`);
  await writeTable(path, table);
  return readFile(path, 'utf8');
};

describe('Arrow files as other programs write them', () => {
  it('decimals have their point, ids all their digits', async () => {
    expect(await csvOf('plain.arrows')).toBe(await readFile(golden('expected.csv'), 'utf8'));
  });

  it.each(['lz4.feather', 'lz4.arrows', 'plain.feather'])('%s reads the same', async (name) => {
    expect(await csvOf(name)).toBe(await readFile(golden('expected.csv'), 'utf8'));
  });

  it('zstd is read, or the message says what to write', async () => {
    if ('zstdDecompressSync' in zlib)
      expect(await csvOf('zstd.arrows')).toBe(await readFile(golden('expected.csv'), 'utf8'));
    else await expect(readTable(golden('zstd.arrows'))).rejects.toThrow(/zstd.*write it uncompressed/);
  });

  it('a new dictionary in every batch', async () => {
    const table = await readTable(golden('dictionaries.arrows'));
    const view = viewColumn(table, 'c');
    const texts = view.chunks.flatMap(({ values, length }) =>
      Array.from({ length }, (_, row) => view.categories![Number(values[row])]),
    );
    expect(texts).toEqual(['a', 'b', 'c', 'a']);
    expect(view.categories).toEqual(['a', 'b', 'c']);
    const conformed = conform(table, [{ name: 'c', kind: 'categorical', categories: ['c', 'a'] }]);
    expect(Array.from({ length: 4 }, (_, row) => conformed.getChild('c')!.get(row))).toEqual([
      'a',
      null,
      'c',
      'a',
    ]);
  });

  it('a decimal is a number to a model', async () => {
    const table = await readTable(golden('plain.arrows'), { columns: ['dec'] });
    const column = conform(table, [{ name: 'dec', kind: 'numeric' }]).getChild('dec')!;
    expect([column.get(0), column.get(1), column.get(2)]).toEqual([-0.802, 0.001, null]);
  });

  it.each(['plain.arrows', 'lz4.feather', 'dictionaries.arrows'])(
    '%s cut anywhere is refused',
    async (name) => {
      const bytes = await readFile(golden(name));
      const cut = join(folder, `cut-${name}`);
      const cuts = new Set(Array.from({ length: 30 }, (_, i) => Math.floor((bytes.length * (i + 1)) / 31)));
      for (let at = 8; at + 8 <= bytes.length; at += 8) {
        const length = bytes.readInt32LE(at + 4);
        if (bytes.readInt32LE(at) === -1 && length > 0 && length < 4096) cuts.add(at);
      }
      cuts.add(bytes.length - 8);
      for (const at of [...cuts].filter((at) => at > 8)) {
        await writeFile(cut, bytes.subarray(0, at));
        await expect(readTable(cut), `cut at ${at}`).rejects.toThrow(/ends without its end marker/);
      }
    },
  );

  it('a stream of winback itself cut between batches is refused', async () => {
    const path = join(folder, 'own.arrow');
    const part = new Table({ x: vectorFromArray([1, 2, 3]) });
    await writeTable(path, [part, part, part]);
    expect((await readTable(path)).numRows).toBe(9);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 8));
    await expect(readTable(path)).rejects.toThrow(/own.arrow: the file ends without its end marker/);
  });
});

describe('lz4 frames', () => {
  it('are refused when cut or changed in their lengths, and never hang', async () => {
    const frame = await readFile(golden('text.lz4'));
    const text = lz4Decoded(frame);
    expect(Buffer.from(text).equals(await readFile(golden('text.txt')))).toBe(true);
    for (let at = 0; at < frame.length - 8; at += 7)
      expect(() => lz4Decoded(frame.subarray(0, at))).toThrow(/damaged lz4/);
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(frame);
        damaged[at]! ^= change;
        try {
          lz4Decoded(damaged);
        } catch (error) {
          expect((error as Error).message).toMatch(/damaged lz4/);
        }
      }),
    );
  });
});

describe('decimalText', () => {
  it('is the integer with a point, for any sign, scale and width', () => {
    const words = (value: bigint, bits: number): Uint32Array =>
      Uint32Array.from({ length: bits / 32 }, (_, i) => Number(BigInt.asUintN(32, value >> BigInt(32 * i))));
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
        fc.integer({ min: 0, max: 38 }),
        (value, scale) => {
          for (const bits of [128, 256]) {
            const text = decimalText(words(value, bits), scale);
            expect(BigInt(text.replace('.', ''))).toBe(value);
            expect(text.split('.')[1]?.length ?? 0).toBe(scale);
          }
        },
      ),
    );
  });
});
