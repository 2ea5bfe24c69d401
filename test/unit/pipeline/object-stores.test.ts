// The use cases on an object store give what they give on files.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { planCampaign } from '../../../src/campaign/plan.js';
import { readTable } from '../../../src/data/tables/read.js';
import { churnConfig } from '../../../src/pipeline/churn/config.js';
import type { PreparedChurn } from '../../../src/pipeline/churn/dataset.js';
import { prepareChurn } from '../../../src/pipeline/churn/prepare.js';
import { writeBackChurn } from '../../../src/pipeline/churn/write-back.js';
import { runInit } from '../../../src/pipeline/init/run.js';
import { runPlan } from '../../../src/pipeline/plan/run.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { checkWriteBack } from '../../../src/pipeline/write-back.js';
import { writeBackCheck } from '../../../src/pipeline/write-back-config.js';
import { loadModel } from '../../../src/registry/model-store.js';
import { generateEvents } from '../../../src/simulate/generate-events.js';
import { openBucket } from '../../../src/stores/objects/bucket.js';
import type { ObjectStore } from '../../../src/stores/objects/store.js';
import { winback } from '../../cli/run.js';
import { motoKeys as environment, noMoto, startMoto, type TestMoto } from '../../support/servers/moto.js';

if (noMoto !== null) console.warn(`${noMoto}: tests of use cases on object stores skipped`);

describe.skipIf(noMoto !== null)('use cases on an object store', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-use-'));
  let moto: TestMoto;
  let store: ObjectStore;
  const at = (key: string): string => `s3://lake/${key}?endpoint=${moto.url}`;
  const local = (name: string): string => path.join(folder, name);
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('lake');
    store = await openBucket(at(''), 'test', { environment });
  });
  afterAll(async () => {
    await moto.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('events and attributes of a churn run', async () => {
    const { config } = await generateEvents(folder, { users: 300, days: 120 });
    const snapshots = { train: 1, calibration: 1, test: 1 };
    const events = config['events'] as { source: string };
    const attributes = config['attributes'] as { source: string };
    for (const file of [events.source, attributes.source])
      await store.put(`in/${path.basename(file)}`, { file });
    const copied = {
      ...{ ...config, snapshots },
      events: { ...events, source: at('in/event*') },
      attributes: { ...attributes, source: at(`in/${path.basename(attributes.source)}`) },
    };
    const [here, there] = await Promise.all(
      [{ ...config, snapshots }, copied].map((one) =>
        prepareChurn(churnConfig(one, 'config'), { root: folder, language: 'en', environment }),
      ),
    );
    expect(there!.features!.snapshots.map(({ day }) => day)).toEqual(
      here!.features!.snapshots.map(({ day }) => day),
    );
    const rows = (data: typeof here): unknown =>
      data!.features!.snapshots.at(-1)!.table.toArray().map(String);
    expect(rows(there)).toEqual(rows(here));
    expect(there!.dataset.source).toBe('event*');
    await expect(prepareChurn(churnConfig(copied, 'config'), { root: folder })).rejects.toThrow(
      'no environment was passed',
    );
  });

  test('a configuration for a log that lies there', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `u${i % 20},2026-0${1 + (i % 3)}-${10 + (i % 18)} 08:00:00,login`,
    );
    await store.put('init/log.csv', Buffer.from(`${['user_id,time,event', ...rows].join('\n')}\n`));
    const file = local('init.yaml');
    const found = await runInit({ events: [at('init/*.csv')], environment }, { file, language: 'en' });
    expect(found.rows).toBe(400);
    expect(readFileSync(file, 'utf8')).toContain(`source: ${at('init/*.csv')}`);
  });

  test('scores of a file', async () => {
    const model = await loadModel('test/golden/registry/model-0.1');
    const names = model.classifier.features.map(({ name }) => name);
    const lines = Array.from({ length: 500 }, (_, i) =>
      [`u${i}`, ...names.map((_, k) => (i * (k + 3)) % 17)].join(','),
    );
    // The last line is cut.
    writeFileSync(local('users.csv'), [['user_id', ...names].join(','), ...lines].join('\n'));
    await store.put('users.csv', { file: local('users.csv') });
    for (const ending of ['csv', 'parquet']) {
      const options = { id: 'user_id', environment };
      expect(await scoreFile(model, local('users.csv'), local(`scores.${ending}`), options)).toBe(500);
      const warnings: string[] = [];
      const noted = { ...options, onWarning: ({ text }: { text: string }) => void warnings.push(text) };
      expect(await scoreFile(model, at('users.csv'), at(`out/scores.${ending}`), noted)).toBe(500);
      expect(warnings).toContain('s3://lake/users.csv does not end with a line end: was it cut off?');
      expect(Buffer.from((await store.get(`out/scores.${ending}`))!)).toEqual(
        readFileSync(local(`scores.${ending}`)),
      );
    }
    await expect(
      scoreFile(model, at('users.csv'), at('users.csv'), { id: 'user_id', environment }),
    ).rejects.toThrow('is the input itself');
    model.classifier.close();
  });

  test('a plan, whose plan.json comes last', async () => {
    const options = { budget: 20 };
    const lines = Array.from({ length: 200 }, (_, i) => `u${i},${(i % 90) / 100},${(i * 7) % 300}`);
    writeFileSync(local('scored.csv'), `${['user_id,churn_prob,pay_amt_30', ...lines].join('\n')}\n`);
    await store.put('scored.csv', { file: local('scored.csv') });
    const here = await runPlan(local('scored.csv'), options, { output: { folder: local('plan') } });
    const there = await runPlan(at('scored.csv'), options, {
      environment,
      output: { folder: at('plan/march') },
    });
    expect(there.file).toEqual(here.file);
    for (const name of readdirSync(local('plan')).filter((one) => !one.startsWith('.')))
      expect(Buffer.from((await store.get(`plan/march/${name}`))!), name).toEqual(
        readFileSync(path.join(local('plan'), name)),
      );
  });

  test('scores and plan written back as Parquet: one object a run, the same after a second writing', async () => {
    const count = 50;
    const users = Array.from({ length: count }, (_, i) => `u${i}`);
    const numbers = (of: (i: number) => number): Float64Array =>
      Float64Array.from({ length: count }, (_, i) => of(i));
    const scores = tableFromArrays({
      ...{ user_id: users, churn_prob: numbers((i) => i / count), risk_tier: users.map(() => 'high') },
      ...{ contact: Int32Array.from(users, (_, i) => i % 2), pay_amt_30: numbers((i) => 100 + i) },
    });
    const plan = await planCampaign(scores, { budget: 30 });
    const data = {
      idColumn: 'user_id',
      features: { snapshots: [{ day: '2026-03-31' }] },
    } as unknown as PreparedChurn;
    const to = at('back/');
    const config = (more: object) => ({
      ...{ name: 'churn/a', output: { salt: null } },
      writeBack: writeBackCheck({ to, ...more }, 'writeBack'),
    });
    const write = (more: object = {}) =>
      writeBackChurn(config(more) as never, data, { scores, plan }, { environment });
    const read = (key: string) => readTable(at(key), { environment, text: ['user_id'] });
    for (const _ of [1, 2]) {
      const written = await write();
      expect(written).toMatchObject([
        { table: 'winback_scores', rows: count, place: 's3://lake/back' },
        { table: 'winback_plan', rows: plan.result.targeted },
      ]);
      const back = await read('back/winback_scores/churn%2Fa%202026-03-31.parquet');
      expect(back.schema.fields.map(({ name }) => name)).toEqual([
        'run',
        'user_id',
        'churn_prob',
        'risk_tier',
        'contact',
      ]);
      expect({ ...back.get(7) }).toMatchObject({
        run: 'churn/a 2026-03-31',
        user_id: 'u7',
        churn_prob: 7 / count,
      });
    }
    await write({ run: 'again', scores: 's' });
    const keys = [];
    for await (const { key } of store.list('back/')) keys.push(key);
    expect(keys).toEqual([
      'back/s/again.parquet',
      'back/winback_plan/again.parquet',
      'back/winback_plan/churn%2Fa%202026-03-31.parquet',
      'back/winback_scores/churn%2Fa%202026-03-31.parquet',
    ]);
    expect(() => config({ create: true })).toThrow('writeBack.create is for databases');
    await expect(checkWriteBack(config({}).writeBack, {})).rejects.toThrow('no environment was passed');
  });

  test('the command line takes keys from its environment, and says what is made again', async () => {
    Object.assign(process.env, environment);
    const args = ['plan', '--scores', at('scored.csv'), '--budget', '5', '--out', at('plan/cli'), '--json'];
    const { code, stdout, stderr } = await winback(args);
    expect(stderr).not.toContain('EXAMPLE');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ budget: 5, source: { name: 'scored.csv' } });
    expect(await store.head('plan/cli/plan.json')).not.toBeNull();
    for (const name of Object.keys(environment)) delete process.env[name];
    const refused = await winback(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  });
});
