// winback deliver: a list is queued, approved, sent, looked at and proved; an older copy of the state is refused.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { winback } from './run.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-deliver-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = (name: string): string => path.join(folder, name);
const config = place('winback.yaml');
const state = ['--state', place('winback.db')];
writeFileSync(
  config,
  'name: shop\ndelivery: { zone: Asia/Shanghai, contact: { coolDownDays: 0, most: 1000 } }\n',
);
writeFileSync(
  place('list.csv'),
  'user_id,action,cost,phone,ok,tier\n007,coupon,1.5,13800000001,yes,high\nu2,coupon,1.5,+86 138 0000 0001,yes,high\nu3,=sms,0.05,,yes,low\nu4,sms,0.05,13800000004,no,low\n',
);
const deliver = (...args: readonly string[]) => winback(['deliver', ...args]);
const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const { stdout, code, stderr } = await deliver(...args, '--json');
  expect(stderr.includes('at '), stderr).toBe(false);
  return { code, ...(JSON.parse(stdout) as Record<string, unknown>) };
};
const enqueue = (...more: readonly string[]) => [
  ...['enqueue', '--config', config, '--list', place('list.csv'), '--campaign', 'july', '--cost', 'cost'],
  ...['--address', 'phone', '--properties', 'tier', ...more],
];
const run = (...more: readonly string[]) => ['run', '--config', config, ...more];

test('a campaign from its list to its proof', async () => {
  expect((await deliver(...enqueue())).stderr).toContain('marketing needs consent');
  const consent = ['--consent', 'ok'];
  const queued = await json(...enqueue(...consent));
  expect(queued).toMatchObject({ queued: 4, known: 0, suppressed: { 'no address': 1, 'no consent': 1 } });
  expect(await json(...enqueue(...consent))).toMatchObject({ queued: 0, known: 4, suppressed: {} });
  expect((await deliver('export', 'july', ...state, '--out', place('no/july.csv'))).stderr).toBe(
    `winback: IO: cannot write ${place('no/july.csv')}: its folder is not there\n`,
  );
  expect(await json(...run('--dry-run'))).toMatchObject({
    campaigns: [{ campaign: 'july', queued: 2, sendable: 1, costMinor: { CNY: 150 }, hours: 0 }],
  });
  expect(await json(...run())).toMatchObject({
    events: {},
    skipped: [{ campaign: 'july', reason: 'not approved' }],
  });
  const refused = await deliver(...run('--campaign', 'july'));
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('is not approved: approve it with'),
  ]);
  copyFileSync(place('winback.db'), place('old.db'));
  const sent = await json(...run('--approve', 'july', '--by', 'li'));
  expect(sent).toMatchObject({ code: 0, events: { accepted: 1, suppressed: 1 }, next: null });
  expect((await json('status', ...state))['campaigns']).toMatchObject([{ approvedBy: 'li', state: 'done' }]);
  expect(await json('export', 'july', ...state, '--out', place('july.csv'))).toMatchObject({ users: 4 });
  const lines = readFileSync(place('july.csv'), 'utf8')
    .split('\n')
    .map((line) => line.split(',').slice(0, 4).join(','));
  expect(lines.slice(1, 5)).toEqual([
    '007,coupon,accepted,',
    'u2,coupon,suppressed,same address as another user',
    "u3,'=sms,suppressed,no address",
    'u4,sms,suppressed,no consent',
  ]);
  expect((await deliver('verify', ...state)).code).toBe(0);
  const files = readdirSync(place('deliveries'), { recursive: true, encoding: 'utf8' });
  const [file] = files.filter((name) => name.endsWith('.jsonl'));
  expect(JSON.parse(readFileSync(place(`deliveries/${file}`), 'utf8'))).toMatchObject({
    ...{ user: '007', action: 'coupon', costMinor: 150, properties: { tier: 'high' } },
  });
}, 60_000);

test('a copy of the state from before a sending is refused', async () => {
  rmSync(place('winback.db-wal'), { force: true });
  rmSync(place('winback.db-shm'), { force: true });
  copyFileSync(place('old.db'), place('winback.db'));
  const refused = await deliver(...run('--approve', 'july'));
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('is older than its last sending, or another one');
}, 60_000);

test('opt-outs from a file are kept once, and what cannot be done says so', async () => {
  writeFileSync(place('key'), 'k'.repeat(40));
  writeFileSync(place('out.txt'), 'address\n13800000001\n+86 138 0000 0001\nA@b.cn\n');
  const imported = [
    'suppress',
    'import',
    place('out.txt'),
    ...state,
    '--key-file',
    place('key'),
    '--reason',
    '退订',
  ];
  expect(await json(...imported)).toMatchObject({ addresses: 3, changed: 2 });
  expect(await json(...imported)).toMatchObject({ addresses: 3, changed: 0 });
  const messages = await Promise.all([
    deliver('pause', 'july', ...state, '--reason', 'wrong'),
    deliver('resume', 'august', ...state),
    deliver(...enqueue('--consent', 'ok', '--not-after', 'tomorrow')),
    deliver(...run('--approve', 'july', '--campaign', 'august')),
  ]);
  expect(messages.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  const words = [
    'only a running one',
    'no campaign august',
    '--not-after must be a time',
    'name two campaigns',
  ];
  for (const [i, { stderr }] of messages.entries()) expect(stderr).toContain(words[i]);
}, 60_000);
