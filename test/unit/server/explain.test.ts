// Why a user has the score, over HTTP: the sentences add up to the score that /v1/score gives, LightGBM's own contributions are in
// them, and nobody is told who may not know.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { ArrowTable } from '../../../src/data/arrow-shape.js';
import { type ExplainAnswer, ServiceError, WinbackClient } from '../../../src/entries/client.js';
import { conform } from '../../../src/model/conform.js';
import type { TreeClassifier } from '../../../src/model/tree-classifier.js';
import { writeFeatureFile } from '../../../src/pipeline/serve/feature-file.js';
import { loadModel, type StoredModel } from '../../../src/registry/model-store.js';
import type { RunningServer } from '../../../src/server/start.js';
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
const keys = path.join(folder, 'keys.json');
const users = usersTable(80, 5);
users.user_id[0] = '用户/零 ?#"<script>';
const today = new Date().toISOString().slice(0, 10);
let model: StoredModel;
let server: RunningServer;
beforeAll(async () => {
  await storeModel(place);
  model = await loadModel(place);
  await writeFeatureFile(file, model, { table: tableFromArrays(users), id: 'user_id', asOf: today });
  server = await start({ model: place, features: file, explain: true });
});
afterAll(async () => {
  await closeAll();
  model.classifier.close();
});

interface Part {
  readonly feature?: string;
  readonly value?: unknown;
  readonly adds?: number;
  readonly logOdds?: number;
}
const of = ({ statements }: ExplainAnswer, code: string): readonly Part[] =>
  statements.filter((one) => one.code === code).map(({ values }) => values as Part);

test('start, reasons and rest add up to the log odds, with the contributions of LightGBM', async () => {
  const client = new WinbackClient(server.url);
  const table = conform(tableFromArrays(users) as unknown as ArrowTable, model.classifier.features);
  const { booster } = model.classifier as TreeClassifier;
  const theirs = await booster.predict(table, { output: 'contributions' });
  for (let row = 0; row < 30; row++) {
    const id = users.user_id[row]!;
    const answer = await client.explain(id, 2);
    const score = await client.score({ id });
    expect(answer).toMatchObject({ ...score, decision: null });
    const [start, sum] = [of(answer, 'start')[0]!.logOdds!, of(answer, 'sum')[0]!.logOdds!];
    const parts = [...of(answer, 'reason'), ...of(answer, 'rest')];
    expect(parts.reduce((all, { adds = 0 }) => all + adds, start)).toBeCloseTo(sum, 12);
    for (const { feature, value, adds } of of(answer, 'reason')) {
      const place = featureNames.indexOf(feature as 'recency');
      expect(adds).toBeCloseTo(theirs[row * 4 + place]!, 10);
      expect(value).toBe(users[feature as 'recency'][row]);
    }
    expect(answer.statements[0]!.source).toMatchObject({
      ...{ record: 'users.wbf', key: id, digest: model.digest },
    });
    expect(JSON.stringify(answer)).not.toContain(folder);
  }
});

test('who is not known, what is no count and a server without features are said', async () => {
  const at = `${server.url}/v1/explain`;
  expect(await get(`${at}/nobody`)).toMatchObject({ status: 404, body: { code: 'USER_UNKNOWN' } });
  for (const count of ['0', '4', '-1', '1.5', 'x', '', '1e1'])
    expect(await get(`${at}/u1?reasons=${count}`)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reasons', message: expect.stringContaining('from 1 to 3') }] },
    });
  expect((await get(`${at}/u1?reasons=1&reasons=2`)).status).toBe(422);
  expect((await get<ExplainAnswer>(`${at}/u1`)).body.statements.length).toBe(7);
  // A user without values has a score here, and still no explanation.
  const lax = await start({ model: place, features: file, explain: true, unknownUser: 'score' });
  expect((await post(`${lax.url}/v1/score`, { id: 'nobody' })).status).toBe(200);
  expect((await get(`${lax.url}/v1/explain/nobody`)).status).toBe(404);
  const bare = await start({ model: place, explain: true });
  expect(await get(`${bare.url}/v1/explain/u1`)).toMatchObject({
    ...{ status: 503, body: { code: 'NOT_READY', detail: expect.stringContaining('no feature file') } },
  });
});

test('it is off unless it is switched on, and a key without the scope gets nothing', async () => {
  const off = await start({ model: place, features: file });
  const refused: unknown = await new WinbackClient(off.url).explain('u1').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ServiceError);
  expect(refused).toMatchObject({ status: 404, problem: { detail: expect.stringContaining('--explain') } });
  const key = (id: string, scopes: readonly string[]) => ({
    ...{ id, sha256: createHash('sha256').update(`key-of-${id}`).digest('hex'), scopes },
  });
  writeFileSync(
    keys,
    JSON.stringify({ keys: [key('a', ['score', 'decide', 'admin']), key('b', ['explain'])] }),
  );
  const guarded = await start({ model: place, features: file, explain: true, keys });
  const ask = (id: string | null) =>
    get(`${guarded.url}/v1/explain/u1`, id === null ? {} : { authorization: `Bearer key-of-${id}` });
  expect(await ask(null)).toMatchObject({ status: 401 });
  expect(await ask('a')).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('"explain"') },
  });
  expect(await ask('b')).toMatchObject({ status: 200 });
});
