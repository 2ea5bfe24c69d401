import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masked } from '../../../src/base/masked.js';
import { bodyOf, type DayCount, emptyDaysOf } from '../../../src/features/log/log-range.js';

/** A log without a gap: every day has between half of and the usual number of events. */
const logs = fc
  .record({
    first: fc.integer({ min: 10_000, max: 20_000 }),
    days: fc.integer({ min: 20, max: 300 }),
    usual: fc.integer({ min: 30, max: 5000 }),
    shares: fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
  })
  .map(({ first, days, usual, shares }) =>
    Array.from({ length: days }, (_, i) => ({
      day: first + i,
      events: Math.ceil(usual * shares[i % shares.length]!),
    })),
  );

const byDay = (counts: readonly DayCount[]): DayCount[] => [...counts].sort((a, b) => a.day - b.day);
const ends = (counts: readonly DayCount[]): { first: number; last: number } => ({
  first: counts[0]!.day,
  last: counts.at(-1)!.day,
});

describe('the body of a log', () => {
  it('is all of a log without gaps', () => {
    fc.assert(
      fc.property(logs, (counts) => {
        expect(bodyOf(counts)).toEqual(ends(counts));
      }),
    );
  });

  it('is the same with a few rows far away, on either side', () => {
    const away = fc.uniqueArray(fc.integer({ min: 6, max: 700_000 }), { maxLength: 2 });
    fc.assert(
      fc.property(logs, away, away, (counts, later, earlier) => {
        const { first, last } = ends(counts);
        const rows = [
          ...later.map((days) => ({ day: last + days, events: 1 })),
          ...earlier.map((days) => ({ day: first - days, events: 1 })),
        ];
        expect(bodyOf(byDay([...counts, ...rows]))).toEqual({ first, last });
      }),
    );
  });

  it('goes on after an outage of any length, from the first whole day on', () => {
    fc.assert(
      fc.property(
        logs,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 10 }),
        (counts, gap, after) => {
          const { first, last } = ends(counts);
          const back = counts.slice(0, after).map(({ events }, i) => ({ day: last + gap + 1 + i, events }));
          const all = [...counts, ...back];
          expect(bodyOf(all)).toEqual({ first, last: last + gap + after });
          const whole = counts.length > 60 ? emptyDaysOf(all, last + gap + after) : [];
          if (whole.length > 0) expect(whole.map(({ days }) => days)).toEqual([gap]);
          else expect(counts.length).toBeLessThanOrEqual(60);
        },
      ),
    );
  });

  it('takes weekends for what they are, and a sparse log as it is', () => {
    const weekdays = Array.from({ length: 200 }, (_, i) => ({ day: 20_000 + i, events: 100 })).filter(
      ({ day }) => day % 7 < 5,
    );
    expect(emptyDaysOf(weekdays, 20_200)).toEqual([]);
    expect(bodyOf([...weekdays, { day: 20_202, events: 1 }]).last).toBe(20_202);
    const sparse = Array.from({ length: 40 }, (_, i) => ({ day: i * i, events: 1 + (i % 3) }));
    expect(bodyOf(sparse)).toEqual({ first: 0, last: 39 * 39 });
    expect(bodyOf([{ day: 5, events: 1 }])).toEqual({ first: 5, last: 5 });
    expect(emptyDaysOf([{ day: 5, events: 1 }], 9)).toEqual([]);
  });
});

describe('an example of a value', () => {
  it.each([
    ['26/02/2026 10:00', '26/02/2026 10:00'],
    ['2026-02-26 10:00:61', '2026-02-26 10:00:61'],
    ['¥1,234.50', '¥1,234.50'],
    ['{"price": 12}', '{"price": 12}'],
    ['2025年01月02日 03:04:05', '2025年01月02日 03:04:05'],
    ['zhang.san+x@example.com', 'zh***'],
    ['call 13812345678 now', 'call 13*** now'],
    ['+86 138 1234 5678', '+8***'],
    ['138-1234-5678', '13***'],
    ['(555) 123-4567', '(5***'],
    ['123e4567-e89b-12d3-a456-426614174000', '12***'],
    ['192.168.10.20', '19***'],
    ['a1b2c3d4e5f6a7b8c9', 'a1***'],
    ['  two\n lines ', 'two lines'],
  ])('%s is shown as %s', (given, want) => {
    expect(masked(given)).toBe(want);
  });

  it('is never longer than 40 letters and has no long number in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.bigInt({ min: 10n ** 9n }),
        (text, number) => {
          const found = masked(`${text.slice(0, 20)} ${number}${text}`);
          expect(Array.from(found).length).toBeLessThanOrEqual(40);
          expect(found).not.toMatch(/\d{9}/);
        },
      ),
    );
    expect(masked('€'.repeat(100_000))).toBe(`${'€'.repeat(37)}...`);
  });
});
