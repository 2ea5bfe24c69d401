// The event examples through the whole evaluation, where the public data is present.
import { expect, test } from 'vitest';
import { type ChurnRun, runChurn } from '../../src/index.js';
import { churnConfig } from '../../src/pipeline/churn/config.js';
import { prepareChurn } from '../../src/pipeline/churn/prepare.js';
import { readConfig } from '../../src/pipeline/config-file.js';
import { sharedData, sharedFile } from '../support/shared-data.js';

const files = {
  cdnow: sharedFile('cdnow/cdnow_master.csv'),
  sparkify: sharedFile('sparkify_nov2018'),
  'online-retail': sharedFile('online_retail/online_retail_events.csv.gz'),
};

async function evaluated(name: string): Promise<ChurnRun['evaluation']> {
  const config = await readConfig(`examples/${name}/winback.yaml`, churnConfig);
  const { dataset } = await prepareChurn(config, {
    root: sharedData!,
    language: 'en',
    signal: new AbortController().signal,
    onWarning: () => undefined,
    onProgress: () => undefined,
  });
  const settings = { models: config.models, evaluation: config.evaluation, seed: config.seed };
  const { evaluation, model } = await runChurn(dataset, settings);
  model.classifier.close();
  return evaluation;
}

test.skipIf(files.cdnow === undefined)(
  'CDNOW: time split with embargo, ranked above chance, no leak',
  async () => {
    const { test: figures, data, gates } = await evaluated('cdnow');
    expect(figures.auc.low).toBeGreaterThan(0.65);
    expect(data.split.kind).toBe('time');
    expect(data.leakSuspects).toEqual([]);
    expect(gates.every(({ passed }) => passed)).toBe(true);
  },
);

test.skipIf(files['online-retail'] === undefined)(
  'Online Retail: every gate passes on real invoices',
  async () => {
    const { test: figures, gates, calibration } = await evaluated('online-retail');
    expect(figures.auc.value).toBeGreaterThanOrEqual(0.7);
    expect(calibration.expectedError).toBeLessThan(0.12);
    expect(gates.every(({ passed }) => passed)).toBe(true);
  },
);

test.skipIf(files.sparkify === undefined)(
  'Sparkify: 97 users are too few for a certificate, and it says so',
  async () => {
    const { threshold, test: figures } = await evaluated('sparkify');
    expect(figures.auc.value).toBeGreaterThan(0.6);
    expect(threshold.certified).toBe(false);
    expect(threshold.reason?.code).toMatch(/^(none-reached|too-little-evidence)$/);
  },
);
