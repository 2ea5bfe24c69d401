// What `winback sql --dialect spark` prints, on a real Spark, against what winback builds; with ANSI mode, where a cast that
// fails is an error, and without.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { experimentConfig } from '../../src/experiment/config/config.js';
import { featuresConfig } from '../../src/features/config.js';
import { experimentSql, snapshotSql } from '../../src/pipeline/sql/queries.js';
import { differences, ownTable, type Row, split, statements } from '../support/own-names.js';
import { noSpark, onSpark } from '../support/spark/spark.js';
import { toyConfig, toyEvents, writeToyCsv } from '../unit/features/toy-log.js';

if (noSpark !== null) console.info(`skipped: ${noSpark}`);
const day = '2025-03-20';
const types =
  'id STRING, who STRING, when TIMESTAMP_NTZ, what STRING, amount STRING, ms BIGINT, feature STRING, used INT, total DOUBLE';
const named = { table: 'events', language: 'en', dialect: 'spark' } as const;

describe.skipIf(noSpark !== null)('the Spark dialect', { timeout: 300_000 }, () => {
  let folder = '';
  let csv = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winback-spark-'));
    csv = join(folder, 'events.csv');
    const events = toyEvents(60, 110, 21);
    await writeToyCsv(csv, [...events, ...events.slice(0, 100)]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const configOf = (zone: string) =>
    featuresConfig(
      {
        events: { source: csv, ...toyConfig, timeZone: zone, timestampsIn: 'Asia/Shanghai' },
        windows: { historyDays: 'all' },
      },
      'c',
    );

  test('features in ANSI mode, labels without it; users of an experiment; what is refused', async () => {
    const config = configOf('America/New_York');
    const asked = [
      { ansi: true, kind: 'features' },
      { ansi: false, kind: 'labels' },
    ] as const;
    const experiment = experimentConfig({
      ...{ name: 'x', control: 'f1', treatments: ['f2'], windowDays: 7, asOf: '2025-05-10' },
      metrics: [{ name: 'gmv', kind: 'mean', role: 'primary', column: 'gmv' }],
      data: {
        events: {
          ...{
            file: csv,
            user: 'who',
            event: 'what',
            time: 'when',
            variant: 'feature',
            exposure: 'use_feature',
          },
          outcomes: [{ name: 'gmv', event: 'paid', count: 'sum', value: 'amount' }],
        },
      },
    });
    const numbers = { ...config.events, columns: { ...toyConfig.columns, time: 'ms' } };
    const answers = await onSpark({
      ...{ csv, types, view: 'events' },
      groups: [
        ...asked.map(({ ansi, kind }) => [
          `SET spark.sql.ansi.enabled = ${ansi}`,
          ...statements(snapshotSql(config, kind, [day], named)),
        ]),
        statements(experimentSql(experiment, named)),
        statements(snapshotSql({ ...config, events: numbers }, 'features', [day], named)),
      ],
    });
    const rows = await ownTable(config, day);
    expect(rows.length).toBeGreaterThan(20);
    asked.forEach(({ kind }, i) => {
      expect(differences(answers[i] as readonly Row[], split(rows, kind), day)).toEqual([]);
    });
    expect((answers[asked.length] as readonly Row[]).length).toBeGreaterThan(0);
    // A column of numbers is no column of times.
    expect(answers.at(-1)).toMatchObject({ error: expect.stringContaining('CAST') });
  });
});
