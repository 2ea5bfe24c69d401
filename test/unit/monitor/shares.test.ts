// Missing values and new categories: bounds of one day, and evidence over days. Oracle: scipy's root finder and binomial
// distribution (test/golden/monitoring/make_shares.py).
import { Table, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dayOf } from '../../../src/base/days.js';
import { type DriftSeries, seriesName, seriesOf } from '../../../src/base/drift-series.js';
import { Random } from '../../../src/base/random.js';
import { driftOf } from '../../../src/monitor/drift/drift.js';
import { evidenceUpdate } from '../../../src/monitor/drift/evidence-update.js';
import { withAlarms } from '../../../src/monitor/drift/with-alarms.js';
import { profileFiles, profileFrom } from '../../../src/monitor/profile/files.js';
import { profileOf } from '../../../src/monitor/profile/profile.js';
import { nextEvidence } from '../../../src/monitor/rule/evidence.js';
import type { DriftEvidence } from '../../../src/monitor/rule/evidence-records.js';
import { judgeShare, logShareP, shareBounds } from '../../../src/monitor/rule/share.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly bounds: readonly Readonly<
    Record<'rows' | 'of' | 'chance' | 'low' | 'high' | 'exactLow' | 'exactHigh', number>
  >[];
  readonly tests: readonly Readonly<
    Record<'share' | 'reference' | 'rows' | 'limit' | 'logP' | 'exact', number>
  >[];
}

const golden = readGolden<Golden>('monitoring/shares.json');

describe('one share on one day', () => {
  test('bounds are those of the oracle, and hold the exact interval', () => {
    for (const { rows, of, chance, low, high, exactLow, exactHigh } of golden.bounds) {
      const found = shareBounds({ rows, of }, chance);
      expect(Math.abs(found.low - low), `${rows} of ${of}`).toBeLessThan(1e-12);
      expect(Math.abs(found.high - high), `${rows} of ${of}`).toBeLessThan(1e-12);
      expect(found.low).toBeLessThanOrEqual(exactLow + 1e-12);
      expect(found.high).toBeGreaterThanOrEqual(exactHigh - 1e-12);
    }
  });

  test('the p-value is that of the oracle, and never smaller than the exact one', () => {
    for (const { share, reference, rows, limit, logP, exact } of golden.tests) {
      const found = logShareP(share, reference, rows, limit);
      expect(Math.abs(found - logP)).toBeLessThan(1e-9 * (1 + Math.abs(logP)));
      expect(found).toBeGreaterThanOrEqual(exact - 1e-9 * Math.abs(exact));
    }
  });

  test.each([
    [{ rows: 100, of: 5000 }, { rows: 400, of: 5000 }, 'possible'],
    [{ rows: 2000, of: 100_000 }, { rows: 8000, of: 100_000 }, 'certain'],
    [{ rows: 8000, of: 100_000 }, { rows: 2000, of: 100_000 }, 'certain'],
    [{ rows: 2000, of: 100_000 }, { rows: 2100, of: 100_000 }, 'stable'],
    [{ rows: 0, of: 5000 }, { rows: 1, of: 8 }, 'possible'],
    [{ rows: 0, of: 0 }, { rows: 1, of: 8 }, 'empty'],
    [{ rows: 0, of: 8 }, { rows: 0, of: 0 }, 'empty'],
  ] as const)('from %o to %o is %s', (before, now, state) => {
    expect(judgeShare(before, now, 0.05, 0.05 / 48).state).toBe(state);
  });
});

test('the name of a series gives the series back, whatever a column is called', () => {
  const about = fc.constantFrom<DriftSeries['about']>('distribution', 'missing', 'unseen');
  const column = fc.oneof(
    fc.string(),
    fc.constantFrom('(score)', '(missing) a', '(unseen) (column) b', '(column) c\nd', 'score', ''),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ column, about }), { maxLength: 4 }), (all) => {
      for (const one of all) expect(seriesOf(seriesName(one))).toEqual(one);
    }),
  );
  expect(seriesOf(seriesName({ column: null, about: 'distribution' }))).toEqual({
    ...{ column: null, about: 'distribution' },
  });
});

/** A column of numbers with missing values, and one of texts, of which a share is of `fresh`. */
function rowsWith(rows: number, seed: number, missing: number, fresh: number): Table {
  const random = new Random(seed);
  const x = Array.from({ length: rows }, () => (random.uniform() < missing ? null : random.normal()));
  const city = Array.from({ length: rows }, () =>
    random.uniform() < fresh ? 'new' : ['a', 'b', 'c'][random.below(3)]!,
  );
  return new Table({ x: vectorFromArray(x), city: vectorFromArray(city) });
}

const columns = [
  { name: 'x', kind: 'numeric' },
  { name: 'city', kind: 'categorical' },
] as const;

describe('shares over days', async () => {
  const profile = await profileOf(rowsWith(50_000, 1, 0.02, 0), { columns });
  const weeks = async (count: number, missing: number, fresh: number) => {
    let evidence: DriftEvidence | null = null;
    let alarms: readonly string[] = [];
    let states: readonly unknown[] = [];
    for (let week = 1; week <= count; week++) {
      const report = await driftOf(profile, rowsWith(4000, 200 + week, missing, fresh));
      const step = nextEvidence(
        evidence,
        evidenceUpdate(report, { model: 'm', day: dayOf(20_000 + 7 * week) }),
      );
      ({ evidence, alarms } = step);
      const told = withAlarms(report, step);
      states = told.columns.map(({ name, state, reasons }) => [name, state, reasons]);
    }
    return { alarms, states: states.toSorted() };
  };

  test('a change beyond the limit that no day is sure of becomes certain over weeks', async () => {
    const first = await weeks(1, 0.081, 0.06);
    expect(first).toEqual({
      alarms: [],
      states: [
        ['city', 'possible', ['unseen']],
        ['x', 'possible', ['missing']],
      ],
    });
    const { alarms, states } = await weeks(12, 0.081, 0.06);
    expect(alarms.toSorted()).toEqual(['(missing) x', '(unseen) city']);
    expect(states).toEqual([
      ['city', 'certain', ['unseen', 'evidence']],
      ['x', 'certain', ['missing', 'evidence']],
    ]);
  });

  test('a change within the limit never adds up', async () => {
    const { alarms } = await weeks(20, 0.06, 0.04);
    expect(alarms).toEqual([]);
  });
});

test('a column with many rare categories has new ones every day: those that chance leads to expect are no fault', async () => {
  // A third of the rows has a category of its own.
  const tail = (seed: number, rows: number): Table => {
    const random = new Random(seed);
    return new Table({
      city: vectorFromArray(
        Array.from({ length: rows }, () => (random.below(3) > 0 ? 'a' : `rare ${random.below(1_000_000)}`)),
      ),
    });
  };
  const only = { columns: [{ name: 'city', kind: 'categorical' }] } as const;
  const profile = await profileOf(tail(3, 20_000), only);
  const { columns: found } = await driftOf(profile, tail(4, 20_000));
  expect(found[0]!.unseen!.share).toBeGreaterThan(0.3);
  expect(Math.abs(found[0]!.unseen!.share - found[0]!.unseen!.expectedShare)).toBeLessThan(0.02);
  expect(found[0]!.states.unseen).toBe('stable');
  const other = await driftOf(profile, rowsWith(20_000, 5, 0, 0.5));
  expect(other.columns[0]!.states.unseen).toBe('certain');
});

test('a training has its users on several days: their rare categories are one user each, and rows are as sure as users', async () => {
  const random = new Random(8);
  const cities = Array.from({ length: 5000 }, () =>
    random.below(5) > 0 ? 'a' : `rare ${random.below(1_000_000)}`,
  );
  const thrice = [...cities, ...cities, ...cities];
  const table = new Table({ city: vectorFromArray(thrice) });
  const only = [{ name: 'city', kind: 'categorical' }] as const;
  const users = thrice.map((_, row) => row % 5000);
  const today = new Table({
    city: vectorFromArray(cities.map(() => (random.below(5) > 0 ? 'a' : `rare ${random.below(1_000_000)}`))),
  });
  const rowwise = await driftOf(await profileOf(table, { columns: only }), today);
  expect(rowwise.columns[0]!.states.unseen).toBe('certain');
  const profile = await profileOf(table, { columns: only, users });
  expect(profile.users).toBe(5000);
  const stored = await profileFrom(await profileFiles(profile));
  expect(stored).toEqual(profile);
  const { columns: found } = await driftOf(stored, today);
  expect(found[0]!.states.unseen).toBe('stable');
  expect(found[0]!.unseen!.expectedShare).toBeCloseTo(found[0]!.unseen!.share, 1);
  expect(found[0]!.ksLow!).toBeLessThanOrEqual(rowwise.columns[0]!.ksLow!);
  await expect(profileOf(table, { columns: only, users: [1] })).rejects.toThrow(
    'users has 1 entries for 15000 rows',
  );
});
