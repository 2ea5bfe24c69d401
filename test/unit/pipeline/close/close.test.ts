// A campaign with a known truth, planned, written, run and closed from its files.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { writePlan } from '../../../../src/campaign/plan-file.js';
import { enqueue } from '../../../../src/delivery/outbox/enqueue.js';
import { type CloseRunOptions, type Closing, runClose } from '../../../../src/pipeline/close/run.js';
import { keepClosing } from '../../../../src/pipeline/close/state-records.js';
import { explainPlan } from '../../../../src/pipeline/explain/plan.js';
import { openState } from '../../../../src/state/open.js';
import { type Campaign, outcomesCsv, runCampaign, type World } from '../../../support/closing/world.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-close-'));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const world: World = {
  users: 8_000,
  seed: 4,
  plan: { budget: 8_000, holdout: { share: 0.2, seed: 9 }, frontier: { points: 0 } },
  // The plan assumes .03, .1 and .3.
  truth: {
    push: { low: 0.02, medium: 0.02, high: 0.02 },
    sms: { low: 0.06, medium: 0.06, high: 0.06 },
    coupon: { low: 0.2, medium: 0.22, high: 0.24 },
  },
};
let campaign: Campaign;
let closing: Closing;
const options: CloseRunOptions = { plans: [at('plan')], outcomes: [at('outcomes.csv')] };
const close = (more: Partial<CloseRunOptions> = {}): Promise<Closing> => runClose({ ...options, ...more });

/** The outcomes, each line changed. */
function changed(name: string, of: (line: string, i: number) => string | null): string {
  const lines = outcomesCsv(campaign.outcomes).split('\n');
  const kept = lines.map((line, i) => (i === 0 ? line : of(line, i))).filter((line) => line !== null);
  writeFileSync(at(name), kept.join('\n'));
  return at(name);
}

beforeAll(async () => {
  campaign = await runCampaign(world);
  await writePlan(campaign.table, campaign.plan, at('plan'));
  writeFileSync(at('outcomes.csv'), outcomesCsv(campaign.outcomes));
  closing = await close({ ratesOut: at('rates.json') });
});

test('the interval holds the truth, which the plan had claimed too high', () => {
  const { incremental, claimed, claimedOverTrue, contacted, realised, differenceOfMeans } = closing;
  expect(incremental.low).toBeLessThan(campaign.truth);
  expect(incremental.high).toBeGreaterThan(campaign.truth);
  expect(contacted).toBe(campaign.plan.result.targeted);
  // The lists for people have fen.
  expect(Math.abs(claimed - campaign.plan.result.expectedProfit)).toBeLessThan(0.006 * contacted);
  const ratio = claimed / campaign.truth;
  expect(ratio).toBeGreaterThan(1.2);
  expect(claimedOverTrue.low!).toBeLessThan(ratio);
  expect(claimedOverTrue.high ?? Infinity).toBeGreaterThan(ratio);
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  expect(width(incremental)).toBeLessThan(0.75 * width(realised!));
  expect(width(incremental)).toBeLessThan(width(differenceOfMeans));
  expect(closing.checks.map(({ code, status }) => `${code} ${status}`)).toEqual([
    ...['digests passed', 'holdout passed', 'sample-ratio passed', 'outcomes passed'],
    ...['windows-closed skipped', 'enough-held passed', 'compliance skipped'],
    ...['contacted-elsewhere skipped', 'overlap skipped', 'refunds skipped'],
  ]);
  expect(closing.ok).toBe(true);
});

test('parts add up, and rates of the truth lie within three errors of what was measured', () => {
  const sum = closing.byAction.reduce((total, { contacted }) => total + contacted, 0);
  expect(sum).toBe(closing.contacted);
  const measured = closing.rates.filter(({ measured }) => measured !== null);
  expect(measured.length).toBeGreaterThan(2);
  for (const { action, tier, measured: found, measuredSd } of measured)
    expect(Math.abs(found! - world.truth[action]![tier]!)).toBeLessThan(3.5 * measuredSd!);
  const coupon = closing.rates.find(({ action, tier }) => action === 'coupon' && tier === 'high')!;
  expect(coupon.response).toBeGreaterThan(0.15);
  expect(coupon.response).toBeLessThan(0.3);
  const written = JSON.parse(readFileSync(at('rates.json'), 'utf8'));
  expect(written.actions.coupon.response.high).toBe(coupon.response);
  expect(written.plans).toEqual(closing.plans.map(({ digest }) => digest));
});

test('the order of the outcomes does not matter, and users whom nobody planned change nothing', async () => {
  const [head, ...lines] = outcomesCsv(campaign.outcomes).split('\n');
  const strangers = Array.from({ length: 50 }, (_, i) => `stranger${i},1,900,0`);
  writeFileSync(at('shuffled.csv'), [head, ...strangers, ...lines.reverse()].join('\n'));
  const again = await close({ outcomes: [at('shuffled.csv')] });
  expect(again.incremental.value).toBeCloseTo(closing.incremental.value, 6);
  expect(again.incremental.low).toBeCloseTo(closing.incremental.low, 6);
  expect(again.checks.find(({ code }) => code === 'outcomes')?.values).toMatchObject({ unknown: 50 });
});

test('users without an outcome fail the check, unless they are said to have left', async () => {
  const gone = changed('gone.csv', (line, i) => (i % 50 === 0 ? null : line));
  const found = await close({ outcomes: [gone] });
  expect(found.ok).toBe(false);
  const check = found.checks.find(({ code }) => code === 'outcomes')!;
  expect(check.status).toBe('failed');
  const missing = closing.rows - found.rows;
  expect(missing).toBeGreaterThan(50);
  const { contactedMissing, heldMissing } = check.values as Record<string, number>;
  expect(contactedMissing! + heldMissing!).toBe(missing);
  const left = await close({ outcomes: [gone], absent: 'left' });
  expect([left.ok, left.rows]).toEqual([true, closing.rows]);
});

test('a plan that was changed, and a holdout of somebody else, fail their checks', async () => {
  cpSync(at('plan'), at('edited'), { recursive: true });
  const file = path.join(at('edited'), 'not_contacted.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replace(',holdout,', ',opted_out,'));
  const found = await close({ plans: [at('edited')] });
  expect(found.checks[0]).toMatchObject({
    code: 'digests',
    status: 'failed',
    values: { wrong: ['not_contacted.csv'] },
  });
  const plan = JSON.parse(readFileSync(path.join(at('plan'), 'plan.json'), 'utf8'));
  plan.options.holdout.seed = 10;
  writeFileSync(path.join(at('edited'), 'plan.json'), JSON.stringify(plan));
  const other = await close({ plans: [at('edited')] });
  expect(other.checks.find(({ code }) => code === 'holdout')?.status).toBe('failed');
});

test('open windows are left out, other teams and refunds are counted', async () => {
  const lines = outcomesCsv(campaign.outcomes).split('\n');
  const more = lines.map((line, i) =>
    i === 0
      ? `${line},window_closed,delivered,contacted_elsewhere,refunded`
      : `${line},${i % 100 === 0 ? 'no' : 'yes'},${i % 10 === 0 ? 0 : 1},${i % 20 === 0 ? 1 : 0},${i % 1000 === 0 ? 12.5 : 0}`,
  );
  writeFileSync(at('more.csv'), more.join('\n'));
  const found = await close({ outcomes: [at('more.csv')] });
  const status = Object.fromEntries(found.checks.map((check) => [check.code, check.status]));
  expect(status).toMatchObject({
    ...{ 'windows-closed': 'failed', compliance: 'noted', 'contacted-elsewhere': 'noted', refunds: 'noted' },
  });
  const { open } = found.checks.find(({ code }) => code === 'windows-closed')!.values as { open: number };
  expect(closing.rows - found.rows).toBe(open);
});

test('two campaigns on the same users are closed together, with errors by user', async () => {
  const both = await close({ plans: [at('plan'), at('plan')] });
  expect([both.users, both.rows]).toEqual([closing.users, 2 * closing.rows]);
  expect(both.incremental.value).toBeCloseTo(2 * closing.incremental.value, 4);
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  // Each user twice says as much as each user once.
  expect(width(both.incremental) / width(closing.incremental)).toBeCloseTo(2, 2);
  expect(both.checks.find(({ code }) => code === 'overlap')).toMatchObject({
    ...{ status: 'noted', values: { users: closing.users, heldAndContacted: 0 } },
  });
});

test('the last activity says who stayed', async () => {
  const lines = campaign.outcomes.map(
    ({ user, stayed }) => `${user},${stayed ? '2026-06-09' : '2026-05-30 08:00:00'}`,
  );
  writeFileSync(at('last.csv'), ['user_id,seen', ...lines].join('\n'));
  const last = { outcomes: [at('last.csv')], columns: { lastActive: 'seen' } };
  const found = await close({ ...last, from: '2026-06-01' });
  expect(found.byAction.map(({ stayed }) => stayed)).toEqual(closing.byAction.map(({ stayed }) => stayed));
  expect(found.costs).toBe('planned');
  await expect(close(last)).rejects.toThrow(/needs --from DAY/);
});

test('what cannot be closed is refused with the user, the column or the remedy', async () => {
  const twice = changed('twice.csv', (line, i) => (i === 7 ? `${line}\n${line}` : line));
  await expect(close({ outcomes: [twice] })).rejects.toThrow(
    /row 8: user "u6" appears again, first in row 7/,
  );
  const blank = changed('blank.csv', (line, i) => (i === 3 ? line.replace(/,[^,]*$/, ',') : line));
  await expect(close({ outcomes: [blank] })).rejects.toThrow(/column "cost", row 3: .*write 0 for none/);
  await expect(close({ columns: { stayed: 'staid' } })).rejects.toThrow(/no column "staid"/);
  await expect(close({ plans: [at('plan')], outcomes: [] })).rejects.toThrow(/as many files of outcomes/);
  await expect(close({ columns: { covariates: ['spend'] } })).rejects.toThrow(/no column "spend"/);
  const none = await runCampaign({ ...world, users: 500, plan: { budget: 500, frontier: { points: 0 } } });
  await writePlan(none.table, none.plan, at('none'));
  // Where nobody had to be left out for the budget, the columns of money hold empty cells alone.
  const rest = readFileSync(at('none/not_contacted.csv'), 'utf8').split('\n');
  const empty = rest.map((line, i) => (i === 0 || line === '' ? line : line.replace(/(,[^,]*){3}$/, ',,,')));
  writeFileSync(at('none/not_contacted.csv'), empty.join('\n'));
  await expect(close({ plans: [at('none')] })).rejects.toThrow(/nothing to compare/);
});

test('a plan with hashed ids needs the salt, and says the same', async () => {
  await writePlan(campaign.table, campaign.plan, at('hashed'), { salt: 'pepper' });
  await expect(close({ plans: [at('hashed')] })).rejects.toThrow(/give the salt/);
  const found = await close({ plans: [at('hashed')], salt: 'pepper' });
  expect(found.incremental).toEqual(closing.incremental);
  expect(found.checks.find(({ code }) => code === 'holdout')?.status).toBe('passed');
});

test('a closing is kept in the state among the campaigns, and a repeated one replaces it', async () => {
  const url = at('winback.db');
  const place = { state: { url, environment: {} }, project: 'shop', now: '2026-06-20T08:00:00Z' };
  await keepClosing(closing, place);
  await keepClosing(closing, place);
  const state = await openState(url);
  const kept = await state.list('campaign', { where: { project: 'shop', tier: '*', action: '*' } });
  const decisions = await state.list('decision', { where: { project: 'shop' } });
  await state.close();
  expect(kept).toMatchObject([
    {
      ...{
        campaign: 'closed plan',
        date: '2026-06-20',
        holdout: closing.held,
        planDigest: closing.plans[0]!.digest,
      },
      netGmvMinor: Math.round(closing.incremental.value * 100),
    },
  ]);
  expect(decisions[0]).toMatchObject({ kind: 'closing', reason: 'checks-passed' });
});

test('a plan is explained with what its newest closing found, and says so where there is none', async () => {
  const url = at('explained.db');
  const place = { state: { url, environment: {} }, project: 'shop' };
  const told = async () => {
    const state = await openState(url);
    const { statements } = await explainPlan(at('plan'), state).finally(() => state.close());
    return statements.at(-1)!;
  };
  expect((await told()).code).toBe('plan-not-closed');
  await keepClosing({ ...closing, contacted: 1 }, { ...place, now: '2026-06-20T08:00:00Z' });
  await keepClosing(closing, { ...place, now: '2026-06-21T08:00:00Z' });
  const { claimed, held, contacted, incremental } = closing;
  const { value, low, high } = incremental;
  const { values, source, text } = await told();
  expect(values).toEqual({
    ...{ date: '2026-06-21', plans: 1, contacted, held, claimed, value, low, high, ok: true },
  });
  expect(source).toMatchObject({ key: 'shop 2026-06-21 closed plan', digest: closing.plans[0]!.digest });
  expect(text.en).toMatch(/Closed on 2026-06-21: against .* users held back/);
});

test('messages of the outbox say what went out, for every contacted user once', async () => {
  const state = await openState(at('outbox.db'));
  try {
    const { files } = JSON.parse(readFileSync(at('plan/plan.json'), 'utf8')) as {
      files: readonly { name: string; sha256: string }[];
    };
    const outbox = { state, project: 'shop' };
    const before = await close({ outbox });
    expect(before.checks.find(({ code }) => code === 'compliance')!.status).toBe('skipped');
    const list = readFileSync(at('plan/churn_users.csv'), 'utf8').trim().split('\n').slice(1);
    const users = list.map((line) => line.split(',')[0]!).slice(0, -3);
    const common = { channel: 'handover', purpose: 'marketing', action: 'sms', address: null } as const;
    const money = { costMinor: 5, currency: 'CNY', due: 0, notAfter: null };
    const messages = users.map((user) => ({ ...common, ...money, user, body: {} }));
    const planDigest = files.find(({ name }) => name === 'churn_users.csv')!.sha256;
    await enqueue(state, messages, { project: 'shop', campaign: 'may', planDigest, at: 0 });
    const queued = await state.list('message', { where: { project: 'shop' } });
    const states = ['dead', 'undelivered', 'unknown', 'sending'] as const;
    await state.put({ message: queued.map((one, i) => ({ ...one, state: states[i] ?? 'accepted' })) });
    const { checks, incremental, contacted } = await close({ outbox });
    expect(incremental).toEqual(closing.incremental);
    expect(checks.find(({ code }) => code === 'compliance')).toEqual({
      ...{ code: 'compliance', status: 'noted' },
      values: { contacted, delivered: contacted - 7, refused: 2, unknown: 5 },
    });
    const others = await close({ outbox: { state, project: 'other' } });
    expect(others.checks.find(({ code }) => code === 'compliance')!.status).toBe('skipped');
  } finally {
    await state.close();
  }
});
