import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { exportedEvents, exportedPersons } from './posthog-tables.js';

/**
 * A folder with PostHog's batch export (`events.parquet.zst`, `persons.parquet`) and the log as one who knows the persons
 * would write it, `plain.csv`.
 */
export async function posthogFolder(plain: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'winback-posthog-'));
  await writeFile(join(folder, 'plain.csv'), plain);
  const engine = await DuckDb.open();
  const copy = (rows: string, file: string) =>
    engine.run(`COPY (SELECT * FROM ${rows}) TO '${join(folder, file)}' (FORMAT parquet)`);
  await copy(exportedEvents(), 'events.parquet.zst');
  await copy(exportedPersons(), 'persons.parquet');
  engine.close();
  return folder;
}
