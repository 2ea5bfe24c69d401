import { afterAll, beforeAll, expect, test } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import type { ExposureConfig } from '../../../src/experiment/config/events-config.js';
import { closureOf } from '../../../src/experiment/sources/closure.js';
import { dataFromEvents } from '../../../src/experiment/sources/from-events.js';

const config = experimentConfig({
  ...{ name: 'coupon', control: 'off', treatments: ['on'], data: {} },
  metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
});
const events: ExposureConfig = {
  ...{ user: 'u', event: 'e', time: 't', variant: 'arm', experiment: undefined, experimentValue: '' },
  ...{ properties: undefined, exposure: 'seen', windowDays: 7, asOf: '2026-03-01' },
  outcomes: [{ name: 'paid', event: 'paid', count: 'any', value: undefined, daysBefore: undefined }],
};

let db: DuckDb;
beforeAll(async () => {
  db = await DuckDb.open();
  await db.run('CREATE TABLE log (u VARCHAR, e VARCHAR, arm VARCHAR, t TIMESTAMP)');
  // u0 .. u99: exposed on 2 January, in `off` where even; half of them convert a day later.
  await db.run(
    `INSERT INTO log SELECT 'u' || i, 'seen', CASE WHEN i % 2 = 0 THEN 'off' ELSE 'on' END, '2026-01-02' FROM range(100) r(i)`,
  );
  await db.run(
    `INSERT INTO log SELECT 'u' || i, 'paid', CASE WHEN i % 2 = 0 THEN 'off' ELSE 'on' END, '2026-01-03' FROM range(50) r(i)`,
  );
  // Ten whose exposure was lost, four from before the exposure, three of another variant, five that name none.
  await db.run(`INSERT INTO log SELECT 'lost' || i, 'paid', 'on', '2026-01-03' FROM range(10) r(i)`);
  await db.run(`INSERT INTO log SELECT 'u' || i, 'paid', 'off', '2026-01-01' FROM range(60, 68, 2) r(i)`);
  await db.run(`INSERT INTO log SELECT 'u' || i, 'paid', 'on', '2026-01-04' FROM range(70, 76, 2) r(i)`);
  await db.run(`INSERT INTO log SELECT 'ghost' || i, 'paid', NULL, '2026-01-04' FROM range(5) r(i)`);
});
afterAll(() => db.close());

test('conversions that name a variant are followed to their exposure', async () => {
  const { closure } = await dataFromEvents(db, 'log', events, config);
  expect(closure).toEqual({
    ...{ sampled: 72, labelled: 67, closed: 50, withoutExposure: 10, beforeExposure: 4, otherVariant: 3 },
    ...{ recomputed: 100, mismatches: 0 },
  });
});

test('a table that does not hold what the events say is found', async () => {
  const users = await db.query(
    `SELECT u AS user, min(arm) AS variant, 0::DOUBLE AS paid FROM log WHERE e = 'seen' GROUP BY u`,
  );
  // Fifty converted as what they are, and three as another variant: the table has none of them.
  expect(await closureOf(db, 'log', events, users, 42)).toMatchObject({ recomputed: 100, mismatches: 53 });
});

test('the same log gives the same sample', async () => {
  const users = await db.query(`SELECT u AS user, 0::DOUBLE AS paid FROM log WHERE e = 'seen' ORDER BY u`);
  const [a, b] = [await closureOf(db, 'log', events, users, 7), await closureOf(db, 'log', events, users, 7)];
  expect(a).toEqual(b);
});
