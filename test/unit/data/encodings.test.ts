// Text files in other encodings than UTF-8 give the text that Python's codecs gave them, or are refused: never mojibake.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodingName } from '../../../src/data/files/encoding.js';
import { closeFile, encodingOf, openFile } from '../../../src/data/files/open-file.js';
import { describeFile } from '../../../src/data/tables/file-columns.js';
import { readTable } from '../../../src/data/tables/read.js';
import { gbk } from '../../support/gbk.js';

interface Case {
  readonly name: string;
  /** Python's name. */
  readonly encoding: string;
  readonly how: 'detected' | 'named';
  readonly text: string;
  readonly bytes: string;
}

const golden = new URL('../../golden/encodings/encodings.json', import.meta.url);
const cases = JSON.parse(await readFile(golden, 'utf8')) as readonly Case[];
const ours = (python: string): string =>
  python.replace('utf-16-', 'utf-16').replace('cp1252', 'windows-1252');

let folder = '';
let copies = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-encodings-'));
  copies = await mkdtemp(join(tmpdir(), 'winback-copies-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(copies, { recursive: true });
});

async function file(content: Buffer, ending = 'csv'): Promise<string> {
  const path = join(folder, `file${files++}.${ending}`);
  await writeFile(path, content);
  return path;
}

/** The text of a file as it is opened; copies are gone afterwards. */
async function textOf(path: string, encoding?: string): Promise<string> {
  const opened = await openFile(path, { encoding, tempDirectory: copies });
  const text = await readFile(opened.path, 'utf8');
  await closeFile(opened);
  expect(await readdir(copies)).toEqual([]);
  return text.replace(/^\ufeff/, '');
}

describe('files that Python wrote', () => {
  it.each(cases.filter(({ how }) => how === 'detected'))('$name, $encoding: found', async (given) => {
    expect(await textOf(await file(Buffer.from(given.bytes, 'base64')))).toBe(given.text);
  });

  it.each(cases)('$name, $encoding: named', async ({ encoding, text, bytes }) => {
    expect(await textOf(await file(Buffer.from(bytes, 'base64')), ours(encoding))).toBe(text);
  });

  it.each(cases.filter(({ how, name }) => how === 'named' && name !== 'rare characters'))(
    '$name, $encoding: refused without its name',
    async ({ bytes }) => {
      await expect(textOf(await file(Buffer.from(bytes, 'base64')))).rejects.toThrow(
        /file\d+\.csv(, line \d+)?: .*name the encoding as `encoding`/,
      );
      expect(await readdir(copies)).toEqual([]);
    },
  );
});

const chinese = (rows: number): string =>
  `用户,城市,金额\n${Array.from({ length: rows }, (_, i) => `用户${i},上海市浦东新区,${i}.5\n`).join('')}`;

describe('tables', () => {
  it('of a GBK file, also compressed, are those of the UTF-8 file', async () => {
    const text = chinese(5000);
    const utf8 = await readTable(await file(Buffer.from(text)));
    const plain = await readTable(await file(gbk(text)));
    const packed = await readTable(await file(zlib.gzipSync(gbk(text)), 'csv.gz'));
    const wide = await readTable(await file(Buffer.from(text, 'utf16le')));
    for (const table of [plain, packed, wide])
      expect(table.toArray().map(String)).toEqual(utf8.toArray().map(String));
    expect((await describeFile(await file(gbk(text)))).map(({ name }) => name)).toEqual([
      '用户',
      '城市',
      '金额',
    ]);
  });

  it('a character on any border between two pieces that are read', async () => {
    const line = '上海,1\n';
    for (const shift of [0, 1, 2, 3]) {
      const text = `城市,${'x'.repeat(shift)}\n${line.repeat(20_000)}`;
      expect(await textOf(await file(gbk(text)))).toBe(text);
      expect(await textOf(await file(Buffer.from(`\ufeff${text}`, 'utf16le')))).toBe(text);
    }
  });

  it('ASCII first, Chinese after a megabyte', async () => {
    const text = `a,b\n${'x,1\n'.repeat(300_000)}上海,用户\n`;
    const path = await file(gbk(text));
    expect(await encodingOf(path)).toBe('gb18030');
    expect(await textOf(path)).toBe(text);
  });

  it('random Chinese texts', async () => {
    const letter = fc.constantFrom(
      ...'的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动',
      ...'abc12 ,',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: letter, maxLength: 40 }), { maxLength: 30 }),
        async (lines) => {
          const text = `用户编号,发生时间,事件名称,支付金额\n${lines.join('\n')}`;
          expect(await textOf(await file(gbk(text)))).toBe(text);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('what is wrong', () => {
  it('a line in another encoding is named', async () => {
    const lines = chinese(2000).split('\n');
    const mixed = lines.map((line, i) => (i === 1500 ? Buffer.from(`${line}\n`) : gbk(`${line}\n`)));
    await expect(textOf(await file(Buffer.concat(mixed)))).rejects.toThrow(
      /file\d+\.csv, line 1501: this line is UTF-8, others are gb18030: the file mixes two encodings/,
    );
    const other = lines.map((line, i) => (i === 1500 ? gbk(`${line}\n`) : Buffer.from(`${line}\n`)));
    await expect(readTable(await file(Buffer.concat(other)))).rejects.toThrow(
      /file\d+\.csv, line 1501: this line is not UTF-8, others are UTF-8: the file mixes two encodings/,
    );
  });

  it('an invalid byte is named with its line', async () => {
    const text = chinese(3000).split('\n');
    const broken = text.map((line, i) =>
      Buffer.concat([gbk(line), Buffer.from(i === 2345 ? [0xff, 10] : [10])]),
    );
    const path = await file(Buffer.concat(broken));
    await expect(textOf(path)).rejects.toThrow(/line 2346: bytes that are neither UTF-8 nor gb18030/);
    await expect(textOf(path, 'gbk')).rejects.toThrow(/line 2346: bytes that are no gb18030/);
    await expect(readTable(path)).rejects.toThrow(path);
    await expect(textOf(await file(Buffer.from([0xff, 0xfe, 65, 0, 0, 0xd8, 65, 0])))).rejects.toThrow(
      /line 1: bytes/,
    );
    expect(await readdir(copies)).toEqual([]);
  });

  it('binary files and unknown names are refused; a stopped reading leaves no copy', async () => {
    await expect(textOf(await file(Buffer.from([1, 0, 0, 0, 2, 0, 3, 0, 0, 9])))).rejects.toThrow(
      /holds zero bytes/,
    );
    expect(() => encodingName('gb99', 'encoding')).toThrow(
      'encoding: unknown encoding "gb99"; known are utf-8',
    );
    const path = await file(gbk(chinese(200_000)));
    const stop = new AbortController();
    const opening = openFile(path, { signal: stop.signal, tempDirectory: copies });
    setImmediate(() => stop.abort());
    await expect(opening).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await readdir(copies)).toEqual([]);
  });

  it('no copy is left of a table, also after an error', async () => {
    const engine = { tempDirectory: copies };
    await readTable(await file(gbk(chinese(100))), { engine });
    await expect(readTable(await file(gbk(chinese(100))), { columns: ['城'], engine })).rejects.toThrow(
      /no column "城"/,
    );
    expect(await readdir(copies)).toEqual([]);
  });
});
