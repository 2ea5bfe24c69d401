import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Dictionary, Float64, Int32, makeData, makeVector, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildTable } from '../../../src/data/tables/build.js';
import { readBatches, readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

function rowsOf(table: Table): readonly Record<string, unknown>[] {
  const names = table.schema.fields.map((field) => field.name);
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, table.getChild(name)!.get(row)])),
  );
}

const mixed = `SELECT * FROM (VALUES
  ('a', 1::INTEGER, 2::BIGINT, 0.5::DOUBLE, 1.25::DECIMAL(9, 2), true, DATE '2025-03-01', TIMESTAMP '2025-03-01 10:00:00.5'),
  ('中文, "q"', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (NULL, -7, 9007199254740993, 1e300, -0.01, false, DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59'),
  ('=1+1', 3, 4, -0.25, 3, true, DATE '2024-02-29', TIMESTAMP '2000-01-01 00:00:00')
) AS t("text", "int", "long", "double", "decimal", "bool", "day", "at")`;

const expected = [
  {
    text: 'a',
    int: 1,
    long: 2n,
    double: 0.5,
    decimal: 1.25,
    bool: true,
    day: Date.UTC(2025, 2, 1),
    at: Date.UTC(2025, 2, 1, 10, 0, 0, 500),
  },
  { text: '中文, "q"', int: null, long: null, double: null, decimal: null, bool: null, day: null, at: null },
  {
    text: null,
    int: -7,
    long: 9007199254740993n,
    double: 1e300,
    decimal: -0.01,
    bool: false,
    day: Date.UTC(1969, 11, 31),
    at: Date.UTC(1969, 11, 31, 23, 59, 59),
  },
  {
    text: '=1+1',
    int: 3,
    long: 4n,
    double: -0.25,
    decimal: 3,
    bool: true,
    day: Date.UTC(2024, 1, 29),
    at: Date.UTC(2000, 0, 1),
  },
];

describe('DuckDb', () => {
  it('turns every common type and its nulls into Arrow', async () => {
    const engine = await DuckDb.open();
    const table = await engine.query(mixed);
    expect(rowsOf(table)).toEqual(expected);
    expect(String(table.schema.fields[0]!.type)).toContain('Dictionary');
    const utf8 = await engine.query(mixed, { utf8: ['text'] });
    expect(String(utf8.schema.fields[0]!.type)).toBe('Utf8');
    expect(rowsOf(utf8)).toEqual(expected);
    engine.close();
  });

  it('streams batches in order and keeps nulls at chunk borders', async () => {
    const engine = await DuckDb.open();
    const sql = `SELECT i, if(i % 3 = 0, NULL, i * 2) AS d, if(i % 5 = 0, NULL, 'c' || (i % 7)) AS s, i % 2 = 0 AS b
      FROM range(100000) t(i) ORDER BY i`;
    let next = 0;
    let batches = 0;
    for await (const batch of engine.batches(sql, { batchRows: 5000 })) {
      batches++;
      const columns = ['i', 'd', 's', 'b'].map((name) => batch.getChild(name)!);
      for (let row = 0; row < batch.numRows; row++, next++) {
        const want = [
          BigInt(next),
          next % 3 === 0 ? null : BigInt(next) * 2n,
          next % 5 === 0 ? null : `c${next % 7}`,
          next % 2 === 0,
        ];
        if (columns.some((column, i) => column.get(row) !== want[i])) expect(next).toBe('equal');
      }
    }
    expect(next).toBe(100_000);
    expect(batches).toBeGreaterThan(10);
    engine.close();
  });

  it('gives an empty table with the right columns for an empty result', async () => {
    const engine = await DuckDb.open();
    const table = await engine.query(`SELECT * FROM (${mixed}) WHERE "int" = 99`);
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map((field) => field.name)).toEqual(Object.keys(expected[0]!));
    engine.close();
  });

  it('stops on abort, and works again afterwards', async () => {
    const engine = await DuckDb.open();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const slow = 'SELECT count(*) AS n FROM range(10000000000) a(i) WHERE hash(i) % 7 = 3';
    await expect(engine.query(slow, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(await engine.rows('SELECT 1::INTEGER AS one')).toEqual([{ one: 1 }]);
    engine.close();
    await expect(engine.rows('SELECT 1')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('tells errors apart by code', async () => {
    const engine = await DuckDb.open({ memoryLimitMb: 64, threads: 1 });
    await expect(engine.run('SELEC 1')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(engine.run("SELECT * FROM read_csv('/nowhere/x.csv')")).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(DuckDb.open({ memoryLimitMb: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(DuckDb.open({ memory: 1 } as never)).rejects.toThrow(/unknown option "memory"/);
    engine.close();
  });
});

describe('table files', () => {
  for (const ending of ['csv', 'parquet', 'arrow']) {
    it(`round-trips ${ending}`, async () => {
      const engine = await DuckDb.open();
      const table = await engine.query(mixed);
      engine.close();
      const path = join(folder, `mixed.${ending}`);
      expect(await writeTable(path, table)).toBe(4);
      // CSV has no widths: whole numbers come back as 64-bit.
      const same =
        ending === 'csv' ? expected.map((row) => ({ ...row, int: row.int && BigInt(row.int) })) : expected;
      expect(rowsOf(await readTable(path))).toEqual(same);
      const picked = await readTable(path, { columns: ['int', 'text'] });
      expect(picked.schema.fields.map((field) => field.name)).toEqual(['int', 'text']);
      await expect(readTable(path, { columns: ['nope'] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });

    it(`writes and reads many ${ending} batches whose dictionaries differ`, async () => {
      async function* tables(): AsyncGenerator<Table> {
        for (let b = 0; b < 5; b++) {
          const codes = Int32Array.from({ length: 3000 }, (_, i) => i % 3);
          const categories = [`b${b}`, 'common', `z${9 - b}`];
          const ids = Int32Array.from({ length: 3000 }, (_, i) => b * 3000 + i);
          yield await buildTable([
            { name: 'id', kind: 'number', values: ids },
            { name: 'label', kind: 'dictionary', codes, categories },
          ]);
        }
      }
      const path = join(folder, `batches.${ending}`);
      expect(await writeTable(path, tables())).toBe(15_000);
      let row = 0;
      for await (const batch of readBatches(path, { batchRows: 4096 })) {
        for (let i = 0; i < batch.numRows; i++, row++) {
          const b = Math.floor(row / 3000);
          const want = [`b${b}`, 'common', `z${9 - b}`][(row % 3000) % 3];
          if (Number(batch.getChild('id')!.get(i)) !== row || batch.getChild('label')!.get(i) !== want) {
            expect({ row, got: batch.getChild('label')!.get(i) }).toEqual(want);
          }
        }
      }
      expect(row).toBe(15_000);
    });
  }

  it.each(['csv', 'parquet'])(
    'reads expected texts of %s as exactly that dictionary, others as null',
    async (ending) => {
      const path = join(folder, `known.${ending}`);
      const names = ["it's", '中文', 'rare', ending === 'csv' ? '' : 'a\0b'];
      const codes = Int32Array.from({ length: 5000 }, (_, i) => (i === 4999 ? 3 : i % 3));
      const numbers = Int32Array.from(codes);
      await writeTable(
        path,
        await buildTable([
          { name: 'city', kind: 'dictionary', codes, categories: names },
          { name: 'n', kind: 'number', values: numbers },
        ]),
      );
      const known = { city: ['中文', "it's", 'never'], n: ['0', '1'], absent: ['x'] };
      const table = await readTable(path, { columns: ['n', 'city'], known });
      const city = table.getChild('city')!;
      expect(city.data[0]!.dictionary!.toArray()).toEqual(known.city);
      expect([0, 1, 2, 3].map((row) => city.get(row))).toEqual(["it's", '中文', null, "it's"]);
      // Numbers stay numbers: what text they would make is not this reader's to say.
      expect(Number(table.getChild('n')!.get(2))).toBe(2);
      const plain = (await readTable(path, { known: { city: [] } })).getChild('city')!;
      expect([plain.get(2), plain.get(4999)]).toEqual(['rare', ending === 'csv' ? null : 'a\0b']);
    },
  );

  it('writes numbers of every width, slices and batches with and without nulls', async () => {
    const path = join(folder, 'widths.parquet');
    const length = 5000;
    const columns = (shift: number, validity?: { bitmap: Uint8Array; nulls: number }) =>
      [
        Int8Array,
        Uint8Array,
        Int16Array,
        Uint16Array,
        Int32Array,
        Uint32Array,
        Float32Array,
        Float64Array,
      ].map((Kind, i) => {
        const values = new Kind(length);
        for (let row = 0; row < length; row++) values[row] = (row + shift) % 100;
        return { name: `c${i}`, kind: 'number', values, ...(validity && { validity }) } as const;
      });
    const bitmap = new Uint8Array(length / 8).fill(0xff);
    bitmap[0] = 0xfe;
    const whole = await buildTable(columns(0));
    const holed = await buildTable(columns(0, { bitmap, nulls: 1 }));
    await writeTable(path, [whole.slice(3, 4000), holed]);
    const back = await readTable(path);
    expect(back.numRows).toBe(8997);
    for (let i = 0; i < 8; i++) {
      const column = back.getChild(`c${i}`)!;
      expect([0, 3996, 3997, 3998, 8996].map((row) => column.get(row))).toEqual([3, 99, null, 1, 99]);
    }
  });

  it('leaves the old file and no partial one when writing fails', async () => {
    const path = join(folder, 'kept.csv');
    await writeFile(path, 'old\n1\n');
    async function* broken(): AsyncGenerator<Table> {
      yield await buildTable([{ name: 'x', kind: 'number', values: new Int32Array(10) }]);
      throw new Error('source broke');
    }
    await expect(writeTable(path, broken())).rejects.toMatchObject({ code: 'IO' });
    expect(await readFile(path, 'utf8')).toBe('old\n1\n');
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('escapes formulas only when asked, and only in text', async () => {
    const codes = Int32Array.from([0, 1]);
    const table = await buildTable([
      { name: '@name', kind: 'dictionary', codes, categories: ['=cmd()', 'plain'] },
      { name: 'profit', kind: 'number', values: Float64Array.from([-1.5, 2]) },
    ]);
    const path = join(folder, 'safe.csv');
    await writeTable(path, table, { escapeFormulas: true });
    expect(await readFile(path, 'utf8')).toBe("'@name,profit\n'=cmd(),-1.5\nplain,2\n");
  });

  it('refuses what cannot be read with a typed error', async () => {
    await expect(readTable(join(folder, 'absent.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readTable(join(folder, 'x.xls'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    for (const ending of ['parquet', 'arrow']) {
      const path = join(folder, `garbage.${ending}`);
      await writeFile(path, 'this is not a table at all, just text '.repeat(10));
      await expect(readTable(path)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });

  it('keeps leading zeros of columns read as text', async () => {
    const path = join(folder, 'ids.csv');
    await writeFile(path, 'id,x\n007,1\n012,2\n');
    expect(rowsOf(await readTable(path, { text: ['id'] }))[0]!['id']).toBe('007');
  });
});

describe('tables of one Parquet file', () => {
  const texts = (values: readonly (string | null)[]) => vectorFromArray(values, new Utf8());
  const coded = (values: readonly (string | null)[]) =>
    vectorFromArray(values, new Dictionary(new Utf8(), new Int32()));
  const back = async (name: string, tables: readonly Table[]) => {
    const file = join(folder, name);
    await writeTable(file, tables);
    return [...(await readTable(file)).getChild('x')!];
  };

  it('may bring the same texts as a dictionary or plain', async () => {
    const tables = [
      new Table({ x: coded(['x', null, 'x']) }),
      new Table({ x: texts(['p', 'x', null]) }),
      new Table({ x: coded(['q', 'p']) }),
    ];
    expect(await back('kinds.parquet', tables)).toEqual(['x', null, 'x', 'p', 'x', null, 'q', 'p']);
  });

  it('may bring ever more texts', async () => {
    const batch = (from: number) => Array.from({ length: 3000 }, (_, i) => (i % 7 ? `t${from + i}` : null));
    const batches = [0, 3000, 1500, 6000].map(batch);
    const read = await back(
      'growing.parquet',
      batches.map((values) => new Table({ x: coded(values) })),
    );
    expect(read).toEqual(batches.flat());
  });

  it('keeps a null that stands in the dictionary', async () => {
    const dictionary = vectorFromArray(['a', null], new Utf8());
    const data = Int32Array.of(0, 1, 0);
    const type = new Dictionary(new Utf8(), new Int32());
    expect(
      await back('nulls.parquet', [new Table({ x: makeVector(makeData({ type, data, dictionary })) })]),
    ).toEqual(['a', null, 'a']);
  });

  it('refuses a column that changes its type', async () => {
    const tables = [
      new Table({ x: vectorFromArray([1, 2], new Int32()) }),
      new Table({ x: vectorFromArray([1.5, 3e12], new Float64()) }),
    ];
    await expect(back('types.parquet', tables)).rejects.toThrow(
      'column "x" is Int32 in the first table and Float64 later',
    );
  });
});
