// Features by user from a mapped file: the same bits as values in the request, whatever is in the file.
import { copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { writeTable } from '../../../src/data/tables/write.js';
import type { BatchAnswer, ProblemDocument, ScoreAnswer } from '../../../src/entries/client.js';
import { FeatureFile, writeFeatureFile } from '../../../src/pipeline/serve/feature-file.js';
import { packFeatures } from '../../../src/pipeline/serve/pack.js';
import { loadModel, type StoredModel } from '../../../src/registry/model-store.js';
import type { RunningServer } from '../../../src/server/start.js';
import { uniform } from '../../support/random.js';
import {
  closeAll,
  featureNames,
  freshFolder,
  get,
  post,
  start,
  storeModel,
  usersTable,
} from '../../support/service.js';

const folder = freshFolder();
const place = path.join(folder, 'model');
const file = path.join(folder, 'users.wbf');
const users = usersTable(300, 5);
// Ids of other alphabets, of other lengths, and one that is longer than most.
users.user_id[0] = '用户-零';
users.user_id[1] = 'x'.repeat(400);
const today = new Date().toISOString().slice(0, 10);
let model: StoredModel;
let server: RunningServer;
beforeAll(async () => {
  await storeModel(place);
  model = await loadModel(place);
  await writeFeatureFile(file, model, { table: tableFromArrays(users), id: 'user_id', asOf: today });
  server = await start({ model: place, features: file });
});
afterAll(async () => {
  await closeAll();
  model.classifier.close();
});

const features = (row: number) => Object.fromEntries(featureNames.map((name) => [name, users[name][row]]));
const score = (body: unknown, url = server.url) => post<ScoreAnswer>(`${url}/v1/score`, body);

test('every user has the bits that the values in a request give', async () => {
  for (let row = 0; row < 60; row++) {
    const { body } = await score({ id: users.user_id[row] });
    const given = await score({ features: features(row) });
    expect(body.probability).toBe(given.body.probability);
    expect(body.features).toEqual({ source: 'table', asOf: today, stale: false, known: true, unseen: [] });
  }
});

test('values of the request go before those of the file', async () => {
  const { body } = await score({ id: users.user_id[7], features: { recency: 99, paid: null } });
  const given = await score({ features: { ...features(7), recency: 99, paid: null } });
  expect(body.probability).toBe(given.body.probability);
  expect(body.features.source).toBe('both');
});

test('an unknown user is said, never guessed', async () => {
  expect(await score({ id: 'nobody' })).toMatchObject({ status: 404, body: { code: 'USER_UNKNOWN' } });
  expect(await score({ id: 'nobody', features: features(3) })).toMatchObject({ status: 404 });
  expect(await score({})).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/id', code: 'MISSING' }] },
  });
  const rows = [{ id: users.user_id[2] }, { id: 'nobody' }];
  const batch = await post<ProblemDocument>(`${server.url}/v1/score/batch`, { rows });
  expect(batch.body.errors).toMatchObject([{ pointer: '/rows/1/id', code: 'USER_UNKNOWN' }]);
  const own = await start({ model: place, features: file, unknownUser: 'score' });
  const scored = await score({ id: 'nobody' }, own.url);
  expect(scored.body.features).toMatchObject({ source: 'request', known: false });
  expect(scored.body.probability).toBe((await score({ features: {} })).body.probability);
  const both = await post<BatchAnswer>(`${own.url}/v1/score/batch`, { rows });
  expect(both.body.rows.map((row) => row.features.known)).toEqual([true, false]);
});

test('an old file is said to be stale, and fails only where that is asked for', async () => {
  const old = path.join(folder, 'old.wbf');
  await writeFeatureFile(old, model, { table: tableFromArrays(users), id: 'user_id', asOf: '2020-02-29' });
  const own = await start({ model: place, features: old, staleFails: true });
  expect((await score({ id: users.user_id[2] }, own.url)).body.features).toMatchObject({
    stale: true,
    asOf: '2020-02-29',
  });
  expect(await get(`${own.url}/health/ready`)).toMatchObject({
    status: 503,
    body: { reasons: ['the feature file is stale'] },
  });
});

describe('another file', () => {
  test('takes the place of the first once it is whole; a damaged one never does', async () => {
    const live = path.join(folder, 'live.wbf');
    copyFileSync(file, live);
    const own = await start({ model: place, features: live });
    const before = (await score({ id: users.user_id[4] }, own.url)).body.probability;
    const changed = { ...users, recency: users.recency.map(() => 1) };
    await writeFeatureFile(live, model, { table: tableFromArrays(changed), id: 'user_id', asOf: today });
    await own.refresh();
    const after = (await score({ id: users.user_id[4] }, own.url)).body.probability;
    expect(after).not.toBe(before);
    const bytes = readFileSync(live);
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(`${live}.new`, bytes);
    renameSync(`${live}.new`, live);
    await expect(own.refresh()).rejects.toThrow('its checksum differs');
    expect((await score({ id: users.user_id[4] }, own.url)).body.probability).toBe(after);
  });

  test.each([
    ['cut short', (live: string) => truncateSync(live, 0)],
    ['written over', (live: string) => writeFileSync(live, Buffer.alloc(readFileSync(live).length, 1))],
    ['written half', (live: string) => writeFileSync(live, readFileSync(live).subarray(0, 5000))],
  ])('a file that is %s in place gives no number, and a whole one takes its place', async (_, spoil) => {
    const live = path.join(folder, 'in-place.wbf');
    copyFileSync(file, live);
    const own = await start({ model: place, features: live });
    const right = (await score({ id: users.user_id[4] }, own.url)).body.probability;
    spoil(live);
    // Writing that leaves every page in its place is noticed within a millisecond.
    await wait(5);
    for (const id of users.user_id.slice(0, 50)) {
      const answer = await score({ id }, own.url);
      expect(answer).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
      expect(answer.headers.get('retry-after')).toBe('5');
    }
    expect((await get(`${own.url}/health/ready`)).body).toMatchObject({
      reasons: ['the feature file was written in place: replace it by renaming another'],
    });
    await expect(own.refresh()).rejects.toMatchObject({ code: expect.stringMatching(/^BAD_/) });
    // What needs no file is answered.
    expect((await score({ features: features(4) }, own.url)).status).toBe(200);
    copyFileSync(file, `${live}.new`);
    renameSync(`${live}.new`, live);
    await own.refresh();
    expect((await score({ id: users.user_id[4] }, own.url)).body.probability).toBe(right);
    expect((await get(`${own.url}/health/ready`)).status).toBe(200);
  });

  test('of other features than the model is refused at the start', async () => {
    const other = path.join(folder, 'other.wbf');
    const stored = { ...model, manifest: { ...model.manifest, featureVersion: 'e'.repeat(64) } };
    await writeFeatureFile(other, stored, { table: tableFromArrays(users), id: 'user_id', asOf: today });
    await expect(start({ model: place, features: other })).rejects.toThrow(
      'has other features than the model',
    );
  });
});

test('changed bytes are refused, wherever they are', async () => {
  const bytes = readFileSync(file);
  const random = uniform(11);
  const damaged = path.join(folder, 'damaged.wbf');
  for (let i = 0; i < 60; i++) {
    const cut = i % 3 === 0 ? Math.floor(random() * bytes.length) : bytes.length;
    const changed = Buffer.from(bytes.subarray(0, cut));
    if (cut === bytes.length)
      changed[Math.floor(random() * (i % 2 === 0 ? 64 : cut))]! ^= 1 << Math.floor(random() * 8);
    writeFileSync(damaged, changed);
    await expect(FeatureFile.open(damaged), `${i}`).rejects.toMatchObject({
      code: cut === 0 ? expect.stringMatching(/BAD_MODEL|BAD_INPUT/) : 'BAD_MODEL',
    });
  }
});

test('what cannot be a file is refused: users that stand twice, an id that is missing, a day that is none', async () => {
  const target = path.join(folder, 'wrong.wbf');
  const write = (table: object, asOf = today) =>
    writeFeatureFile(target, model, { table: tableFromArrays(table as typeof users), id: 'user_id', asOf });
  const twice = [...users.user_id.slice(0, 299), users.user_id[9]!];
  await expect(write({ ...users, user_id: twice })).rejects.toThrow(
    'row 300: the user "u9" appears again, first in row 10',
  );
  await expect(write(users, '2026-02-30')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(write({ user_id: users.user_id })).rejects.toThrow('recency');
});

test('winback features pack reads files', async () => {
  const input = path.join(folder, 'today.parquet');
  await writeTable(input, tableFromArrays(users));
  const output = path.join(folder, 'packed.wbf');
  expect(await packFeatures(model, { input, output, asOf: today })).toBe(300);
  expect(readFileSync(output).equals(readFileSync(file))).toBe(true);
});
