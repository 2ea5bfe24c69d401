// A model whose order holds while its probabilities do not gets a new calibration and threshold; its trees stay.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { dayNumber } from '../../../src/base/days.js';
import { Random } from '../../../src/base/random.js';
import { buildTable } from '../../../src/data/tables/build.js';
import { nameColumn } from '../../../src/data/tables/name-column.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { calibrate } from '../../../src/model/calibration/calibration.js';
import { conform } from '../../../src/model/conform.js';
import { type TreeClassifier, trainLightGbm } from '../../../src/model/tree-classifier.js';
import { resolvedPolicy } from '../../../src/monitor/decide/policy.js';
import { evaluateMatured } from '../../../src/monitor/matured/evaluate.js';
import type { MaturedRows } from '../../../src/monitor/matured/rows.js';
import { profileFiles, profileFrom } from '../../../src/monitor/profile/files.js';
import { profileOf } from '../../../src/monitor/profile/profile.js';
import type { Day } from '../../../src/pipeline/daily/day.js';
import { StoredRegistry } from '../../../src/pipeline/daily/registry-adapter.js';
import { recalibrateModel } from '../../../src/pipeline/daily/retrain/recalibration.js';
import { loadModel, saveModel } from '../../../src/registry/model-store.js';
import { memoryStore, registryOver } from '../../support/registry.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-recalibration-'));
afterAll(() => rmSync(folder, { recursive: true }));

const features = [
  { name: 'x', kind: 'numeric' },
  { name: 'city', kind: 'categorical' },
] as const;
const people = 6000;
const snapshot = '2026-05-01';
const registry = registryOver(memoryStore());
const daily = new StoredRegistry(registry, path.join(folder, 'models'));
let rows: MaturedRows;
let classifier: TreeClassifier;
let digest: string;
const day = (policy = {}): Day =>
  ({
    ...{
      date: '2026-05-17',
      out: path.join(folder, 'days'),
      model: { digest, folder: path.join(folder, 'first') },
    },
    config: {
      windows: { horizonDays: 14 },
      daily: { retrain: { policy: resolvedPolicy({ precisionFloor: 0, ...policy }) } },
    },
  }) as unknown as Day;

/** Users with a number and a city, and who of them left: at `shift` log odds more or less than the model learns. */
async function usersOf(seed: number, shift: number) {
  const random = new Random(seed);
  const x = Float64Array.from({ length: people }, () => random.normal());
  const city = Int32Array.from({ length: people }, () => random.below(3));
  const left = Uint8Array.from(x, (value, row) =>
    Number(random.chance(1 / (1 + Math.exp(-1.6 * value - 0.5 * city[row]! + 0.4 - shift)))),
  );
  const users = Array.from({ length: people }, (_, row) => `u${row}`);
  const table = await buildTable([
    nameColumn('user_id', Int32Array.from(users.keys()), users),
    { name: 'x', kind: 'number', values: x },
    { name: 'city', kind: 'dictionary', codes: city, categories: ['Ankara', 'Bergen', 'Chengdu'] },
    { name: 'left', kind: 'number', values: Float64Array.from(left) },
  ]);
  return { table, left, users };
}

const calibration = { method: 'platt', slope: 1.1, intercept: 0.05 } as const;
const threshold = {
  ...{ value: 0.5, certified: true, precisionFloor: 0.6, confidence: 0.95, reason: null },
} as const;

beforeAll(async () => {
  const training = await usersOf(1, 0);
  classifier = await trainLightGbm(training.table, {
    label: 'left',
    features: features.map(({ name }) => name),
    parameters: { numIterations: 30 },
  });
  const raw = await classifier.predict(conform(training.table, classifier.features));
  const scored = {
    table: training.table,
    scores: calibrate(calibration, raw),
    labels: training.left,
    threshold: 0.5,
  };
  const profile = await profileFiles(await profileOf(training.table, { columns: features, scored }));
  const description = {
    ...{ name: 'first', createdAt: '2026-04-01T00:00:00.000Z', gitCommit: null, featureVersion: 'f1' },
    ...{
      idColumn: 'user_id',
      windows: { observationDays: 30, horizonDays: 14 },
      versions: { winback: '0.1.0' },
    },
    training: { from: '2026-01-01', to: '2026-03-01', rows: people },
    metrics: { auc: 0.8, prAuc: 0.7, logLoss: 0.5, brier: 0.2 },
  };
  const first = path.join(folder, 'first');
  digest = await saveModel(first, { classifier, calibration, threshold, description, profile });
  await daily.promote({
    digest: await daily.publish(first, '2026-04-01'),
    instead: null,
    date: '2026-04-01',
    reason: 'first',
  });

  // Fewer users leave than the model learnt, and a tenth of the risky ones is kept out of a campaign that works.
  const now = await usersOf(2, -1);
  const step = path.join(folder, 'days', snapshot, 'features');
  mkdirSync(step, { recursive: true });
  await writeTable(path.join(step, 'features.parquet'), now.table);
  const probabilities = calibrate(
    calibration,
    await classifier.predict(conform(now.table, classifier.features)),
  );
  const random = new Random(3);
  const picked = probabilities.map((p) => Number(p > 0.6));
  const treated = Uint8Array.from(picked, (flag) => Number(flag === 1 && random.chance(0.7)));
  rows = {
    ...{ users: now.users, days: new Int32Array(people).fill(dayNumber(snapshot)), slices: new Map() },
    ...{ scores: probabilities, probabilities, treated },
    labels: now.left.map((flag, row) => Number(flag === 1 && (treated[row] === 0 || random.chance(0.3)))),
    untreatedProbability: picked.map((flag) => (flag === 1 ? 0.3 : 1)),
    counts: {
      scored: people,
      immature: 0,
      withoutOutcome: 0,
      treated: 0,
      uncovered: 0,
      outcomesWithoutScore: 0,
    },
  };
}, 60_000);
afterAll(() => classifier.close());

const step = (name: string): string => {
  const made = path.join(folder, name);
  mkdirSync(made);
  return made;
};

test('the version has the same trees, names its parent, and takes over', async () => {
  const before = await evaluateMatured(rows);
  expect(before.state === 'evaluated' && before.observedOverPredicted.high).toBeLessThan(0.8);
  const made = await recalibrateModel(day(), daily, { folder: step('a'), reason: 'level-off', rows });
  expect(made.recalibration).toMatchObject({ state: 'fitted' });
  const { challenger } = made;
  expect(challenger?.promotion.checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(await daily.production()).toBe(challenger?.digest);
  expect(await daily.former()).toBe(digest);

  const version = await daily.folder(challenger!.digest);
  const trees = (model: string): string => readFileSync(path.join(model, 'model.txt'), 'utf8');
  expect(trees(version.folder)).toBe(trees(path.join(folder, 'first')));
  const model = await loadModel(version.folder);
  expect(model.manifest.recalibrated).toMatchObject({
    ...{ parent: digest, trainedAt: '2026-04-01T00:00:00.000Z', from: snapshot, to: snapshot },
  });
  expect(model.manifest.metrics.auc).toBe(0.8);
  const stored = (await registry.versions()).find((one) => one.digest === challenger?.digest);
  expect(stored?.publication.reason).toBe(`new calibration of ${digest} from final labels up to ${snapshot}`);

  // As many leave as it now says, and the profile has the scores that it now gives.
  const fresh = await usersOf(4, -1);
  const scores = calibrate(
    model.calibration,
    await model.classifier.predict(conform(fresh.table, model.classifier.features)),
  );
  model.classifier.close();
  const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((all, one) => all + one, 0);
  expect(Math.abs(sum(fresh.left) / sum(scores) - 1)).toBeLessThan(0.08);
  const profile = await profileFrom(model.profile);
  expect(Math.abs(profile.score!.mean! - sum(scores) / people)).toBeLessThan(0.02);
  expect(profile.scored!.threshold).toBe(model.threshold.value);
});

test('the gates of a promotion hold for it too', async () => {
  const { challenger } = await recalibrateModel({ ...day({ aucFloor: 0.9 }), date: '2026-05-18' }, daily, {
    ...{ folder: step('b'), reason: 'level-off', rows },
  });
  expect(challenger?.promotion.action).toBe('keep');
  expect(challenger?.promotion.checks[0]).toMatchObject({ code: 'auc-floor', passed: false });
});

test('where no line fits there is no version, and the reason is told', async () => {
  const nobody = { ...rows, labels: new Uint8Array(people) };
  const given = { folder: step('c'), reason: 'level-off', rows: nobody };
  expect(await recalibrateModel(day(), daily, given)).toMatchObject({
    ...{ challenger: null, recalibration: { state: 'not-fitted', reason: { code: 'no-line' } } },
  });
});
