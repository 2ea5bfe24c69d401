// Times of columns: units by size, zones, texts, and nothing guessed.
import * as arrow from 'apache-arrow';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { instantOfLocal, zoneOffset } from '../../../src/base/time-zone.js';
import { parseTime, readTimes, type TimeOptions } from '../../../src/data/times.js';
import { WinbackError } from '../../../src/index.js';

const noon = Date.UTC(2026, 2, 5, 12);
const day = 86_400_000;

function read(vector: arrow.Vector, options: TimeOptions = {}) {
  return readTimes(new arrow.Table({ at: vector }), 'at', options);
}

const numbers = (...values: number[]) => arrow.vectorFromArray(values, new arrow.Float64());
const texts = (...values: (string | null)[]) => arrow.vectorFromArray(values, new arrow.Utf8());

function refusal(vector: arrow.Vector): string {
  try {
    read(vector);
  } catch (error) {
    expect(error).toBeInstanceOf(WinbackError);
    expect((error as WinbackError).code).toBe('BAD_INPUT');
    return (error as WinbackError).message;
  }
  throw new Error('nothing was refused');
}

describe('numbers', () => {
  test.each([
    ['seconds', noon / 1000],
    ['milliseconds', noon],
    ['microseconds', noon * 1000],
    ['nanoseconds', noon * 1e6],
    ['days', noon / day],
  ])('%s since 1970 are one instant', (_, value) => {
    expect(read(numbers(value)).instants[0]).toBeCloseTo(noon / day, 9);
  });

  test('64-bit integers are read too', () => {
    const vector = arrow.vectorFromArray([BigInt(noon), null], new arrow.Int64());
    const { instants, dateOnly } = read(vector);
    expect(instants[0]).toBe(noon / day);
    expect(instants[1]).toBeNaN();
    expect(dateOnly).toBe(false);
  });

  test('a number that is no time is refused with column, row and value', () => {
    expect(refusal(numbers(noon / 1000, 20260305))).toMatch(
      /column "at", row 2: 20260305 is no time .*2026-03-05/,
    );
    expect(refusal(numbers(1e25))).toMatch(/row 1: 1e\+25/);
  });

  // The dates that Excel shows for these numbers (format yyyy-mm-dd).
  test.each([
    [46024, '2026-01-02'],
    [44927.75, '2023-01-01'],
    [36526, '2000-01-01'],
  ])('%s may be a day of a spreadsheet, and is refused with its date there', (value, date) => {
    expect(refusal(numbers(value))).toMatch(
      new RegExp(`row 1: ${value} may be a day of a spreadsheet, where it is ${date}: write dates as text`),
    );
  });

  test('days since 1970 end in 2052', () => {
    expect(read(numbers(29_999)).instants[0]).toBe(29_999);
    expect(refusal(numbers(30_000))).toMatch(/spreadsheet/);
    expect(refusal(numbers(-30_000))).toMatch(/is no time since 1970/);
  });

  test('two units in one column are refused, zeros for missing times among them', () => {
    expect(refusal(numbers(noon, 0))).toMatch(/row 2: 0 would be days .*row 1 holds milliseconds.*empty/);
    expect(refusal(numbers(noon, noon / 1000))).toMatch(/seconds .*milliseconds/);
  });

  test('property: any instant from 1973 to 5138 is told from its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1e11, max: 99_999_999_999_999 }),
        fc.constantFrom(1e-3, 1, 1e3, 1e6),
        (ms, factor) => {
          expect(read(numbers(ms * factor)).instants[0]! * day).toBeCloseTo(ms, 0);
        },
      ),
    );
  });
});

describe('texts', () => {
  test('an offset makes an instant, none means the zone of the column', () => {
    const { instants, days } = read(
      texts('2026-03-05T20:00:00+08:00', '2026-03-05 20:00', '2026/3/5 20:00:00', null, ' '),
      { timeZone: 'Asia/Shanghai' },
    );
    for (const row of [0, 1, 2]) {
      expect(instants[row]).toBe(noon / day);
      expect(days[row]).toBeCloseTo((noon + 8 * 3_600_000) / day, 12);
    }
    expect(instants[3]).toBeNaN();
    expect(instants[4]).toBeNaN();
  });

  test.each(['Asia/Shanghai', 'America/New_York', 'UTC'])(
    'the zone of the machine (%s) plays no part',
    (zone) => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        expect(read(texts('2026-03-05T12:00:00', '2026-03-05')).instants).toEqual(
          Float64Array.of(noon / day, (noon - 12 * 3_600_000) / day),
        );
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    },
  );

  test.each(['2026-02-30', '26/02/26 10:00', '2026-03-05 24:10', '坏', '2026-13-01', '5 March 2026'])(
    '%s is refused',
    (value) => {
      expect(refusal(texts('2026-03-05', value))).toContain(`row 2: "${value}" is no time`);
    },
  );

  test('day and month are told by the whole column', () => {
    const { days } = read(texts('03/04/2026', '26/02/2026 12:00', '2026年4月3日', null));
    expect([days[0], days[1]]).toEqual([days[2], Date.UTC(2026, 1, 26, 12) / day]);
    expect(read(texts('04/03/2026', '02/26/2026')).days[0]).toBe(days[0]);
    expect(refusal(texts('03/04/2026'))).toMatch(
      /column "at": in dates such as '03\/04\/2026' day and month could be/,
    );
    expect(refusal(texts('26/02/2026', '02/26/2026'))).toMatch(
      /some dates have the day first and some the month/,
    );
  });

  test('dates and midnights alone are dates only', () => {
    expect(read(texts('2026-03-05', '2026-03-06 00:00:00')).dateOnly).toBe(true);
    expect(read(texts('2026-03-05', '2026-03-06 00:00:01')).dateOnly).toBe(false);
    expect(parseTime('2026-03-05T12:00:00.25Z')).toEqual({ ms: noon + 250, zoned: true });
  });
});

describe('zones', () => {
  test('days begin at local midnight', () => {
    const zoned = arrow.vectorFromArray([noon], new arrow.TimestampMillisecond('UTC'));
    expect(Math.floor(read(zoned, { timeZone: '+13:00' }).days[0]!)).toBe(Math.floor(noon / day) + 1);
    expect(read(zoned, { timeZone: 'Asia/Kolkata' }).days[0]! - noon / day).toBeCloseTo(5.5 / 24, 9);
  });

  test('a timestamp without a zone is local time', () => {
    const plain = arrow.vectorFromArray([noon], new arrow.TimestampMillisecond());
    const { instants, days } = read(plain, { timeZone: 'America/New_York' });
    expect(days[0]).toBe(noon / day);
    expect(instants[0]! - noon / day).toBeCloseTo(5 / 24, 9);
  });

  test('daylight saving moves the clocks of one zone only', () => {
    const berlin = zoneOffset('Europe/Berlin');
    expect(berlin(Date.UTC(2026, 2, 29, 0, 59, 59))).toBe(3_600_000);
    expect(berlin(Date.UTC(2026, 2, 29, 1))).toBe(7_200_000);
    expect(instantOfLocal(Date.UTC(2026, 6, 1), berlin)).toBe(Date.UTC(2026, 5, 30, 22));
  });

  test('an unknown zone is refused with what would do', () => {
    expect(() => zoneOffset('Asia/Shanghia')).toThrow(/did you mean "Asia\/Shanghai".*\+08:00/);
  });
});

test('a column of another type is refused', () => {
  expect(refusal(arrow.vectorFromArray([true], new arrow.Bool()))).toMatch(
    /"at" has Arrow type Bool, which is no time/,
  );
  expect(() => readTimes(new arrow.Table({ at: numbers(1) }), 'att')).toThrow(/did you mean "at"/);
});
