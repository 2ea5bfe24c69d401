// The face of the Open Inference Protocol: JSON and binary tensors give the same bits as `/v1/score`.
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { ProblemDocument, ScoreAnswer } from '../../../src/entries/client.js';
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

const users = usersTable(6, 4);
const rows = [0, 1, 2, 3, 4, 5];
let server: RunningServer;
const expected: number[] = [];
beforeAll(async () => {
  const model = path.join(freshFolder(), 'model');
  await storeModel(model);
  server = await start({ model });
  for (const row of rows) {
    const features = Object.fromEntries(featureNames.map((name) => [name, users[name][row]]));
    expected.push((await post<ScoreAnswer>(`${server.url}/v1/score`, { features })).body.probability);
  }
});
afterAll(closeAll);

interface Answer {
  readonly model_name: string;
  readonly id?: string;
  readonly outputs: readonly { readonly data: readonly number[]; readonly shape: readonly number[] }[];
}

const infer = <T = Answer>(body: unknown, address = '/v2/models/production/infer') =>
  post<T>(`${server.url}${address}`, body);
const texts = { name: 'channel', shape: [6], datatype: 'BYTES', data: users.channel };
const numbers = (name: 'recency' | 'paid') => ({ name, shape: [6, 1], datatype: 'FP64', data: users[name] });

test('what the server is and which models it has', async () => {
  expect((await get(`${server.url}/v2`)).body).toMatchObject({ extensions: ['binary_tensor_data'] });
  expect((await get(`${server.url}/v2/health/ready`)).status).toBe(200);
  const { body } = await get<{ versions: string[]; inputs: unknown[] }>(`${server.url}/v2/models/production`);
  expect(body.inputs).toContainEqual({ name: 'channel', datatype: 'BYTES', shape: [-1, 1] });
  expect((await get(`${server.url}/v2/models/production/versions/${body.versions[0]}/ready`)).status).toBe(
    200,
  );
  expect((await get(`${server.url}/v2/models/production/versions/none/ready`)).status).toBe(404);
  expect((await get(`${server.url}/v2/models/Production`)).status).toBe(404);
});

test('a tensor a feature, by name, in any order', async () => {
  const { status, body } = await infer({ id: 'r7', inputs: [texts, numbers('paid'), numbers('recency')] });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    model_name: 'production',
    id: 'r7',
    outputs: [{ shape: [6, 1], data: expected }],
  });
});

test('binary tensors in and out', async () => {
  const floats = (name: 'recency' | 'paid') =>
    Buffer.from(Float64Array.from(users[name], (v) => v ?? Number.NaN).buffer);
  const bytes = Buffer.concat(
    users.channel.flatMap((text) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, Buffer.from(text)];
    }),
  );
  const tensor = (name: string, datatype: string, size: number) => ({
    ...{ name, datatype, shape: [6], parameters: { binary_data_size: size } },
  });
  const head = JSON.stringify({
    inputs: [
      tensor('recency', 'FP64', 48),
      tensor('paid', 'FP64', 48),
      tensor('channel', 'BYTES', bytes.length),
    ],
    parameters: { binary_data_output: true },
  });
  const answer = await fetch(`${server.url}/v2/models/production/infer`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(head.length),
    },
    body: Buffer.concat([Buffer.from(head), floats('recency'), floats('paid'), bytes]),
  });
  expect(answer.status).toBe(200);
  const found = Buffer.from(await answer.arrayBuffer());
  const at = Number(answer.headers.get('inference-header-content-length'));
  expect(JSON.parse(found.toString('utf8', 0, at))).toMatchObject({
    outputs: [{ parameters: { binary_data_size: 48 } }],
  });
  expect(rows.map((row) => found.readDoubleLE(at + 8 * row))).toEqual(expected);
});

test.each([
  [{ inputs: [] }, '/inputs', 'NOT_A_LIST'],
  [{ inputs: [{ name: 'x', shape: [1], datatype: 'FP64', data: [1] }] }, '/inputs/0/name', 'UNKNOWN_FEATURE'],
  [{ inputs: [{ ...numbers('paid'), data: [1] }] }, '/inputs/0/data', 'WRONG_LENGTH'],
  [
    { inputs: [numbers('paid'), { ...texts, shape: [3], data: ['a', 'b', 'c'] }] },
    '/inputs/1/shape',
    'BAD_SHAPE',
  ],
  [{ inputs: [{ ...numbers('paid'), data: [1, 2, 'x', 4, 5, 6] }] }, '/inputs/0/data/2', 'NOT_A_NUMBER'],
  [
    { inputs: [{ name: 'all', shape: [2, 2], datatype: 'FP64', data: [1, 2, 3, 4] }] },
    '/inputs/0/shape',
    'BAD_SHAPE',
  ],
])('%j is refused', async (body, pointer, code) => {
  const answer = await infer<ProblemDocument>(body);
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
});
