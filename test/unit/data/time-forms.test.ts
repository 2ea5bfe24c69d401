// Times as people write them: written by ICU (Intl) and by hand, read by us in JavaScript and in DuckDB.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { quotedText } from '../../../src/data/sql/quote.js';
import { decideTimes, timeEvidence } from '../../../src/data/time-forms/column-times.js';
import { type DayOrder, isoOf, orderOf } from '../../../src/data/time-forms/time-form.js';
import { isoSql, orderSql } from '../../../src/data/time-forms/time-form-sql.js';

let engine: DuckDb;
beforeAll(async () => {
  engine = await DuckDb.open({ threads: 1 });
});
afterAll(() => engine.close());

const values = (texts: readonly string[]): string =>
  `(VALUES ${texts.map((text) => `(${quotedText(text)})`).join(', ')}) AS v(t)`;

async function inSql(texts: readonly string[], order: DayOrder | null): Promise<readonly string[]> {
  const rows = await engine.rows(`SELECT ${isoSql('t', order)} AS iso FROM ${values(texts)}`);
  return rows.map((row) => String(row['iso']));
}

const seconds = fc
  .integer({ min: Date.UTC(1980, 0, 1) / 1000, max: Date.UTC(2099, 0, 1) / 1000 })
  .map((s) => new Date(s * 1000));
const iso = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');

describe('one time', () => {
  const two = {
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  it.each([
    ['zh-CN', null, { dateStyle: 'long', timeStyle: 'medium' }],
    ['zh-CN', null, { dateStyle: 'medium', timeStyle: 'medium', hour12: true }],
    ['zh-CN', null, { dateStyle: 'short', timeStyle: 'medium' }],
    ['en-GB', 'day-first', { ...two, year: 'numeric' }],
    ['de-DE', 'day-first', { dateStyle: 'medium', timeStyle: 'medium' }],
    ['en-US', 'month-first', { ...two, year: 'numeric', hour12: true }],
    ['ja-JP', null, { dateStyle: 'medium', timeStyle: 'medium' }],
  ] as const)('as ICU writes it for %s, %s', async (locale, order, options) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    const dates = fc.sample(seconds, 300);
    const texts = dates.map((date) => format.format(date));
    const expected = dates.map(iso);
    // ICU writes 12-hour clocks of the afternoon in Chinese by parts of the day.
    expect(texts.map((text) => isoOf(text, order))).toEqual(expected);
    expect(await inSql(texts, order)).toEqual(expected);
  });

  it.each([
    ['2026年01月02日 03:04:05', null, '2026-01-02 03:04:05'],
    ['2026年1月2日', null, '2026-01-02'],
    ['2026年1月2日 3:04 UTC', null, '2026-01-02 03:04:00Z'],
    ['2026年1月2日 下午3:04', null, '2026-01-02 15:04:00'],
    ['2026年1月2日上午12时5分', null, '2026-01-02 00:05:00'],
    ['2026年1月2日15时30分20秒', null, '2026-01-02 15:30:20'],
    ['2026年1月2日 中午12:30', null, '2026-01-02 12:30:00'],
    ['２０２６年１月２日', null, '2026-01-02'],
    ['2026.01.02 03:04', null, '2026-01-02 03:04:00'],
    ['2026/1/2 3:04', null, '2026-01-02 03:04:00'],
    ['26/02/2026 10:00', 'day-first', '2026-02-26 10:00:00'],
    ['02/26/2026 10:00 PM', 'month-first', '2026-02-26 22:00:00'],
    ['02/26/2026 12:00:00 AM', 'month-first', '2026-02-26 00:00:00'],
    ['26.2.2026, 10:00:01.25', 'day-first', '2026-02-26 10:00:01.25'],
    ['26/02/2026 10:00:00 +08:00', 'day-first', '2026-02-26 10:00:00+08:00'],
    ['2026-01-02 03:04:05 PM', null, '2026-01-02 15:04:05'],
  ] as const)('%s (%s) is %s', async (text, order, expected) => {
    expect(isoOf(text, order)).toBe(expected);
    expect(await inSql([text], order)).toEqual([expected]);
  });

  it('JavaScript and DuckDB read any text alike', async () => {
    const letter = fc.constantFrom(
      ...'0123456789',
      '/',
      '-',
      '.',
      ':',
      ' ',
      '年',
      '月',
      '日',
      '时',
      '分',
      '上午',
      '下午',
      'PM',
      '+08',
    );
    const loose = fc.array(letter, { maxLength: 14 }).map((parts) => parts.join(''));
    const near = fc
      .tuple(fc.nat(31), fc.constantFrom('/', '-', '.'), fc.nat(31), fc.constantFrom('2026', '26'), loose)
      .map(([a, s, b, year, rest]) => `${a}${s}${b}${s}${year} ${rest}`);
    const texts = fc.sample(fc.oneof(loose, near), 3000).filter((text) => text !== '');
    for (const order of ['day-first', 'month-first', null] as const) {
      const read = await inSql(texts, order);
      // What is no time in any form stays itself in SQL, and half a day that does not fit is NULL in both.
      const differ = texts.flatMap((text, i) => {
        const ours = isoOf(text, order);
        return ours === read[i] || (ours === null && (read[i] === text || read[i] === 'null'))
          ? []
          : [[text, ours, read[i]]];
      });
      expect(differ).toEqual([]);
    }
    const rows = await engine.rows(`SELECT ${orderSql('t')} AS o FROM ${values(texts)}`);
    const names = { d: 'day-first', m: 'month-first', e: 'either' } as Record<string, string>;
    const plain = (order: string | null): string | null => (order === 'same' ? null : order);
    expect(rows.map((row) => names[String(row['o'])] ?? null)).toEqual(
      texts.map((text) => plain(orderOf(text))),
    );
  });
});

describe('one reading of a column', () => {
  const decided = async (...texts: string[]) => decideTimes(await timeEvidence(engine, values(texts), 't'));

  it('a number above 12 decides', async () => {
    expect(await decided('03/04/2026', '26/02/2026')).toEqual({ order: 'day-first' });
    expect(await decided('03/04/2026', '02/26/2026 10:00 PM')).toEqual({ order: 'month-first' });
    expect(await decided('03.04.2026')).toEqual({ order: 'day-first' });
    expect(await decided('03/03/2026')).toEqual({ order: 'day-first' });
    expect(await decided('2026年1月2日')).toEqual({ order: null });
    expect(await decided('2026-01-02', '2026-01-02T03:04:05Z', '2026/1/2 3:04')).toBeNull();
    expect(await decided('never', '')).toBeNull();
  });

  it('without one, and with both, there is none', async () => {
    expect(await decided('03/04/2026', '05/06/2026')).toEqual({
      kind: 'ambiguous',
      examples: ['03/04/2026'],
    });
    expect(await decided('26/02/2026', '02/26/2026')).toEqual({
      kind: 'mixed',
      examples: ['26/02/2026', '02/26/2026'],
    });
  });
});
