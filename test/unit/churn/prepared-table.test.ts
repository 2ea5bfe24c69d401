// Labels, days and columns of a prepared table: what a file's texts mean, and what is refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Float64, Int64, Table, TimestampMillisecond, Utf8, vectorFromArray } from 'apache-arrow';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readLabels } from '../../../src/churn/table/label-column.js';
import { prepareTable } from '../../../src/churn/table/prepared-table.js';
import { readDays } from '../../../src/churn/table/snapshot-days.js';
import type { PreparedTableOptions } from '../../../src/churn/table/table-options.js';
import { isWrittenNumber, numberIn } from '../../../src/data/number-text.js';
import { readTable } from '../../../src/data/tables/read.js';
import { conform } from '../../../src/model/conform.js';
import { columnWarningSentence } from '../../../src/report/evaluation-sentences.js';
import { textsFor } from '../../../src/report/texts/index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-prepared-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function csv(lines: readonly string[]): Promise<Table> {
  const path = join(folder, `${++files}.csv`);
  await writeFile(path, `${lines.join('\n')}\n`);
  return readTable(path);
}

const texts = (...values: (string | null)[]) => vectorFromArray(values, new Utf8());

describe('labels', () => {
  it.each([
    ['Yes', 'No', 'Yes', 1],
    ['Yes', 'No', 'No', 0],
    ['Yes', 'No', 'true', 1],
    ['Yes', 'No', null, 1],
    ['T', 'F', 'T', 1],
    ['1.0', '0.0', '1.0', 1],
    ['1', '0', '1.0', 1],
    ['1', '-1', null, 1],
    ['TRUE', 'FALSE', null, 1],
    ['2', '1', '2', 1],
    ['2', '1', '1', 0],
    ['left', 'stayed', 'left', 1],
    ['True.', 'False.', 'True.', 1],
  ])('%s and %s, positive %s: the first is %i', async (yes, no, positive, expected) => {
    const lines = ['y,x', ...Array.from({ length: 30 }, (_, i) => `${i % 3 ? no : yes},${i}`)];
    for (const table of [
      await csv(lines),
      new Table({ y: texts(...lines.slice(1).map((line) => line.split(',')[0]!)) }),
    ])
      expect([...readLabels(table, 'y', positive)]).toEqual(
        Array.from({ length: 30 }, (_, i) => (i % 3 ? 1 - expected : expected)),
      );
  });

  it.each([
    ['1', '2', null],
    ['0', '2', null],
    ['1', '3', null],
    ['yes', 'unknown', null],
    ['left', 'stayed', null],
    ['Yes', 'No', 'left'],
  ])('%s and %s, positive %s: the meaning is asked for', (a, b, positive) => {
    const table = new Table({ y: texts(a, b, a) });
    expect(() => readLabels(table, 'y', positive)).toThrow(/name the one that means "left" as `positive`/);
  });

  it('a missing one is named by its row, counted from 1', () => {
    expect(() => readLabels(new Table({ y: texts('yes', null, 'no') }), 'y', null)).toThrow(
      'missing in row 2',
    );
  });
});

describe('days', () => {
  const day = 20_089; // 2025-01-01
  const daysOf = (vector: unknown, timeZone: string | null = null): number[] => [
    ...readDays(new Table({ d: vector } as never), 'd', timeZone),
  ];

  it('are those that stand in the file, on any machine', () => {
    expect(daysOf(texts('2025/01/01', '2025-01-02'))).toEqual([day, day + 1]);
    expect(daysOf(texts('2025-01-01 00:30:00', '2025-01-01 23:59'))).toEqual([day, day]);
    const seconds = [day * 86_400, (day + 1) * 86_400];
    expect(daysOf(vectorFromArray(seconds, new Float64()))).toEqual([day, day + 1]);
    expect(
      daysOf(
        vectorFromArray(
          seconds.map((s) => BigInt(s) * 1000n),
          new Int64(),
        ),
      ),
    ).toEqual([day, day + 1]);
  });

  it('of instants at the midnight of another zone are asked for', () => {
    const midnights = [day, day + 1, day + 2].map((d) => d * 86_400_000 - 8 * 3_600_000);
    const column = vectorFromArray(midnights, new TimestampMillisecond('UTC'));
    expect(() => daysOf(column)).toThrow(/every row has the time 16:00 UTC.*timeZone/);
    expect(daysOf(column, 'Asia/Shanghai')).toEqual([day, day + 1, day + 2]);
    expect(daysOf(column, 'UTC')).toEqual([day - 1, day, day + 1]);
    const zoned = vectorFromArray(midnights, new TimestampMillisecond('Asia/Shanghai'));
    expect(daysOf(zoned)).toEqual([day, day + 1, day + 2]);
  });

  it.each([
    ['a cohort', texts('cohort 3')],
    ['a number written as a date', vectorFromArray([20_250_101n], new Int64())],
    ['a date of one country', texts('Jan 3 2025')],
    ['a missing one', texts(null)],
  ])('%s is no day', (_, vector) => {
    expect(() => daysOf(vector)).toThrow(/row 1/);
  });
});

describe('columns of numbers', () => {
  const rows = 300;
  const prepared = async (cells: (row: number) => string, options: Partial<PreparedTableOptions> = {}) => {
    const lines = Array.from({ length: rows }, (_, i) => `${i % 2},"${cells(i)}",${i % 5}`);
    return prepareTable(await csv(['y,age,x', ...lines]), { label: 'y', ...options });
  };

  it.each(['NA', 'N/A', '?', 'NULL', 'None', '-', '\\N', 'inf', 'nan', '', 'na', '#N/A'])(
    'the mark %j is a missing number',
    async (mark) => {
      const { sample, features, warnings } = await prepared((i) =>
        i % 10 === 0 ? mark : String(20 + (i % 50)),
      );
      expect(features).toContainEqual({ name: 'age', kind: 'numeric', meaning: null, unit: null });
      const age = sample.table.getChild('age')!;
      const missing = (value: unknown): boolean => value === null || Number.isNaN(value);
      expect(Array.from({ length: rows }, (_, i) => missing(age.get(i)))).toEqual(
        Array.from({ length: rows }, (_, i) => i % 10 === 0),
      );
      expect(Number(age.get(11))).toBe(31);
      const plain = mark === '' || mark === 'nan';
      expect(warnings).toEqual(
        plain ? [] : [{ kind: 'missing-marks', column: 'age', rows: 30, of: 300, examples: [mark] }],
      );
    },
  );

  it('mostly numbers and something else: names, and a warning', async () => {
    const { features, warnings } = await prepared((i) =>
      i % 10 === 0 ? `about ${'x'.repeat(60)}` : String(i % 50),
    );
    expect(features.find(({ name }) => name === 'age')?.kind).toBe('categorical');
    expect(warnings.map((warning) => columnWarningSentence(warning, textsFor('en')))).toEqual([
      `column "age": 270 of 300 values are numbers, others are not ("about ${'x'.repeat(31)}..."), so its values are read as names; list it under \`numeric\` or \`categorical\``,
    ]);
    const declared = await prepared((i) => (i % 10 === 0 ? 'none of it' : String(i % 50)), {
      categorical: ['age'],
    });
    expect(declared.warnings).toEqual([]);
  });

  it('numbers with separators: a warning', async () => {
    const { warnings } = await prepared((i) => `1,${853 + (i % 20)}.00`);
    expect(warnings).toMatchObject([{ kind: 'written-numbers', rows: 300, of: 300 }]);
    expect(warnings[0]!.examples).toHaveLength(3);
  });

  it('infinite values are named by the row of the file', async () => {
    const x = Float64Array.from({ length: rows }, (_, i) => (i === 2 ? Infinity : i % 7));
    const table = new Table({ y: vectorFromArray(x.map((_, i) => i % 2)), x: vectorFromArray(x) });
    const { warnings } = prepareTable(table, { label: 'y' });
    expect(warnings.map((warning) => columnWarningSentence(warning, textsFor('en')))).toEqual([
      'column "x": 1 of 300 values are infinite, first in row 3',
    ]);
  });

  it('are read alike at scoring, and what is no number is named by its row', () => {
    const numbers = (...values: string[]) =>
      conform(new Table({ x: texts(...values) }), [{ name: 'x', kind: 'numeric' }], 100).getChild('x')!;
    const read = numbers('NA', '1.5', ' 2 ', 'true', 'False', '?');
    expect(Array.from({ length: 6 }, (_, i) => read.get(i))).toEqual([NaN, 1.5, 2, 1, 0, NaN]);
    expect(() => numbers('true', 'unknown')).toThrow('column "x", row 102: "unknown" is not a number');
    expect(() => numbers('1,853.00')).toThrow(
      'row 101: "1,853.00" is not a number: write it plainly, as 1853.00',
    );
    expect(() => numbers('0x10')).toThrow(/is not a number/);
  });
});

describe('numberIn', () => {
  it('reads every finite number as JavaScript writes it, and no written one', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberIn(String(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
    for (const text of ['1,853.00', '¥1,234.50', '$5', '12%', '1 000 000', '12,5']) {
      expect([text, numberIn(text), isWrittenNumber(text)]).toEqual([text, undefined, true]);
    }
    for (const text of ['abc', '1-2', '2025-01-01', '12 apples', '1e', '.e5', '1e999'])
      expect([text, numberIn(text), isWrittenNumber(text)]).toEqual([text, undefined, false]);
  });
});
