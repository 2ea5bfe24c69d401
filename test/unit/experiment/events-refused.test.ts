// Event logs that are not quite as expected: integer variants, no user, names that collide, values that are not finite.
import { afterAll, beforeAll, expect, test } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { renderQuery } from '../../../src/data/sql/render.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import type { ExposureConfig } from '../../../src/experiment/config/events-config.js';
import { userQuery } from '../../../src/experiment/sources/events-sql.js';
import { dataFromEvents } from '../../../src/experiment/sources/from-events.js';
import { momentsFromEvents } from '../../../src/experiment/sources/push-down.js';

const outcome = { name: 'gmv', event: 'buy', count: 'sum', value: 'amount', daysBefore: undefined } as const;
const mapping: ExposureConfig = {
  ...{ user: 'u', event: 'event', time: 'at', variant: 'variant', experiment: undefined },
  ...{
    properties: undefined,
    exposure: 'see',
    experimentValue: 'x',
    windowDays: 1,
    asOf: '2026-03-31T00:00:00Z',
  },
  outcomes: [outcome],
};
const configOf = (control: string, treatment: string) =>
  experimentConfig({
    ...{ name: 'x', data: {}, control, treatments: [treatment] },
    metrics: [{ name: 'spend', kind: 'mean', role: 'primary', column: 'gmv' }],
  });

let db: DuckDb;
beforeAll(async () => {
  db = await DuckDb.open();
  // 60 users in arms 0 and 1, each with one purchase an hour after the exposure.
  await db.run(`CREATE TABLE log AS
    SELECT 'u' || i AS u, 'see' AS event, TIMESTAMP '2026-03-01' AS at, i % 3 % 2 AS variant, NULL::DOUBLE AS amount FROM range(60) t(i)
    UNION ALL SELECT 'u' || i, 'buy', TIMESTAMP '2026-03-01 01:00:00', NULL, i FROM range(60) t(i)`);
});
afterAll(() => db.close());

test.each([
  ['integer', 'variant', '0', '1'],
  ['boolean', 'variant = 1', 'false', 'true'],
])('an %s variant column: the same users pushed down as from rows', async (name, sql, control, treatment) => {
  await db.run(`CREATE VIEW ${name} AS SELECT * REPLACE (${sql} AS variant) FROM log`);
  const config = configOf(control, treatment);
  const pushed = await momentsFromEvents(db, name, mapping, config);
  const rows = await dataFromEvents(db, name, mapping, config);
  expect(pushed.cells.map(([cell]) => cell!.n)).toEqual([40, 20]);
  expect(rows.cells.map(([cell]) => cell!.n)).toEqual([40, 20]);
});

test('an exposure without a user is refused by both paths with the same words', async () => {
  await db.run("CREATE VIEW nameless AS SELECT * REPLACE (nullif(u, 'u7') AS u) FROM log");
  for (const path of [momentsFromEvents, dataFromEvents])
    await expect(path(db, 'nameless', mapping, configOf('0', '1'))).rejects.toThrow(
      'an exposure has no user identifier in "u"',
    );
});

test.each(['user', 'variant', 'exposed_day', 'User'])('an outcome named %s is refused', (name) => {
  const outcomes = [{ ...outcome, name }];
  expect(() => renderQuery(userQuery({ ...mapping, outcomes }, 'log'), 'duckdb')).toThrow(
    `outcome "${name}": user, variant, exposed_day are columns of every user`,
  );
});

test('values that are not finite are refused by the name of their metric', async () => {
  await db.run(
    "CREATE VIEW broken AS SELECT * REPLACE (if(amount = 7, 'NaN'::DOUBLE, amount) AS amount) FROM log",
  );
  await expect(momentsFromEvents(db, 'broken', mapping, configOf('0', '1'))).rejects.toThrow(
    'metric "spend": outcome "gmv" has the mean NaN',
  );
});

test.each([
  ['numbers', 'epoch_ms("at")', /holds BIGINT, expected timestamps: .*make_timestamp/],
  ['words', 'strftime("at", \'%c\')', /holds VARCHAR, expected timestamps: .*CAST/],
])('a time column of %s in a table of the caller is refused by both paths', async (name, sql, message) => {
  await db.run(`CREATE VIEW times_as_${name} AS SELECT * REPLACE (${sql} AS "at") FROM log`);
  for (const path of [momentsFromEvents, dataFromEvents])
    await expect(path(db, `times_as_${name}`, mapping, configOf('0', '1'))).rejects.toThrow(message);
});

const purchase = (i: number, amount: string) =>
  `CREATE VIEW v${i} AS SELECT * REPLACE (CASE WHEN u = 'u${i}' AND event = 'buy' THEN '${amount}' ELSE amount::VARCHAR END AS amount) FROM log`;

test('a value that is no number is refused with its row', async () => {
  await db.run(purchase(9, 'abc'));
  await expect(dataFromEvents(db, 'v9', mapping, configOf('0', '1'))).rejects.toThrow(
    '"amount" must hold numbers, but row 70 of the log holds "abc"',
  );
});

test('an unknown variant names the user', async () => {
  await db.run(
    `CREATE VIEW third AS SELECT * REPLACE (CASE WHEN u = 'u7' AND event = 'see' THEN 5 ELSE variant END AS variant) FROM log`,
  );
  await expect(dataFromEvents(db, 'third', mapping, configOf('0', '1'))).rejects.toThrow(
    'exposure of user "u7": unknown variant "5"',
  );
});

test('exposures without a variant are counted', async () => {
  await db.run(
    `CREATE VIEW unlabelled AS SELECT * REPLACE (CASE WHEN u IN ('u7', 'u8') THEN NULL ELSE variant END AS variant) FROM log`,
  );
  const data = await dataFromEvents(db, 'unlabelled', mapping, configOf('0', '1'));
  expect(data.counts.unlabelled).toBe(2);
  expect(data.cells.map(([cell]) => cell!.n).reduce((a, b) => a + b)).toBe(58);
});
