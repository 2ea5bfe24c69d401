import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { DuckDb } from '../../../../src/data/sources/duckdb.js';
import { featuresConfig } from '../../../../src/features/config.js';
import { openEventLog } from '../../../../src/features/log/event-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-posthog-'));
});
afterAll(() => rm(folder, { recursive: true }));

// u1 and u2 are one person; e2 was exported twice; e4 has no user at all.
const rows = `(VALUES
  ('e1', 'u1', 'p1', '$pageview', TIMESTAMPTZ '2026-01-01 10:00:00Z'),
  ('e2', 'u1', 'p1', 'open app', TIMESTAMPTZ '2026-01-01 23:30:00Z'),
  ('e2', 'u1', 'p1', 'open app', TIMESTAMPTZ '2026-01-01 23:30:00Z'),
  ('e3', 'u2', 'p1', 'open app', TIMESTAMPTZ '2026-01-03 10:00:00Z'),
  ('e4', '', '', 'open app', TIMESTAMPTZ '2026-01-03 11:00:00Z'),
  ('e5', 'u3', 'p3', 'open app', TIMESTAMPTZ '2026-01-04 10:00:00Z')) t(uuid, distinct_id, person_id, event, moment)`;

async function logOf(select: string) {
  const engine = await DuckDb.open({});
  await engine.run(`COPY (SELECT ${select} FROM ${rows}) TO '${join(folder, 'e.parquet')}'`);
  engine.close();
  const given = {
    source: 'e.parquet',
    preset: 'posthog',
    roles: { login: 'open app' },
    timeZone: 'Asia/Shanghai',
  };
  const { events, engine: limits } = featuresConfig({ events: given, engine: { features: 'sql' } }, 'config');
  const log = await openEventLog(events, { ...limits, features: 'sql' }, { root: folder });
  const users = await log.engine.rows('SELECT user_id FROM users ORDER BY user_id');
  log.close();
  return { log, users: users.map((row) => row['user_id']) };
}

it('reads the export of today: persons, times with a zone, repeated rows once', async () => {
  const select = `uuid, event, distinct_id, person_id, '{}' AS properties, '{}' AS person_properties, '' AS elements_chain,
    moment AS "timestamp", moment AS created_at, moment AS _inserted_at, 'new column' AS surprise`;
  const { log, users } = await logOf(select);
  expect(users).toEqual(['p1', 'p3']);
  expect(log.record.firstDay).toBe('2026-01-02');
  expect(log.record.dropped).toMatchObject({ duplicateId: 1, missingUser: 1, unmapped: 1 });
  expect(log.record.preset).toEqual({
    name: 'posthog',
    vendor: 'PostHog',
    columns: [
      { option: 'user', column: 'person_id' },
      { option: 'time', column: 'timestamp' },
      { option: 'event', column: 'event' },
      { option: 'id', column: 'uuid' },
    ],
    roles: {},
  });
});

it('reads an older export without persons, whose times have no zone', async () => {
  const select = `uuid, event, distinct_id, '{}' AS properties, (moment AT TIME ZONE 'UTC')::TIMESTAMP AS "timestamp"`;
  const { log, users } = await logOf(select);
  expect(users).toEqual(['u1', 'u2', 'u3']);
  expect(log.record.firstDay).toBe('2026-01-02');
  expect(log.record.preset?.columns[0]).toEqual({ option: 'user', column: 'distinct_id' });
});
