// Written plans: safe cells, never over budget, and a verifier that notices every change.
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { PlanOptions } from '../../../src/campaign/options.js';
import { planCampaign } from '../../../src/campaign/plan.js';
import { digestOf, writePlan } from '../../../src/campaign/plan-file.js';
import { verifyPlan } from '../../../src/campaign/verify/verify.js';
import { readTable } from '../../../src/data/tables/read.js';
import { verificationTexts } from '../../../src/report/index.js';
import { uniform } from '../../support/random.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-plan-'));
const scores = path.join(folder, 'scores.csv');
const out = path.join(folder, 'out');
const options: PlanOptions = {
  budget: 60,
  eligibility: { optOut: 'opt_out', coolDown: { column: 'days_since', days: 7 }, blacklistedUsers: ['u8'] },
  holdout: { share: 0.1, seed: 3 },
};
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const random = uniform(9);
  const lines = ['user_id,churn_prob,pay_amt_30,opt_out,days_since'];
  for (let i = 0; i < 800; i++) {
    const id = i % 50 === 0 ? `"=HYPERLINK(""x"",${i})"` : `u${i}`;
    const days = i % 3 === 0 ? '' : Math.floor(random() * 30);
    const revenue = random() < 0.2 ? 0 : Math.round(random() * 9000) / 100;
    lines.push(`${id},${random()},${revenue},${random() < 0.1},${days}`);
  }
  writeFileSync(scores, `${lines.join('\n')}\n`);
  const table = await readTable(scores, { text: ['user_id'], utf8: ['user_id'] });
  await writePlan(table, await planCampaign(table, options), out, { source: scores });
});

interface Line {
  readonly [column: string]: string;
}

function linesOf(file: string): Line[] {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head!.split(',');
  return lines.map((line) => {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ''));
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  });
}

test("the list has the reference script's columns first, its cost stays inside the budget, and formulas are text", () => {
  const file = path.join(out, 'churn_users.csv');
  const columns = readFileSync(file, 'utf8').split('\n')[0]!.split(',');
  expect(columns.slice(0, 9).join()).toBe(
    'user_id,churn_prob,risk_tier,action,cost,recall_rate,expected_value,expected_profit,expected_roi',
  );
  const lines = linesOf(file);
  const fen = lines.reduce((sum, line) => sum + Math.round(Number(line['cost']) * 100), 0);
  expect(fen).toBeGreaterThan(0);
  expect(fen).toBeLessThanOrEqual(6000);
  const ids = lines.map((line) => line['user_id']!);
  expect(ids.some((id) => id.includes('HYPERLINK'))).toBe(true);
  for (const id of ids) expect(id).not.toMatch(/^"?[=+\-@\t\r]/);
});

test('lists for people have money with two decimals and probabilities with six', () => {
  const lines = linesOf(path.join(out, 'churn_users.csv'));
  for (const line of lines) {
    for (const column of ['cost', 'expected_value', 'expected_profit'])
      expect(line[column], column).toMatch(/^-?\d+\.\d{2}$/);
    for (const column of ['churn_prob', 'recall_rate', 'treatment_probability'])
      expect(line[column], column).toMatch(/^[01]\.\d{6}$/);
    expect(line['expected_roi']).toMatch(/^(-?\d+\.\d{6})?$/);
  }
  for (const line of linesOf(path.join(out, 'not_contacted.csv')))
    expect(line['churn_prob']).toMatch(/^[01]\.\d{6}$/);
});

test('the Parquet list has every digit: its values are those of the scores, and those of the CSV list round to them', async () => {
  const exact = path.join(folder, 'exact');
  const table = await readTable(scores, { text: ['user_id'], utf8: ['user_id'] });
  const formats = ['parquet', 'arrow'] as const;
  await writePlan(table, await planCampaign(table, options), exact, { source: scores, formats });
  const list = await readTable(path.join(exact, 'churn_users.parquet'), { utf8: ['user_id'] });
  const given = new Map([...table].map((row) => [String(row['user_id']), Number(row['churn_prob'])]));
  const lines = linesOf(path.join(exact, 'churn_users.csv'));
  expect(list.numRows).toBe(lines.length);
  [...list].forEach((row, i) => {
    expect(row['churn_prob']).toBe(given.get(String(row['user_id'])));
    expect(lines[i]!['churn_prob']).toBe(Number(row['churn_prob']).toFixed(6));
    expect(lines[i]!['expected_profit']).toBe(Number(row['expected_profit']).toFixed(2));
  });
  const { ok, checks } = await verifyPlan(exact, scores);
  expect(ok, JSON.stringify(checks)).toBe(true);
  expect(checks).toContainEqual({
    code: 'lines-follow',
    status: 'passed',
    values: { file: 'churn_users.parquet', lines: list.numRows, wrong: null },
  });
});

test('lists begin with a byte order mark where their text is not ASCII; ids are defused all the same', async () => {
  const chinese = path.join(folder, 'chinese.csv');
  writeFileSync(chinese, 'user_id,churn_prob,pay_amt_30\n张三,0.9,100\n=1+1,0.8,100\n李四,0.1,1\n');
  const table = await readTable(chinese, { text: ['user_id'], utf8: ['user_id'] });
  const written = async (name: string, bom?: boolean): Promise<string> => {
    const target = path.join(folder, name);
    await writePlan(table, await planCampaign(table, { budget: 10 }), target, { source: chinese, bom });
    expect((await verifyPlan(target, chinese)).ok).toBe(true);
    return readFileSync(path.join(target, 'churn_users.csv'), 'utf8');
  };
  const text = await written('chinese');
  expect(text.startsWith('\ufeffuser_id,')).toBe(true);
  expect(text).toContain('\n张三,0.900000,');
  expect(text).toContain("\n'=1+1,0.800000,");
  expect((await written('chinese-plain', false)).startsWith('user_id,')).toBe(true);
  expect(readFileSync(path.join(out, 'churn_users.csv'), 'utf8').startsWith('user_id,')).toBe(true);
});

test('decisions.csv has everybody with the action taken and the probability of each action', () => {
  const [head] = readFileSync(path.join(out, 'decisions.csv'), 'utf8').split('\n');
  expect(head).toMatch(/^user_id,action,probability_none,probability_/);
  const decisions = linesOf(path.join(out, 'decisions.csv'));
  expect(decisions).toHaveLength(800);
  const contacted = new Map(
    linesOf(path.join(out, 'churn_users.csv')).map((line) => [line['user_id'], line]),
  );
  const rest = new Map(linesOf(path.join(out, 'not_contacted.csv')).map((line) => [line['user_id'], line]));
  for (const { user_id: id, action, ...chances } of decisions) {
    const numbers = Object.values(chances).map(Number);
    expect(numbers.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    const planned = contacted.get(id)?.['action'] ?? rest.get(id)!['planned_action']!;
    expect(action).toBe(contacted.has(id) ? planned : 'none');
    const [chance, none] = [Number(chances[`probability_${planned}`]), Number(chances['probability_none'])];
    expect([chance, none]).toEqual(planned === 'none' ? [1, 1] : [0.9, expect.closeTo(0.1, 12)]);
  }
});

test('plan.json names policy, snapshot and outcome window of the decisions; the policy is the digest of its options', async () => {
  const plain = JSON.parse(readFileSync(path.join(out, 'plan.json'), 'utf8'));
  expect(plain.decisions).toEqual({
    policy: expect.stringMatching(/^[0-9a-f]{64}$/),
    snapshot: null,
    outcomeDays: null,
  });
  const table = await readTable(scores, { text: ['user_id'], utf8: ['user_id'] });
  const plan = await planCampaign(table, options);
  const decisions = { policy: 'tiers 3', snapshot: '2026-11-01T00:00:00Z', outcomeDays: 14 };
  expect((await writePlan(table, plan, path.join(folder, 'named'), { decisions })).decisions).toEqual(
    decisions,
  );
  const late = writePlan(table, plan, path.join(folder, 'named'), { decisions: { snapshot: 'yesterday' } });
  await expect(late).rejects.toThrow('decisions.snapshot must be a time such as 2026-12-01T00:00:00Z');
});

test('contacted and not contacted are everybody, each once, with a reason', () => {
  const contacted = linesOf(path.join(out, 'churn_users.csv'));
  const rest = linesOf(path.join(out, 'not_contacted.csv'));
  expect(new Set([...contacted, ...rest].map((line) => line['user_id'])).size).toBe(800);
  const reasons = new Set(rest.map((line) => line['reason']));
  for (const reason of ['holdout', 'opted_out', 'cooling_down', 'blacklisted'])
    expect(reasons).toContain(reason);
  for (const line of contacted) expect(line['treatment_probability']).toBe('0.900000');
});

test('the plan as written verifies', async () => {
  const { ok, checks } = await verifyPlan(out, scores);
  expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(ok).toBe(true);
  expect(checks.length).toBeGreaterThan(12);
});

async function verifyChanged(change: (copy: string, scoresCopy: string) => void): Promise<boolean> {
  const copy = path.join(folder, 'changed');
  const scoresCopy = path.join(copy, 'scores.csv');
  rmSync(copy, { recursive: true, force: true });
  cpSync(out, copy, { recursive: true });
  copyFileSync(scores, scoresCopy);
  change(copy, scoresCopy);
  return (await verifyPlan(copy, scoresCopy)).ok;
}

function edit(file: string, from: RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}

test('a change of list, scores or plan fails the verification', async () => {
  expect(await verifyChanged(() => {})).toBe(true);
  const changes: ((copy: string, scoresCopy: string) => void)[] = [
    (copy) => edit(path.join(copy, 'churn_users.csv'), /,sms,0\.05,/, ',coupon,5.00,'),
    (copy) => edit(path.join(copy, 'churn_users.csv'), /\n[^\n]*\n$/, '\n'),
    (copy) => edit(path.join(copy, 'not_contacted.csv'), /opted_out/, 'holdout'),
    (_, scoresCopy) => edit(scoresCopy, /u1,0\./, 'u1,0.9'),
    (copy) => edit(path.join(copy, 'plan.json'), /"targeted": \d+/, '"targeted": 1'),
    (copy) => edit(path.join(copy, 'plan.json'), /"share": 0.1/, '"share": 0.2'),
  ];
  for (const change of changes) expect(await verifyChanged(change)).toBe(false);
});

test('what is wrong with a list is a code with its values, and a sentence in both languages', async () => {
  const copy = path.join(folder, 'told');
  cpSync(out, copy, { recursive: true });
  const listed = path.join(copy, 'churn_users.csv');
  edit(listed, /,sms,0\.05,/, ',coupon,5.00,');
  const verified = await verifyPlan(copy, scores);
  const failed = verified.checks.filter(({ status }) => status === 'failed');
  expect(failed.map(({ code }) => code)).toContain('file-as-written');
  const follow = failed.find(({ code }) => code === 'lines-follow')!;
  expect(follow.values).toMatchObject({
    file: 'churn_users.csv',
    wrong: { line: expect.any(Number), fault: { code: 'value' } },
  });
  const { checks } = await verificationTexts(verified);
  expect(checks).toHaveLength(verified.checks.length);
  for (const { what, found } of checks) {
    expect(what.en).toMatch(/^[\x20-\x7e]+$/);
    expect(what.zh).toMatch(/\p{Script=Han}|plan\.json/u);
    expect(found.en.length * found.zh.length).toBeGreaterThan(0);
  }
  const told = checks.find(({ code, status }) => code === 'lines-follow' && status === 'failed')!;
  expect(told.found.en).toMatch(/^line \d+: .+, not /);
  expect(told.found.zh).toMatch(/^第 \d+ 行：.+，应为 /);
});

test('numbers of plan.json cannot be changed even with a fresh digest', async () => {
  type Content = Record<string, unknown> & { certificate: Record<string, unknown> };
  const rewrites: ((plan: Content) => void)[] = [
    (plan) => Object.assign(plan, { expectedProfit: 1e6 }),
    (plan) => Object.assign(plan, { gap: 1 }),
    (plan) => Object.assign(plan['certificate'], { upperBoundMicro: '1' }),
    (plan) => Object.assign(plan['certificate'], { dualBoundMicro: String(10n ** 15n) }),
    (plan) => Object.assign(plan['certificate'], { prices: [{ numerator: '1', denominator: '7' }] }),
    (plan) => Object.assign(plan, { byTier: [] }),
    (plan) => Object.assign(plan, { shadowPrice: 9 }),
  ];
  for (const rewrite of rewrites) {
    const ok = await verifyChanged((copy) => {
      const file = path.join(copy, 'plan.json');
      const plan = JSON.parse(readFileSync(file, 'utf8')) as Content;
      rewrite(plan);
      writeFileSync(file, JSON.stringify({ ...plan, digest: digestOf(plan) }));
    });
    expect(ok).toBe(false);
  }
});

test('hashed ids say nothing without the salt and verify with it', async () => {
  const table = await readTable(scores, { text: ['user_id'], utf8: ['user_id'] });
  const hashed = path.join(folder, 'hashed');
  await writePlan(table, await planCampaign(table, options), hashed, {
    source: scores,
    salt: 's3cret',
    bom: true,
  });
  const text = readFileSync(path.join(hashed, 'churn_users.csv'), 'utf8');
  expect(text.charCodeAt(0)).toBe(0xfeff);
  expect(text).not.toMatch(/\nu\d+,/);
  expect((await verifyPlan(hashed, scores, { salt: 's3cret' })).ok).toBe(true);
  expect((await verifyPlan(hashed, scores, { salt: 'other' })).ok).toBe(false);
});

const needed: readonly (readonly string[])[] = [
  ['policy'],
  ['options'],
  ['fallbackRevenue'],
  ['hashedIds'],
  ['files'],
  ['files', '0', 'sha256'],
  ['digest'],
  ['frontier'],
  ['certificate'],
  ['certificate', 'spentFen'],
  ['certificate', 'profitMicro'],
  ['certificate', 'dualBoundMicro'],
  ['certificate', 'upperBoundMicro'],
  ['certificate', 'prices'],
  ['certificate', 'prices', '0', 'denominator'],
  ['certificate', 'method'],
  ['certificate', 'coreUsers'],
];

test.each(needed.map((at) => [at.join('.').replace(/\.(\d+)/g, '[$1]'), at] as const))(
  'a plan.json without %s is one clear error',
  async (name, at) => {
    const copy = mkdtempSync(path.join(os.tmpdir(), 'winback-plan-field-'));
    try {
      cpSync(out, copy, { recursive: true });
      const plan = JSON.parse(readFileSync(path.join(copy, 'plan.json'), 'utf8')) as Record<string, unknown>;
      const holder = at.slice(0, -1).reduce<Record<string, unknown>>((o, key) => o[key] as never, plan);
      delete holder[at.at(-1)!];
      writeFileSync(path.join(copy, 'plan.json'), JSON.stringify(plan));
      const thrown = await verifyPlan(copy, scores).catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: 'BAD_INPUT' });
      expect((thrown as Error).message).toContain(`plan.json: ${name} must be`);
    } finally {
      rmSync(copy, { recursive: true });
    }
  },
);

test('a file name in plan.json that leaves the folder is refused', async () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'winback-plan-name-'));
  try {
    cpSync(out, copy, { recursive: true });
    const text = readFileSync(path.join(copy, 'plan.json'), 'utf8');
    writeFileSync(path.join(copy, 'plan.json'), text.replace('"churn_users.csv"', '"../churn_users.csv"'));
    await expect(verifyPlan(copy, scores)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  } finally {
    rmSync(copy, { recursive: true });
  }
});
