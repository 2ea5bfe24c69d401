// The model and the users of the bench of the service, stored for our side and the others.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';

import { trainLightGbm } from '../../src/model/tree-classifier.js';
import { saveModel } from '../../src/registry/model-store.js';

export const key = 'bench-key';
const columns = 32;

function numbers(seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

export function tableOf(rows: number, seed: number) {
  const names = Array.from({ length: columns }, (_, i) => `f${i}`);
  const values = names.map((_, i) => numbers(seed * 100 + i, rows));
  const label = Uint8Array.from({ length: rows }, (_, r) =>
    values[0]![r]! + values[1]![r]! * values[2]![r]! > 0.8 ? 1 : 0,
  );
  return { features: Object.fromEntries(names.map((name, i) => [name, values[i]!])), label, names };
}

/** A model of 300 trees of 63 leaves over 32 numbers, stored for both sides. */
export async function prepare(folder: string): Promise<void> {
  const { features, label, names } = tableOf(20_000, 1);
  const table = tableFromArrays({ ...features, label });
  const parameters = { numIterations: 300, numLeaves: 63 };
  const classifier = await trainLightGbm(table, { label: 'label', features: names, parameters });
  await saveModel(path.join(folder, 'model'), {
    ...{ classifier, calibration: { method: 'none' }, warmUp: table },
    threshold: { value: 0.5, certified: false, precisionFloor: 0.6, confidence: 0.95, reason: null },
    description: {
      ...{
        name: 'bench',
        createdAt: null,
        gitCommit: null,
        featureVersion: null,
        idColumn: null,
        windows: null,
      },
      ...{ training: { from: null, to: null, rows: 20_000 }, versions: {} },
      metrics: { auc: 0.9, prAuc: 0.9, logLoss: 0.3, brier: 0.1 },
    },
  });
  classifier.close();
  const sha256 = createHash('sha256').update(key).digest('hex');
  writeFileSync(
    path.join(folder, 'keys.json'),
    JSON.stringify({ keys: [{ id: 'bench', sha256, scopes: ['score'] }] }),
  );
}
