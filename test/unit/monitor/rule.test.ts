// Rule R: the bound of one day, and the evidence over updates. The expected margin is Python 3.11's
// sqrt(log(2 * 40 / .05) / (2 * 5000)).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { nextEvidence } from '../../../src/monitor/rule/evidence.js';
import type { DriftEvidence } from '../../../src/monitor/rule/evidence-records.js';
import { logMassartP, massartMargin } from '../../../src/monitor/rule/margin.js';
import { logShareP } from '../../../src/monitor/rule/share.js';
import { gravest, judgeDistance } from '../../../src/monitor/rule/state.js';

const margin = (rows: number): number => massartMargin(rows, 40, 0.05);

describe('one day', () => {
  test('the margin is that of the inequality, for all columns at the same time', () => {
    expect(massartMargin(5000, 40, 0.05)).toBeCloseTo(0.02716203031481238, 14);
    expect(massartMargin(368, 40, 0.05)).toBeGreaterThan(0.1);
    expect(massartMargin(369, 40, 0.05)).toBeLessThan(0.1);
  });

  test.each([
    [{ distance: 0.16, rows: 5000, referenceRows: 100_000 }, 'certain'],
    [{ distance: 0.12, rows: 5000, referenceRows: 100_000 }, 'possible'],
    [{ distance: 0.09, rows: 5000, referenceRows: 100_000 }, 'stable'],
    [{ distance: 0.2, rows: 300, referenceRows: 100_000 }, 'too-few-rows'],
    [{ distance: 0.9, rows: 300, referenceRows: 100_000 }, 'too-few-rows'],
    [{ distance: 1, rows: 8, referenceRows: 100_000 }, 'too-few-rows'],
    [{ distance: 0, rows: 0, referenceRows: 100_000 }, 'empty'],
    [{ distance: 0, rows: 10, referenceRows: 0 }, 'empty'],
  ] as const)('%o is %s', (measured, state) => {
    expect(judgeDistance(measured, 0.1, margin).state).toBe(state);
  });

  test('a profile of few rows widens the bound', () => {
    const day = { distance: 0.14, rows: 5000 };
    expect(judgeDistance({ ...day, referenceRows: 1_000_000 }, 0.1, margin).state).toBe('certain');
    expect(judgeDistance({ ...day, referenceRows: 5000 }, 0.1, margin).state).toBe('possible');
  });

  test('the gravest of several states is named', () => {
    expect(gravest(['stable', 'possible', 'excluded'])).toBe('possible');
    expect(gravest([])).toBe('stable');
  });
});

const update = (day: string, distance: number, more: object = {}) => ({
  ...{ model: 'm', day, ...more },
  series: [
    { name: 'a', distance, rows: 5000, limit: 0.1 },
    { name: 'b', distance: 0.01, rows: 5000, limit: 0.1 },
  ],
});

const nextDay = (before: DriftEvidence | null, day: string, distance: number, more: object = {}) =>
  nextEvidence(before, update(day, distance, more));

describe('evidence over updates', () => {
  test('a distance at the limit never adds up, one above it does', () => {
    let calm: DriftEvidence | null = null;
    let moved: DriftEvidence | null = null;
    for (let week = 0; week < 200; week++) {
      const day = new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10);
      const quiet = nextDay(calm, day, 0.1);
      expect(quiet.alarms).toEqual([]);
      calm = quiet.evidence;
      if (week < 3) moved = nextDay(moved, day, 0.125).evidence;
    }
    expect(moved?.series['a']?.alarmedOn).toBe('2026-01-12');
    expect(moved?.series['b']?.alarmedOn).toBeNull();
  });

  test('the statistic follows its definition', () => {
    const first = nextDay(null, '2026-03-02', 0.12);
    const second = nextDay(first.evidence, '2026-03-09', 0.12);
    const e = 0.2 * Math.exp(-0.8 * logMassartP(0.12, 0.1, 5000));
    expect(first.evidence.series['a']?.logR).toBeCloseTo(Math.log(e), 12);
    expect(second.evidence.series['a']?.logR).toBeCloseTo(Math.log((e + 1) * e), 12);
    expect(second.logThreshold).toBeCloseTo(Math.log((365 / 7) * 2), 12);
  });

  test('shares beside distances get a tenth of the alarms that a year may have', () => {
    const share = { share: 0.1, reference: 0.02, rows: 5000, limit: 0.05 };
    const series = [
      { name: 'a', distance: 0.12, rows: 5000, limit: 0.1 },
      ...['(missing) a', '(unseen) a'].map((name) => ({ name, ...share })),
    ];
    const given = { model: 'm', series };
    const first = nextEvidence(null, { ...given, day: '2026-03-02' });
    const { evidence, logThreshold } = nextEvidence(first.evidence, { ...given, day: '2026-03-09' });
    // Chances of an alarm a year: 52.14 updates x (1 / A of the distance + 2 w / A of the shares) = 1.
    const [updates, weight] = [365 / 7, (0.1 / 2) * (1 / 0.9)];
    expect(logThreshold).toBeCloseTo(Math.log(updates / 0.9), 12);
    expect((updates * (1 + 2 * weight)) / Math.exp(logThreshold)).toBeCloseTo(1, 12);
    const logE = Math.log(0.2) - 0.8 * logShareP(0.1, 0.02, 5000, 0.05);
    const once = Math.log(weight) + logE;
    expect(first.evidence.series['(missing) a']?.logR).toBeCloseTo(once, 12);
    const twice = Math.log(Math.exp(once) + weight) + logE;
    expect(evidence.series['(missing) a']?.logR).toBeCloseTo(twice, 10);
  });

  test('the e-value of a valid p-value has expectation at most 1 under the hypothesis', () => {
    // The integral of 0.2 p^-0.8 over (0, 1), by the midpoint rule on p = u^10 (Jacobian 10 u^9): 2 u.
    const steps = 1000;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const u = (i + 0.5) / steps;
      sum += (0.2 * (u ** 10) ** -0.8 * 10 * u ** 9) / steps;
    }
    expect(sum).toBeCloseTo(1, 6);
  });

  test('days that share users count once a week, days of other users at once', () => {
    const first = nextDay(null, '2026-03-02', 0.13);
    const next = nextDay(first.evidence, '2026-03-03', 0.13);
    expect(next.skipped).toBe('too-soon');
    expect(next.evidence).toEqual(first.evidence);
    expect(nextDay(first.evidence, '2026-03-02', 0.13).skipped).toBe('earlier-day');
    expect(nextDay(first.evidence, '2026-03-01', 0.13).skipped).toBe('earlier-day');
    const other = nextDay(first.evidence, '2026-03-03', 0.13, { disjointUsers: true });
    expect(other.skipped).toBeNull();
    expect(other.logThreshold).toBeCloseTo(Math.log(365 * 2), 12);
  });

  test('another model starts anew', () => {
    const first = nextDay(null, '2026-03-02', 0.2);
    expect(first.alarms).toEqual(['a']);
    const next = nextDay(first.evidence, '2026-03-03', 0.01, { model: 'n' });
    expect([next.reset, next.alarms, next.evidence.series['a']?.updates]).toEqual([true, [], 1]);
  });

  test('a day without rows teaches nothing, and extreme distances stay finite', () => {
    const series = [{ name: 'a', distance: 1, rows: 1e9, limit: 0 }];
    const far = nextEvidence(null, { model: 'm', day: '2026-03-02', series });
    expect(Number.isFinite(far.evidence.series['a']?.logR)).toBe(true);
    const empty = nextEvidence(far.evidence, {
      ...{ model: 'm', day: '2026-03-09' },
      series: [{ ...series[0]!, rows: 0 }],
    });
    expect(empty.evidence.series['a']).toEqual(far.evidence.series['a']);
  });

  test('a state survives JSON, and the statistic grows with the distance', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.integer({ min: 1, max: 1e7 }),
        (d, rows) => {
          const at = (distance: number) =>
            nextEvidence(null, {
              ...{ model: 'm', day: '2026-03-02' },
              series: [{ name: 'a', distance, rows, limit: 0.1 }],
            }).evidence;
          expect(JSON.parse(JSON.stringify(at(d)))).toEqual(at(d));
          expect(at(d + 0.1).series['a']!.logR!).toBeGreaterThanOrEqual(at(d).series['a']!.logR!);
        },
      ),
    );
  });

  test.each([
    ['a day that is none', () => nextDay(null, '2026-02-30', 0.1), /not a day/],
    ['a distance above 1', () => nextDay(null, '2026-03-02', 1.5), /update.series\[0\].distance/],
    [
      'a name twice',
      () =>
        nextEvidence(null, {
          ...{ model: 'm', day: '2026-03-02' },
          series: [1, 2].map(() => ({ name: 'a', distance: 0, rows: 1, limit: 0.1 })),
        }),
      /"a" is named twice/,
    ],
    ['a newer record', () => nextDay({ schema: 2 } as never, '2026-03-02', 0.1), /must be 1, got 2/],
  ] as const)('%s is refused', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
