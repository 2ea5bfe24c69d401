// Workbooks that openpyxl wrote (test/golden/xlsx/make.py), JSON files and records as tables.
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

import type { Table } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { outputFormatOf } from '../../../src/data/tables/paths.js';
import { readTable } from '../../../src/data/tables/read.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/xlsx/${name}`, import.meta.url));

let folder = '';
let copies = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-workbooks-'));
  copies = await mkdtemp(join(tmpdir(), 'winback-workbook-copies-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(copies, { recursive: true });
});

async function file(ending: string, content: string | Buffer): Promise<string> {
  const path = join(folder, `file${files++}.${ending}`);
  await writeFile(path, content);
  return path;
}

const column = (table: Table, name: string): unknown[] => [...table.getChild(name)!];

// As make.py fills them.
const rows = Array.from({ length: 60 }, (_, i) => i);
const start = Date.UTC(2026, 0, 1, 8, 30, 15);

describe('a workbook', () => {
  it('is a table of its first sheet, with the types of the cells', async () => {
    const table = await readTable(golden('orders.xlsx'), { engine: { tempDirectory: copies } });
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      '用户',
      '时间',
      '金额',
      '会员',
      '编号',
      '备注',
    ]);
    expect(column(table, '用户')).toEqual(rows.map((i) => `用户${i % 7}`));
    expect(column(table, '时间').map(Number)).toEqual(rows.map((i) => start + 13 * 36e5 * i));
    expect(column(table, '金额')).toEqual(rows.map((i) => (i % 5 === 0 ? null : i * 1.25)));
    expect(column(table, '会员')).toEqual(rows.map((i) => i % 2 === 0));
    expect(column(table, '编号')).toEqual(rows.map((i) => String(i).padStart(5, '0')));
    expect(column(table, '备注')[3]).toBe('=1+1');
    expect(column(table, '备注')[4]).toBe('a,"b"\n  c');
    expect(await readdir(copies)).toEqual([]);
  });

  it('is an event log', async () => {
    const { events, engine } = featuresConfig(
      {
        events: {
          source: golden('orders.xlsx'),
          columns: { user: '用户', time: '时间', amount: '金额', id: '编号' },
          everyRow: 'payment',
        },
        engine: { threads: 1 },
      },
      'config',
    );
    const log = await openEventLog(events, engine);
    log.close();
    const last = new Date(start + 59 * 13 * 36e5).toISOString().slice(0, 10);
    expect(log.record).toMatchObject({
      rows: 60,
      events: 60,
      users: 7,
      firstDay: '2026-01-01',
      lastDay: last,
    });
    expect(log.record.reading.columns).toMatchObject([
      { unusable: 0 },
      { option: 'amount', given: 48, unusable: 0 },
    ]);
  });

  it('without rows, that is none, or to be written: the reason', async () => {
    await expect(readTable(golden('header-only.xlsx'))).rejects.toThrow(
      /header-only.xlsx has a header but no rows/,
    );
    const text = join(folder, 'text.xlsx');
    await copyFile(golden('make.py'), text);
    await expect(readTable(text)).rejects.toThrow(/text.xlsx is no readable .xlsx file/);
    expect(() => outputFormatOf('out.xlsx')).toThrow(/read, not written/);
  });
});

describe('JSON files', () => {
  const lines = Array.from({ length: 500 }, (_, i) => ({
    id: i % 3 === 0 ? `x${i}` : i,
    user: { id: i, plan: i % 2 === 0 ? 'a' : 'b' },
    ...(i > 300 ? { late: i / 2 } : {}),
    'a.b': i,
    at: `2026-01-${String((i % 28) + 1).padStart(2, '0')}`,
  }));

  it.each([
    ['jsonl', (): string => lines.map((line) => JSON.stringify(line)).join('\n')],
    ['json', (): string => JSON.stringify(lines)],
    ['ndjson.gz', (): Buffer => zlib.gzipSync(lines.map((line) => JSON.stringify(line)).join('\n'))],
  ])('.%s: columns of all rows, records by their paths', async (ending, content) => {
    const table = await readTable(await file(ending, content()));
    expect(table.schema.fields.map(({ name }) => name).sort()).toEqual([
      'a.b',
      'at',
      'id',
      'late',
      'user.id',
      'user.plan',
    ]);
    expect(column(table, 'id')).toEqual(lines.map(({ id }) => String(id)));
    expect(column(table, 'user.id').map(Number)).toEqual(lines.map(({ user }) => user.id));
    expect(column(table, 'user.plan')).toEqual(lines.map(({ user }) => user.plan));
    expect(column(table, 'late')).toEqual(lines.map(({ late }) => late ?? null));
    expect(column(table, 'at').map(Number)).toEqual(lines.map(({ at }) => Date.parse(at)));
  });

  it('chosen columns, also inside records, of JSON and Parquet', async () => {
    const path = await file('jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
    const parquet = join(folder, 'records.parquet');
    const engine = await DuckDb.open();
    await engine.run(`COPY (FROM read_json('${path}', sample_size = -1)) TO '${parquet}' (FORMAT parquet)`);
    engine.close();
    for (const source of [path, parquet]) {
      const table = await readTable(source, { columns: ['user.plan', 'a.b'] });
      expect(column(table, 'user.plan')).toEqual(lines.map(({ user }) => user.plan));
      expect(column(table, 'a.b').map(Number)).toEqual(lines.map((_, i) => i));
      await expect(readTable(source, { columns: ['user.pln'] })).rejects.toThrow(
        /no column "user.pln" \(did you mean "user.plan"\?\)/,
      );
    }
  });

  it('malformed: file and line', async () => {
    const path = await file('jsonl', '{"a":1}\n{"a":\n');
    await expect(readTable(path)).rejects.toThrow(/file\d+\.jsonl/);
  });
});

it('.zst of CSV and JSON lines, as DuckDB writes them', async () => {
  const engine = await DuckDb.open();
  const csv = join(folder, 'packed.csv.zst');
  const json = join(folder, 'packed.jsonl.zst');
  await engine.run(
    `COPY (SELECT i, '用户' || i AS u FROM range(1000) r(i)) TO '${csv}' (FORMAT csv, COMPRESSION zstd)`,
  );
  await engine.run(
    `COPY (SELECT i, '用户' || i AS u FROM range(1000) r(i)) TO '${json}' (FORMAT json, COMPRESSION zstd)`,
  );
  engine.close();
  for (const path of [csv, json]) {
    const table = await readTable(path);
    expect(column(table, 'u')).toEqual(Array.from({ length: 1000 }, (_, i) => `用户${i}`));
  }
  expect((await readFile(csv)).subarray(0, 4)).toEqual(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
});
