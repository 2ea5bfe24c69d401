// Tables whose numbers and dates are written as people write them: found over the whole file, or refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Table } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NumberReading } from '../../../src/data/numbers/column-numbers.js';
import { type ReadTableOptions, readTable } from '../../../src/data/tables/read.js';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-written-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string, options: ReadTableOptions = {}): Promise<Table> {
  const path = join(folder, `table${files++}.csv`);
  await writeFile(path, content);
  return readTable(path, options);
}

const column = (table: Table, name: string): unknown[] => [...table.getChild(name)!];

it('found columns become numbers, the others stay', async () => {
  const seen: Record<string, NumberReading> = {};
  const table = await read(
    'id;amount;share;code;plan;mixed\na;¥1.234,50;12%;007;10%;5\nb;¥7,00;NA;008;20%;x\nc;;3,5%;009;;12,5\n',
    {
      ...{ numeric: 'found', asWritten: ['plan'], text: ['id', 'code'] },
      onNumbers: (name, reading) => {
        seen[name] = reading;
      },
    },
  );
  expect(column(table, 'amount')).toEqual([1234.5, 7, null]);
  expect(column(table, 'share')).toEqual([0.12, null, 0.035]);
  expect(column(table, 'code')).toEqual(['007', '008', '009']);
  expect(column(table, 'plan')).toEqual(['10%', '20%', null]);
  expect(column(table, 'mixed')).toEqual(['5', 'x', '12,5']);
  expect(Object.keys(seen)).toEqual(['amount', 'share']);
  expect(seen['share']).toMatchObject({ form: '1.234,56', percent: 2 });
});

it('a late value decides for the whole column, and a doubtful one stays text or is refused', async () => {
  const rows = (last: string): string => `x;y\n${'1,234;a\n'.repeat(3000)}${last};b\n`;
  expect(column(await read(rows('12.5'), { numeric: 'found' }), 'x').slice(-2)).toEqual([1234, 12.5]);
  expect(column(await read(rows('12,5'), { numeric: 'found' }), 'x').slice(-2)).toEqual([1.234, 12.5]);
  expect(column(await read(rows('5,678'), { numeric: 'found' }), 'x').slice(-2)).toEqual(['1,234', '5,678']);
  await expect(read(rows('5,678'), { numeric: ['x'] })).rejects.toThrow(
    /column "x": numbers such as '1,234' could have thousands or a fraction .* numberFormat/,
  );
  const named = await read(rows('5,678'), { numeric: ['x'], numberFormat: '1,234.56' });
  expect(column(named, 'x').slice(-2)).toEqual([1234, 5678]);
});

it('dates: decided over the whole file, never by its first rows', async () => {
  const rows = (last: string): string => `d,y\n${'03/04/2026,1\n'.repeat(3000)}${last},2\n`;
  const day = (month: number, date: number): number => Date.UTC(2026, month - 1, date);
  const days = async (last: string): Promise<unknown[]> =>
    column(await read(rows(last), { numeric: 'found' }), 'd').map(Number);
  expect((await days('26/04/2026')).slice(-2)).toEqual([day(4, 3), day(4, 26)]);
  expect((await days('04/26/2026')).slice(-2)).toEqual([day(3, 4), day(4, 26)]);
  expect(column(await read(rows('05/04/2026'), { numeric: 'found' }), 'd')[0]).toBe('03/04/2026');
  expect(column(await read(rows('05/04/2026')), 'd')[0]).toBe('03/04/2026');
  const chinese = await read('d,y\n2026年1月2日,1\n2026年1月3日,2\n', { numeric: 'found' });
  expect(column(chinese, 'd').map(Number)).toEqual([day(1, 2), day(1, 3)]);
});
