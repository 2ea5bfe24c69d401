// Quiet hours by the clock of the user, against a search minute by minute with Intl: also where clocks skip or repeat an hour.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isQuiet, openingAfter, quietHours } from '../../../src/delivery/rules/quiet-hours.js';
import { quietVerdicts } from '../../../src/delivery/rules/timing.js';
import { samples } from '../../support/state/records.js';

const minute = 60_000_000;
const zones = [
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/St_Johns',
];

const forms = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }),
  ]),
);

/** HH:MM in a zone, by Intl alone. */
const clock = (zone: string, micros: number): string => forms.get(zone)!.format(micros / 1000);

function quietByClock({ from, to }: { from: string; to: string }, zone: string, micros: number): boolean {
  const time = clock(zone, micros);
  return from < to ? from <= time && time < to : time >= from || time < to;
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, part]) => `${String(hour).padStart(2, '0')}:${String(part).padStart(2, '0')}`);
// Weeks in which the clocks of the zones change.
const moment = fc
  .tuple(
    fc.constantFrom(Date.UTC(2026, 2, 7), Date.UTC(2026, 2, 28), Date.UTC(2026, 9, 3), Date.UTC(2026, 9, 31)),
    fc.integer({ min: 0, max: 4 * 1440 }),
  )
  .map(([day, minutes]) => day * 1000 + minutes * minute);

test('an opening is never quiet, comes after the question, and within half an hour of the first open minute', () => {
  fc.assert(
    fc.property(
      time,
      time,
      fc.constantFrom(...zones),
      moment,
      fc.integer({ min: 1, max: 1e6 }),
      (from, to, zone, at, seq) => {
        fc.pre(from !== to);
        const hours = { from, to };
        expect(isQuiet(hours, zone, at)).toBe(quietByClock(hours, zone, at));
        if (!isQuiet(hours, zone, at)) return;
        const opening = openingAfter(hours, zone, at, seq);
        expect(openingAfter(hours, zone, at, seq)).toBe(opening);
        let first = at;
        while (quietByClock(hours, zone, first)) first += minute;
        expect(opening).toBeGreaterThan(at);
        // Of an hour that the clocks show twice the later one counts; where they skip the opening, it is up to an hour later.
        expect(opening - first).toBeLessThan(90 * minute);
        expect(opening - first).toBeGreaterThan(-minute);
      },
    ),
    { numRuns: 150 },
  );
});

test.each([
  // New York skips 02:00 to 03:00 on 8 March: who waits for 02:30 waits until the clocks show 03:30 or less.
  [
    'America/New_York',
    '22:00',
    '02:30',
    Date.UTC(2026, 2, 8, 6, 45),
    Date.UTC(2026, 2, 8, 7, 0),
    Date.UTC(2026, 2, 8, 8, 0),
  ],
  // Berlin shows 02:00 to 03:00 twice on 25 October: 02:30 counts the second time.
  [
    'Europe/Berlin',
    '22:00',
    '02:30',
    Date.UTC(2026, 9, 24, 23, 0),
    Date.UTC(2026, 9, 25, 1, 30),
    Date.UTC(2026, 9, 25, 2, 0),
  ],
])('%s %s-%s where the clocks change', (zone, from, to, at, earliest, latest) => {
  const openings = Array.from(
    { length: 200 },
    (_, i) => openingAfter({ from, to }, zone, at * 1000, i + 1) / 1000,
  );
  expect(Math.min(...openings)).toBeGreaterThanOrEqual(earliest);
  expect(Math.max(...openings)).toBeLessThanOrEqual(latest);
});

test('messages wait by their own zone, are spread, and expire where the opening is too late', () => {
  const quiet = { from: '21:00', to: '09:00' };
  const at = Date.UTC(2026, 0, 15, 14) * 1000; // 22:00 in Shanghai, 09:00 in New York.
  const message = (seq: number, zone: string | null, notAfter: number | null = null) =>
    ({ ...samples.message, seq, zone, notAfter }) as const;
  const list = [
    message(1, null),
    message(2, 'America/New_York'),
    message(3, 'Asia/Shanghai', at + 60 * minute),
    ...Array.from({ length: 500 }, (_, i) => message(10 + i, null)),
  ];
  const verdicts = quietVerdicts(list, { quiet, zone: 'Asia/Shanghai', at, sentBy: at + minute });
  expect(verdicts.get(2)).toBeUndefined();
  expect(verdicts.get(3)).toEqual({ event: 'expired', reason: 'quiet hours last longer than notAfter' });
  const opening = Date.UTC(2026, 0, 16, 1) * 1000;
  const waits = list.slice(3).map(({ seq }) => (verdicts.get(seq)!.due! - opening) / minute);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...waits)).toBeLessThanOrEqual(30);
  const thirds = [0, 10, 20].map((from) => waits.filter((one) => one >= from && one < from + 10).length);
  expect(Math.min(...thirds)).toBeGreaterThan(120);
});

test('a sending that would still run when the quiet hours begin waits as well', () => {
  const quiet = { from: '21:00', to: '09:00' };
  const at = Date.UTC(2026, 0, 15, 12, 59, 40) * 1000;
  const rules = { quiet, zone: 'Asia/Shanghai', at };
  expect(quietVerdicts([samples.message], { ...rules, sentBy: at + 10_000_000 }).size).toBe(0);
  expect(quietVerdicts([samples.message], { ...rules, sentBy: at + 30_000_000 }).get(1)?.event).toBe(
    'deferred',
  );
});

test.each([
  [{ from: '9:00', to: '21:00' }, 'quiet.from must be a time of day such as 21:00, got "9:00"'],
  [{ from: '24:00', to: '21:00' }, 'quiet.from must be a time of day'],
  [{ from: '21:00', to: '21:00' }, 'nothing could ever be sent'],
  [{ from: '21:00', until: '09:00' }, 'unknown option "until"'],
])('%j is refused', (value, words) => {
  expect(() => quietHours(value, 'quiet')).toThrow(words);
});
