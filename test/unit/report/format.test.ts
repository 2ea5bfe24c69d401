import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import * as format from '../../../src/report/format.js';

describe('format', () => {
  it.each([
    [format.count(1234567), '1,234,567'],
    [format.count(null), '—'],
    [format.decimal(0.12345), '0.123'],
    [format.decimal(-0.0001), '0.000'],
    [format.decimal(Number.NaN), '—'],
    [format.decimal(Number.POSITIVE_INFINITY), '∞'],
    [format.significant(1234.567), '1,235'],
    [format.significant(0.0123456), '0.01235'],
    [format.significant(1.5e-7), '1.500e−7'],
    [format.significant(2.5e12), '2.500e+12'],
    [format.significant(0), '0'],
    [format.percent(0.1234), '12.3%'],
    [format.points(0.0149, 'en'), '+1.49 pp'],
    [format.points(-0.0149, 'zh'), '−1.49 个百分点'],
    [format.yuan(1234.5), '¥1,234.50'],
    [format.yuan(-0.5), '−¥0.50'],
    [format.yuan(-0.001), '¥0.00'],
    [format.fen(123450), '¥1,234.50'],
    [format.signed('0.12'), '+0.12'],
    [format.signed('−0.12'), '−0.12'],
    [format.decimal(-1234.5, 1), '−1,234.5'],
    [format.significant(Number.NEGATIVE_INFINITY), '−∞'],
    [format.signed('0.00%'), '0.00%'],
    [format.signed('¥0.00'), '¥0.00'],
    [format.interval(0.1, null, (value) => format.decimal(value, 1)), '[0.1, —]'],
    [format.interval(null, null, format.decimal), '—'],
    [format.duration(0.34), '340 ms'],
    [format.duration(12.34), '12.3 s'],
    [format.duration(245), '4 min 05 s'],
  ])('writes %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('writes every number as the standard library does, also where a digit is cut at a five', () => {
    const formats = Array.from(
      { length: 9 },
      (_, digits) =>
        new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    );
    const written = fc.oneof(
      fc.double({ min: -2000, max: 2000, noNaN: true }),
      fc.tuple(fc.integer({ min: -2e6, max: 2e6 }), fc.nat(8)).map(([whole, places]) => whole / 10 ** places),
      fc.integer({ min: -99_999, max: 99_999 }).map((whole) => whole / 64),
    );
    fc.assert(
      fc.property(written, fc.nat(8), (value, digits) => {
        const text = formats[digits]!.format(value);
        const unsigned = /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace('-', '\u2212');
        expect(format.decimal(value, digits)).toBe(unsigned);
      }),
      { numRuns: 2000 },
    );
  });

  it('never shows a p-value as 0 or a probability as certain', () => {
    expect(format.pValue(0)).toBe('< 1e−16');
    expect(format.pValue(1e-300)).toBe('< 1e−16');
    expect(format.pValue(2e-16)).toBe('2.00e−16');
    expect(format.pValue(0.00012)).toBe('1.20e−4');
    expect(format.pValue(0.0375)).toBe('0.0375');
    expect(format.pValue(1)).toBe('1.0000');
    expect(format.pValue(null)).toBe('—');
    expect(format.probability(0.9813114440259855)).toBe('98.13%');
    expect(format.probability(1)).toBe('> 99.99%');
    expect(format.probability(0)).toBe('< 0.01%');
  });

  it('never shows an estimated probability as 0 % or 100 %, at any number of decimals', () => {
    expect(format.probability(1, 3)).toBe('> 99.999%');
    expect(format.probability(1, 1)).toBe('> 99.9%');
    expect(format.probability(0, 0)).toBe('< 1%');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 4 }), (p, digits) => {
        expect(format.probability(p, digits)).not.toMatch(/^(100(\.0*)?|0(\.0*)?)%$/);
      }),
    );
  });

  it('has one minus sign in whatever it writes', () => {
    const writers = [
      format.count,
      format.decimal,
      format.significant,
      format.percent,
      format.yuan,
      (value: number) => format.points(value, 'en'),
      (value: number) => format.signed(format.decimal(value)),
    ];
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom(...writers), (value, write) => {
        expect(write(value)).not.toMatch(/-/);
      }),
    );
  });

  it('writes the sentences of the engines with the same signs, and leaves names and dates alone', () => {
    expect(format.typographic('interval [-0.446, -3e-5], p >= -0.1, 47.0 % on 2026-02-06')).toBe(
      'interval [−0.446, −3e−5], p ≥ −0.1, 47.0% on 2026-02-06',
    );
    expect(format.typographic('pre-period, x-1, user-7 e-mail')).toBe('pre-period, x-1, user-7 e-mail');
  });
});
