// A day's rows against the weeks before it: expectation against scipy's negative binomial, faults, and how often it errs.
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { expectationOf } from '../../../src/monitor/volume/expectation.js';
import { checkVolume } from '../../../src/monitor/volume/volume.js';

const constant = (rows: number) => new Map(Array.from({ length: 56 }, (_, i) => [100 + i, rows]));

test('the interval is that of the negative binomial distribution', () => {
  // scipy 1.17.1: nbinom(400, 400 / (400 + m)).ppf([1e-4, 1 - 1e-4]) for m = 100, 1000, 25000 and nothing beyond counting noise.
  expect(expectationOf(constant(100), 156)).toEqual({ days: 8, median: 100, low: 62, high: 145 });
  expect(expectationOf(constant(1000), 156)).toEqual({ days: 8, median: 1000, low: 793, high: 1233 });
  expect(expectationOf(constant(25_000), 156)).toEqual({
    days: 8,
    median: 25_000,
    low: 20_581,
    high: 29_957,
  });
});

test('with fewer than three days of the weekday it is learning', () => {
  const days = Array.from({ length: 20 }, (_, i) => ({ day: i, rows: { login: 100 } }));
  expect(checkVolume(days, 20).state).toBe('learning');
  expect(checkVolume([...days, { day: 20, rows: { login: 100 } }], 21).state).toBe('critical');
});

test('a weekday pattern is no fault, nor is a gap in an earlier week', () => {
  const rowsOf = (day: number): number => (day === 40 ? 3 : day % 7 >= 5 ? 200 : 900);
  const days = Array.from({ length: 57 }, (_, day) => ({ day, rows: { login: rowsOf(day) } }));
  for (const day of [54, 55, 56]) expect(checkVolume(days.slice(0, day + 1), day).state).toBe('ok');
});

test('an event that falls alone is a loss of tracking, all together are a gap', () => {
  const usual = Array.from({ length: 56 }, (_, day) => ({ day, rows: { login: 900, pay: 300, rare: 3 } }));
  const faults = (rows: Record<string, number>) =>
    checkVolume([...usual, { day: 56, rows }], 56).series.map(({ fault, severity }) => [fault, severity]);
  expect(faults({ login: 880, pay: 20, rare: 2 })).toEqual([
    [null, null],
    ['tracking-loss', 'critical'],
    [null, null],
  ]);
  expect(faults({ login: 300, pay: 90 })).toEqual([
    ['data-gap', 'critical'],
    ['data-gap', 'critical'],
    [null, null],
  ]);
  expect(faults({ login: 900, pay: 200, rare: 3 })[1]).toEqual(['tracking-loss', 'warning']);
  expect(checkVolume(usual, 56)).toMatchObject({ state: 'critical', total: { state: 'zero', rows: 0 } });
});

test('nothing changed: no alarm in 900 days of two events', () => {
  const random = new Random(7);
  let alarms = 0;
  let series = 0;
  for (let world = 0; world < 5; world++) {
    const days = Array.from({ length: 150 }, (_, day) => {
      const level = (day % 7 >= 5 ? 0.4 : 1) * Math.exp(0.04 * random.normal());
      return { day, rows: { a: random.poisson(900 * level), b: random.poisson(60 * level) } };
    });
    for (let day = 60; day < 150; day++) {
      const { series: all } = checkVolume(days.slice(0, day + 1), day);
      series += all.length;
      alarms += all.filter(({ severity }) => severity !== null).length;
    }
  }
  expect(series).toBe(900);
  expect(alarms).toBe(0);
});

test('a day that comes twice is refused', () => {
  expect(() =>
    checkVolume(
      [
        { day: 3, rows: {} },
        { day: 3, rows: {} },
      ],
      3,
    ),
  ).toThrow('given twice');
});
