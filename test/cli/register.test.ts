import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openState } from '../../src/state/open.js';
import { winback } from './run.js';

let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'winback-cli-register-'));
  await writeFile(
    at('metrics.yaml'),
    `metrics:
  paid:
    meaning: { zh: 付费, en: Paid }
    version: 1
    owner: growth
    level: user
    kind: proportion
    unit: users
    direction: increase
    numerator: { event: pay }
    deduplication: { by: [order] }
    bots: include
    refunds: none
    outliers: none
`,
  );
  await writeFile(
    at('coupon.yaml'),
    `name: coupon
dictionary: metrics.yaml
control: "off"
treatments: ["on"]
minimumDays: 7
windowDays: 7
asOf: "2026-04-01"
sequential: { looks: 2, plannedUsers: 300 }
data:
  events: { file: log.csv, user: user, event: event, time: time, variant: arm, exposure: seen, outcomes: [] }
metrics: [{ use: paid, role: primary }]
`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeLog(): Promise<void> {
  const lines = Array.from({ length: 200 }, (_, i) => {
    const arm = i % 2 === 0 ? 'off' : 'on';
    const day = String(1 + (i % 20)).padStart(2, '0');
    const pays = i % (arm === 'on' ? 3 : 5) === 0;
    return [
      `u${i},seen,2026-03-${day}T00:00:00Z,${arm},`,
      ...(pays ? [`u${i},pay,2026-03-${day}T01:00:00Z,,o${i}`] : []),
    ];
  });
  await writeFile(at('log.csv'), ['user,event,time,arm,order', ...lines.flat()].join('\n'));
}

const register = (...more: string[]) =>
  winback([
    'experiment',
    'register',
    '--config',
    at('coupon.yaml'),
    '--register',
    at('reg'),
    '--json',
    ...more,
  ]);
const analyze = () =>
  winback([
    ...['experiment', 'analyze', '--config', at('coupon.yaml'), '--register', at('reg')],
    ...['--out', at('out'), '--lang', 'en', '--json', '--quiet'],
  ]);

test('register, analyse, and what follows from a late or changed experiment', async () => {
  const first = await register('--by', 'growth');
  expect(first.code, first.stderr).toBe(0);
  const made = JSON.parse(first.stdout);
  expect(made).toMatchObject({
    state: 'registered',
    name: 'coupon',
    version: '1',
    late: false,
    by: 'growth',
  });
  expect(made.primary.definition).toMatch(/^[0-9a-f]{64}$/);
  expect(made.exposure).toEqual({ kind: 'event', name: 'seen' });

  const inState = ['--state', at('winback.db'), '--project', 'shop'];
  const config = ['--config', at('coupon.yaml')];
  expect(await winback(['experiment', 'register', ...config, ...inState, '--quiet'])).toMatchObject({
    code: 0,
  });

  await writeLog();
  const out = ['--out', at('out-state'), '--quiet'];
  const read = await winback(['experiment', 'analyze', ...config, ...inState, ...out]);
  expect(read.code, read.stderr).toBe(0);
  const state = await openState(at('winback.db'), { create: false });
  const [experiments, looked] = [await state.list('experiment'), await state.list('look')];
  await state.close();
  expect(experiments).toMatchObject([
    { project: 'shop', name: 'coupon', version: '1', late: false, plannedUsers: 300 },
  ]);
  // The data has at least half of the 300 planned users: the first of two looks.
  expect(looked).toMatchObject([{ look: 1, metrics: [{ name: 'paid' }], boundary: expect.any(Number) }]);
  expect(looked[0]!.comparedUsers).toBe(Object.values(looked[0]!.users).reduce((sum, n) => sum + n, 0));

  const analysed = await analyze();
  const summary = JSON.parse(analysed.stdout);
  const check = summary.checks.find(({ code }: { code: string }) => code === 'registration');
  expect(check).toMatchObject({ status: 'passed', values: { state: 'in-time' } });
  expect(summary.definitions[0]).toMatchObject({ name: 'paid', digest: made.primary.definition });
  const looks = async () =>
    (await readdir(at('reg'), { recursive: true })).filter((file) => /looks.\d+\.json$/.test(file));
  expect(await looks()).toHaveLength(1);

  const late = await winback([
    ...['experiment', 'register', '--config', at('coupon.yaml'), '--register', at('other'), '--lang', 'zh'],
  ]);
  expect(late.code).toBe(2);
  expect(late.stderr).toMatch(/首名用户.*2026-03-01/);
}, 240_000);

test('one register is named, and a state with the configuration that it is about', async () => {
  const refused = async (...flags: string[]) => {
    const { code, stderr } = await winback([
      'experiment',
      'register',
      '--config',
      at('coupon.yaml'),
      ...flags,
      '--lang',
      'en',
    ]);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused('--state', at('x.db'))).toContain('--state needs --project');
  expect(await refused('--project', 'shop')).toContain('give --state too');
  const both = ['--register', at('reg'), '--state', at('x.db'), '--project', 'shop'];
  expect(await refused(...both)).toContain('give --register or --state, not both');
}, 60_000);
