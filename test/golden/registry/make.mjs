// Wrote model-0.1 with winback as it was at 29e4159: the last form of threshold.json whose reason is an English sentence.
// Later versions write another form. Usage, in a build of that commit: node test/golden/registry/make.mjs
import { fileURLToPath } from 'node:url';
import { Table, vectorFromArray } from 'apache-arrow';
import { certifyPrecision } from 'winback/churn';
import { trainLightGbm } from 'winback/model';
import { saveModel } from 'winback/registry';

const rows = 400;
const x = Float64Array.from({ length: rows }, (_, row) => (row * 37) % 101);
const labels = Uint8Array.from(x, (value, row) => (value > 60 !== (row % 5 === 0) ? 1 : 0));
const table = new Table({ x: vectorFromArray(x), label: vectorFromArray(labels) });
const users = Array.from(x, (_, row) => row);
const features = ['x'];
const classifier = await trainLightGbm(table, {
  label: 'label',
  features,
  parameters: { numIterations: 3, numLeaves: 4 },
});
const scores = Float64Array.from({ length: 8 }, (_, i) => i / 8);
const few = { scores, labels: labels.subarray(0, 8), users: users.slice(0, 8) };
const { reason, floor, confidence } = certifyPrecision(few, few, { floor: 0.9 });
await saveModel(fileURLToPath(new URL('model-0.1', import.meta.url)), {
  classifier,
  calibration: { method: 'platt', slope: 0.9, intercept: 0.1 },
  threshold: { value: 0.5, certified: false, precisionFloor: floor, confidence, reason },
  description: {
    name: 'of version 0.1',
    createdAt: '2026-01-01T00:00:00Z',
    gitCommit: null,
    featureVersion: null,
    idColumn: 'user_id',
    windows: null,
    training: { from: null, to: null, rows },
    metrics: { auc: 0.8, prAuc: 0.7, logLoss: 0.5, brier: 0.2 },
    versions: { winback: '0.1.0' },
  },
});
classifier.close();
