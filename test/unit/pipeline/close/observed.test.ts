// A campaign that nobody drew a holdout for: the 614 people of LaLonde, whose effects R gives (test/golden/experiment/lalonde.R).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { type ObservedRunOptions, runObserved } from '../../../../src/pipeline/close/run-observed.js';
import golden from '../../../golden/experiment/lalonde.json' with { type: 'json' };
import { goldenText } from '../../../support/golden.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-observed-'));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const people = goldenText('experiment/lalonde.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const [treat, age, educ, race, married, nodegree, re74, re75, re78] = [...people[0]!.keys()];
const outcomes = people.map((one, i) =>
  [
    ...[`p${i}`, Number(one[re78!]) > 0 ? 1 : 0, one[re78!], one[age!], one[educ!]],
    ...[one[race!] === 'hispan' ? 1 : 0, one[race!] === 'white' ? 1 : 0],
    ...[married, nodegree, re74, re75].map((column) => one[column!]),
  ].join(','),
);
const covariates = ['age', 'educ', 'hispan', 'white', 'married', 'nodegree', 're74', 're75'];
writeFileSync(at('all.csv'), [`user_id,stayed,revenue,${covariates.join(',')}`, ...outcomes].join('\n'));
const sent = people.flatMap((one, i) => (one[treat!] === '1' ? [`p${i}`] : []));
writeFileSync(at('sent.csv'), ['user_id', ...sent, sent[0], 'gone'].join('\n'));
const close = (more: Partial<ObservedRunOptions> = {}) =>
  runObserved({
    contacts: at('sent.csv'),
    outcomes: at('all.csv'),
    columns: { covariates },
    caliper: 100,
    ...more,
  });

test('the doubly robust effect is that of R, nothing is proven, and what does not fit is counted', async () => {
  const output = { folder: at('out'), language: 'en', now: '2026-06-01T00:00:00Z' } as const;
  const found = await close({ output });
  expect([found.proven, found.contacted, found.untouched, found.matched]).toEqual([false, 185, 429, 185]);
  expect([found.missing, found.repeated]).toEqual([1, 1]);
  expect(found.profit!.weighting.value / golden.aipwAtt - 1).toBeCloseTo(0, 8);
  expect(found.profit!.matching.value / golden.nearestAtt - 1).toBeCloseTo(0, 8);
  // The famous example: hardly half of the treated have somebody alike among the others.
  expect(found.checks).toMatchObject([
    { code: 'balance', status: 'failed' },
    { code: 'matched', status: 'passed' },
    { code: 'outcomes', status: 'failed', value: 1 },
  ]);
  const report = readFileSync(path.join(at('out'), 'closing_report.md'), 'utf8');
  expect(report).toContain('Not proven by a random holdout');
});

test('a narrow caliper makes the groups alike and leaves people out', async () => {
  const wide = await close();
  const narrow = await close({ caliper: 0.1, replacement: true });
  const worst = ({ balance }: { balance: readonly { after: number }[] }): number =>
    Math.max(...balance.map(({ after }) => Math.abs(after)));
  expect(narrow.matched).toBeLessThan(wide.matched);
  expect(worst(narrow)).toBeLessThan(worst(wide) / 2);
});

test('without columns, or with nobody to compare, it says what is missing', async () => {
  await expect(close({ columns: {} })).rejects.toThrow(/needs --covariates/);
  writeFileSync(at('nobody.csv'), 'user_id\ngone\n');
  await expect(close({ contacts: at('nobody.csv') })).rejects.toThrow(
    'no outcome is of one of the 1 contacted users: both files must name users alike',
  );
  await expect(close({ contacts: at('all.csv') })).rejects.toThrow(
    /were contacted: there is nobody to compare/,
  );
  await expect(close({ columns: { covariates: ['age', 'stayed'] } })).rejects.toThrow(
    /must have been known before the campaign: column "stayed"/,
  );
  writeFileSync(at('empty.csv'), 'user_id,stayed,revenue,age\n');
  await expect(close({ outcomes: at('empty.csv') })).rejects.toThrow(/empty.csv has no rows/);
  await expect(close({ caliper: -1 })).rejects.toThrow(/caliper must be a number >= 0/);
});
