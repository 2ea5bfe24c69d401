// Oracles: scikit-learn, statsmodels and definitions in numpy (test/golden/monitoring/make_matured.py).
import { Table, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dayOf } from '../../../src/base/days.js';
import { evaluateMatured } from '../../../src/monitor/matured/evaluate.js';
import { arrivalLateness, maturityOf } from '../../../src/monitor/matured/maturity.js';
import { type MaturedRowsOptions, maturedRows } from '../../../src/monitor/matured/rows.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly rows: Readonly<
    Record<'user' | 'day' | 'probability' | 'left' | 'treated' | 'untreated', readonly number[]>
  >;
  readonly expected: Readonly<Record<string, unknown>> & {
    readonly auc: number;
    readonly prAuc: number;
    readonly predicted: number;
    readonly lift: number;
    readonly everybody: number;
    readonly tiers: Readonly<Record<string, object>>;
  };
}

const golden = readGolden<Golden>('monitoring/matured.json');
const when = { lastCompleteDay: '2030-01-01', horizonDays: 14 } as const;

const table = (columns: Readonly<Record<string, readonly (string | number | boolean | null)[]>>): Table =>
  new Table(
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, vectorFromArray([...values])])),
  );

function goldenTables() {
  const { user, day, probability, left, treated, untreated } = golden.rows;
  // Snapshots lie further apart than the horizon: no decision belongs to two of them.
  const key = { user: user.map((u) => `u${u}`), day: day.map((d) => dayOf(18_000 + 100 * d)) };
  return {
    scores: table({ ...key, probability }),
    outcomes: table({ ...key, left }),
    decisions: table({ ...key, treated, untreated_probability: untreated }).slice(),
  };
}

/** Users who were not picked have no row among the decisions. */
function ofPicked(decisions: Table): Table {
  const p = decisions.getChild('untreated_probability')!.toArray() as Float64Array;
  const kept = [...p.keys()].filter((row) => p[row]! < 1);
  const taken = (name: string) => kept.map((row) => decisions.getChild(name)!.get(row) as string | number);
  return table({
    ...{ user: taken('user'), day: taken('day') },
    ...{ treated: taken('treated'), untreated_probability: taken('untreated_probability') },
  });
}

describe('figures of untreated users agree with the oracles', async () => {
  const { scores, outcomes, decisions } = goldenTables();
  const rows = maturedRows({ scores, outcomes, decisions: ofPicked(decisions) }, when);
  const found = await evaluateMatured(rows, { threshold: 0.5, minimumPositives: 10 });
  if (found.state !== 'evaluated') throw new Error(`not evaluated: ${found.reason.code}`);
  const { expected } = golden;

  test('ranking', () => {
    expect(found.auc.value).toBeCloseTo(expected.auc, 12);
    expect(found.prAuc.value).toBeCloseTo(expected.prAuc, 12);
    expect(found.everybody).toBeCloseTo(expected.everybody, 12);
    expect(found.lift.value).toBeCloseTo(expected.lift, 12);
  });

  const figures = {
    brier: found.brier,
    churn: found.churn,
    precision: found.threshold!.precision,
    recall: found.threshold!.recall,
    calibration: found.calibration,
    observedOverPredicted: found.observedOverPredicted,
    tiers: Object.fromEntries(found.tiers.map(({ name, left }) => [name, left])),
  };
  test.each(Object.entries(figures))('%s', (name, figure) => {
    expect(close(figure, expected[name])).toEqual([]);
    expect(found.predicted).toBeCloseTo(expected.predicted, 12);
  });

  test('the parts of the Brier score add up to it but for the spread inside bins', () => {
    const { reliability, resolution, uncertainty } = found.brierParts;
    expect(Math.abs(reliability - resolution + uncertainty - found.brier.value)).toBeLessThan(0.01);
    const share = found.calibrationBins.reduce((sum, bin) => sum + bin.share, 0);
    expect(share).toBeCloseTo(1, 12);
  });
});

/** Names of the numbers that differ by more than 1e-8. */
function close(got: unknown, wanted: unknown, name = ''): string[] {
  if (typeof wanted === 'number')
    return typeof got === 'number' && Math.abs(got - wanted) < 1e-8
      ? []
      : [`${name}: ${String(got)} ${wanted}`];
  return Object.entries(wanted as object).flatMap(([key, value]) =>
    close((got as Record<string, unknown> | null)?.[key], value, `${name}.${key}`),
  );
}

describe('what is left out is counted, and what contradicts itself is refused', () => {
  const key = { user: ['a', 'b', 'c', 'd'], day: ['2026-01-01', '2026-01-01', '2026-01-20', '2026-01-01'] };
  const scores = table({ ...key, probability: [0.9, 0.4, 0.3, 0.2] });
  const outcomes = table({
    user: ['a', 'b', 'z'],
    day: ['2026-01-01', '2026-01-01', '2026-01-01'],
    left: [1, 0, 1],
  });
  const options: MaturedRowsOptions = { lastCompleteDay: '2026-01-25', horizonDays: 14 };
  const decision = (treated: boolean, p: number, day = '2026-01-02') =>
    table({ user: ['a'], day: [day], treated: [treated], untreated_probability: [p] });

  test('counts', () => {
    const { counts, labels } = maturedRows({ scores, outcomes, decisions: decision(true, 0) }, options);
    expect([...labels]).toEqual([1, 0]);
    expect(counts).toEqual({
      ...{ scored: 4, immature: 1, withoutOutcome: 1, treated: 1, uncovered: 1, outcomesWithoutScore: 1 },
    });
  });

  test('a decision counts from the snapshot to the end of the horizon', () => {
    const treatedOn = (day: string) =>
      maturedRows({ scores, outcomes, decisions: decision(true, 0.5, day) }, options).treated[0];
    expect(['2025-12-31', '2026-01-01', '2026-01-15', '2026-01-16'].map(treatedOn)).toEqual([0, 1, 1, 0]);
  });

  test('several decisions: one holdout for all, or a draw for each', () => {
    const two = table({
      user: ['a', 'a'],
      day: ['2026-01-02', '2026-01-09'],
      treated: [false, false],
      untreated_probability: [0.5, 0.2],
    });
    const probability = (draws: 'shared' | 'independent') =>
      maturedRows({ scores, outcomes, decisions: two }, { ...options, draws }).untreatedProbability[0];
    expect(probability('shared')).toBe(0.2);
    expect(probability('independent')).toBeCloseTo(0.1, 15);
  });

  test.each([
    ['treated though never', decision(true, 1), /user "a" was treated on 2026-01-02, but .* is 1/],
    ['untreated though always', decision(false, 0), /user "a" was untreated on 2026-01-02, but .* is 0/],
    ['no probability', decision(true, 1.5), /untreated_probability.*row 1.*from 0 to 1.*1\.5/],
  ])('%s', (_, decisions, message) => {
    expect(() => maturedRows({ scores, outcomes, decisions }, options)).toThrow(message);
  });

  test('a user and day that come twice', () => {
    const twice = table({ user: ['a', 'a'], day: ['2026-01-01', '2026-01-01'], left: [1, 0] });
    expect(() => maturedRows({ scores, outcomes: twice, decisions: null }, options)).toThrow(
      /outcomes: user "a" has the day 2026-01-01 in row 1 and in row 2/,
    );
  });

  test('a probability out of range', () => {
    const wrong = table({ ...key, probability: [0.9, 1.4, 0.3, 0.2] });
    expect(() => maturedRows({ scores: wrong, outcomes, decisions: null }, options)).toThrow(
      /"probability", row 2.*from 0 to 1/,
    );
  });
});

describe('nothing is said where nothing can be known', () => {
  const rowsOf = (n: number, left: (i: number) => number, held: number | null, day = '2026-01-01') => {
    const user = Array.from({ length: n }, (_, i) => `u${i}`);
    const key = { user, day: user.map(() => day) };
    const decisions =
      held === null
        ? null
        : table({ ...key, treated: user.map((_, i) => i % 2), untreated_probability: user.map(() => held) });
    const scores = table({ ...key, probability: user.map((_, i) => (i + 0.5) / n) });
    const outcomes = table({ ...key, left: user.map((_, i) => left(i)) });
    return maturedRows({ scores, outcomes, decisions }, { ...when, lastCompleteDay: '2026-02-01' });
  };
  const reasonOf = async (rows: ReturnType<typeof rowsOf>) => {
    const found = await evaluateMatured(rows);
    return found.state === 'evaluated' ? 'evaluated' : found.reason.code;
  };

  test('the reasons', async () => {
    const some = (i: number): number => (i % 3 === 0 ? 1 : 0);
    expect(await reasonOf(rowsOf(900, some, null, '2026-01-25'))).toBe('immature');
    expect(await reasonOf(rowsOf(900, () => 0, null))).toBe('one-class');
    expect(await reasonOf(rowsOf(300, some, null))).toBe('too-few-positives');
    expect(await reasonOf(rowsOf(900, some, null))).toBe('evaluated');
    expect(await reasonOf(rowsOf(2000, some, 0.5))).toBe('evaluated');
  });

  test('treated users without a holdout', async () => {
    const user = Array.from({ length: 900 }, (_, i) => `u${i}`);
    const key = { user, day: user.map(() => '2026-01-01') };
    const scores = table({ ...key, probability: user.map((_, i) => i / 900) });
    const outcomes = table({ ...key, left: user.map((_, i) => i % 2) });
    const treatedOnly = (n: number) =>
      table({
        ...{ user: user.slice(-n), day: user.slice(-n).map(() => '2026-01-02') },
        ...{ treated: user.slice(-n).map(() => true), untreated_probability: user.slice(-n).map(() => 0) },
      });
    const of = (n: number) => reasonOf(maturedRows({ scores, outcomes, decisions: treatedOnly(n) }, when));
    expect(await of(90)).toBe('no-holdout');
    expect(await of(4)).toBe('evaluated');
  });
});

describe('maturity', () => {
  test('a label is final after horizon and lateness', () => {
    const at = (lastCompleteDay: string) =>
      maturityOf('2026-02-20', { lastCompleteDay, horizonDays: 14, latenessDays: 3 });
    expect(at('2026-03-08')).toEqual({ matureOn: '2026-03-09', mature: false, daysLeft: 1 });
    expect(at('2026-03-09').mature).toBe(true);
    expect(() => at('2026-02-30')).toThrow(/not a day/);
  });

  test('lateness is the whole number of days after which 99.5 % have arrived', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 500 }),
        (lags) => {
          const days = arrivalLateness(lags);
          const arrived = (limit: number): number => lags.filter((lag) => lag <= limit).length / lags.length;
          return arrived(days) >= 0.995 && (days === 0 || arrived(days - 1) < 0.995);
        },
      ),
    );
    expect(() => arrivalLateness([])).toThrow(/one lag at least/);
    expect(() => arrivalLateness([1, -1])).toThrow(/lagDays\[1\]/);
  });
});
