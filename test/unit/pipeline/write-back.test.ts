// Scores and plan of a run in a real database: whole, and the same after a second writing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Table } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { noAction } from '../../../src/campaign/records.js';
import { churnConfig } from '../../../src/pipeline/churn/config.js';
import type { PreparedChurn } from '../../../src/pipeline/churn/dataset.js';
import { prepareChurn } from '../../../src/pipeline/churn/prepare.js';
import { type ChurnPipelineRun, runChurnPipeline } from '../../../src/pipeline/churn/run.js';
import { writeBackChurn } from '../../../src/pipeline/churn/write-back.js';
import { experimentSection } from '../../../src/pipeline/experiment/config.js';
import { runExperiment } from '../../../src/pipeline/experiment/run.js';
import { writeBackExperiment } from '../../../src/pipeline/experiment/write-back.js';
import { writeBackPlan } from '../../../src/pipeline/plan/write-back.js';
import { writeBackSection } from '../../../src/pipeline/write-back-config.js';
import { generateEvents } from '../../../src/simulate/generate-events.js';
import { bridgeOver } from '../../support/clickhouse/bridge.js';
import { chdbPackages } from '../../support/clickhouse/chdb.js';
import { noMariadb, startMariadb, type TestMariadb } from '../../support/servers/mariadb.js';
import { noPostgres, startPostgres, type TestPostgres } from '../../support/servers/postgres.js';

const packages = chdbPackages();
const missing = noMariadb ?? noPostgres;
if (missing !== null) console.warn(`${missing}: tests of writing back skipped`);

describe.skipIf(missing !== null)('writing back', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-write-back-'));
  const environment = { WRITER: 'hunter2' };
  let postgres: TestPostgres;
  let mariadb: TestMariadb;
  let given: Record<string, unknown>;
  let data: PreparedChurn;
  let run: ChurnPipelineRun;

  beforeAll(async () => {
    [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()]);
    await postgres.admin("CREATE USER writer PASSWORD 'hunter2'", 'GRANT CREATE ON SCHEMA public TO writer');
    await mariadb.admin(
      "CREATE USER writer@'%' IDENTIFIED BY 'hunter2'",
      "GRANT ALL ON shop.* TO writer@'%'",
    );
    const { config } = await generateEvents(folder, { users: 800, days: 120 });
    given = { ...config, plan: { budget: 300 }, snapshots: { train: 2, calibration: 1, test: 1 } };
    const checked = churnConfig(given, 'config');
    data = await prepareChurn(checked, { root: folder, language: 'en' });
    run = await runChurnPipeline(checked, data);
    run.close();
  });
  afterAll(async () => {
    await Promise.all([postgres?.stop(), mariadb?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (writeBack: object): ReturnType<typeof writeBackChurn> => {
    const config = churnConfig(
      { ...given, writeBack: { passwordFrom: { env: 'WRITER' }, ...writeBack } },
      'c',
    );
    return writeBackChurn({ ...config, writeBack: config.writeBack! }, data, run, { environment });
  };

  test.each(['postgres', 'mysql'] as const)(
    '%s holds what the run holds, also after a second writing',
    async (kind) => {
      const server = kind === 'postgres' ? postgres : mariadb;
      const to = `${kind}://writer@127.0.0.1:${server.port}/shop`;
      const schema = kind === 'postgres' ? 'public' : 'shop';
      await expect(write({ to })).rejects.toThrow(/table/);
      const first = await write({ to, create: true });
      const all = async (): Promise<unknown[]> => [
        await server.admin(`SELECT * FROM ${schema}.winback_scores ORDER BY user_id`),
        await server.admin(`SELECT * FROM ${schema}.winback_plan ORDER BY user_id`),
      ];
      const before = await all();
      expect(await write({ to })).toEqual(first);
      expect(await all()).toEqual(before);
      const [scores, plan] = before as [Record<string, unknown>[], Record<string, unknown>[]];
      const day = data.features!.snapshots.at(-1)!.day;
      const expected = (run.scores as Table).toArray().map((row) => {
        const { user_id, churn_prob, risk_tier, contact } = row.toJSON() as Record<string, unknown>;
        return { run: `churn ${day}`, user_id, churn_prob, risk_tier, contact };
      });
      const byUser = (a: object, b: object): number =>
        String((a as { user_id: unknown }).user_id) < String((b as { user_id: unknown }).user_id) ? -1 : 1;
      expect(scores.map((row) => ({ ...row, contact: Number(row['contact']) })).sort(byUser)).toEqual(
        expected.sort(byUser),
      );
      const chosen = run.plan!.assignment.action.filter((action) => action !== noAction);
      expect(plan).toHaveLength(chosen.length);
      const spent = plan.reduce((sum, row) => sum + Number(row['cost']), 0);
      expect(spent).toBeCloseTo(run.plan!.result.spent, 6);
      expect(plan.length).toBeGreaterThan(0);
      expect(first.map(({ rows }) => rows)).toEqual([expected.length, plan.length]);
      // Another run stands beside it.
      await write({ to, run: 'again' });
      const runs = await server.admin(`SELECT run FROM ${schema}.winback_scores GROUP BY run ORDER BY run`);
      expect(runs.map((row) => row['run'])).toEqual(['again', `churn ${day}`]);
    },
  );

  test.skipIf(packages === undefined)(
    'ClickHouse holds what the run holds, also after a second writing',
    async () => {
      const chdb = new packages!.Session(path.join(folder, 'chdb'));
      const bridge = await bridgeOver(chdb);
      const all = (table: string): unknown[] =>
        chdb
          .query(`SELECT * FROM crm.${table} ORDER BY ALL`, 'JSONEachRow')
          .trim()
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as unknown);
      try {
        chdb.query('CREATE DATABASE crm');
        const to = `clickhouse://writer@127.0.0.1:${bridge.port}/crm`;
        await expect(write({ to })).rejects.toMatchObject({ code: 'NOT_FOUND' });
        const first = await write({ to, create: true });
        const before = [all('winback_scores'), all('winback_plan')];
        expect(before.map((rows) => rows.length)).toEqual(first.map(({ rows }) => rows));
        await write({ to, run: 'other' });
        await write({ to });
        const own = (table: string) => all(table).filter((row) => (row as { run: string }).run !== 'other');
        expect([own('winback_scores'), own('winback_plan')]).toEqual(before);
        // A break before the end of the second table leaves the old rows of both.
        bridge.fault = {
          on: /INSERT INTO "winback_plan_/,
          how: { kind: 'refuse', message: 'Code: 999. Broken' },
        };
        await expect(write({ to })).rejects.toThrow();
        bridge.fault = undefined;
        expect([own('winback_scores'), own('winback_plan')]).toEqual(before);
        await write({ to });
        expect([own('winback_scores'), own('winback_plan')]).toEqual(before);
        const names = chdb.query('SHOW TABLES FROM crm', 'CSV').trim().split('\n');
        expect(names).toEqual(['"winback_plan"', '"winback_scores"']);
        chdb.query(
          'CREATE TABLE crm.flat (run String, user_id String, churn_prob Float64, risk_tier String, contact Int64) ENGINE = MergeTree ORDER BY run',
        );
        await expect(write({ to, scores: 'flat' })).rejects.toThrow('partitioned by the run');
      } finally {
        await bridge.close();
        chdb.cleanup();
      }
    },
  );

  test('results of an experiment and a plan alone are written in the same form', async () => {
    const to = `postgres://writer@127.0.0.1:${postgres.port}/shop`;
    const section = { to, passwordFrom: { env: 'WRITER' }, create: true, run: 'spring' };
    const writeBack = writeBackSection({ writeBack: section }, 'c')!;
    const counts = { off: { users: 1000, successes: 80 }, on: { users: 1000, successes: 120 } };
    writeFileSync(path.join(folder, 'counts.json'), JSON.stringify({ metrics: { paid: counts } }));
    const config = experimentSection(
      {
        ...{ name: 'coupon', control: 'off', treatments: ['on'], data: { aggregates: 'counts.json' } },
        metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
        writeBack: section,
      },
      'c',
    );
    const { result } = await runExperiment(config, { root: folder });
    for (let i = 0; i < 2; i++) await writeBackExperiment(writeBack, config, result, { environment });
    const rows = await postgres.admin('SELECT * FROM winback_experiment');
    expect(rows).toEqual([
      expect.objectContaining({
        ...{ run: 'spring', result: 'paid / on', metric: 'paid', variant: 'on', decision: result.decision },
        ...{ control: 0.08, treatment: 0.12, p: result.metrics[0]!.p, users_control: 1000 },
      }),
    ]);
    const scores = { plan: run.plan!, scores: run.scores };
    const [written] = await writeBackPlan(writeBack, scores, null, { environment });
    expect(written!.rows).toBeGreaterThan(0);
    await expect(writeBackPlan({ ...writeBack, run: null }, scores, null, { environment })).rejects.toThrow(
      'writeBack.run is missing',
    );
  });

  test('a target that is none, and a password in it, are refused', () => {
    expect(() => churnConfig({ ...given, writeBack: { to: 'scores.csv' } }, 'c')).toThrow('c.writeBack.to');
    const table = { table: { path: 't.csv', label: 'left' }, writeBack: { to: 'mysql://u@h/d' } };
    expect(() => churnConfig(table, 'c')).toThrow('c.writeBack.run');
    expect(() => churnConfig({ ...given, writeBack: { to: 'mysql://u:hunter2@h/d' } }, 'c')).toThrow(
      'password',
    );
  });
});
