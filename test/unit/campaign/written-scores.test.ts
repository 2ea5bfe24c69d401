// Scores whose money is written as people do give the plan of plain numbers, and are verified as they were read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { runPlan, runPlanVerification } from '../../../src/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-written-scores-'));
afterAll(() => rmSync(folder, { recursive: true }));

const users = Array.from({ length: 60 }, (_, i) => ({
  id: `u${i}`,
  risk: (i % 10) / 10,
  money: 1000 + i * 37.5,
}));

function scores(name: string, write: (money: number) => string): string {
  const file = path.join(folder, `${name}.csv`);
  const rows = users.map(({ id, risk, money }) => `${id};${risk};${write(money)}`);
  writeFileSync(file, `${['user_id;churn_prob;pay_amt_30', ...rows].join('\n')}\n`);
  return file;
}

const inLocale = (locale: string) => (money: number) =>
  money.toLocaleString(locale, { minimumFractionDigits: 2, useGrouping: true });
const plain = scores('plain', String);

async function planOf(file: string, numberFormat?: '1,234.56' | '1.234,56') {
  const warnings: string[] = [];
  const target = path.join(folder, `${path.basename(file)}-plan`);
  const work = { numberFormat, output: { folder: target }, onWarning: (text: string) => warnings.push(text) };
  const { plan } = await runPlan(file, { budget: 60 }, work);
  const { ok } = await runPlanVerification(target, file, { numberFormat });
  return { spent: plan.result.spent, profit: plan.result.expectedProfit, ok, warnings: warnings.length };
}

test.each([
  ['yuan', (money: number) => `¥${inLocale('en')(money)}`, undefined],
  ['german', inLocale('de'), undefined],
  ['german-named', inLocale('de'), '1.234,56'],
] as const)('%s', async (name, write, format) => {
  const { warnings, ...expected } = await planOf(plain);
  expect([expected.ok, warnings]).toEqual([true, 0]);
  expect(expected.spent).toBeGreaterThan(0);
  expect(await planOf(scores(name, write), format)).toEqual({ ...expected, warnings: 1 });
});

test('what could be a thousand or a fraction is refused, until its form is named', async () => {
  const file = scores(
    'doubtful',
    (money) => `${Math.floor(money / 1000)},${String(Math.floor(money) % 1000).padStart(3, '0')}`,
  );
  await expect(planOf(file)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/column "pay_amt_30".*thousands or a fraction/) as string,
  });
  expect((await planOf(file, '1,234.56')).ok).toBe(true);
});
