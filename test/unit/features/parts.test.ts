import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineSource } from '../../../src/data/files/engine-source.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { partsSource } from '../../../src/data/tables/parts.js';

let folder = '';
let engine: DuckDb;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-parts-'));
  engine = await DuckDb.open({ threads: 1 });
});
afterAll(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

/** Writes one file for each SELECT and gives the pattern that fits them all. */
async function files(
  name: string,
  ending: 'parquet' | 'csv',
  ...selects: readonly string[]
): Promise<string> {
  await mkdir(join(folder, name));
  for (const [i, select] of selects.entries()) {
    const file = join(folder, name, `${'abcdef'[i]}.${ending}`);
    await engine.run(`COPY (${select}) TO '${file}' (FORMAT ${ending})`);
  }
  return join(folder, name, `*.${ending}`);
}

const sumOf = async (pattern: string, expression: string): Promise<unknown> => {
  const { paths } = await engineSource(engine, [pattern], {});
  const from = await partsSource(engine, paths, { text: ['u'], used: ['u', 'x'] });
  const [row] = await engine.rows(`SELECT (${expression})::VARCHAR AS v FROM ${from}`);
  return row!['v'];
};

describe('parts of one table', () => {
  it.each(['parquet', 'csv'] as const)(
    '%s: numbers keep their fractions, times their clocks',
    async (ending) => {
      const at = `numbers-${ending}`;
      const amounts = await files(
        at,
        ending,
        "SELECT 'u1' AS u, 2::BIGINT AS x",
        "SELECT 'u2' AS u, 0.49::DOUBLE AS x",
      );
      expect(await sumOf(amounts, 'sum(x)')).toBe('2.49');
      const times = await files(
        `times-${ending}`,
        ending,
        "SELECT 'u1' AS u, DATE '2025-01-01' AS x",
        "SELECT 'u2' AS u, TIMESTAMP '2025-01-02 10:30:00' AS x",
      );
      expect(await sumOf(times, "string_agg(x::VARCHAR, ' ' ORDER BY x)")).toBe(
        '2025-01-01 00:00:00 2025-01-02 10:30:00',
      );
    },
  );

  it('ids that lost their zeros in one file are refused; other whole numbers beside texts are not', async () => {
    const lost = await files(
      'zeros',
      'parquet',
      "SELECT '007' AS u, 1 AS x",
      'SELECT 7::BIGINT AS u, 2 AS x',
    );
    await expect(sumOf(lost, 'sum(x)')).rejects.toThrow(
      /column "u" is BIGINT in .*b\.parquet and has leading zeros in .*a\.parquet, such as "007"/,
    );
    const kept = await files('kept', 'parquet', "SELECT '70' AS u, 1 AS x", 'SELECT 7::BIGINT AS u, 2 AS x');
    expect(await sumOf(kept, 'sum(x)')).toBe('3');
  });

  it('columns in another order, and further columns, are found by name', async () => {
    for (const ending of ['parquet', 'csv'] as const) {
      const pattern = await files(
        `order-${ending}`,
        ending,
        "SELECT 'u1' AS u, 1 AS x",
        "SELECT true AS other, 2 AS x, 'u2' AS u",
      );
      expect(await sumOf(pattern, "string_agg(u || x, ' ' ORDER BY u)")).toBe('u11 u22');
    }
  });

  it.each(['parquet', 'csv'] as const)(
    '%s: a column that one part lacks is named with both files',
    async (ending) => {
      const second = await files(
        `second-${ending}`,
        ending,
        "SELECT 'u' AS u, 1 AS x",
        "SELECT 'u' AS u, 1 AS y",
      );
      await expect(sumOf(second, '1')).rejects.toThrow(/b\.\w+ has no column "x", which .*a\.\w+ has/);
      const first = await files(
        `first-${ending}`,
        ending,
        "SELECT 'u' AS u, 1 AS y",
        "SELECT 'u' AS u, 1 AS x",
      );
      await expect(sumOf(first, '1')).rejects.toThrow(/a\.\w+ has no column "x", which .*b\.\w+ has/);
    },
  );

  it.each([
    ['number and text', '1::BIGINT', "'1'"],
    ['time with and without a zone', "TIMESTAMP '2025-01-01'", "TIMESTAMPTZ '2025-01-01'"],
    ['number and time', '1::BIGINT', "DATE '2025-01-01'"],
  ])('Parquet: %s are refused with files and types', async (name, a, b) => {
    const pattern = await files(name, 'parquet', `SELECT 'u' AS u, ${a} AS x`, `SELECT 'u' AS u, ${b} AS x`);
    await expect(sumOf(pattern, '1')).rejects.toThrow(
      /column "x" is .* in .*a\.parquet and .* in .*b\.parquet/,
    );
  });

  it.each([
    ['first', 'NULL::INTEGER', "'home'"],
    ['last', "'home'", 'NULL::INTEGER'],
  ])(
    'Parquet: a part without any value of a column of texts goes with the others, %s',
    async (name, a, b) => {
      // pandas writes a column without a value as INT32.
      const pattern = await files(
        `empty-${name}`,
        'parquet',
        `SELECT 'u' AS u, ${a} AS x`,
        `SELECT 'u' AS u, ${b} AS x`,
      );
      expect(await sumOf(pattern, "count(x) || ' of ' || count(*) || ' ' || max(x)")).toBe('1 of 2 home');
    },
  );

  it('ids stay apart: whole numbers beside texts, never through a float', async () => {
    const ids = await files(
      'ids',
      'parquet',
      'SELECT 9007199254740993::BIGINT AS u, 1 AS x',
      "SELECT 'u2' AS u, 1 AS x",
    );
    expect(await sumOf(ids, "string_agg(u, ' ' ORDER BY u)")).toBe('9007199254740993 u2');
    const float = await files(
      'float-ids',
      'parquet',
      'SELECT 9007199254740993::BIGINT AS u, 1 AS x',
      'SELECT 2::DOUBLE AS u, 1 AS x',
    );
    await expect(sumOf(float, '1')).rejects.toThrow(/column "u" is BIGINT/);
  });

  it('no file, an empty folder, a pipe and an empty file are refused at once', async () => {
    const at = (name: string): string => join(folder, name);
    const open = (path: string): Promise<unknown> => engineSource(engine, [path], {});
    await expect(open(at('none*.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open(at('none.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await mkdir(at('folder.csv'));
    await expect(open(at('folder.csv'))).rejects.toThrow(/no file fits .*folder.csv/);
    execFileSync('mkfifo', [at('pipe.csv')]);
    await expect(open(at('pipe.csv'))).rejects.toThrow(/no regular file/);
    await writeFile(at('zero.csv'), '');
    await expect(open(at('zero.csv'))).rejects.toThrow(/zero.csv is empty/);
  });
});
