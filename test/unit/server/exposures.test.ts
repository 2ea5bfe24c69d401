// Whoever saw a variant is stored once, and the export is what an experiment reads.
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ExposureRequest, WinbackClient } from '../../../src/entries/client.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { runExperiment } from '../../../src/pipeline/experiment/run.js';
import { writeExposures } from '../../../src/pipeline/state/exposures-file.js';
import type { RunningServer } from '../../../src/server/start.js';
import { openState } from '../../../src/state/open.js';
import type { State } from '../../../src/state/state.js';
import { closeAll, freshFolder, post, start } from '../../support/service.js';

const model = 'test/golden/registry/model-0.1';
const folder = freshFolder();
const url = path.join(folder, 'state.db');
let state: State;
let server: RunningServer;

beforeAll(async () => {
  state = await openState(url, { create: true });
  server = await start({ model, state: url });
});
afterAll(async () => {
  await closeAll();
  await state.close();
});

const users = Array.from({ length: 400 }, (_, i) => `u${i}`);
const seen = (id: string, more: Partial<ExposureRequest> = {}): ExposureRequest => ({
  ...{ decisionId: `d-${id}`, id, experiment: 'coupon', variant: Number(id.slice(1)) % 2 ? 'on' : 'off' },
  ...{ version: '1', at: '2026-01-05T10:00:00Z', ...more },
});

test('exposures are stored once, whoever tells them again and from however many sides', async () => {
  const client = new WinbackClient(server.url);
  const halves = [users.slice(0, 200), users.slice(200)].map((half) => half.map((id) => seen(id)));
  const told = await Promise.all([...halves, ...halves].map((half) => client.exposures(half)));
  expect(told.reduce((sum, { stored }) => sum + stored, 0)).toBe(400);
  expect(told.reduce((sum, { known }) => sum + known, 0)).toBe(400);
  expect(await state.list('exposure')).toHaveLength(400);
  expect((await state.list('exposure', { limit: 1 }))[0]).toMatchObject({
    ...{ decisionId: 'd-u0', experiment: 'coupon', user: 'u0', variant: 'off', expVersion: '1' },
    ...{ featureFlagId: null, at: Date.parse('2026-01-05T10:00:00Z') * 1000 },
  });
});

test('a decision that is told with another variant stays as it was, and is named', async () => {
  const body = {
    exposures: [seen('u0', { variant: 'on' }), seen('v1', { experiment: 'other', featureFlagId: '7' })],
  };
  const answer = await post(`${server.url}/v1/exposures`, body);
  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'CONFLICT', errors: [{ pointer: '/exposures/0/decisionId', code: 'DIFFERS' }] },
  });
  const [first, other] = await Promise.all(
    ['d-u0', 'd-v1'].map((decisionId) => state.list('exposure', { where: { decisionId } })),
  );
  expect(first![0]!.variant).toBe('off');
  expect(other![0]).toMatchObject({ experiment: 'other', featureFlagId: '7' });
});

test.each([
  [{ exposures: [] }, '/exposures'],
  [{ exposures: [{ ...seen('u1'), variant: undefined }] }, '/exposures/0/variant'],
  [{ exposures: [seen('u1'), { ...seen('u2'), at: '2026-01-05' }] }, '/exposures/1/at'],
  [{ exposures: [seen('u1', { at: '2999-01-01T00:00:00Z' })] }, '/exposures/0/at'],
  [{ exposures: [{ ...seen('u1'), variants: 'on' }] }, '/exposures/0/variants'],
])('what is wrong is named: %j', async (body, pointer) => {
  const answer = await post(`${server.url}/v1/exposures`, body);
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
});

test('without a state nothing is pretended', async () => {
  const own = await start({ model });
  const answer = await post(`${own.url}/v1/exposures`, { exposures: [seen('u1')] });
  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'REFUSED', detail: 'the server has no state to keep exposures in: start it with --state' },
  });
});

test('the export is read by the analysis of the experiment', async () => {
  const file = path.join(folder, 'exposures.csv');
  expect(await writeExposures(state, file, { experiment: 'coupon', at: 1 })).toBe(400);
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  expect(head).toBe('distinct_id,event,timestamp,experiment,variant,exp_version,feature_flag_id,decision_id');
  expect(rows).toHaveLength(400);
  const paid = users.filter((_, i) => i % 4 === 1).map((id) => `${id},paid,2026-01-06T00:00:00.000Z,,,,,`);
  appendFileSync(file, `${paid.join('\n')}\n`);
  const outcomes = [{ name: 'paid', event: 'paid' }];
  const config = experimentConfig({
    ...{ name: 'coupon', control: 'off', treatments: ['on'], asOf: '2026-02-01', windowDays: 7 },
    data: { events: { file: 'exposures.csv', experiment: 'experiment', outcomes } },
    metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
  });
  const { result } = await runExperiment(config, { root: folder });
  const [metric] = result.metrics;
  expect(metric).toMatchObject({ control: 0, treatment: 0.5 });
  await expect(writeExposures(state, file, { experiment: 'none', at: 1 })).rejects.toThrow(
    'the state has no exposure of the experiment "none"',
  );
});
