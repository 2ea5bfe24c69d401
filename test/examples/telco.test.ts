// The published five-fold AUC of this table is 0.8426 (logistic regression) and 0.8308 (LightGBM).
import path from 'node:path';

import { expect, test } from 'vitest';
import { runChurn } from '../../src/index.js';
import { churnConfig } from '../../src/pipeline/churn/config.js';
import { prepareChurn } from '../../src/pipeline/churn/prepare.js';
import { readConfig } from '../../src/pipeline/config-file.js';
import { sharedFile } from '../support/shared-data.js';

const file = sharedFile('telco/Telco-Customer-Churn.csv');

test.skipIf(file === undefined)(
  'Telco: five-fold AUC of at least 0.843, no leak, certified floor',
  async () => {
    const config = await readConfig('examples/telco/winback.yaml', churnConfig);
    const { dataset } = await prepareChurn(config, {
      root: path.dirname(file!),
      language: 'en',
      signal: new AbortController().signal,
      onWarning: () => undefined,
      onProgress: () => undefined,
    });
    const settings = { models: config.models, evaluation: config.evaluation, seed: config.seed };
    const { evaluation, model } = await runChurn(dataset, settings);
    model.classifier.close();
    expect(evaluation.test.rows).toBe(7043);
    expect(evaluation.test.positives).toBe(1869);
    expect(evaluation.test.auc.value).toBeGreaterThanOrEqual(0.843);
    const foldMean = evaluation.test.foldAucs!.reduce((sum, auc) => sum + auc / 5, 0);
    expect(foldMean).toBeGreaterThanOrEqual(0.843);
    expect(evaluation.data.leakSuspects).toEqual([]);
    expect(evaluation.threshold.certified).toBe(true);
    expect(evaluation.calibration.expectedError).toBeLessThan(0.02);
    expect(evaluation.gates.every(({ passed }) => passed)).toBe(true);
  },
);
