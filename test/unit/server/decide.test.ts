// What is answered during the day is what the plan decided in the night, for every user of it.
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { writeTable } from '../../../src/data/tables/write.js';
import { type DecideAnswer, WinbackClient } from '../../../src/entries/client.js';
import { assigner } from '../../../src/experiment/assignment/assignment.js';
import { planConfig } from '../../../src/pipeline/plan/config.js';
import { runPlan } from '../../../src/pipeline/plan/run.js';
import type { RunningServer } from '../../../src/server/start.js';
import { openState } from '../../../src/state/open.js';
import { uniform } from '../../support/random.js';
import { closeAll, freshFolder, get, post, start, storeModel } from '../../support/service.js';

const folder = freshFolder();
const inFolder = (name: string): string => path.join(folder, name);
const count = 400;
let digest = '';
let server: RunningServer;
let expected: ReadonlyMap<string, { action: string | null; reason: string }>;

/** Users whose ids a spreadsheet would compute stand in the list behind an apostrophe. */
const ids = Array.from({ length: count }, (_, i) => (i % 50 === 0 ? `=user-${i}` : `user-${i}`));

const until = (ms: number): string => new Date(Date.now() + ms).toISOString();
const validFor = (model: string, ms = 3_600_000) => ({ model, until: until(ms) });

async function plan(name: string, given?: { model: string; until: string }) {
  const options = planConfig()({ budget: 300, holdout: { share: 0.2 } }, 'plan').options;
  return runPlan(inFolder('scores.csv'), options, { output: { folder: inFolder(name), validFor: given } });
}

beforeAll(async () => {
  digest = await storeModel(inFolder('model'));
  const random = uniform(2);
  const numbers = (most: number): number[] => ids.map(() => random() * most);
  const scores = { user_id: ids, churn_prob: numbers(1), pay_amt_30: numbers(300) };
  await writeTable(inFolder('scores.csv'), tableFromArrays(scores));
  const made = await plan('plan', validFor(digest));
  const { action, actions, reason } = made.plan.assignment;
  const { reasonCodes } = await import('../../../src/campaign/records.js');
  expected = new Map(
    ids.map((id, row) => [id, { action: actions[action[row]!] ?? null, reason: reasonCodes[reason[row]!]! }]),
  );
  server = await start({ model: inFolder('model'), plan: inFolder('plan') });
});
afterAll(closeAll);

const decide = (body: object, url = server.url) => post<DecideAnswer>(`${url}/v1/decide`, body);

test('every user of the plan gets the action of the plan, and the same decision each time', async () => {
  const client = new WinbackClient(server.url);
  const answers = await Promise.all(ids.map((id) => client.decide({ id })));
  expect(new Map(answers.map(({ id, action, reason }) => [id, { action, reason }]))).toEqual(expected);
  expect(answers.filter(({ action }) => action !== null).length).toBeGreaterThan(20);
  expect(answers.filter(({ held }) => held).length).toBeGreaterThan(20);
  expect(new Set(answers.map(({ decisionId }) => decisionId)).size).toBe(count);
  expect(await client.decide({ id: ids[3]! })).toEqual(answers[3]);
  const held = await get(`${server.url}/v1/holdout/${answers.find((one) => one.held)!.id}`);
  expect(held.body).toMatchObject({ held: true });
});

test('who is unknown or not named is told so', async () => {
  expect(await decide({ id: 'nobody' })).toMatchObject({ status: 404, body: { code: 'USER_UNKNOWN' } });
  expect(await decide({})).toMatchObject({ status: 422, body: { errors: [{ pointer: '/id' }] } });
  expect((await get(`${server.url}/v1/holdout/nobody`)).status).toBe(404);
});

test('who opted out meanwhile gets nothing, from the caller or from the state', async () => {
  const chosen = ids.filter((id) => expected.get(id)!.action !== null);
  const told = await decide({ id: chosen[0], optedOut: true });
  expect(told.body).toMatchObject({ action: null, reason: 'opted_out' });
  const url = inFolder('state.db');
  const state = await openState(url, { create: true });
  const own = await start({ model: inFolder('model'), plan: inFolder('plan'), state: url });
  expect((await decide({ id: chosen[1] }, own.url)).body.action).not.toBeNull();
  const at = Date.now() * 1000;
  const message = {
    ...{ seq: 1, project: 'p', campaign: 'c', user: chosen[1]!, channel: 'sms', key: 'k' },
    ...{
      purpose: 'marketing' as const,
      action: 'a',
      address: null,
      recipient: null,
      zone: null,
      maybeSince: null,
      addressHash: 'h',
      body: {},
      costMinor: 0,
    },
    ...{
      currency: 'CNY',
      state: 'delivered' as const,
      attempts: 1,
      due: at,
      notAfter: null,
      leaseUntil: null,
    },
    ...{ leaseBy: null, providerId: null, reason: null, createdAt: at, updatedAt: at },
  } as const;
  const suppression = {
    addressHash: 'h',
    channel: 'sms',
    scope: 'marketing',
    reason: 'stop',
    since: at,
  } as const;
  await state.put({ message: [message], suppression: [suppression] });
  expect((await decide({ id: chosen[1] }, own.url)).body).toMatchObject({
    action: null,
    reason: 'opted_out',
  });
  expect((await decide({ id: chosen[2] }, own.url)).body.action).not.toBeNull();
  await state.close();
});

describe('a plan that does not hold', () => {
  test.each([
    ['is over', () => validFor(digest, -1000), 'the plan was valid until'],
    ['is of another model', () => validFor('a'.repeat(64)), 'make it anew'],
  ])('%s decides nothing', async (name, given, detail) => {
    await plan(name, given());
    const own = await start({ model: inFolder('model'), plan: inFolder(name) });
    const answer = await decide({ id: ids[0]! }, own.url);
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'NOT_READY', detail: expect.stringContaining(detail) },
    });
  });

  test('says of which model it is, and its lists are its own', async () => {
    await plan('free');
    await expect(start({ model: inFolder('model'), plan: inFolder('free') })).rejects.toThrow(
      'make it with --for-model and --valid-until',
    );
    await plan('edited', validFor(digest));
    appendFileSync(inFolder('edited/not_contacted.csv'), 'x\n');
    await expect(start({ model: inFolder('model'), plan: inFolder('edited') })).rejects.toThrow(
      'not_contacted.csv is not the list that the plan wrote',
    );
  });

  test('a new plan takes the place of the old one', async () => {
    await plan('live', validFor(digest));
    const own = await start({ model: inFolder('model'), plan: inFolder('live') });
    const before = (await decide({ id: ids[5]! }, own.url)).body.plan.digest;
    await plan('live', validFor(digest, 7_200_000));
    await own.refresh();
    expect((await decide({ id: ids[5]! }, own.url)).body.plan.digest).not.toBe(before);
  });

  test('the decision says the arm of the experiment, and changes nothing by it', async () => {
    const config = {
      ...{ name: 'coupon', control: 'off', treatments: ['on'], assignment: { seed: 's' } },
      data: { file: 'users.csv', variant: 'arm' },
      metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
    };
    writeFileSync(inFolder('coupon.json'), JSON.stringify(config));
    const given = {
      model: inFolder('model'),
      plan: inFolder('plan'),
      experiments: [inFolder('coupon.json')],
    };
    const own = await start(given);
    const [id] = ids;
    const { variant, why } = assigner({ seed: 's', variants: ['off', 'on'] })(id!);
    const { body } = await decide({ id, experiment: 'coupon' }, own.url);
    expect(body).toEqual({ ...(await decide({ id })).body, experiment: body.experiment });
    expect(body.experiment).toMatchObject({ name: 'coupon', variant, why });
    expect((await decide({ id, experiment: 'other' }, own.url)).status).toBe(422);
  });

  test('without a plan there is no decision', async () => {
    const own = await start({ model: inFolder('model') });
    expect((await decide({ id: 'u' }, own.url)).status).toBe(503);
  });
});
