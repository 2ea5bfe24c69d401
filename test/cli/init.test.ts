// `winback init` as a user runs it, and what the configuration that it writes gives.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

import { runChurn } from '../../src/index.js';
import { churnConfig } from '../../src/pipeline/churn/config.js';
import { prepareChurn } from '../../src/pipeline/churn/prepare.js';
import { readConfig } from '../../src/pipeline/config-file.js';
import { isoTime, slashTime, writeLog } from '../support/init-files.js';
import { sharedData, sharedFile } from '../support/shared-data.js';
import { winback } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-init-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const log = (name: string): string =>
  writeLog(folder, name, {
    header: 'user_id,time,event,amount',
    row: (user, at, event, cents) =>
      `u${user},${isoTime(at)},${event},${event === 'purchase' ? cents / 100 : ''}`,
  });

test('writes a configuration, prints the profile, and never writes over a file', async () => {
  const out = path.join(folder, 'own.yaml');
  const args = ['init', '--events', log('own.csv'), '--out', out, '--lang', 'en', '--quiet'];
  const first = await winback(args);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/user_id .* 200 different values/);
  expect(first.stderr).toContain(`winback churn --config ${out}`);
  const text = readFileSync(out, 'utf8');
  expect(text).toContain('source: own.csv');
  expect(text).toMatch(/# Because the name "user_id" says so.*\n\s+user: user_id/);
  const second = await winback(args);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(/is there already and is never overwritten: name another file with --out/);
  expect(readFileSync(out, 'utf8')).toBe(text);
});

test('--json is one document with columns, guesses, events, days, rows and problems', async () => {
  const out = path.join(folder, 'json.yaml');
  const { code, stdout } = await winback([
    'init',
    '--events',
    log('json.csv'),
    '--out',
    out,
    '--json',
    '--quiet',
  ]);
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as Record<string, unknown>;
  expect(found).toMatchObject({
    rows: 3000,
    from: '2026-01-01',
    to: '2026-04-30',
    guesses: { user: { column: 'user_id' }, time: { column: 'time' }, amount: { column: 'amount' } },
  });
  expect(found['columns']).toHaveLength(4);
  expect(found['events']).toHaveLength(3);
  expect(found['problems']).toEqual([]);
});

test('without a terminal an open question is exit code 2 and names the flag', async () => {
  const file = writeLog(folder, 'slash.csv', {
    header: 'user_id,when,event',
    row: (user, at, event) =>
      `u${user},${slashTime(new Date(Date.UTC(2026, at.getUTCMonth(), 1 + (at.getUTCDate() % 12))), 'day')},${event}`,
  });
  const out = path.join(folder, 'slash.yaml');
  const { code, stderr } = await winback(['init', '--events', file, '--out', out, '--lang', 'en']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--time-format/);
  const answered = await winback([
    ...['init', '--events', file, '--out', out, '--lang', 'en', '--time-format', '%d/%m/%Y %H:%M', '--quiet'],
  ]);
  expect(answered.code).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('timeFormat: "%d/%m/%Y %H:%M"');
});

/** Test AUC, rows and features of a configuration. */
async function resultOf(file: string, root: string): Promise<object> {
  const config = await readConfig(file, churnConfig);
  const { dataset } = await prepareChurn(config, { root, language: 'en' });
  const { models, evaluation: judged, seed } = config;
  const { evaluation, model } = await runChurn(dataset, { models, evaluation: judged, seed });
  const features = dataset.features;
  model.classifier.close();
  return { auc: evaluation.test.auc.value, rows: evaluation.test.rows, features };
}

/** The choice that no file tells: the zone of Sparkify's users. */
const examples: readonly (readonly [name: string, file: string, answers: readonly string[]])[] = [
  ['cdnow', 'cdnow/cdnow_master.csv', []],
  ['sparkify', 'sparkify_nov2018/events.csv', ['--time-zone', 'America/Los_Angeles']],
  ['online-retail', 'online_retail/online_retail_events.csv.gz', []],
  ['telco', 'telco/Telco-Customer-Churn.csv', []],
];

test.each(examples)(
  '%s: the result is that of the example written by hand',
  async (name, data, answers) => {
    const file = sharedFile(data);
    if (file === undefined) return;
    const out = path.join(folder, `${name}.yaml`);
    const { code } = await winback(['init', '--events', file, '--out', out, '--quiet', ...answers]);
    expect(code).toBe(0);
    const own = await resultOf(out, folder);
    expect(own).toEqual(await resultOf(`examples/${name}/winback.yaml`, sharedData!));
  },
  400_000,
);

test('hillstrom: every metric of the experiment is analysed', async () => {
  const file = sharedFile('hillstrom/hillstrom.csv');
  if (file === undefined) return;
  const out = path.join(folder, 'hillstrom.yaml');
  expect((await winback(['init', '--events', file, '--out', out, '--quiet'])).code).toBe(0);
  const results = path.join(folder, 'hillstrom');
  const { code, stdout } = await winback([
    'experiment',
    'analyze',
    '--config',
    out,
    '--out',
    results,
    '--json',
    '--quiet',
  ]);
  expect(code).toBeLessThan(2);
  const { metrics } = JSON.parse(stdout) as { metrics: { name: string; variant: string; p: number }[] };
  const visit = metrics.filter(({ name }) => name === 'visit');
  expect(visit.map(({ variant }) => variant)).toEqual(['Mens E-Mail', 'Womens E-Mail']);
  for (const { p } of visit) expect(p).toBeLessThan(1e-6);
});
