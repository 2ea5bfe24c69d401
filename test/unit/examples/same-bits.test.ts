// The native kernel against the SQL path on real logs, and on that of the demo.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { buildSnapshots } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { generateEvents } from '../../../src/simulate/generate-events.js';
import { exampleSections } from '../../support/example-sections.js';
import { compareSnapshots } from '../../support/same-tables.js';
import { sharedData, sharedFile } from '../../support/shared-data.js';

async function compareBoth(sections: object, root: string): Promise<number> {
  const built = async (features: 'native' | 'sql') =>
    buildSnapshots(featuresConfig({ ...sections, engine: { features } }, 'config'), { root });
  const native = await built('native');
  const sql = await built('sql');
  expect(native.report).toEqual(sql.report);
  return compareSnapshots(native.snapshots, sql.snapshots);
}

const lengths = { historyDays: 'all', furtherDays: [7, 90, 180, 365], trends: true };

// What the user defines over two of the logs.
const own: Readonly<Record<string, readonly object[]>> = {
  cdnow: [
    { name: 'discs', over: 'payment', aggregate: 'sum', column: 'cds', window: 365 },
    { name: 'late', over: 'payment', aggregate: 'overdue', window: 'all', rank: 'descending' },
  ],
  sparkify: [
    { name: 'artists', over: 'event:NextSong', aggregate: 'variety', column: 'artist', window: 20 },
    {
      name: 'length',
      over: 'event:NextSong',
      aggregate: 'quantile',
      column: 'length',
      level: 0.9,
      window: 20,
    },
  ],
};

/** The sections of an example with history, trends, further windows and features of the user's own. */
function withHistory(name: string): object {
  const sections = exampleSections(name) as { readonly events: object; readonly windows?: object };
  const events = { ...sections.events, features: own[name] };
  return { ...sections, events, windows: { ...sections.windows, ...lengths } };
}

it.each([
  ['online-retail', 'online_retail/online_retail_events.csv.gz', 300_000],
  ['cdnow', 'cdnow/cdnow_master.csv', 300_000],
  ['sparkify', 'sparkify_nov2018/events.csv', 5000],
])('every value of %s has the same bits', { timeout: 600_000 }, async (name, file, values) => {
  if (sharedFile(file) === undefined) return;
  const sections = own[name] === undefined ? exampleSections(name) : withHistory(name);
  expect(await compareBoth(sections, sharedData!)).toBeGreaterThan(values);
});

it('every value of the demo has the same bits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'winback-same-demo-'));
  const { config } = await generateEvents(folder, { users: 800, seed: 42 });
  expect(await compareBoth(config, folder)).toBeGreaterThan(100_000);
  await rm(folder, { recursive: true });
});
