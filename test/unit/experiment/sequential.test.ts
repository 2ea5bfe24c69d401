// Boundaries: published Lan-DeMets values (reference: rpact 3.3.4 and gsDesign, to 1e-9); the level by simulation;
// ASOS's 78 real experiments (Liu et al., 2021) where ../shared/data holds them.
import { readFileSync } from 'node:fs';
import { tableFromArrays } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { Pace } from '../../../src/base/pace.js';
import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { comparisonOf } from '../../../src/experiment/data/comparison.js';
import { dailyMoments } from '../../../src/experiment/data/daily.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import type { Look } from '../../../src/experiment/data/look.js';
import { momentsEffect } from '../../../src/experiment/effects/effect.js';
import { looksOf } from '../../../src/experiment/looks/looks.js';
import { judgedLooks, sequentialRecord } from '../../../src/experiment/looks/sequential.js';
import type { SequentialRecord } from '../../../src/experiment/records/records.js';
import { referenceObrienFlemingLevel } from '../../../src/experiment/reference/reference-rows.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';
import { boundaries } from '../../../src/stats/sequential/boundaries.js';
import { uniform } from '../../support/random.js';
import { sharedFile } from '../../support/shared-data.js';

const primary = { name: 'm', kind: 'mean', role: 'primary', column: 'm' };
const configOf = (looks: number, plannedUsers: number, change: object = {}) =>
  experimentConfig({
    ...{ name: 's', data: {}, control: 'a', treatments: ['b'], metrics: [primary] },
    sequential: { looks, plannedUsers },
    ...change,
  });

async function judged(
  looks: readonly Look[],
  planned: number,
  change: object = {},
): Promise<SequentialRecord> {
  const config = configOf(looks.length, planned, change);
  return sequentialRecord({ config, metric: config.metrics[0]!, variant: 'b' }, looks, new Pace());
}

/** Looks with the given z at equal steps up to 1000 users. */
const looksAt = (z: readonly number[], planned = 1000): Look[] =>
  z.map((value, k) => {
    const users = (planned * (k + 1)) / z.length;
    const standardError = 2 / Math.sqrt(users);
    return { date: null, users, standardError, difference: value * standardError };
  });

/** Aggregates of two arms whose present state is the last of `looks`. */
const stateAt = (looks: readonly Look[]) => {
  const { users, difference, standardError } = looks.at(-1)!;
  const cell = { users: users / 2, mean: 1, variance: (standardError ** 2 * users) / 4 };
  return { a: cell, b: { ...cell, mean: 1 + difference } };
};

test('the boundaries of five looks are the published ones, and the level of the reference script is not', async () => {
  const record = await judged(looksAt([0, 0, 0, 0, 0]), 1000);
  const published = [4.87688494879, 3.35701192157, 2.68028006454, 2.28981676771, 2.03103204331];
  record.looks.forEach((look, k) => {
    expect(look.boundary).toBeCloseTo(published[k]!, 9);
  });
  expect(record.looks[2]!.nominalP).toBeCloseTo(0.00735606, 7);
  expect(referenceObrienFlemingLevel(0.05, 5, 3)).toBeCloseTo(0.011396, 6);
  expect(record.looks.at(-1)!.alphaSpent).toBeCloseTo(0.05, 9);
});

test('adjusted p is below alpha exactly when the boundary is crossed', async () => {
  for (const z of [1.9, 2.0309, 2.0311, 2.5]) {
    const record = await judged(looksAt([0.5, 1, 1, 1.5, z]), 1000);
    expect(record.stoppedAt !== null).toBe(z > 2.031032);
    expect(record.adjustedP! < 0.05).toBe(record.stoppedAt !== null);
    const { low, high } = record.estimate!;
    expect(low! > 0 || high! < 0).toBe(record.stoppedAt !== null);
  }
  expect((await judged(looksAt([0.5, 1, 2]), 2000)).adjustedP).toBeNull();
});

test('several variants share alpha', async () => {
  const two = { treatments: ['b', 'c'] };
  expect((await judged(looksAt([0, 0]), 1000, two)).alpha).toBe(0.025);
  expect((await judged(looksAt([0, 0]), 1000, { ...two, correction: 'none' })).alpha).toBe(0.05);
});

test('uneven looks, an overrun and looks after the end', async () => {
  const look = (users: number): Look => ({ date: null, users, standardError: 0.1, difference: 0.05 });
  const record = await judged([look(100), look(250), look(1200), look(1300)], 1000);
  expect(record.looks.map((l) => l.information)).toEqual([0.1, 0.25, 1]);
  expect(record.adjustedP).not.toBeNull();
  await expect(judged([look(100), look(100)], 1000)).rejects.toThrow(/must grow/);
});

test('futility: hopeless under the plan, not merely a weak trend', async () => {
  expect((await judged([{ ...looksAt([0, 0])[0]! }], 1000)).futile).toBe(false);
  const bad: Look = { date: null, users: 800, standardError: 0.1, difference: -0.1 };
  const record = await judged([bad], 1000);
  expect(record.futile).toBe(true);
  expect(record.conditionalPower!.trend).toBeLessThan(record.conditionalPower!.design!);
});

test('without an effect the plan stops in 5 % of 20,000 simulated runs, peeking in 14 %', async () => {
  const draw = uniform(12345);
  const gauss = (): number => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
  const bounds = (await judged(looksAt([0, 0, 0, 0, 0]), 1000)).looks.map((l) => l.boundary);
  const runs = 20_000;
  let [stops, peeks] = [0, 0];
  for (let run = 0; run < runs; run++) {
    let score = 0;
    let [stopped, peeked] = [false, false];
    for (let k = 1; k <= 5; k++) {
      score += gauss();
      const z = Math.abs(score / Math.sqrt(k));
      stopped ||= z >= bounds[k - 1]!;
      peeked ||= z >= 1.959964;
    }
    stops += stopped ? 1 : 0;
    peeks += peeked ? 1 : 0;
  }
  const band = 3.3 * Math.sqrt((0.05 * 0.95) / runs);
  expect(Math.abs(stops / runs - 0.05)).toBeLessThan(band);
  expect(peeks / runs).toBeGreaterThan(0.13);
});

test('a whole analysis from aggregates with looks', async () => {
  const config = configOf(3, 3000);
  const cell = (mean: number) => ({ users: 1000, mean, variance: 1 });
  const looks = [1000, 2000].map((users) => ({
    users,
    difference: 0.2,
    standardError: Math.sqrt(4 / users),
  }));
  const data = dataFromAggregates(
    { metrics: { m: { a: cell(0), b: cell(0.2) } }, looks: { b: looks } },
    config,
  );
  const result = await analyzeExperiment(data, config);
  expect(result.sequential[0]).toMatchObject({ stoppedAt: 2, plannedLooks: 3 });
  expect(result.metrics[0]!.significant).toBe(true);
  expect(result.decision).toBe('ship');
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('looks are recomputed from the days of exposure', async () => {
  const users = Array.from({ length: 1000 }, (_, i) => ({
    variant: i % 2 === 0 ? 'a' : 'b',
    day: 20_000 + Math.floor(i / 90),
    m: ((i * 7919) % 1000) / 100 + (i % 2),
  }));
  const table = tableFromArrays({
    variant: users.map((u) => u.variant),
    day: Float64Array.from(users, (u) => u.day),
    m: Float64Array.from(users, (u) => u.m),
  });
  const config = configOf(4, 1000, { data: { variant: 'variant', exposedAt: 'day' } });
  const data = await dataFromTable(table, config);
  const analysis = { data, config, daily: await dailyMoments(data) };
  const comparison = comparisonOf(analysis, config.metrics[0]!, 1);
  const looks = looksOf({ ...comparison, effect: momentsEffect(comparison) });
  // 90 users a day: a quarter of 1000 is reached on the third day, and so on.
  expect(looks.map((l) => l.users)).toEqual([270, 540, 810, 1000]);
  expect(looks.map((l) => l.date)).toEqual(['2024-10-06', '2024-10-09', '2024-10-12', '2024-10-15']);
  for (const look of looks) {
    const seen = users.slice(0, look.users);
    const mean = (variant: string): number => {
      const own = seen.filter((u) => u.variant === variant);
      return own.reduce((sum, u) => sum + u.m, 0) / own.length;
    };
    expect(look.difference).toBeCloseTo(mean('b') - mean('a'), 10);
  }
});

// Boundaries of the same times at alpha .05: crossed or not is checked against them, not against p.
test('a metric that does not stop the plan: its p and interval hold at the looks taken', async () => {
  const times = [0.25, 0.5, 0.75];
  const history = (z: readonly number[], scale = 1): Look[] =>
    z.map((value, k) => {
      const users = 1000 * times[k]!;
      const standardError = (2 * scale) / Math.sqrt(users);
      return { date: null, users, standardError, difference: value * standardError };
    });
  const bounds = boundaries({ times }).z;
  const second = { name: 'n', kind: 'mean', column: 'n' };
  const guard = { name: 'g', kind: 'mean', role: 'guardrail', column: 'g', margin: 0.2 };
  const config = configOf(4, 1000, { metrics: [primary, second, guard] });
  const run = async (z: readonly number[], guardZ: readonly number[]) => {
    const [m, n, g] = [history([0.1, 0.2, 0.3]), history(z), history(guardZ)];
    const given = {
      metrics: { m: stateAt(m), n: stateAt(n), g: stateAt(g) },
      looks: { b: m },
      metricLooks: { n: { b: n }, g: { b: g } },
    };
    return (await analyzeExperiment(dataFromAggregates(given, config), config)).metrics;
  };
  for (const nudge of [-0.01, 0.01]) {
    // Crossed (or just not) at the second look, back inside at the third.
    const [, n] = await run([0.5, bounds[1]! + nudge, 1], [0, 0, 0]);
    expect(n!.sequential).toBe(true);
    expect(n!.adjustedP < 0.05).toBe(nudge > 0);
    expect(n!.simultaneousLow! > 0).toBe(nudge > 0);
    expect(n!.significant).toBe(nudge > 0);
    // The plain p of the last state (z = 1) knows nothing of the looks.
    expect(n!.p).toBeCloseTo(0.3176, 3);
  }
  const oneSided = boundaries({ times, oneSided: true }).z;
  for (const nudge of [-0.01, 0.01]) {
    // Non-inferiority z at the third look: (difference + margin) / error.
    const error = 2 / Math.sqrt(750);
    const z = oneSided[2]! + nudge - 0.2 / error;
    const [, , g] = await run([0, 0, 0], [z - 1, z - 0.5, z]);
    expect(g!.guardrail).toMatchObject({ sequential: true, status: nudge > 0 ? 'passed' : 'undecided' });
    expect(g!.guardrail!.bound! > -0.2).toBe(nudge > 0);
  }
  const [, , harmed] = await run([0, 0, 0], [-1, bounds[1]! * -1 - 0.01, -3.5]);
  expect(harmed!.guardrail!.status).toBe('harmed');
});

test('Holm with looks: adjusted p and simultaneous interval never contradict each other', async () => {
  const random = new Random(31);
  const second = ['n', 'o'].map((name) => ({ name, kind: 'mean', column: name }));
  let rejected = 0;
  for (let i = 0; i < 60; i++) {
    const correction = i % 3 === 0 ? 'benjamini-hochberg' : 'holm';
    const config = configOf(3, 1000, {
      ...{ treatments: ['b', 'c'], correction, metrics: [primary, ...second] },
    });
    const history = () =>
      looksAt(
        [0, 1, 2].map(() => 2.2 * random.normal()),
        900,
      );
    const variants = () => ({ b: history(), c: history() });
    const [m, n, o] = [variants(), variants(), variants()];
    const state = (looks: typeof m) => ({ ...stateAt(looks.b), c: stateAt(looks.c).b });
    const given = {
      metrics: { m: state(m), n: state(n), o: state(o) },
      ...{ looks: m, metricLooks: { n, o } },
    };
    for (const m of (await analyzeExperiment(dataFromAggregates(given, config), config)).metrics) {
      const { simultaneousLow: low, simultaneousHigh: high } = m;
      const outside = (low !== null && low >= 0) || (high !== null && high <= 0);
      expect(outside, `${m.name} ${m.variant} ${m.adjustedP} ${low} ${high}`).toBe(m.adjustedP < 0.05);
      if (outside) rejected++;
    }
  }
  expect(rejected).toBeGreaterThan(40);
});

const file = sharedFile('asos/asos_digital_experiments_dataset.csv');

interface Series {
  readonly experiment: string;
  readonly metric: string;
  readonly looks: Look[];
}

function asosSeries(): Series[] {
  const [head, ...lines] = readFileSync(file!, 'utf8').trim().split('\n');
  const names = head!.split(',');
  const series = new Map<string, Series>();
  for (const line of lines) {
    const cells = line.split(',');
    const of = (name: string): number => Number(cells[names.indexOf(name)]);
    const [experiment, variant, metric] = ['experiment_id', 'variant_id', 'metric_id'].map(
      (name) => cells[names.indexOf(name)]!,
    );
    const key = `${experiment}/${variant}/${metric}`;
    const own = series.get(key) ?? { experiment: experiment!, metric: metric!, looks: [] };
    series.set(key, own);
    const standardError = Math.sqrt(of('variance_c') / of('count_c') + of('variance_t') / of('count_t'));
    const users = of('count_c') + of('count_t');
    const grows = users > (own.looks.at(-1)?.users ?? 0);
    if (standardError > 0 && grows)
      own.looks.push({ date: null, users, difference: of('mean_t') - of('mean_c'), standardError });
  }
  return [...series.values()].filter((s) => s.looks.length > 1);
}

describe.skipIf(file === undefined)('ASOS: sequential against peeking', () => {
  // Every series is cut to at most 14 looks: enough to see the difference, seconds instead of minutes.
  const judgedSeries = ({ experiment, metric, looks: all }: Series) => {
    const step = Math.ceil(all.length / 14);
    const looks = all.filter((_, k) => (all.length - 1 - k) % step === 0);
    const { records } = judgedLooks(configOf(looks.length, looks.at(-1)!.users), looks);
    return {
      experiment,
      metric,
      sequential: records.some((l) => l.crossed),
      peeked: records.some((l) => l.p < 0.05),
      final: records.at(-1)!.p,
    };
  };
  let outcomes: ReturnType<typeof judgedSeries>[] = [];
  beforeAll(() => {
    outcomes = asosSeries().map(judgedSeries);
  });

  test('78 experiments; every sequential stop is a peek, and peeking stops far more often', () => {
    expect(new Set(outcomes.map((o) => o.experiment)).size).toBe(78);
    expect(outcomes.every((o) => !o.sequential || o.peeked)).toBe(true);
    const count = (pick: (o: (typeof outcomes)[number]) => boolean): number => outcomes.filter(pick).length;
    const [peeked, sequential, final] = [
      count((o) => o.peeked),
      count((o) => o.sequential),
      count((o) => o.final < 0.05),
    ];
    process.stderr.write(
      `asos: ${outcomes.length} series, peeking ${peeked}, sequential ${sequential}, fixed end ${final}\n`,
    );
    expect(peeked).toBeGreaterThan(1.3 * sequential);
    expect(Math.abs(sequential - final)).toBeLessThan(0.1 * outcomes.length);
  });

  test('036afc, metric 1: below .05 in the middle, .45 at the end, never past the boundary', () => {
    const own = outcomes.filter((o) => o.experiment.startsWith('036afc') && o.metric === '1');
    expect(own.length).toBeGreaterThan(0);
    expect(own.some((o) => o.peeked && !o.sequential && Math.abs(o.final - 0.45) < 0.05)).toBe(true);
  });
});
