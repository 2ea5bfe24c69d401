// What a comparison must hold for any data, and how it meets data that is missing, hostile or of one kind.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { buildTable } from '../../../src/data/tables/build.js';
import { nameColumn } from '../../../src/data/tables/name-column.js';
import type { ColumnDrift } from '../../../src/monitor/drift/column-records.js';
import { driftOf } from '../../../src/monitor/drift/drift.js';
import type { DriftOptions } from '../../../src/monitor/drift/options.js';
import type { DriftReport } from '../../../src/monitor/drift/records.js';
import { profileFiles, profileFrom } from '../../../src/monitor/profile/files.js';
import { type ProfileOptions, profileOf } from '../../../src/monitor/profile/profile.js';
import type { Profile } from '../../../src/monitor/profile/records.js';
import { uniform } from '../../support/random.js';

const numbers = [{ name: 'x', kind: 'numeric' }] as const;
const texts = [{ name: 'x', kind: 'categorical' }] as const;

const numberTable = (values: readonly number[]) =>
  buildTable([{ name: 'x', kind: 'number', values: Float64Array.from(values) }]);

function textTable(values: readonly string[]) {
  const names = [...new Set(values)];
  return buildTable([
    nameColumn(
      'x',
      values.map((value) => names.indexOf(value)),
      names,
    ),
  ]);
}

function normal(rows: number, mean: number, seed: number): number[] {
  const next = uniform(seed);
  return Array.from({ length: rows }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    return mean + radius * Math.cos(2 * Math.PI * next());
  });
}

async function drift(
  before: readonly number[],
  now: readonly number[],
  options: DriftOptions = {},
  more: Partial<ProfileOptions> = {},
): Promise<DriftReport> {
  const profile = await profileOf(await numberTable(before), { columns: numbers, ...more });
  return driftOf(profile, await numberTable(now), options);
}

const only = ({ columns }: DriftReport): ColumnDrift => columns[0]!;

/** The distance of two samples, value by value. */
function bruteKs(a: readonly number[], b: readonly number[]): number {
  const share = (values: readonly number[], x: number) =>
    values.filter((value) => value <= x).length / values.length;
  return Math.max(...[...a, ...b].map((x) => Math.abs(share(a, x) - share(b, x))));
}

/** The same from sorted samples, for many rows. */
function sortedKs(a: readonly number[], b: readonly number[]): number {
  const [p, q] = [[...a].sort((x, y) => x - y), [...b].sort((x, y) => x - y)];
  let [i, j, most] = [0, 0, 0];
  while (i < p.length && j < q.length) {
    if (p[i]! <= q[j]!) i++;
    else j++;
    most = Math.max(most, Math.abs(i / p.length - j / q.length));
  }
  return most;
}

describe('any data', () => {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  );
  const sample = fc.array(value, { minLength: 1, maxLength: 40 });

  test('distances are those of a comparison value by value, and lie in their ranges', async () => {
    await fc.assert(
      fc.asyncProperty(sample, sample, async (before, now) => {
        const found = only(await drift(before, now));
        expect(found.ks).toBeCloseTo(bruteKs(before, now), 12);
        for (const share of [found.jsBits!, found.hellinger!, found.totalVariation!, found.lInfinity!]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(found.psi).toBeGreaterThanOrEqual(0);
        expect(found.w1!.value).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });

  test('a table against its own profile has no distance, whatever its size', async () => {
    const found = only(await drift(normal(9000, 0, 1), normal(9000, 0, 1)));
    expect([found.ks, found.w1!.value, found.jsBits, found.state]).toEqual([0, 0, 0, 'stable']);
    expect(found.ksError).toBeGreaterThan(0);
    expect(found.ksError).toBeLessThan(1 / 3000);
  });

  test('quantiles give the distance within the error that is said', async () => {
    const [before, now] = [normal(9000, 0, 1), normal(3000, 0.2, 2)];
    const found = only(await drift(before, now));
    const exact = sortedKs(before, now);
    expect(exact).toBeGreaterThanOrEqual(found.ks! - 1e-12);
    expect(exact).toBeLessThanOrEqual(found.ks! + found.ksError + 1e-12);
    expect(Math.abs(found.w1!.value - 0.2)).toBeLessThan(0.05);
  });

  test('the result is the same for any number of threads, and after the profile was stored', async () => {
    const profile = await profileOf(await numberTable(normal(9000, 0, 3)), { columns: numbers });
    const table = await numberTable(normal(5000, 0.1, 4));
    const one = await driftOf(profile, table, { threads: 1 });
    expect(await driftOf(profile, table, { threads: 4 })).toEqual(one);
    expect(await driftOf(await profileFrom(await profileFiles(profile)), table)).toEqual(one);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });
});

describe('verdicts', () => {
  test('one far value in the reference moves no verdict', async () => {
    const [before, now] = [normal(5000, 0, 5), normal(5000, 0.5, 6)];
    const plain = only(await drift(before, now));
    const far = only(await drift([...before, 1e9], now));
    expect(Math.abs(far.ks! - plain.ks!)).toBeLessThan(1 / 4000);
    expect([plain.state, far.state]).toEqual(['certain', 'certain']);
  });

  test('missing values that become more are told although no distribution moved', async () => {
    const before = normal(8000, 0, 7);
    const now = normal(8000, 0, 8).map((value, i) => (i % 7 === 0 ? Number.NaN : value));
    const found = only(await drift(before, now));
    expect([found.state, found.reasons]).toEqual(['certain', ['missing']]);
    expect(found.missing.low).toBeLessThan(1 / 7);
    expect(found.missing.high).toBeGreaterThan(1 / 7);
  });

  test('a column that is empty today is certain; one that was empty before says nothing', async () => {
    const gone = only(await drift(normal(3000, 0, 9), new Array<number>(3000).fill(Number.NaN)));
    expect([gone.state, gone.ks, gone.psi === null]).toEqual(['certain', null, false]);
    const both = await drift([Number.NaN, Number.NaN], [Number.NaN]);
    expect([only(both).state, both.state]).toEqual(['empty', 'empty']);
    const none = await drift(normal(3000, 0, 9), []);
    expect([only(none).state, none.state, none.rows]).toEqual(['empty', 'empty', 0]);
  });

  test('few rows give no verdict, and the report says how many are needed', async () => {
    const report = await drift(normal(5000, 0, 10), normal(8, 3, 11));
    expect([report.state, report.rule.leastRows]).toEqual(['too-few-rows', 185]);
  });

  test('infinite values are counted and not compared', async () => {
    const now = [...normal(4000, 0, 12), Infinity, -Infinity];
    const found = only(await drift(normal(4000, 0, 13), now));
    expect([found.infinite, found.state]).toEqual([{ reference: 0, current: 2 }, 'stable']);
  });

  test('a holiday of the calendar widens the limit and gives its reason', async () => {
    const calendar = [{ from: '2026-02-14', to: '2026-02-22', limit: 0.4, reason: 'Spring Festival' }];
    const before = normal(5000, 0, 14);
    const now = normal(5000, 0.5, 15);
    const holiday = await drift(before, now, { day: '2026-02-17', calendar });
    expect([holiday.state, holiday.rule.calendar, holiday.rule.limit]).toEqual([
      'stable',
      'Spring Festival',
      0.4,
    ]);
    expect((await drift(before, now, { day: '2026-02-23', calendar })).state).toBe('certain');
  });

  test('a column that moves by itself is shown without a verdict', async () => {
    const columns = [{ name: 'x', kind: 'numeric', expected: 'calendar' }] as const;
    const [before, now] = [normal(5000, 0, 16), normal(5000, 2, 17)];
    const report = await drift(before, now, {}, { columns });
    expect([only(report).state, only(report).expected, report.state]).toEqual([
      'excluded',
      'calendar',
      'stable',
    ]);
    expect(only(report).ks).toBeGreaterThan(0.5);
    expect((await drift(before, now, { expected: { x: null } }, { columns })).state).toBe('certain');
  });

  test('three sigma reads the daily means, of the same weekday where there are eight', async () => {
    const next = uniform(18);
    const means = (days: number) =>
      Array.from({ length: days }, (_, i) => {
        const day = new Date(Date.UTC(2026, 0, 5 + i));
        const weekend = [0, 6].includes(day.getUTCDay());
        return { day: day.toISOString().slice(0, 10), mean: (weekend ? 5 : 0) + 0.02 * next() };
      });
    const before = normal(4000, 0, 19);
    const at = async (days: number, day: string) =>
      only(await drift(before, normal(4000, 5, 20), { day, history: { x: means(days) } })).threeSigma;
    expect(await at(13, '2026-03-07')).toBeNull();
    expect(await at(61, '2026-03-07')).toMatchObject({ sameWeekday: true, days: 8 });
    const monday = await at(61, '2026-03-09');
    expect([monday!.sameWeekday, monday!.outside]).toEqual([true, true]);
    expect(await at(20, '2026-03-09')).toMatchObject({ sameWeekday: false, days: 20 });
  });
});

describe('categories', () => {
  const plans = (month: number, rows: number): string[] =>
    Array.from({ length: rows }, (_, i) => (i % 100 < month ? 'month' : 'year'));

  test('new ones are named, rare ones are not taken for new', async () => {
    const rare = Array.from({ length: 600 }, (_, i) => `shop ${i}`);
    const before = [...plans(60, 4000), ...rare, ...rare.slice(0, 300)];
    const profile = await profileOf(await textTable(before), { columns: texts });
    const now = [...plans(60, 3000), ...rare.slice(500), ...new Array<string>(400).fill('week')];
    const found = only(await driftOf(profile, await textTable(now)));
    expect(found.unseen).toMatchObject({ rows: 400, distinct: 1, complete: true });
    expect(found.unseen!.names).toEqual([{ name: 'week', rows: 400 }]);
    expect(found.reasons).toContain('unseen');
    expect(found.bins.length).toBe(256 + 3);
  });

  test('a dictionary, plain text and numbers as names are one column', async () => {
    const profile = await profileOf(await textTable(plans(60, 2000)), { columns: texts });
    const codes = Int32Array.from({ length: 2000 }, (_, i) => (i % 100 < 80 ? 1 : 0));
    const table = await buildTable([{ name: 'x', kind: 'dictionary', codes, categories: ['year', 'month'] }]);
    const [dictionary, plain] = [
      await driftOf(profile, table),
      await driftOf(profile, await textTable(plans(80, 2000))),
    ];
    expect(only(dictionary)).toEqual(only(plain));
    expect(only(plain).ks).toBeCloseTo(0.2, 12);
    const shops = await profileOf(await numberTable([1, 1, 2]), { columns: texts });
    expect(only(await driftOf(shops, await numberTable([1, 3]))).unseen!.names[0]!.name).toBe('3');
  });
});

describe('effect on the score', () => {
  // Score 0.8 in the upper half of x and 0.2 below; who left follows the score.
  const rows = 4000;
  const next = uniform(21);
  const x = Array.from({ length: rows }, () => next());
  const scores = Float64Array.from(x, (value) => (value < 0.5 ? 0.2 : 0.8));
  const labels = Uint8Array.from(scores, (score) => Number(next() < score));

  async function scoredProfile(): Promise<Profile> {
    const table = await numberTable(x);
    return profileOf(table, { columns: numbers, labels, scored: { table, scores, labels, threshold: 0.5 } });
  }

  test('a shift of the column is put into the score, and the labels weighted to it', async () => {
    // All users of the lower half are gone.
    const now = x.filter((value) => value >= 0.5);
    const today = Float64Array.from(now, () => 0.8);
    const report = await driftOf(await scoredProfile(), await numberTable(now), { scores: today });
    const [found, score] = [only(report), report.score!];
    expect(found.deltaAbove).toBeCloseTo(score.above.difference, 1);
    expect(found.deltaScore).toBeCloseTo(score.deltaMean!, 1);
    expect(score.state).toBe('certain');
    // Where every score is the same nothing is ranked: 0.5, within what the bins can hide.
    expect(Math.abs(found.auc!.value - 0.5)).toBeLessThan(0.06);
    expect(found.auc!.reference).toBeGreaterThan(0.75);
  });

  test('the weighted AUC is that of rows repeated by their weights', async () => {
    const profile = await scoredProfile();
    const now = [...x, ...x.filter((value) => value >= 0.5), ...x.filter((value) => value >= 0.5)];
    const { auc } = only(await driftOf(profile, await numberTable(now)));
    const weight = (i: number) => (x[i]! < 0.5 ? 1 : 3);
    let [above, pairs] = [0, 0];
    const sums = new Map<number, [number, number]>();
    scores.forEach((score, i) => {
      const sum = sums.get(score) ?? [0, 0];
      sum[labels[i] === 1 ? 1 : 0] += weight(i);
      sums.set(score, sum);
    });
    for (const [high, [, left]] of sums)
      for (const [low, [stayed]] of sums) {
        pairs += left * stayed;
        above += left * stayed * (high > low ? 1 : high === low ? 0.5 : 0);
      }
    expect(Math.abs(auc!.value - above / pairs)).toBeLessThan(0.02);
    expect(auc!.uncovered).toBe(0);
  });

  test('labels and scores need a profile that has them', async () => {
    const table = await numberTable(x);
    const plain = await profileOf(table, { columns: numbers });
    await expect(driftOf(plain, table, { scores })).rejects.toThrow('the profile was made without scores');
    await expect(driftOf(plain, table, { labels })).rejects.toThrow('the profile was made without labels');
    const report = await driftOf(await scoredProfile(), table, { labels });
    expect(report.prior).toMatchObject({ difference: 0 });
  });
});

describe('misuse', () => {
  test.each([
    [
      'a column that is not there',
      async () => driftOf(await some(), await textTable(['a'])),
      /is not a number/,
    ],
    [
      'an option of another name',
      async () => driftOf(await some(), await numberTable([1]), { limits: 1 } as never),
      /did you mean "limit"/,
    ],
    [
      'a limit of 1',
      async () => driftOf(await some(), await numberTable([1]), { limit: 1 }),
      /strictly between 0 and 1/,
    ],
    [
      'history of no column',
      async () => driftOf(await some(), await numberTable([1]), { history: { y: [] } }),
      /no column "y"/,
    ],
    [
      'scores of another length',
      async () => driftOf(await some(), await numberTable([1]), { scores: new Float64Array(2) }),
      /made without scores/,
    ],
    [
      'a column named twice',
      async () => profileOf(await numberTable([1]), { columns: [...numbers, ...numbers] }),
      /named twice/,
    ],
    [
      'a calendar that ends before it begins',
      async () =>
        driftOf(await some(), await numberTable([1]), {
          calendar: [{ from: '2026-02-02', to: '2026-02-01', limit: 0.2, reason: 'r' }],
        }),
      /is after to/,
    ],
    ['a model without a profile', () => profileFrom(null), /train it again/],
    [
      'a profile that is cut off',
      async () => {
        const files = new Map(await profileFiles(await some()));
        files.set('profile.arrow', files.get('profile.arrow')!.slice(0, 50));
        return profileFrom(files);
      },
      /cannot be read/,
    ],
  ] as const)('%s is refused', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });

  const some = async () => profileOf(await numberTable([1, 2, 3]), { columns: numbers });
});
