// One user a request: the same bits as `winback score`, and one error for every wrong value.
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import type { ProblemDocument, ScoreAnswer } from '../../../src/entries/client.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { loadModel } from '../../../src/registry/model-store.js';
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
const modelOf = (kind: string): string => path.join(folder, kind);
let server: RunningServer;
beforeAll(async () => {
  for (const kind of ['trees', 'logistic'] as const) await storeModel(modelOf(kind), { kind });
  server = await start({ model: modelOf('trees') });
});
afterAll(closeAll);

const score = (body: unknown, headers = {}) => post<ScoreAnswer>(`${server.url}/v1/score`, body, headers);
const problem = (body: unknown, headers = {}) =>
  post<ProblemDocument>(`${server.url}/v1/score`, body, headers);

describe.each(['trees', 'logistic'])('a model of %s', (kind) => {
  test('gives every user the bits that winback score gives', async () => {
    const users = usersTable(40, 7);
    const [input, output] = ['in.parquet', 'out.parquet'].map((name) => path.join(folder, `${kind}-${name}`));
    await writeTable(input!, tableFromArrays(users));
    const model = await loadModel(modelOf(kind));
    await scoreFile(model, input!, output!);
    model.classifier.close();
    const expected = await readTable(output!);
    const own = await start({ model: modelOf(kind) });
    for (let row = 0; row < 40; row++) {
      const features = Object.fromEntries(featureNames.map((name) => [name, users[name][row]]));
      const { status, body } = await post<ScoreAnswer>(`${own.url}/v1/score`, {
        id: users.user_id[row],
        features,
      });
      expect(status).toBe(200);
      const at = (name: string): unknown => expected.getChild(name)!.get(row);
      expect(body.probability).toBe(at('churn_prob'));
      expect(body.tier).toBe(at('risk_tier'));
      expect(body.contact).toBe(at('contact') === 1);
      expect(body).toMatchObject({ id: `u${row}`, model: { name: 'production' } });
    }
  });
});

describe('an answer', () => {
  test('says where values came from, and which category nobody has seen', async () => {
    const { body } = await score({ features: { recency: 3, paid: null, channel: 'kiosk' } });
    const { body: without } = await score({ features: { recency: 3 } });
    expect(body.features).toEqual({
      ...{ source: 'request', asOf: null, stale: false, known: null },
      unseen: ['channel'],
    });
    expect(without.features.unseen).toEqual([]);
    expect(body.probability).toBe(without.probability);
    expect(body.id).toBeNull();
  });

  test('of one user does not depend on the one before', async () => {
    const first = await score({ features: { recency: 90 } });
    await score({ features: { recency: 1, paid: 80, channel: 'app' } });
    expect((await score({ features: { recency: 90 } })).body.probability).toBe(first.body.probability);
  });

  test('true is 1, and an empty object is a user of whom nothing is known', async () => {
    const { body } = await score({ features: { paid: true } });
    expect(body.probability).toBe((await score({ features: { paid: 1 } })).body.probability);
    expect((await score({ features: {} })).status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each([
    ['{"features": {', 400, 'BAD_JSON'],
    ['', 400, 'BAD_JSON'],
    ['{"features":{"recency":NaN}}', 400, 'BAD_JSON'],
    ['[]', 422, 'BAD_VALUES'],
    ['null', 422, 'BAD_VALUES'],
    ['{"id":"u1"}', 422, 'BAD_VALUES'],
    ['{"features":[]}', 422, 'BAD_VALUES'],
  ])('%s', async (body, status, code) => {
    const answer = await problem(body);
    expect(answer).toMatchObject({ status, body: { status, code, type: `urn:winback:${code}` } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test.each([
    ['{"features":{"recency":"x"}}', '/features/recency', 'NOT_A_NUMBER', 'must be a number, got "x"'],
    ['{"features":{"recency":1e999}}', '/features/recency', 'NOT_FINITE', 'must be a finite number'],
    [
      '{"features":{"channel":3}}',
      '/features/channel',
      'NOT_A_CATEGORY',
      'must be the name of a category, got 3',
    ],
    ['{"features":{"chanel":"app"}}', '/features/chanel', 'UNKNOWN_FEATURE', 'did you mean "channel"?'],
    [
      '{"features":{"__proto__":{"a":1}}}',
      '/features/__proto__',
      'UNKNOWN_FEATURE',
      'no feature "__proto__"',
    ],
    ['{"features":{"a/b~c":1}}', '/features/a~1b~0c', 'UNKNOWN_FEATURE', 'no feature "a/b~c"'],
    ['{"features":{},"featurs":{}}', '/featurs', 'UNKNOWN_KEY', 'did you mean "features"?'],
    ['{"features":{},"id":7}', '/id', 'NOT_AN_ID', 'must be a text of 1 to 512 characters, got 7'],
  ])('%s names %s', async (body, pointer, code, message) => {
    const { status, body: found } = await problem(body);
    expect(status).toBe(422);
    expect(found.errors).toEqual([{ pointer, code, message: expect.stringContaining(message) }]);
  });

  test('n wrong values give n errors with their pointers, 20 of them in full', async () => {
    const wrong = fc.constantFrom('x', [], { a: 1 });
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(names, wrong, async (given, value) => {
        const features = Object.fromEntries(given.map((name) => [`${name} `, value]));
        const { body } = await problem({ features: { ...features, paid: value } });
        const pointers = [...Object.keys(features), 'paid'].map(
          (name) => `/features/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        );
        expect(body.errors!.map(({ pointer }) => pointer).sort()).toEqual(
          [...body.errors!.map(({ pointer }) => pointer)].filter((one) => pointers.includes(one)).sort(),
        );
        expect(body.errors).toHaveLength(Math.min(20, pointers.length));
        expect(body.more ?? 0).toBe(Math.max(0, pointers.length - 20));
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  test('a body that is too large, of another type, not UTF-8, or for an address that does not exist', async () => {
    expect((await problem({ features: {}, id: 'x'.repeat(2 ** 20) })).body.code).toBe('TOO_LARGE');
    expect((await problem('a=1', { 'content-type': 'text/plain' })).body.code).toBe('WRONG_TYPE');
    const bytes = await fetch(`${server.url}/v1/score`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: Uint8Array.of(0x7b, 0xff, 0x7d),
    });
    expect(await bytes.json()).toMatchObject({ code: 'BAD_JSON', detail: 'the body is not UTF-8' });
    expect((await get(`${server.url}/v1/scores`)).status).toBe(404);
    expect((await get(`${server.url}/v1/score`)).status).toBe(405);
  });

  test('a deadline that has passed or is none', async () => {
    expect((await problem({ features: {} }, { 'x-deadline-ms': 'soon' })).status).toBe(422);
    const late = await problem({ features: {} }, { 'x-deadline-ms': '0.0001' });
    expect(late).toMatchObject({ status: 504, body: { code: 'TOO_LATE' } });
    expect(late.headers.get('retry-after')).toBe('1');
  });

  test('a foreign name for this host, where no key is needed', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${server.url}/v1/models`, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once('error', reject).end();
    });
    expect(status).toBe(421);
  });

  test('codes alone where the server shows no words', async () => {
    const own = await start({ model: modelOf('trees'), errors: 'codes' });
    const { body } = await post(`${own.url}/v1/score`, { features: { paid: 'secret' } });
    expect(body['errors']).toEqual([{ pointer: '/features/paid', code: 'NOT_A_NUMBER' }]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('more requests than the limit, before their bodies are read', async () => {
    const own = await start({ model: modelOf('trees'), limits: { requests: 1 } });
    const { request } = await import('node:http');
    // A request whose body never ends holds the only place.
    const holding = request(`${own.url}/v1/score`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '100' } },
    });
    holding.on('error', () => undefined);
    await new Promise((resolve) => holding.write('{', resolve));
    await expect.poll(async () => (await post(`${own.url}/v1/score`, { features: {} })).status).toBe(503);
    holding.destroy();
    await expect.poll(async () => (await post(`${own.url}/v1/score`, { features: {} })).status).toBe(200);
  });
});

test('without a key only this machine may ask', async () => {
  await expect(start({ model: modelOf('trees'), host: '0.0.0.0' })).rejects.toThrow(
    /^host 0\.0\.0\.0 can be reached from other machines: give keys or jwt/,
  );
});
