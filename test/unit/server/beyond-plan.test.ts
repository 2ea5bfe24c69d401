// Users whom the plan of the night does not have: its prices decide, and what it left over is never overdrawn.
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { yuanOfFen } from '../../../src/base/money.js';
import { decideByPrice } from '../../../src/campaign/by-price.js';
import type { PlanFile } from '../../../src/campaign/plan-file.js';
import { writeTable } from '../../../src/data/tables/write.js';
import type { DecideAnswer, ProblemDocument, ScoreAnswer } from '../../../src/entries/client.js';
import { planConfig } from '../../../src/pipeline/plan/config.js';
import { runPlan } from '../../../src/pipeline/plan/run.js';
import type { RunningServer } from '../../../src/server/start.js';
import { openState } from '../../../src/state/open.js';
import { uniform } from '../../support/random.js';
import { closeAll, freshFolder, post, start, storeModel } from '../../support/service.js';

const folder = freshFolder();
const inFolder = (name: string): string => path.join(folder, name);
const config = {
  budget: 60,
  actions: { call: { contact: 7, response: 0.4, consent: 'calls' }, push: { response: 0.01 } },
  limits: [{ name: 'calls', measure: 'count', actions: ['call'], max: 11 }],
};
let file: PlanFile;
let servers: readonly RunningServer[] = [];
const given = { model: inFolder('model'), plan: inFolder('plan'), state: inFolder('state.db') };

beforeAll(async () => {
  const model = await storeModel(given.model);
  const random = uniform(3);
  // Few users are worth a call: the plan leaves money.
  const rows = {
    user_id: ['a', 'b', 'c', 'd'],
    churn_prob: [0.9, 0.8, 0.2, 0.1],
    pay_amt_30: [900, 700, 1, 2],
  };
  await writeTable(
    inFolder('scores.csv'),
    tableFromArrays({ ...rows, calls: [true, true, true, random() < 2] }),
  );
  const validFor = { model, until: new Date(Date.now() + 3_600_000).toISOString() };
  const options = planConfig()(config, 'plan').options;
  const made = await runPlan(inFolder('scores.csv'), options, { output: { folder: given.plan, validFor } });
  file = made.file!;
  await (await openState(given.state, { create: true })).close();
  const both = { ...given, beyondPlan: 'price' } as const;
  servers = await Promise.all([start(both), start(both)]);
});
afterAll(closeAll);

const features = { recency: 95, paid: 1, channel: 'web' };
const decide = <T = DecideAnswer>(body: object, server = servers[0]!) =>
  post<T>(`${server.url}/v1/decide`, body);
const values = { pay_amt_30: 900, calls: true };

test('a user is valued as the plan would have valued him', async () => {
  for (const [id, yuan] of [
    ['new-1', 900],
    ['new-2', 3],
    ['new-3', 0],
  ] as const) {
    const score = await post<ScoreAnswer>(`${servers[0]!.url}/v1/score`, { id, features });
    const row = tableFromArrays({
      ...{ user_id: [id], churn_prob: [score.body.probability], pay_amt_30: [yuan], calls: [true] },
    });
    const expected = decideByPrice(row, file);
    const { body } = await decide({ id, features, values: { pay_amt_30: yuan, calls: true } });
    expect(body).toMatchObject({ action: expected.action, reason: expected.reason, held: false });
    expect(body.beyondPlan!.cost).toBe(yuanOfFen(expected.uses[0]!));
  }
  expect((await decide({ id: 'a' })).body).toMatchObject({ action: 'call', beyondPlan: null });
});

test('what the plan reads and nobody told is named; what it does not read is refused', async () => {
  const wrong = await decide<ProblemDocument>({
    id: 'x',
    features,
    values: { pay_amt_30: 'much', call: true },
  });
  expect(wrong.status).toBe(422);
  expect(wrong.body.errors!.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/values/calls MISSING',
    '/values/call UNKNOWN_KEY',
  ]);
  const text = await decide<ProblemDocument>({
    id: 'x',
    features,
    values: { pay_amt_30: 'much', calls: true },
  });
  expect(text.body.errors).toMatchObject([{ pointer: '/values/pay_amt_30' }]);
  expect((await decide({ id: 'x', features })).status).toBe(422);
  expect((await decide({ id: 'x', values })).body).toMatchObject({ errors: [{ pointer: '/features' }] });
});

test('many users at once, at two servers, never use more than the plan left, also after a restart', async () => {
  const left = file.constraints[0]!.limit - file.constraints[0]!.used;
  // The first test gave some calls already; asking again gives none.
  const before = (await decide({ id: 'new-1', features, values })).body.beyondPlan!.spent;
  const room = Math.floor((left - before) / 7);
  expect(room).toBeGreaterThan(3);
  const ids = Array.from({ length: 40 }, (_, i) => `many-${i}`);
  const ask = (id: string, i: number) => decide({ id, features, values }, servers[i % 2]);
  const answers = await Promise.all(ids.map(ask));
  const called = answers.filter(({ body }) => body.action === 'call');
  expect(called).toHaveLength(room);
  for (const { body } of answers) {
    expect(body.beyondPlan!.spent).toBeLessThanOrEqual(left);
    expect(body.beyondPlan!.spent + body.beyondPlan!.left).toBeCloseTo(left, 9);
    if (body.action !== 'call') expect(body.reason).toBe('budget_used_elsewhere');
  }
  const again = await start({ ...given, beyondPlan: 'price' });
  const after = await Promise.all(ids.map((id) => decide({ id, features, values }, again)));
  expect(after.map(({ body }) => [body.action, body.decisionId])).toEqual(
    answers.map(({ body }) => [body.action, body.decisionId]),
  );
  expect(after[0]!.body.beyondPlan!.spent).toBe(before + 7 * room);
});

test('who opted out gets nothing and uses nothing', async () => {
  const { body } = await decide({ id: 'out', optedOut: true, features, values });
  expect(body).toMatchObject({ action: null, reason: 'opted_out', beyondPlan: null });
});

test('it needs a plan and a state, and is off where nobody asks for it', async () => {
  await expect(start({ ...given, state: undefined, beyondPlan: 'price' })).rejects.toThrow(
    'beyondPlan: price needs a plan, whose prices decide, and a state, which counts what they spend',
  );
  const plain = await start(given);
  expect((await decide({ id: 'new-1', features, values }, plain)).status).toBe(404);
});
