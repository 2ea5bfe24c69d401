// Which days count as missing: by their weekday, outside the calendar, and early in a log.
import { expect, test } from 'vitest';

import { dayNumber } from '../../../src/base/days.js';
import { checkVolume } from '../../../src/monitor/volume/volume.js';
import { dataObservations, endedDays } from '../../../src/pipeline/daily/data-observations.js';
import { missingDays, withEmptyDay } from '../../../src/pipeline/daily/missing-days.js';
import type { AlertRecord } from '../../../src/state/records/system.js';

const dropped = { missingUser: 0, missingTime: 0, duplicateId: 0, unmapped: 0, afterEnd: 0 };

const newest = '2026-03-29';
const day = dayNumber(newest);

/** Rows of the days up to the newest one, Sundays a tenth; `rows` sets single days, counted back from the newest. */
function counts(days: number, rows: Readonly<Record<number, number>> = {}) {
  return Array.from({ length: days }, (_, i) => {
    const back = days - 1 - i;
    const usual = (day - back - 3) % 7 === 0 ? 100 : 1000;
    return { day: day - back, rows: { login: rows[back] ?? usual } };
  }).filter((one) => one.rows.login > 0);
}

const rules = { date: newest, back: 16, latenessDays: 2, calendar: [] };

test('a day without rows or with fewer than half of its weekday is missing: late at first, lost later', () => {
  expect(missingDays(counts(80), rules)).toEqual([]);
  expect(missingDays(counts(80, { 2: 0, 5: 300, 6: 700 }), rules)).toEqual([
    { date: '2026-03-24', rows: 300, expected: 1000, late: false },
    { date: '2026-03-27', rows: 0, expected: 1000, late: true },
  ]);
  // A log of a week knows no weekday yet.
  expect(missingDays(counts(8, { 2: 0 }), rules)).toEqual([]);
});

test('a day of the calendar may have few rows, and not none', () => {
  const entry = { from: '2026-03-24', to: '2026-03-25', limit: 0.2, reason: 'sale' };
  const found = missingDays(counts(80, { 4: 0, 5: 300 }), { ...rules, calendar: [entry] });
  expect(found.map(({ date }) => date)).toEqual(['2026-03-25']);
});

test('early in a log an empty newest day is critical, unless its weekday was empty before', () => {
  const check = (days: number, rows: Readonly<Record<number, number>>) => {
    const given = counts(days, rows);
    return withEmptyDay(checkVolume(given, day), given);
  };
  expect(check(5, { 0: 0 })).toMatchObject({ state: 'critical', total: { state: 'zero', expected: null } });
  expect(check(10, { 0: 0, 7: 0 }).state).toBe('learning');
  expect(check(10, {}).state).toBe('learning');
});

test('a day with twice its rows is told, and a sale that the calendar knows is not', () => {
  const found = (rows: number, excuse: string | null) => {
    const check = checkVolume(counts(80, { 0: rows }), day);
    const all = dataObservations({ ...check, excuse, unmapped: [], dropped, missing: [] });
    return all.find(({ kind }) => kind === 'data-surplus')!.found;
  };
  expect([found(100, null), found(200, null), found(1000, null), found(1000, 'sale')]).toEqual([
    ...[false, true, true, false],
  ]);
});

test('alarms about a day end when it has arrived, and when it lies too far back', () => {
  const given = counts(80, { 1: 0, 15: 0 });
  const data = {
    ...checkVolume(given, day),
    ...{ excuse: null, unmapped: [], dropped, missing: missingDays(given, rules) },
  };
  expect(data.missing).toHaveLength(2);
  const found = dataObservations(data).filter((one) => one.found === true);
  expect(found).toMatchObject([{ kind: 'late-data', object: '2026-03-28', immediate: true }]);
  const alert = (kind: string, object: string, state = 'firing') => ({ kind, object, state }) as AlertRecord;
  const alerts = [
    ...[alert('data-gap', '2026-03-14'), alert('late-data', '2026-03-28'), alert('late-data', '2026-03-20')],
    ...[alert('data-gap', '*'), alert('drift', '2026-03-01'), alert('data-gap', '2026-03-01', 'resolved')],
  ];
  expect(endedDays(alerts, data).map(({ kind, object, found: is }) => [kind, object, is])).toEqual([
    ['data-gap', '2026-03-14', false],
    ['late-data', '2026-03-20', false],
  ]);
});
