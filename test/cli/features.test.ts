// From new events to scores with a stored model: the same features as in training, or a refusal that says why.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { type Ended, winback } from './run.js';

let work: string;
let config: string;
let model: string;
const at = (...names: string[]): string => path.join(work, ...names);

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-features-'));
  const demo = await winback(['demo', '--users', '2500', '--json', '--quiet', '--out', at('demo')]);
  expect([0, 1], demo.stderr).toContain(demo.code);
  config = at('demo', 'data', 'winback.yaml');
  model = at('demo', 'model');
});
afterAll(() => rm(work, { recursive: true, force: true }));

function features(output: string, ...args: string[]): Promise<Ended> {
  return winback(['features', '--config', config, '--model', model, '--output', output, '--json', ...args]);
}

async function scoresOf(input: string): Promise<ReadonlyMap<string, string>> {
  const output = `${input}.scores.csv`;
  const scored = await winback(['score', '--model', model, '--input', input, '--output', output]);
  expect(scored.code, scored.stderr).toBe(0);
  return byUser(output);
}

async function byUser(file: string): Promise<ReadonlyMap<string, string>> {
  const [head, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  const names = head!.split(',');
  const [user, probability] = [names.indexOf('user_id'), names.indexOf('churn_prob')];
  return new Map(lines.map((line) => [line.split(',')[user]!, line.split(',')[probability]!]));
}

async function events(output: string, where: string): Promise<void> {
  const engine = await DuckDb.open({});
  try {
    await engine.run(
      `COPY (SELECT * FROM read_parquet('${at('demo', 'data', 'events.parquet')}') WHERE ${where}) TO '${output}' (FORMAT parquet)`,
    );
  } finally {
    engine.close();
  }
}

test("today's events give the very scores that training gave today's users, as CSV and as Parquet", async () => {
  const trained = await byUser(at('demo', 'scores.csv'));
  expect(trained.size).toBeGreaterThan(500);
  for (const name of ['today.parquet', 'today.csv']) {
    const built = await features(at(name));
    expect(built.code, built.stderr).toBe(0);
    const report = JSON.parse(built.stdout) as { rows: number; missingDays: number; features: string[] };
    expect(report).toMatchObject({ rows: trained.size, missingDays: 0 });
    expect(report.features).toContain('active_days_30');
    expect(await scoresOf(at(name))).toEqual(trained);
  }
});

test('a newer file with the last 90 days alone gives the same scores; a shorter one says what it lacks', async () => {
  const trained = await byUser(at('demo', 'scores.csv'));
  const today = JSON.parse((await features(at('day.csv'))).stdout) as { day: string };
  await events(at('new.parquet'), `"timestamp" >= TIMESTAMP '${today.day}' - INTERVAL 91 DAY`);
  const built = await features(at('new.csv'), '--events', at('new.parquet'), '--as-of', today.day);
  expect(built.code, built.stderr).toBe(0);
  expect(await scoresOf(at('new.csv'))).toEqual(trained);
  await events(at('short.parquet'), `"timestamp" >= TIMESTAMP '${today.day}' - INTERVAL 40 DAY`);
  const short = await features(at('short.csv'), '--events', at('short.parquet'), '--as-of', today.day);
  expect(short.code, short.stderr).toBe(0);
  expect(short.stderr).toMatch(/lacks \d+ of the 90 days of the longest window/);
  await events(at('week.parquet'), `"timestamp" >= TIMESTAMP '${today.day}' - INTERVAL 7 DAY`);
  const week = await features(at('week.csv'), '--events', at('week.parquet'), '--as-of', today.day);
  expect(week.code).toBe(2);
  expect(week.stderr).toMatch(/BAD_INPUT: the observation window of 30 days/);
});

test('roles that do not occur in the new events leave no feature out', async () => {
  await events(at('plain.parquet'), `event IN ('login', 'payment_success')`);
  const built = await features(at('plain.csv'), '--events', at('plain.parquet'));
  expect(built.code, built.stderr).toBe(0);
  const head = (await readFile(at('plain.csv'), 'utf8')).split('\n')[0]!.split(',');
  const { features: names } = JSON.parse(built.stdout) as { features: string[] };
  expect(head).toEqual(expect.arrayContaining(['user_id', 'snapshot_date', ...names]));
  expect((await scoresOf(at('plain.csv'))).size).toBeGreaterThan(500);
});

test('another configuration than that of training is refused', async () => {
  const text = await readFile(config, 'utf8');
  const refused = async (name: string, changed: string): Promise<Ended> => {
    await writeFile(at('demo', 'data', name), changed);
    const file = at('demo', 'data', name);
    return winback(['features', '--config', file, '--model', model, '--output', at('no.csv')]);
  };
  const longer = await refused('longer.yaml', `${text}\nwindows: { observationDays: 60 }\n`);
  expect(longer.stderr).toMatch(/BAD_INPUT: observationDays is 60 in the configuration, .* trained with 30/);
  const roles = await refused('roles.yaml', text.replace('login: login', 'login: task_created'));
  expect(roles.stderr).toMatch(/BAD_INPUT|BAD_CONFIG/);
  const other = await refused('other.yaml', text.replace(/.*coupon: coupon_redeemed\n/, ''));
  expect(other.stderr).toMatch(/BAD_INPUT: the configuration gives other features/);
  const table = await refused('table.yaml', 'table: { path: x.csv, label: y }\n');
  expect(table.stderr).toMatch(/describes a prepared table/);
  for (const { code } of [longer, roles, other, table]) expect(code).toBe(2);
  const late = await features(at('late.csv'), '--as-of', '2031-01-01');
  expect([late.code, late.stderr]).toEqual([2, expect.stringMatching(/the log ends on/)]);
});

test('a store of events gives the very scores, adds nothing twice and forgets users', async () => {
  const trained = await byUser(at('demo', 'scores.csv'));
  const store = at('store');
  const run = (...args: string[]): Promise<Ended> =>
    winback(['features', '--store', store, '--config', config, '--json', ...args]);
  const made = await run('--model', model, '--output', at('stored.csv'));
  expect(made.code, made.stderr).toBe(0);
  expect(await scoresOf(at('stored.csv'))).toEqual(trained);
  const again = await run();
  expect(JSON.parse(again.stdout)).toMatchObject({ appended: { files: 0, knownFiles: 1, log: null } });
  const [user] = [...trained.keys()];
  await writeFile(at('gone.txt'), `${user}\r\n\n`);
  const gone = await winback(['features', '--store', store, '--forget', at('gone.txt'), '--lang', 'zh']);
  expect([gone.code, gone.stderr]).toEqual([0, expect.stringMatching(/删除 1 个用户的 \d+ 个事件/)]);
  const left = await run('--model', model, '--output', at('left.csv'));
  expect(left.code, left.stderr).toBe(0);
  expect((await scoresOf(at('left.csv'))).has(user!)).toBe(false);
});

test('--labels without a model writes a table to train on, with the labels that the model of the same log gets', async () => {
  const labelled = (...args: string[]): Promise<Ended> =>
    winback(['features', '--config', config, '--labels', '--json', ...args]);
  const one = await features(at('model.csv'), '--labels');
  const { day } = JSON.parse(one.stdout) as { day: string };
  const run = await labelled('--as-of', `${day},2025-06-01`, '--output', at('{day}.csv'));
  expect(run.code, run.stderr).toBe(0);
  const record = JSON.parse(run.stdout) as { days: { day: string; file: string }[]; rows: number };
  expect(record.days.map(({ file }) => file)).toEqual([at('2025-06-01.csv'), at(`${day}.csv`)]);
  expect(run.stderr).toMatch(/2025-06-01: \d+ users, of whom \d+ left in the 14 days after it/);
  const rowsOf = async (file: string): Promise<readonly string[]> =>
    (await readFile(file, 'utf8')).split('\n').map((line) => line.split(',').slice(0, 3).join(','));
  expect(await rowsOf(at(`${day}.csv`))).toEqual(await rowsOf(at('model.csv')));
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await labelled(...args, '--output', at('no.parquet'));
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused('--as-of', '2031-01-01')).toMatch(`the last mature day is ${day}`);
  expect(await refused('--from', day, '--as-of', day)).toMatch(/leave one of them out/);
  expect(await refused('--from', day, '--model', model)).toMatch(
    /--from with several days goes with --labels/,
  );
});

test('flags of a store that do not go together are named', async () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await winback(['features', ...args]);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused('--config', config)).toMatch(
    /BAD_INPUT: winback features needs --config and --output/,
  );
  expect(await refused('--config', config, '--rebuild')).toMatch(/--rebuild goes with --store/);
  expect(await refused('--store', at('x'), '--config', config, '--model', model)).toMatch(/go together/);
});
