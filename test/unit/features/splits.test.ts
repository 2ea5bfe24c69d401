import { describe, expect, it } from 'vitest';

import { addDays, dayNumber } from '../../../src/base/days.js';
import { embargoHolds, matureSnapshot, planSplits, rollingOrigin } from '../../../src/features/splits.js';

const windows = { observationDays: 30, horizonDays: 14, valueDays: 90 };
const counts = { everyDays: 7, test: 2, calibration: 2, train: 8, folds: 4 };
const log = { firstDay: '2025-01-01', lastCompleteDay: '2025-06-30' };

describe('matureSnapshot', () => {
  it('is made only when the whole horizon has passed', () => {
    expect(matureSnapshot('2025-06-16', 14, '2025-06-30').day).toBe('2025-06-16');
    expect(() => matureSnapshot('2025-06-17', 14, '2025-06-30')).toThrow(/not mature.*complete for 13/);
    expect(() => matureSnapshot('2025-07-05', 14, '2025-06-30')).toThrow(/complete for 0/);
    expect(() => matureSnapshot('2025-02-30', 14, '2025-06-30')).toThrow(/not a day/);
  });
});

describe('planSplits', () => {
  it('ends the test section at the last mature day and keeps an embargo between sections', () => {
    const plan = planSplits(log, windows, counts);
    const days = (name: 'train' | 'calibration' | 'test'): string[] => plan[name].map(({ day }) => day);
    expect(days('test')).toEqual(['2025-06-09', '2025-06-16']);
    expect(days('calibration')).toEqual(['2025-05-18', '2025-05-25']);
    expect(days('train')[7]).toBe('2025-05-03');
    expect(days('train')).toHaveLength(8);
    expect(plan.current.day).toBe('2025-06-30');
    expect(embargoHolds(plan.train, plan.calibration, 14)).toBe(true);
    expect(embargoHolds(plan.calibration, plan.test, 14)).toBe(true);
    expect(embargoHolds(plan.calibration, plan.test, 15)).toBe(false);
  });

  it('starts no earlier than the first full observation window, with fewer train snapshots', () => {
    const short = { firstDay: '2025-03-01', lastCompleteDay: '2025-06-30' };
    const plan = planSplits(short, windows, counts);
    expect(plan.train.length).toBeGreaterThan(0);
    expect(plan.train.length).toBeLessThan(8);
    expect(plan.train[0]!.day >= addDays(short.firstDay, 29)).toBe(true);
  });

  it('says how many days a log that is too short would need', () => {
    const range = (days: number) => ({
      firstDay: '2025-01-01',
      lastCompleteDay: addDays('2025-01-01', days - 1),
    });
    const message = (() => {
      try {
        planSplits(range(40), windows, counts);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    const needed = Number(/needs (\d+)/.exec(message)?.[1]);
    expect(() => planSplits(range(needed - 1), windows, counts)).toThrow(/needs/);
    expect(planSplits(range(needed), windows, counts).train).toHaveLength(1);
  });

  it('names windows that fit a short log, and none where none do', () => {
    const messageOf = (days: number, own: typeof windows): string => {
      const range = { firstDay: '2025-01-01', lastCompleteDay: addDays('2025-01-01', days - 1) };
      try {
        planSplits(range, own, counts);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(messageOf(3, windows)).toMatch(/has 3 complete days and the split needs 88: at least 7 days/);
    expect(messageOf(1, windows)).toMatch(/has 1 complete day and/);
    expect(messageOf(37, windows)).toMatch(/observationDays: 14, horizonDays: 7 } and snapshots: { train: 1/);
    for (let days = 7; days < 130; days++) {
      const own = { observationDays: 1 + (days % 60), horizonDays: 1 + (days % 30), valueDays: 90 };
      const message = messageOf(days, own);
      if (message === '') continue;
      const [, observationDays, horizonDays] = /observationDays: (\d+), horizonDays: (\d+)/.exec(message) ?? [
        0,
        own.observationDays,
        own.horizonDays,
      ];
      const fitting = {
        observationDays: Number(observationDays),
        horizonDays: Number(horizonDays),
        valueDays: 90,
      };
      const range = { firstDay: '2025-01-01', lastCompleteDay: addDays('2025-01-01', days - 1) };
      const one = { ...counts, train: 1, calibration: 1, test: 1 };
      expect(planSplits(range, fitting, one).train, message).toHaveLength(1);
    }
  });

  it('holds for random logs: sections apart, labels inside the data, days ascending', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const pick = (low: number, high: number, salt: number): number =>
        low + ((Math.imul(seed * 31 + salt, 2654435761) >>> 8) % (high - low + 1));
      const own = { observationDays: pick(1, 60, 1), horizonDays: pick(1, 40, 2), valueDays: 90 };
      const wanted = {
        everyDays: pick(1, 30, 3),
        test: pick(1, 4, 4),
        calibration: pick(1, 4, 5),
        train: pick(1, 9, 6),
        folds: pick(0, 5, 7),
      };
      const range = { firstDay: '2024-01-01', lastCompleteDay: addDays('2024-01-01', 700) };
      const { train, calibration, test, folds } = planSplits(range, own, wanted);
      expect(embargoHolds(train, calibration, own.horizonDays)).toBe(true);
      expect(embargoHolds(calibration, test, own.horizonDays)).toBe(true);
      for (const fold of folds) expect(embargoHolds(fold.train, fold.validation, own.horizonDays)).toBe(true);
      const all = [...train, ...calibration, ...test].map(({ day }) => dayNumber(day));
      expect(all).toEqual([...all].sort((a, b) => a - b));
      expect(all[all.length - 1]! + own.horizonDays).toBe(dayNumber(range.lastCompleteDay));
    }
  });
});

describe('rollingOrigin', () => {
  it('validates on later snapshots only, the last fold on the last', () => {
    const snapshots = Array.from({ length: 10 }, (_, i) =>
      matureSnapshot(addDays('2025-01-01', i * 7), 14, '2025-12-31'),
    );
    const folds = rollingOrigin(snapshots, 4);
    expect(folds).toHaveLength(4);
    expect(folds[3]!.validation).toEqual([snapshots[9]]);
    expect(folds[3]!.train).toEqual(snapshots.slice(0, 7));
    expect(rollingOrigin(snapshots.slice(0, 3), 4)).toEqual([]);
    expect(rollingOrigin(snapshots, 0)).toEqual([]);
  });
});
