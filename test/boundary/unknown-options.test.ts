// Every public function that takes options refuses a key that is none, and names the one that was meant.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Table, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { WinbackError } from '../../src/base/errors.js';
import { DuckDb } from '../../src/data/sources/duckdb.js';
import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { type LogisticModel, trainLogistic } from '../../src/model/logistic.js';
import { TreeClassifier } from '../../src/model/tree-classifier.js';
import { winback } from '../support/public.js';
import { churnTable } from '../support/tables.js';

const numbers = Float64Array.of(1, 2, 3, 5, 8, 13, 21, 4, 6, 7);
const labels = Uint8Array.of(0, 1, 0, 1, 1, 0, 1, 0, 1, 0);
const counts = [
  { successes: 8, trials: 40 },
  { successes: 12, trials: 40 },
] as const;
const means = [
  { n: 10, mean: 5, variance: 4 },
  { n: 12, mean: 6, variance: 3 },
] as const;
const errors = { control: 1, treatment: 1, difference: 1, covariance: 0, df: 20 };
const betas = [
  { successes: 8, users: 40 },
  { successes: 12, users: 40 },
] as const;
const beta = { a: 2, b: 3 };
const table = new Table({
  user_id: vectorFromArray(Int32Array.from(numbers)),
  churn_prob: vectorFromArray(numbers.map((n) => n / 30)),
  pay_amt_30: vectorFromArray(numbers),
});
const trained = churnTable(300);
const nowhere = '/nowhere/at-all';
const rows = { scores: numbers, labels, users: [...numbers.keys()] };
const treated = Uint8Array.of(0, 1, 0, 1);
const weighted = { labels, weights: numbers };
const matched = Float64Array.of(0.2, 0.3, 0.5, 0.6);

const closable = { users: ['a'], contacted: [1], stayed: [1], value: [1], cost: [0] };

let generated: Awaited<ReturnType<typeof winback.generateExperiment>>;
let booster: Booster;
let logistic: LogisticModel;
let trees: TreeClassifier;
let engine: DuckDb | undefined;
const db = async () => {
  engine ??= await DuckDb.open();
  return engine;
};
/** A state in a folder that is left to the system. */
const state = () =>
  winback.openState(path.join(mkdtempSync(path.join(tmpdir(), 'winback-options-')), 'state.db'));
let forest: CompiledForest;
beforeAll(async () => {
  generated = await winback.generateExperiment({ users: 100 });
  booster = await Booster.train(trained, { label: 'label', parameters: { numIterations: 2 } });
  logistic = await trainLogistic(trained, { label: 'label', features: ['a', 'b'] });
  trees = new TreeClassifier('lightgbm', booster);
  forest = await CompiledForest.fromBooster(booster);
});
afterAll(() => {
  engine?.close();
  forest.close();
  booster.close();
});

type Case = readonly [name: string, known: string, call: (options: never) => unknown];

/** A valid call of each function with `options`, and one of its options. */
const inspection = { source: [], columns: [], events: [], guesses: {} };

const cases: readonly Case[] = [
  ['planCampaign', 'budget', (o) => winback.planCampaign(table, o)],
  ['planCampaign work', 'effort', (o) => winback.planCampaign(table, { budget: 1 }, o)],
  ['checkPlanOptions', 'budget', (o) => winback.checkPlanOptions(o)],
  ['verifyPlan', 'salt', (o) => winback.verifyPlan(nowhere, nowhere, o)],
  ['writePlan', 'source', async (o) => winback.writePlan(table, await plan(), nowhere, o)],
  ['runPlan', 'effort', (o) => winback.runPlan(nowhere, { budget: 1 }, o)],
  ['runClose', 'plans', (o) => winback.runClose(o)],
  ['runObserved', 'contacts', (o) => winback.runObserved(o)],
  ['closeCampaigns', 'seed', (o) => winback.closeCampaigns(closable as never, o)],
  ['runPlanVerification', 'salt', (o) => winback.runPlanVerification(nowhere, nowhere, o)],
  ['prepareChurn', 'language', (o) => winback.prepareChurn({ kind: 'table' } as never, o)],
  ['runChurnPipeline', 'output', (o) => winback.runChurnPipeline({} as never, {} as never, o)],
  ['runFeatures', 'output', (o) => winback.runFeatures({} as never, {} as never, o)],
  ['runExperiment', 'output', (o) => winback.runExperiment(config(), o)],
  ['prepareTable', 'positive', (o) => winback.prepareTable(table, o)],
  ['splitSample', 'embargoDays', (o) => winback.splitSample(sample(), o)],
  ['runChurn', 'evaluation', (o) => winback.runChurn(dataset(), o)],
  ['certifyPrecision', 'confidence', (o) => winback.certifyPrecision(rows, rows, o)],
  ['readBatches', 'batchRows', (o) => winback.readBatches(nowhere, o).next()],
  ['readTable', 'columns', (o) => winback.readTable(nowhere, o)],
  ['writeTable', 'escapeFormulas', (o) => winback.writeTable(nowhere, table, o)],
  ['bootstrapT', 'replicates', (o) => winback.bootstrapT(numbers, o)],
  ['upliftMetrics', 'shares', (o) => winback.upliftMetrics(numbers, labels, numbers, o)],
  ['effectMetrics', 'points', (o) => winback.effectMetrics(numbers, numbers, o)],
  ['packageMetrics', 'bins', (o) => winback.packageMetrics(numbers, labels, numbers, o)],
  ['trainUplift', 'signal', (o) => winback.trainUplift(table, { actions: { sms: {} } }, o)],
  [
    'scoreUplift',
    'signal',
    (o) => winback.scoreUplift({ actions: [], effects: {}, costs: {} } as never, table, o),
  ],
  ['evaluatePolicy', 'clip', (o) => winback.evaluatePolicy({} as never, [], o)],
  ['comparePolicies', 'clip', (o) => winback.comparePolicies({} as never, [], [], o)],
  ['DuckDb.open', 'memoryLimitMb', (o) => winback.DuckDb.open(o)],
  ['analyzeExperiment', 'onProgress', (o) => winback.analyzeExperiment({} as never, config(), o)],
  ['dataFromTable', 'signal', (o) => winback.dataFromTable(table, config(), o)],
  ['dataFromArrow', 'threads', (o) => winback.dataFromArrow(table, config(), o)],
  ['loadExperiment', 'resolvePath', (o) => winback.loadExperiment(config(), o)],
  ['withMetricRows', 'signal', (o) => winback.withMetricRows({} as never, config(), 'm', table, o)],
  ['matchPairs', 'caliper', (o) => winback.matchPairs(treated, matched, o)],
  ['betaRecord', 'level', (o) => winback.betaRecord(betas[0], betas[1], o)],
  ['splitCheck', 'runs', (o) => winback.splitCheck({} as never, 'm', o)],
  ['buildSnapshot', 'features', (o) => winback.buildSnapshot({} as never, {} as never, {} as never, [], o)],
  ['snapshotsOf', 'encodings', (o) => winback.snapshotsOf({} as never, {} as never, {} as never, o)],
  ['buildStoredFeatures', 'day', (o) => winback.buildStoredFeatures({} as never, {} as never, '1', o)],
  [
    'dataFromEvents',
    'signal',
    async (o) => winback.dataFromEvents(await db(), 'x', {} as never, config(), o),
  ],
  ['DuckDb.run', 'signal', async (o) => (await db()).run('SELECT 1', o)],
  ['DuckDb.rows', 'signal', async (o) => (await db()).rows('SELECT 1', o)],
  ['DuckDb.query', 'utf8', async (o) => (await db()).query('SELECT 1', o)],
  ['DuckDb.batches', 'batchRows', async (o) => (await db()).batches('SELECT 1', o).next()],
  ['LogisticModel.predict', 'threads', (o) => logistic.predict(trained, o)],
  ['TreeClassifier.predict', 'threads', (o) => trees.predict(trained, o)],
  ['openEventLog', 'onProgress', (o) => winback.openEventLog({} as never, {} as never, o)],
  ['inspect', 'attributes', (o) => winback.inspect(o as never)],
  ['initConfig', 'language', (o) => winback.initConfig(inspection as never, o)],
  ['buildSnapshots', 'onProgress', (o) => winback.buildSnapshots({} as never, o)],
  ['leakCheck', 'aucLimit', (o) => winback.leakCheck(table, o)],
  ['trainLightGbm', 'features', (o) => winback.trainLightGbm(trained, o)],
  ['trainRandomForest', 'features', (o) => winback.trainRandomForest(trained, o)],
  ['trainLogistic', 'features', (o) => winback.trainLogistic(trained, o)],
  ['Booster.train', 'features', (o) => Booster.train(trained, o)],
  ['Booster.predict', 'threads', (o) => booster.predict(trained, o)],
  ['CompiledForest.fromText', 'features', (o) => CompiledForest.fromText(booster.text, o)],
  ['CompiledForest.load', 'features', (o) => CompiledForest.load(new Uint8Array(4), o)],
  ['CompiledForest.open', 'features', (o) => CompiledForest.open(nowhere, o)],
  ['CompiledForest.save', 'rows', (o) => forest.save(o)],
  ['CompiledForest.saveTo', 'rows', (o) => forest.saveTo(nowhere, o)],
  ['CompiledForest.score', 'threads', (o) => forest.score(trained, o)],
  ['CompiledForest.row', 'raw', (o) => forest.row(o)],
  ['permutationImportance', 'repeats', (o) => winback.permutationImportance(forest, trained, o)],
  ['shapContributions', 'threads', (o) => winback.shapContributions(forest, trained, o)],
  ['loadModel', 'digest', (o) => winback.loadModel(nowhere, o)],
  ['verifyModel', 'digest', (o) => winback.verifyModel(nowhere, o)],
  ['scoreFile', 'batchRows', (o) => winback.scoreFile({} as never, nowhere, nowhere, o)],
  ['renderCharts', 'scale', (o) => winback.renderCharts(new Map(), o)],
  ['renderEvaluationReport', 'language', (o) => winback.renderEvaluationReport({} as never, o)],
  ['renderExperimentReport', 'language', (o) => winback.renderExperimentReport({} as never, o)],
  ['generateEvents', 'users', (o) => winback.generateEvents(nowhere, o)],
  ['generateChurnTable', 'users', (o) => winback.generateChurnTable(o)],
  ['generateExperiment', 'users', (o) => winback.generateExperiment(o)],
  ['proportionInterval', 'method', (o) => winback.proportionInterval(counts[0], o)],
  ['twoProportionTest', 'alternative', (o) => winback.twoProportionTest(...counts, o)],
  ['barnardTest', 'alternative', (o) => winback.barnardTest(...counts, o)],
  ['boschlooTest', 'alternative', (o) => winback.boschlooTest(...counts, o)],
  ['fisherTest', 'alternative', (o) => winback.fisherTest(...counts, o)],
  ['proportionTest', 'alternative', (o) => winback.proportionTest(...counts, o)],
  ['fiellerLift', 'alternative', (o) => winback.fiellerLift(5, 6, errors, o)],
  ['meanTest', 'alternative', (o) => winback.meanTest('m', 5, 6, errors as never, o)],
  ['studentTest', 'alternative', (o) => winback.studentTest(...means, o)],
  ['welchTest', 'alternative', (o) => winback.welchTest(...means, o)],
  ['mannWhitneyTest', 'alternative', (o) => winback.mannWhitneyTest(numbers, numbers, o)],
  ['moments', 'threads', (o) => winback.moments([numbers], o)],
  ['availableMoments', 'threads', (o) => winback.availableMoments([numbers], o)],
  ['histogram', 'bins', (o) => winback.histogram(numbers, o)],
  ['fitIsotonic', 'weights', (o) => winback.fitIsotonic(numbers, numbers, o)],
  ['quantileInterval', 'clusters', (o) => winback.quantileInterval(numbers, 0.5, o)],
  ['bootstrap', 'replicates', (o) => winback.bootstrap(numbers, o)],
  ['randomHalves', 'splits', (o) => winback.randomHalves(numbers, o)],
  ['permutationTest', 'relabellings', (o) => winback.permutationTest(numbers, numbers, o)],
  ['compareBetas', 'level', (o) => winback.compareBetas(beta, beta, o)],
  ['compareBetasSync', 'level', (o) => winback.compareBetasSync(beta, beta, o)],
  ['simulateBetas', 'draws', (o) => winback.simulateBetas(beta, beta, o)],
  ['nonInferiorityTest', 'harm', (o) => winback.nonInferiorityTest(welch, 1, o)],
  ['meanSampleSize', 'effect', (o) => winback.meanSampleSize(o)],
  ['meanMde', 'power', (o) => winback.meanMde(o, 100)],
  ['meanPower', 'effect', (o) => winback.meanPower(o, 100)],
  ['nonInferioritySize', 'margin', (o) => winback.nonInferioritySize(o)],
  ['proportionSampleSize', 'baseline', (o) => winback.proportionSampleSize(o)],
  ['proportionMde', 'power', (o: object) => winback.proportionMde({ baseline: 0.1, ...o }, 100)],
  ['proportionPower', 'baseline', (o) => winback.proportionPower(o, 100)],
  ['proportionPowerCurve', 'baseline', (o) => winback.proportionPowerCurve(o, [100])],
  ['boundaries', 'family', (o) => winback.boundaries(o)],
  ['bayesianStops', 'looks', (o) => winback.bayesianStops(o)],
  ['calibratedWin', 'looks', (o) => winback.calibratedWin(o, 0.05)],
  ['meanScore', 'level', (o) => winback.meanScore(numbers, o)],
  ['bestLinearPredictor', 'clusters', (o) => winback.bestLinearPredictor(numbers, [], o)],
  [
    'shrinkCells',
    'along',
    (o: object) => winback.shrinkCells({ estimates: numbers, variances: numbers, ...o }),
  ],
  ['compareAuc', 'level', (o) => winback.compareAuc(numbers, numbers, labels, o)],
  ['rankMetrics', 'level', (o) => winback.rankMetrics(numbers, labels, o)],
  ['openState', 'create', (o) => winback.openState(`${nowhere}.db`, o)],
  ['enqueue', 'campaign', async (o) => winback.enqueue(await state(), [], o)],
  ['addCoupons', 'pool', async (o) => winback.addCoupons(await state(), ['A-1'], o)],
  [
    'openDeliveryChannel',
    'now',
    async (o) =>
      winback.openDeliveryChannel(await state(), { name: 'w', type: 'webhook', url: 'https://x.example' }, o),
  ],
  ['dispatch', 'project', async (o) => winback.dispatch(await state(), winback.handoverChannel(nowhere), o)],
  ['queueCampaign', 'campaign', async (o) => winback.queueCampaign(await state(), o as never, [])],
  ['approveDelivery', 'campaign', async (o) => winback.approveDelivery(await state(), o as never, 'li')],
  ['startDelivery', 'campaign', async (o) => winback.startDelivery(await state(), o as never, false)],
  ['pauseDelivery', 'campaign', async (o) => winback.pauseDelivery(await state(), o as never, 'wrong')],
  ['resumeDelivery', 'campaign', async (o) => winback.resumeDelivery(await state(), o as never)],
  ['retryDelivery', 'campaign', async (o) => winback.retryDelivery(await state(), o as never, 'dead')],
  [
    'estimateDelivery',
    'campaign',
    async (o) => winback.estimateDelivery(await state(), winback.handoverChannel(nowhere), o as never),
  ],
  ['suppressAddresses', 'reason', async (o) => winback.suppressAddresses(await state(), [], o as never)],
  ['updateAlerts', 'project', async (o) => winback.updateAlerts(await state(), [], o)],
  ['thresholdCounts', 'threads', (o) => winback.thresholdCounts(numbers, labels, o)],
  ['weightedRankMetrics', 'level', (o) => winback.weightedRankMetrics(numbers, weighted, o)],
  ['compareWeightedAuc', 'level', (o) => winback.compareWeightedAuc(numbers, numbers, weighted, o)],
  ['maturityOf', 'horizonDays', (o) => winback.maturityOf('2026-01-01', o)],
  ['maturedRows', 'horizonDays', (o) => winback.maturedRows({} as never, o)],
  ['evaluateMatured', 'threshold', (o) => winback.evaluateMatured({} as never, o)],
  ['estimatePerformance', 'threshold', (o) => winback.estimatePerformance(matched, o)],
  ['campaignOutcome', 'margin', (o) => winback.campaignOutcome(table, o)],
  ['appendEvents', 'rebuild', (o) => winback.appendEvents(nowhere, {} as never, o)],
  ['runStore', 'rebuild', (o) => winback.runStore(nowhere, {} as never, o)],
  ['profileOf', 'columns', (o) => winback.profileOf(table, o)],
  ['driftOf', 'scores', (o) => winback.driftOf({ columns: [], rows: 1 } as never, table, o)],
  ['peerDrift', 'definition', (o) => winback.peerDrift({ columns: [] } as never, table, o)],
  ['nextEvidence', 'everyDays', (o) => winback.nextEvidence(null, update, o)],
  ['runDrift', 'evidence', (o) => winback.runDrift(storedModel, nowhere, o)],
  ['openRegistry', 'environment', (o) => winback.openRegistry(nowhere, o)],
  ['writeLabelled', 'createOnly', (o) => winback.writeLabelled({} as never, nowhere, o)],
  ['withScored', 'threads', (o) => winback.withScored({} as never, {} as never, o)],
  ['recalibrate', 'seed', async (o) => winback.recalibrate(matured, o)],
  ['experimentRegister', 'project', async (o) => winback.experimentRegister(await state(), o)],
  ['startServer', 'unknownUser', (o) => winback.startServer(o)],
  ['renderDriftReport', 'language', (o) => winback.renderDriftReport({} as never, o)],
];

const welch = (options: object) => winback.welchTest(...means, options);
const plan = () => winback.planCampaign(table, { budget: 1 });
const config = () => generated.config;
const update = { model: 'a1', day: '2026-03-02', series: [] };
const matured = {
  ...{ users: [], probabilities: [], labels: [], treated: [], untreatedProbability: [] },
} as never;
const storedModel = { classifier: { features: [] }, manifest: {}, threshold: {} } as never;
const sample = () => ({ table, labels, users: [...numbers.keys()], days: null, truth: null }) as never;
const dataset = () =>
  ({ features: [], leftOut: [], split: { kind: 'cross-validation', sample: {} } }) as never;

test.each(cases)('%s', async (_, known, call) => {
  const error: unknown = await Promise.resolve({ [`${known}x`]: 1 } as never)
    .then(call)
    .then(
      () => 'nothing was refused',
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(WinbackError);
  expect((error as WinbackError).code).toBe('BAD_INPUT');
  expect((error as WinbackError).message).toContain(`unknown option "${known}x" (did you mean "${known}"?)`);
});

/** Names of the parameters of a function, defaults left out. */
function parameters(text: string): string {
  let depth = 0;
  let end = text.indexOf('(');
  const start = end;
  for (; end < text.length; end++) {
    if ('([{'.includes(text[end]!)) depth++;
    if (')]}'.includes(text[end]!) && --depth === 0) break;
  }
  return text.slice(start, end + 1);
}

test('no function that takes options is left out', () => {
  const listed = new Set(cases.map(([name]) => name.split(' ')[0]!));
  const functions = Object.entries(winback).filter(([, value]) => typeof value === 'function');
  const left = functions
    .filter(([name, value]) => !listed.has(name) && /^(?!class)/.test(String(value)))
    .filter(([, value]) => /\b(options|work)\b/.test(parameters(String(value))))
    .map(([name]) => name);
  expect(functions.length).toBeGreaterThan(100);
  expect(left).toEqual([]);
});
