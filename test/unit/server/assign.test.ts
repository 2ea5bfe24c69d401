// The arm that the server says is the arm of the library, for every user, and stays.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { WinbackClient } from '../../../src/entries/client.js';
import { assigner } from '../../../src/experiment/assignment/assignment.js';
import { openState } from '../../../src/state/open.js';
import { closeAll, freshFolder, post, start } from '../../support/service.js';
import { samples } from '../../support/state/records.js';

afterAll(closeAll);

const model = 'test/golden/registry/model-0.1';
const folder = freshFolder();
const assignment = { seed: 'coupon', coverage: 0.8, holdout: { seed: 'all', share: 0.1 } };

function configOf(name: string, more: object = {}): string {
  const file = path.join(folder, `${name}-${Object.keys(more).join()}.json`);
  const config = {
    ...{ name, version: '2', control: 'off', treatments: ['on', 'big'], weights: [2, 1, 1] },
    data: { file: 'users.csv', variant: 'arm' },
    metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
    ...{ assignment, ...more },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

test('every user has the arm of the library, again and in another process of the server', async () => {
  const files = [configOf('coupon'), configOf('banner', { assignment: { seed: 'banner' } })];
  const servers = await Promise.all([1, 2].map(() => start({ model, experiments: files })));
  const assign = assigner({ ...assignment, variants: ['off', 'on', 'big'], weights: [2, 1, 1] });
  const users = Array.from({ length: 200 }, (_, i) => `用户-${i}`);
  const answers = await Promise.all(users.map((id, i) => new WinbackClient(servers[i % 2]!.url).assign(id)));
  const { variant, why } = assign(users[0]!);
  expect(answers[0]!.experiments[0]).toMatchObject({ name: 'coupon', version: '2', variant, why });
  expect(answers.map(({ experiments }) => [experiments[0]!.variant, experiments[0]!.why])).toEqual(
    users.map((id) => [assign(id).variant, assign(id).why]),
  );
  expect(new Set(answers.map(({ experiments }) => experiments[0]!.why))).toEqual(
    new Set(['assigned', 'coverage', 'holdout']),
  );
  expect(await new WinbackClient(servers[1]!.url).assign(users[0]!)).toEqual(answers[0]);
  const ids = answers.flatMap(({ experiments }) => experiments.map(({ decisionId }) => decisionId));
  expect(new Set(ids).size).toBe(400);
  expect(await post(`${servers[0]!.url}/v1/assign`, {})).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/id' }] },
  });
});

test('what cannot be assigned as registered is refused at the start', async () => {
  const given = (...experiments: string[]) => start({ model, experiments });
  await expect(given(configOf('free', { assignment: undefined }))).rejects.toThrow('has no assignment');
  await expect(given(configOf('coupon'), configOf('coupon'))).rejects.toThrow('two configurations are of');
  const url = path.join(folder, 'state.db');
  const state = await openState(url, { create: true });
  await state.put({ experiment: [{ ...samples.experiment, name: 'coupon', version: '2' }] });
  await expect(start({ model, state: url, experiments: [configOf('coupon')] })).rejects.toThrow(
    'is registered with another configuration',
  );
  await state.close();
});
