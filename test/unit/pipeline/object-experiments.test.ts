// Experiments, registers and the check of a plan give in an object store what they give on files; what takes no address
// says so.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { experimentConfig } from '../../../src/experiment/config/config.js';
import { registerWithData } from '../../../src/pipeline/experiment/register.js';
import { registerAt } from '../../../src/pipeline/experiment/register-at.js';
import { runExperiment } from '../../../src/pipeline/experiment/run.js';
import { runPlan } from '../../../src/pipeline/plan/run.js';
import { runPlanVerification } from '../../../src/pipeline/plan/verify.js';
import { openBucket } from '../../../src/stores/objects/bucket.js';
import type { ObjectStore } from '../../../src/stores/objects/store.js';
import { winback } from '../../cli/run.js';
import { motoKeys as environment, noMoto, startMoto, type TestMoto } from '../../support/servers/moto.js';

if (noMoto !== null) console.warn(`${noMoto}: tests of experiments on object stores skipped`);

const users = Array.from(
  { length: 400 },
  (_, i) => `u${i},${i % 2 === 0 ? 'off' : 'on'},${Number(i % 7 < 2)}`,
);
const table = `user,arm,paid\n${users.join('\n')}\n`;
const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
const given = (data: object, more: object = {}) => ({
  ...{ name: 'coupon', version: '1', control: 'off', treatments: ['on'], metrics, data, ...more },
});

describe.skipIf(noMoto !== null)('on an object store', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-objects-'));
  let moto: TestMoto;
  let store: ObjectStore;
  const at = (key: string): string => `s3://lake/${key}?endpoint=${moto.url}`;
  const local = (name: string): string => path.join(folder, name);
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('lake');
    store = await openBucket(at(''), 'test', { environment });
    writeFileSync(local('users.csv'), table);
    await store.put('users.csv', Buffer.from(table));
  });
  afterAll(async () => {
    await moto.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('an experiment is read, and its report written', async () => {
    const run = (file: string, to: string) =>
      runExperiment(experimentConfig(given({ file, variant: 'arm', user: 'user' })), {
        ...{ root: folder, environment },
        output: { folder: to, language: 'en', now: '2026-03-01T00:00:00Z' },
      });
    const here = await run('users.csv', local('here'));
    const there = await run(at('users.csv'), at('reports/coupon'));
    expect(there.result).toEqual(here.result);
    expect(there.files).toEqual(here.files);
    const summary = (await store.get('reports/coupon/summary.json'))!;
    expect(Buffer.from(summary).toString()).toBe(readFileSync(local('here/summary.json'), 'utf8'));
    for (const name of there.files) expect(await store.head(`reports/coupon/${name}`), name).not.toBeNull();
    expect(existsSync('s3:')).toBe(false);
    const none = run(at('nobody.csv'), at('reports/none'));
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.head('reports/none/summary.json')).toBeNull();
  });

  test('aggregates and logs are read as well', async () => {
    const counts = { off: { users: 100, successes: 8 }, on: { users: 100, successes: 12 } };
    await store.put('counts.json', Buffer.from(JSON.stringify({ metrics: { paid: counts } })));
    const sums = await runExperiment(experimentConfig(given({ aggregates: at('counts.json') })), {
      environment,
    });
    expect(sums.result.metrics[0]?.difference).toBeCloseTo(0.04, 12);
    const rows = Array.from(
      { length: 60 },
      (_, i) => `u${i},seen,2026-01-01T00:00:00Z,${i % 2 ? 'on' : 'off'}`,
    );
    await store.put(
      'log.csv',
      Buffer.from(`who,what,at,variant\n${rows.join('\n')}\nu1,paid,2026-01-02T00:00:00Z,\n`),
    );
    const events = {
      ...{ file: at('log.csv'), user: 'who', event: 'what', time: 'at', exposure: 'seen' },
      outcomes: [{ name: 'paid', event: 'paid' }],
    };
    const config = experimentConfig(given({ events }, { windowDays: 7, asOf: '2026-02-01' }));
    const log = await runExperiment(config, { environment });
    expect(log.result.metrics[0]).toMatchObject({ controlArm: { users: 30 }, treatmentArm: { users: 30 } });
  });

  test('a register holds each registration and look once, whoever comes first', async () => {
    const config = experimentConfig(given({}, { minimumDays: 7 }));
    const request = {
      register: await registerAt(at('register/'), { environment }),
      root: folder,
      now: '2026-01-01T00:00:00Z',
      late: false,
      environment,
    };
    const all = await Promise.all(['a', 'b', 'c'].map((by) => registerWithData(config, { ...request, by })));
    expect(all.filter(({ state }) => state === 'registered').length).toBe(1);
    const register = await registerAt(at('register'), { environment });
    const [kept, ...more] = await register.list();
    expect(more).toEqual([]);
    expect(all.map(({ registration }) => registration.by)).toEqual([kept!.by, kept!.by, kept!.by]);
    expect(await register.find('coupon', '1')).toEqual(kept);
    expect(await register.find('coupon', '2')).toBeNull();
    const look = {
      look: 1,
      takenAt: '2026-02-01T00:00:00Z',
      lastDay: null,
      users: 40,
      decision: 'continue',
    } as const;
    const taken = [2, 1].map((n) => register.addLook('coupon', '1', { ...look, look: n } as never));
    expect(await Promise.all(taken)).toEqual([true, true]);
    expect(await register.addLook('coupon', '1', look as never)).toBe(false);
    expect((await register.looks('coupon', '1')).map(({ look: n }) => n)).toEqual([1, 2]);
    expect((await register.list()).length).toBe(1);
    const analysed = await runExperiment(
      experimentConfig(given({ file: at('users.csv'), variant: 'arm', user: 'user' }, { minimumDays: 7 })),
      { environment, register: at('register') },
    );
    expect(JSON.stringify(analysed.result)).toContain('registered');
    await store.put('register/broken.json', Buffer.from('{'));
    await expect(register.list()).rejects.toThrow(
      's3://lake/register/broken.json is no record of the register',
    );
  });

  test('a plan is verified where it was written, by the command line', async () => {
    const lines = Array.from({ length: 120 }, (_, i) => `u${i},${(i % 90) / 100},${(i * 7) % 300}`);
    await store.put('scored.csv', Buffer.from(`user_id,churn_prob,pay_amt_30\n${lines.join('\n')}\n`));
    await runPlan(at('scored.csv'), { budget: 20 }, { environment, output: { folder: at('plan/march') } });
    const check = () => runPlanVerification(at('plan/march'), at('scored.csv'), { environment });
    expect(await check()).toMatchObject({ ok: true });
    Object.assign(process.env, environment);
    const args = ['plan', 'verify', at('plan/march'), '--scores', at('scored.csv'), '--json'];
    const { code, stdout } = await winback(args);
    for (const name of Object.keys(environment)) delete process.env[name];
    expect(code).toBe(0);
    expect(JSON.parse(stdout).ok).toBe(true);
    const list = Buffer.from((await store.get('plan/march/churn_users.csv'))!).toString();
    await store.put('plan/march/churn_users.csv', Buffer.from(list.replace('u', 'v')));
    expect(await check()).toMatchObject({ ok: false });
    const none = runPlanVerification(at('plan/april'), at('scored.csv'), { environment });
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test.each([
  ['demo', '--out', 's3://lake/demo'],
  ['features', '--store', 'store', '--forget', 'oss://lake/gone.txt'],
  ['model', 'verify', 's3://lake/model'],
])('winback %s %s %s is no folder called s3:', async (...args) => {
  const { code, stderr, stdout } = await winback([...args, '--json']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/takes a file or folder of this machine, and no address of an object store/);
  expect(existsSync('s3:')).toBe(false);
});
