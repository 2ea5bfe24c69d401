// Faults of an event log as a user of the commands sees them: on stderr, in summary.json and report, in the exit code.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';

import { DuckDb, generateEvents } from '../../src/index.js';
import { type Ended, winback } from './run.js';

let work: string;
let source: string;
let generated: Awaited<ReturnType<typeof generateEvents>>;
const at = (...names: string[]): string => path.join(work, ...names);

interface Summary {
  readonly model: { readonly test: { readonly rows: number; readonly auc: number } };
  readonly gates: readonly { readonly name: string; readonly passed: boolean; readonly actual: number }[];
  readonly read: {
    readonly log: {
      readonly dropped: Readonly<Record<string, number>>;
      readonly reading: { readonly emptyDays: readonly object[] };
    };
    readonly attributes: { readonly usersWithoutEvents: number };
  };
}

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-faults-'));
  await mkdir(at('data'));
  generated = await generateEvents(at('data'), { users: 400, seed: 3 });
  source = generated.eventsPath;
});
afterAll(() => rm(work, { recursive: true, force: true }));

interface Events {
  readonly completeThrough: string;
  readonly roles: Readonly<Record<string, string>>;
}

const eventsOf = (): Events => generated.config.events as Events;

/** A configuration of the log as `select` changes it, `events` being the one that was generated. */
async function configOf(name: string, select: string, more: object = {}): Promise<string> {
  const engine = await DuckDb.open({});
  const log = at('data', `${name}.csv`);
  await engine.run(
    `COPY (WITH events AS (SELECT * REPLACE (amount::VARCHAR AS amount, user_id::VARCHAR AS user_id,
       strftime(timestamp, '%Y-%m-%d %H:%M:%S') AS timestamp) FROM read_parquet('${source}')) ${select})
     TO '${log}' (HEADER)`,
  );
  engine.close();
  const { completeThrough: _, ...events } = eventsOf();
  const file = at('data', `${name}.yaml`);
  const config = {
    ...generated.config,
    events: { ...events, source: path.basename(log), ...more },
    attributes: {
      ...(generated.config.attributes as object),
      source: path.basename(generated.attributesPath),
    },
    snapshots: { everyDays: 14, train: 2, calibration: 1, test: 1 },
    models: { candidates: ['logistic'] },
  };
  await writeFile(file, stringify(config));
  return file;
}

function churn(config: string, ...args: string[]): Promise<Ended> {
  const out = at(`out-${path.basename(config, '.yaml')}`);
  return winback(['churn', '--config', config, '--out', out, '--lang', 'en', '--json', '--quiet', ...args]);
}

const rubbish = `UNION ALL BY NAME SELECT * REPLACE ('2031-01-01 00:00:00' AS timestamp) FROM (FROM events LIMIT 1)
  UNION ALL BY NAME SELECT * REPLACE (NULL AS user_id) FROM (FROM events LIMIT 12)
  UNION ALL BY NAME SELECT * REPLACE ('01/02/03' AS timestamp) FROM (FROM events LIMIT 7)
  UNION ALL BY NAME SELECT * REPLACE ('LOGIN' AS event) FROM (FROM events LIMIT 5)`;

test('rubbish changes no figure, and is told on stderr, in summary.json and in the report', async () => {
  const [clean, dirty] = [
    await configOf('clean', 'FROM events'),
    await configOf('dirty', `FROM events ${rubbish}`),
  ];
  const [before, after] = [await churn(clean), await churn(dirty)];
  expect([0, 1], after.stderr).toContain(after.code);
  const [one, other] = [JSON.parse(before.stdout), JSON.parse(after.stdout)] as [Summary, Summary];
  expect(other.model).toEqual(one.model);
  expect(other.gates).toEqual(one.gates);
  expect(other.gates).toContainEqual(expect.objectContaining({ name: 'outage', passed: true, actual: 0 }));
  expect(other.read.log.dropped).toMatchObject({ missingUser: 12, missingTime: 7, unmapped: 5, afterEnd: 1 });
  expect(one.read.log.dropped).toMatchObject({ missingUser: 0, missingTime: 0, unmapped: 0, afterEnd: 0 });
  for (const line of [
    /Rows without a user, left out: 12 /,
    /Rows without a usable time, left out: 7 .*'01\/02\/03'/,
    /Rows whose event has no role, left out: 5 .*LOGIN 5/,
    /Rows long after all others, left out: 1 .*2031-01-01.*completeThrough/,
  ]) {
    expect(after.stderr).toMatch(line);
    expect(before.stderr).not.toMatch(line);
  }
  const report = await readFile(at('out-dirty', 'evaluation_report.md'), 'utf8');
  expect(report).toMatch(
    /## What was read[\s\S]*Asia\/Shanghai[\s\S]*\| Rows without a user, left out \| 12 \|/,
  );
  expect(JSON.parse(await readFile(at('out-dirty', 'summary.json'), 'utf8'))).toEqual(other);
});

test('days without events in the horizon of a label fail a gate, which can be allowed', async () => {
  const days = `FROM events WHERE timestamp < '2025-07-17' OR timestamp >= '2025-07-23'`;
  const failed = await churn(await configOf('outage', days));
  expect(failed.code, failed.stderr).toBe(1);
  const { gates, read } = JSON.parse(failed.stdout) as Summary;
  expect(gates).toContainEqual(expect.objectContaining({ name: 'outage', passed: false, actual: 6 }));
  expect(read.log.reading.emptyDays).toEqual([{ from: '2025-07-17', to: '2025-07-22', days: 6 }]);
  expect(failed.stderr).toMatch(/Days without an active event: 6 .*2025-07-17 to 2025-07-22/);
  const allow = ['emptyDays', 'payment_refunded'];
  const allowed = await churn(await configOf('allowed', days, { allow }));
  const names = (JSON.parse(allowed.stdout) as Summary).gates.map(({ name }) => name);
  expect(names).not.toContain('outage');
});

test('unusable amounts and a mistyped event end a training with exit code 2', async () => {
  const yen = `SELECT * REPLACE (if(amount IS NULL, NULL, '¥1.2.3') AS amount) FROM events`;
  const amounts = await churn(await configOf('yen', yen));
  expect(amounts.code).toBe(2);
  expect(amounts.stderr).toMatch(
    /BAD_INPUT: amount: (\d+) of \1 values .*'¥1\.2\.3'.*events\.allow: \[amount\]/,
  );
  const roles = { ...eventsOf().roles, login: 'log_in' };
  const names = await churn(await configOf('names', 'FROM events', { roles }));
  expect([names.code, names.stderr]).toEqual([2, expect.stringMatching(/"log_in" never occurs.*"login"/)]);
});

test("a day's new file: the same faults are warnings, and a date of 2031 moves nothing", async () => {
  const model = at('out-clean', 'model');
  const features = async (name: string): Promise<Ended> => {
    const config = at('data', `${name}.yaml`);
    const output = at(`${name}.parquet`);
    return winback([
      'features',
      '--config',
      config,
      '--model',
      model,
      '--output',
      output,
      '--json',
      '--quiet',
    ]);
  };
  const [clean, dirty] = [await features('clean'), await features('dirty')];
  expect([clean.code, dirty.code], dirty.stderr).toEqual([0, 0]);
  const [one, other] = [JSON.parse(clean.stdout), JSON.parse(dirty.stdout)];
  expect([other.day, other.rows]).toEqual([one.day, one.rows]);
  expect(Object.keys(other)).toEqual(
    expect.arrayContaining(['output', 'day', 'rows', 'features', 'missingDays', 'log', 'digest']),
  );
  expect(dirty.stderr).toMatch(/^warning: Rows without a user, left out: 12 /m);
  expect(clean.stderr).not.toMatch(/warning: Rows without a user/);
  const yen = await features('yen');
  expect(yen.code, yen.stderr).toBe(0);
  expect(yen.stderr).toMatch(/^warning: Unusable values of amount \(column amount\): .*100\.0%.*¥1\.2\.3/m);
});

test('features -> score -> plan: scores have the money, and a plan needs no configuration', async () => {
  const [model, input] = [at('out-clean', 'model'), at('clean.parquet')];
  const score = (output: string, ...more: string[]): Promise<Ended> =>
    winback(['score', '--model', model, '--input', input, '--output', at(output), '--quiet', ...more]);
  const plan = (scores: string, ...more: string[]): Promise<Ended> =>
    winback(['plan', '--scores', at(scores), '--out', at('plan'), '--quiet', ...more]);
  expect((await score('bare.csv')).code).toBe(0);
  const bare = await plan('bare.csv', '--budget', '50');
  expect(bare.code, bare.stderr).toBe(0);
  await writeFile(at('rules.yaml'), 'budget: 50\neligibility: { optOut: tenure_days }\n');
  const lacking = await plan('bare.csv', '--config', at('rules.yaml'));
  expect(lacking.code).toBe(2);
  expect(lacking.stderr).toMatch(
    /optOut: the data has no column "tenure_days".*`winback score --keep COLUMN`/,
  );
  expect((await score('kept.csv', '--keep', 'tenure_days')).code).toBe(0);
  const none = await plan('kept.csv');
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringMatching(/needs --budget YUAN, or --config FILE/),
  ]);
});

test('the version, and what churn needs', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(await winback(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  const bare = await winback(['churn', '--lang', 'en']);
  expect(bare.code).toBe(2);
  expect(bare.stderr).toMatch(/churn needs --config FILE.*docs\/reference\/churn-config\.md.*winback demo/);
});
