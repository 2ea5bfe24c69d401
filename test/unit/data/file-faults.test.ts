// What is wrong with a file is said with its name, the place and the remedy.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { endsInsideLine } from '../../../src/data/tables/csv-diagnosis.js';
import { describeFile } from '../../../src/data/tables/file-columns.js';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { goldenFile } from '../../support/golden.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-faults-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function messageOf(read: Promise<unknown>): Promise<string> {
  const error = await read.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown as Error,
  );
  expect(error).toMatchObject({ name: 'WinbackError', code: 'BAD_INPUT' });
  return error.message;
}

describe('a CSV file', () => {
  const lines = Array.from({ length: 300 }, (_, i) => `u${i},${i}`);

  it('with mixed line ends: the first line that differs', async () => {
    const mixed = ['id,x', ...lines].map((line, i) => `${line}${i % 3 === 2 ? '\r\n' : '\n'}`).join('');
    const path = await file('mixed.csv', mixed);
    expect(await messageOf(readTable(path))).toBe(
      `${path}, line 3: mixed line ends (LF and CRLF): write the file with one kind`,
    );
  });

  it('that is in no known encoding: file, line and remedy', async () => {
    // "user,city" and "José,Málaga" in Latin-1: bytes that GBK has not.
    const latin = Buffer.from('user,city\nJosé,Málaga\n', 'latin1');
    expect(await messageOf(readTable(await file('latin.csv', latin)))).toMatch(
      /latin.csv, line 2: bytes that are neither UTF-8 nor gb18030: name the encoding as `encoding`.*CSV UTF-8/,
    );
    const late = Buffer.concat([Buffer.from(`id,x\n${lines.join('\n')}\n`), latin.subarray(10)]);
    expect(await messageOf(readTable(await file('late-latin.csv', late)))).toMatch(
      /late-latin.csv, line 302: /,
    );
  });

  it.each(['csv', 'parquet'])(
    '(%s) with columns "x" and "X" is refused, "x" and "x_1" are two',
    async (ending) => {
      const same = await file('same.csv', 'id,x,X\na,1,2\nb,3,4\n');
      const apart = await file('apart.csv', 'id,x,x_1\na,1,2\nb,3,4\n');
      if (ending === 'parquet') {
        const { Table, vectorFromArray } = await import('apache-arrow');
        const path = join(folder, 'apart.parquet');
        await writeTable(path, new Table({ x: vectorFromArray([1, 2]), x_1: vectorFromArray([1, 2]) }));
        expect((await readTable(path)).numCols).toBe(2);
        return;
      }
      expect(await messageOf(readTable(same))).toMatch(/has the columns "x" and "X".*rename one/);
      expect((await readTable(apart)).schema.fields.map(({ name }) => name)).toEqual(['id', 'x', 'x_1']);
    },
  );

  it('without a column that is asked for: its name, a near one or those there are', async () => {
    const path = await file('columns.csv', 'user_id,amount\na,1\nb,2\n');
    for (const read of [readTable, describeFile])
      expect(await messageOf(read(path, { columns: ['amuont'] }))).toBe(
        'the file has no column "amuont" (did you mean "amount"?)',
      );
    expect(await messageOf(readTable(path, { columns: ['vip'] }))).toBe(
      'the file has no column "vip"; it has user_id, amount',
    );
    expect(await messageOf(readTable(path, { text: ['id'] }))).toBe(
      'the file has no column "id"; it has user_id, amount',
    );
  });

  it('that ends inside a line is told from one that does not', async () => {
    expect(await endsInsideLine(await file('whole.csv', 'a,b\n1,2\n'))).toBe(false);
    expect(await endsInsideLine(await file('windows.csv', 'a,b\r\n1,2\r\n'))).toBe(false);
    expect(await endsInsideLine(await file('cut.csv', 'a,b\n1,2\n3'))).toBe(true);
    expect(await endsInsideLine(await file('cut.parquet', 'PAR1'))).toBe(false);
  });

  it('that is empty or a folder', async () => {
    expect(await messageOf(readTable(await file('zero.csv', '')))).toMatch(/zero.csv is empty$/);
    await mkdir(join(folder, 'folder.csv'));
    expect(await messageOf(readTable(join(folder, 'folder.csv')))).toMatch(/is a folder, not a file$/);
  });
});

describe('a Parquet file', () => {
  it('with columns "x" and "X", beside nested ones that repeat, is refused', async () => {
    const golden = goldenFile('arrow/same-names.parquet');
    expect(await messageOf(readTable(golden))).toMatch(/has the columns "x" and "X"/);
  });

  it('with decimals of more than 38 digits is refused where they are read', async () => {
    const golden = goldenFile('arrow/wide.parquet');
    expect(await messageOf(readTable(golden))).toMatch(
      /column "amt" is DECIMAL\(40,2\), and at most 38 digits are read/,
    );
    expect((await readTable(golden, { columns: ['id', 'fits'] })).getChild('fits')!.get(0)).toBe(0.8);
  });
});

describe('values of a stream', () => {
  it('of every type are the text that DuckDB gives them', async () => {
    const engine = await DuckDb.open();
    for (const value of [
      'INTERVAL 3 DAY',
      "INTERVAL '1 year 2 months -3 days 04:05:06.789'",
      "'0101'::BIT",
      '123456789012345678901234567890::BIGNUM',
      "'\\xAA\\x00abc'::BLOB",
      "uuid '12345678-1234-1234-1234-123456789abc'",
      '170141183460469231731687303715884105727::HUGEINT',
      '340282366920938463463374607431768211455::UHUGEINT',
      '1790000000000004097::DECIMAL(38,0)',
      '-0.802::DECIMAL(18,3)',
      "TIME '10:11:12'",
      '[1, 2]',
      "{'a': 1}",
      "'a text of more than twelve bytes'",
      "'short'",
    ]) {
      for (const options of [{ utf8: ['u'] }, { text: ['u'] }]) {
        const table = await engine.query(
          `SELECT ${value} AS u, (${value})::VARCHAR AS t UNION ALL SELECT NULL, NULL`,
          options,
        );
        expect([value, table.getChild('u')!.get(0)]).toEqual([value, table.getChild('t')!.get(0)]);
        expect(table.getChild('u')!.get(1)).toBeNull();
      }
    }
    engine.close();
  });

  it('of decimals are the nearest numbers', async () => {
    const engine = await DuckDb.open();
    for (const digits of [
      '-0.802',
      '0.1',
      '123456789012345.67',
      '99999999999999999999.99',
      '-12345678901234567890.123456789',
    ])
      expect((await engine.query(`SELECT '${digits}'::DECIMAL(38, 9) AS d`)).getChild('d')!.get(0)).toBe(
        Number(digits),
      );
    engine.close();
  });

  it('of times keep their microseconds in CSV', async () => {
    const engine = await DuckDb.open();
    const times = [
      '2025-01-01 00:00:00.123456',
      '1969-12-31 23:59:59.999999',
      '2025-01-01 00:00:00.5',
      '2025-01-01 00:00:00',
    ];
    const list = times.map((time) => `TIMESTAMP '${time}'`).join(', ');
    const path = join(folder, 'times.csv');
    await writeTable(path, await engine.query(`SELECT unnest([${list}]) AS t`));
    expect((await readFile(path, 'utf8')).trim().split('\n').slice(1)).toEqual([
      ...times.slice(0, 2),
      '2025-01-01 00:00:00.500',
      '2025-01-01 00:00:00.000',
    ]);
    const back = await readTable(path);
    expect(back.getChild('t')!.get(0)).toBeCloseTo(Date.UTC(2025, 0, 1) + 123.456, 3);
    engine.close();
  });
});

describe('a Parquet file', () => {
  it.each([
    [
      'cut in the middle',
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1),
      /was cut off, is still being written/,
    ],
    ['of a few bytes', () => new Uint8Array(8), /is empty or was cut off/],
    [
      'with a footer longer than the file',
      (bytes: Uint8Array) => bytes.with(bytes.length - 5, 127),
      /is a damaged Parquet file/,
    ],
  ] as const)('%s is named, with what to do', async (name, change, words) => {
    const whole = await file('whole.parquet', '');
    await writeTable(whole, await readTable(await file('whole.csv', 'id,x\na,1\nb,2\n')));
    const path = await file(`${name.replaceAll(' ', '-')}.parquet`, change(await readFile(whole)));
    const message = await messageOf(readTable(path));
    expect(message).toMatch(words);
    expect(message).toContain(path);
    expect(message).toMatch(/copy or write the file again/);
  });
});
