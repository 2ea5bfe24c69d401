// Times in a named form: each case is what Python's datetime.strptime gives (3.11; %f of up to six digits there).
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeFormat, timeParser } from '../../../src/data/time-forms/strptime.js';
import { readTimes } from '../../../src/data/times.js';

it.each([
  ['%d/%m/%Y', '03/04/2026', '2026-04-03 00:00:00'],
  ['%m/%d/%y %I:%M %p', '3/4/26 12:05 AM', '2026-03-04 00:05:00'],
  ['%m/%d/%y %I:%M %p', '03/04/68 11:05 pm', '2068-03-04 23:05:00'],
  ['%d.%m.%y', '01.02.69', '1969-02-01 00:00:00'],
  ['%Y%m%d%H%M%S', '20260304050607', '2026-03-04 05:06:07'],
  ['%Y-%m-%dT%H:%M:%S.%f%z', '2026-03-04T05:06:07.25+0800', '2026-03-04 05:06:07.25+0800'],
  ['%d|%m|%Y (%H%%)', '03|04|2026 (05%)', '2026-04-03 05:00:00'],
] as const)('%s reads %s', (format, text, expected) => {
  expect(timeParser(format)(text)).toBe(expected);
});

it('other texts are none, and other directives are refused', () => {
  expect(timeParser('%d/%m/%Y')('2026-04-03')).toBeNull();
  expect(timeParser('%d/%m/%Y %I:%M')('03/04/2026 13:00')).toBeNull();
  expect(() => timeFormat('%d/%b/%Y', 'table.timeFormat')).toThrow(
    /table.timeFormat: "%d\/%b\/%Y": %b is not read/,
  );
  expect(() => timeFormat('%d/%Y', 'x')).toThrow('x: "%d/%Y" has no %m');
  expect(() => timeFormat('%d/%m/%Y %d', 'x')).toThrow(/stands twice/);
});

it('a column of doubtful dates is read in the form that is named, and other texts are refused with their row', () => {
  const table = (...texts: (string | null)[]) =>
    new arrow.Table({ at: arrow.vectorFromArray(texts, new arrow.Utf8()) });
  const day = (...parts: [number, number, number]): number => Date.UTC(...parts) / 864e5;
  const read = readTimes(table('03/04/2026', null), 'at', { timeFormat: '%d/%m/%Y' });
  expect([...read.days]).toEqual([day(2026, 3, 3), Number.NaN]);
  expect(() => readTimes(table('03/04/2026', '31/02/2026'), 'at', { timeFormat: '%d/%m/%Y' })).toThrow(
    'column "at", row 2: "31/02/2026" is no time in the form that timeFormat names',
  );
});

it('property: any second is read back', () => {
  const form = '%d/%m/%Y %I-%M-%S %p';
  const two = (n: number): string => String(n).padStart(2, '0');
  const parse = timeParser(form);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e9 }), (seconds) => {
      const at = new Date(seconds * 1000);
      const hour = at.getUTCHours();
      const text = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${two(((hour + 11) % 12) + 1)}-${two(at.getUTCMinutes())}-${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
      expect(parse(text)).toBe(at.toISOString().slice(0, 19).replace('T', ' '));
    }),
  );
});
