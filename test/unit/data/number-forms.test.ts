// Numbers as people write them: written by ICU (Intl), read by us in JavaScript and in DuckDB.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decideNumbers,
  type NumberEvidence,
  numberEvidence,
  readNumberSql,
} from '../../../src/data/numbers/column-numbers.js';
import { type NumberFormat, parseNumber } from '../../../src/data/numbers/number-form.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { quotedText } from '../../../src/data/sql/quote.js';

let engine: DuckDb;
beforeAll(async () => {
  engine = await DuckDb.open({ threads: 1 });
});
afterAll(() => engine.close());

const values = (texts: readonly string[]): string =>
  `(VALUES ${texts.map((text) => `(${quotedText(text)})`).join(', ')}) AS v(t)`;

async function inSql(texts: readonly string[], form: NumberFormat): Promise<readonly (number | null)[]> {
  const rows = await engine.rows(`SELECT ${readNumberSql('t', form)} AS n FROM ${values(texts)}`);
  return rows.map((row) => (row['n'] === null ? null : Number(row['n'])));
}

const evidenceOf = (texts: readonly string[]): Promise<NumberEvidence> =>
  numberEvidence(engine, values(texts), 't');

const cents = fc.integer({ min: -1e11, max: 1e11 }).map((n) => n / 100);

describe('one number', () => {
  const written: readonly (readonly [NumberFormat, string, Intl.NumberFormatOptions])[] = [
    ['1,234.56', 'en-US', {}],
    ['1,234.56', 'zh-CN', { style: 'currency', currency: 'CNY' }],
    ['1,234.56', 'en-US', { style: 'currency', currency: 'USD', currencySign: 'accounting' }],
    ['1,234.56', 'en-GB', { style: 'currency', currency: 'GBP', currencyDisplay: 'code' }],
    ['1,234.56', 'de-CH', {}],
    ['1.234,56', 'de-DE', {}],
    ['1.234,56', 'de-DE', { style: 'currency', currency: 'EUR' }],
    ['1.234,56', 'fr-FR', { style: 'currency', currency: 'EUR' }],
    ['1.234,56', 'pt-BR', { style: 'currency', currency: 'USD', currencyDisplay: 'code' }],
    ['1.234,56', 'id-ID', {}],
  ];
  it.each(written)('%s, as ICU writes it for %s %j', async (form, locale, options) => {
    const format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
      ...options,
    });
    const numbers = fc.sample(cents, 200).map((n) => (Object.is(n, -0) ? 0 : n));
    const texts = numbers.map((n) => format.format(n));
    expect(texts.map((text) => parseNumber(text, form)?.value)).toEqual(numbers);
    expect((await inSql(texts, form)).map((n) => n! + 0)).toEqual(numbers);
  });

  it('Chinese units, as ICU shortens numbers', async () => {
    const format = new Intl.NumberFormat('zh-CN', { notation: 'compact', maximumSignificantDigits: 4 });
    const numbers = fc.sample(
      fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 8 })),
      200,
    );
    const plain = numbers.map(([digits, zeros]) => digits * 10 ** zeros);
    const texts = plain.map((n) => format.format(n));
    expect(texts.map((text) => parseNumber(text, '1,234.56')?.value)).toEqual(plain);
    expect(await inSql(texts, '1,234.56')).toEqual(plain);
  });

  it.each([
    ['1,234.56', '12%', 0.12],
    ['1,234.56', '12.5 %', 0.125],
    ['1.234,56', '12,5%', 0.125],
    ['1,234.56', '(12.00)', -12],
    ['1,234.56', '12.00-', -12],
    ['1,234.56', '−12', -12],
    ['1,234.56', '１，２３４．５０', 1234.5],
    ['1,234.56', '￥１２', 12],
    ['1,234.56', '1.2万', 12_000],
    ['1,234.56', '3亿', 3e8],
    ['1,234.56', '1.05万元', 10_500],
    ['1,234.56', 'RMB 1,234', 1234],
    ['1,234.56', 'US$5', 5],
    ['1,234.56', '1e3', 1000],
    ['1,234.56', '-¥5.5', -5.5],
    ['1,234.56', '¥-5.5', -5.5],
    ['1.234,56', '1 234,5', 1234.5],
    ['1,234.56', "1'234.5", 1234.5],
    ['1.234,56', '0,123', 0.123],
  ] as const)('%s: %s is %d', async (form, text, value) => {
    expect(parseNumber(text, form)?.value).toBe(value);
    expect(await inSql([text], form)).toEqual([value]);
  });

  it.each([
    [
      '1,234.56',
      [
        '12,5',
        '1.234,5',
        '1,23,4',
        '12 34',
        'SKU12',
        '(12',
        '12)',
        '--1',
        '-(1)',

        '1.2.3',
        '¥',
        '',
        '12%%',
        '0,123',
      ],
    ],
    ['1.234,56', ['12.5', '1,234.5', '1.23', '12,5,6', 'x', '1.234.5']],
  ] as const)('%s: what is none', async (form, texts) => {
    expect(texts.map((text) => parseNumber(text, form))).toEqual(texts.map(() => null));
    expect(await inSql(texts, form)).toEqual(texts.map(() => null));
  });

  it('JavaScript and DuckDB read any text alike', async () => {
    const letter = fc.constantFrom(...'0123456789.,-+()%¥$ 万亿eE', "'");
    const texts = fc.sample(fc.string({ unit: letter, minLength: 1, maxLength: 9 }), 5000);
    for (const form of ['1,234.56', '1.234,56'] as const) {
      const plain = texts.filter((text) => form === '1.234,56' || !/^\s*[+-]?[\d.eE+-]+\s*$/.test(text));
      const read = await inSql(plain, form);
      const ours = plain.map((text) => parseNumber(text, form)?.value ?? null);
      expect(
        plain.flatMap((text, i) => (Object.is(read[i]! + 0, ours[i]! + 0) ? [] : [[text, read[i], ours[i]]])),
      ).toEqual([]);
    }
  });
});

describe('one reading of a column', () => {
  const decided = async (texts: readonly string[], form?: NumberFormat) =>
    decideNumbers(await evidenceOf(texts), form);

  it.each([
    [['1,234.50', '7'], '1,234.56'],
    [['1.234,50', '7'], '1.234,56'],
    [['12,5', '1.234'], '1.234,56'],
    [['1,234', '12.5'], '1,234.56'],
    [['1,234,567', '1,234'], '1,234.56'],
    [['1.234.567'], '1.234,56'],
    [['0,123'], '1.234,56'],
    [['¥1,234', '¥999'], '1,234.56'],
    [['1.234', '2.345'], '1,234.56'],
    [['€1.234', '5.50'], '1,234.56'],
    [['€1.234', '5,50'], '1.234,56'],
    [['5', '6', 'n/a'], '1,234.56'],
  ])('%j: %s', async (texts, form) => {
    expect(await decided(texts)).toMatchObject({ form });
  });

  it.each([
    [['1,234', '999'], { kind: 'ambiguous', examples: ['1,234'] }],
    [['€1,234'], { kind: 'ambiguous', examples: ['€1,234'] }],
    [['€1.234', '12'], { kind: 'ambiguous', examples: ['€1.234'] }],
    [['12.5', '12,5'], { kind: 'mixed', examples: ['12.5', '12,5'] }],
    [['¥12', '$12', '¥1'], { kind: 'currencies', examples: ['¥', '$'] }],
  ])('%j has none', async (texts, doubt) => {
    expect(await decided(texts)).toEqual(doubt);
  });

  it('a form that is named decides what is ambiguous', async () => {
    expect(await decided(['1,234', '999'], '1.234,56')).toMatchObject({ form: '1.234,56' });
    expect(await decided(['12.5', '12,5'], '1,234.56')).toMatchObject({ form: '1,234.56' });
    expect(await decided(['¥12', '12元', 'CNY 3', '5%', '1万'])).toMatchObject({
      percent: 1,
      scaled: 1,
      money: 'CNY',
    });
  });
});
