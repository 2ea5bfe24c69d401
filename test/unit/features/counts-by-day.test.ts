// Events by day and role are the same from native memory and from tables.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

import { featuresConfig } from '../../../src/features/config.js';
import { countsByDay } from '../../../src/features/log/counts-by-day.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { generateEvents } from '../../../src/simulate/generate-events.js';

test('native memory and tables give the same counts, and they add up', async () => {
  const { config, events } = await generateEvents(mkdtempSync(path.join(tmpdir(), 'wb-counts-')), {
    users: 60,
    days: 60,
  });
  const given = featuresConfig({ events: config.events }, 'config');
  const counts = [];
  for (const features of ['native', 'sql'] as const) {
    const log = await openEventLog(given.events, { ...given.engine, features });
    counts.push(await countsByDay(log, undefined));
    log.close();
  }
  expect(counts[0]).toEqual(counts[1]);
  expect(counts[0]).toHaveLength(60);
  const all = counts[0]!.flatMap(({ rows }) => Object.values(rows)).reduce((sum, n) => sum + n, 0);
  expect(all).toBe(events);
});
