// A model that was trained with a preset: the next file is read by the same mapping, or refused.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { DuckDb } from '../../../../src/data/sources/duckdb.js';
import { buildSnapshots, type FeatureSet } from '../../../../src/features/build.js';
import { type FeaturesConfig, featuresConfig } from '../../../../src/features/config.js';
import { buildStoredFeatures, type StoredFeatures } from '../../../../src/features/stored-features.js';
import { posthogLog } from '../../../support/logs/posthog.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-stored-'));
});
afterAll(() => rm(folder, { recursive: true }));

const config = (source: string, more: object): FeaturesConfig =>
  featuresConfig(
    {
      events: { source, roles: { login: 'user_logged_in', payment: 'purchase_success' }, ...more },
      snapshots: { train: 4, calibration: 2, test: 2, folds: 2 },
    },
    'config',
  );

const written = {
  columns: { user: 'person_id', time: 'timestamp', event: 'event', id: 'uuid' },
  timestampsIn: 'UTC',
};

const textOf = (snapshots: FeatureSet['snapshots']): string =>
  JSON.stringify(
    snapshots.map(({ day, table }) => [day, table.toArray()]),
    (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
  );

it('gives the features of the mapping written out, and refuses a file that is read by other columns', async () => {
  const file = await posthogLog.write(folder);
  const given = config(file, { preset: 'posthog' });
  const { report, columns, snapshots } = await buildSnapshots(given);
  const plain = await buildSnapshots(config(file, written));
  expect(report.featureVersion).toBe(plain.report.featureVersion);
  expect(textOf(snapshots)).toBe(textOf(plain.snapshots));

  const { timeZone, observationDays, horizonDays } = report;
  const stored: StoredFeatures = {
    ...{ timeZone, observationDays, horizonDays },
    ...{ names: columns.features, encodings: [], value: columns.value },
  };
  const built = await buildStoredFeatures(given, stored, report.featureVersion);
  expect(built.table.numRows).toBe(snapshots.at(-1)!.table.numRows);

  const older = join(folder, 'older.parquet');
  const engine = await DuckDb.open({});
  await engine.run(`COPY (SELECT * EXCLUDE (person_id) FROM '${file}') TO '${older}'`);
  engine.close();
  const other = config(older, { preset: 'posthog' });
  await expect(buildStoredFeatures(other, stored, report.featureVersion)).rejects.toThrow(
    /other features than the model was trained on/,
  );
});
