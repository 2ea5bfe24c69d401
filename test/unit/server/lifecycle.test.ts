// How models take each other's place, and how a server begins and ends.
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ModelStatus, ScoreAnswer } from '../../../src/entries/client.js';
import { openRegistry } from '../../../src/registry/versions/registry.js';
import { drainUnderLoad, swapsUnderLoad } from '../../soak/serve-runs.js';
import { closeAll, freshFolder, get, post, start, storeModel } from '../../support/service.js';

const folder = freshFolder();
const inFolder = (name: string): string => path.join(folder, name);
const deed = { now: '2026-03-10T08:00:00.000Z', by: 'ana' };
const digests: string[] = [];
beforeAll(async () => {
  for (const seed of [1, 2]) digests.push(await storeModel(inFolder(`m${seed}`), { seed }));
});
afterAll(closeAll);

const body = { id: 'u1', features: { recency: 40 } };
const versionOf = async (url: string): Promise<string> =>
  (await post<ScoreAnswer>(`${url}/v1/score`, body)).body.model.version;

describe('a folder that changes', () => {
  test('another model takes the place of the first, and the first is still open', async () => {
    const live = inFolder('live');
    await cp(inFolder('m1'), live, { recursive: true });
    const server = await start({ model: live });
    expect(server.models()[0]).toMatchObject({
      digest: digests[0],
      previous: null,
      warmUp: { rows: 32, recorded: true },
    });
    await rm(live, { recursive: true });
    await cp(inFolder('m2'), live, { recursive: true });
    await server.refresh();
    expect(await versionOf(server.url)).toBe(digests[1]!.slice(0, 12));
    expect(server.models()[0]).toMatchObject({ previous: digests[0]!.slice(0, 12), refused: null });
  });

  test.each([
    ['half copied', (live: string) => rm(path.join(live, 'model.txt')), 'TAMPERED'],
    ['changed', (live: string) => writeFile(path.join(live, 'threshold.json'), '{}'), 'TAMPERED'],
    ['gone', (live: string) => rm(live, { recursive: true }), 'NOT_FOUND'],
    ['nonsense', (live: string) => writeFile(path.join(live, 'manifest.json'), '{}'), 'BAD_MODEL'],
  ])('a model that is %s never takes the place of a good one', async (name, spoil, code) => {
    const live = inFolder(`live-${name}`);
    await cp(inFolder('m1'), live, { recursive: true });
    const server = await start({ model: live });
    await rm(live, { recursive: true });
    await cp(inFolder('m2'), live, { recursive: true });
    await spoil(live);
    await expect(server.refresh()).rejects.toMatchObject({ code });
    expect(await versionOf(server.url)).toBe(digests[0]!.slice(0, 12));
    const { body: shown } = await get<{ models: readonly ModelStatus[] }>(`${server.url}/v1/models`);
    expect(shown.models[0]!.refused).toMatchObject({ code });
    expect(await (await fetch(`${server.adminUrl}/metrics`)).text()).toContain(
      'winback_models_refused_total{model="production"} 1',
    );
    expect((await get(`${server.url}/health/ready`)).status).toBe(200);
  });

  test('a model whose warm-up rows give other bits is not served', async () => {
    const live = inFolder('live-warm');
    await cp(inFolder('m1'), live, { recursive: true });
    const file = path.join(live, 'warm-up.json');
    const stored = JSON.parse(await readFile(file, 'utf8')) as { probabilities: number[] };
    stored.probabilities[5]! += Number.EPSILON;
    await writeFile(file, `${JSON.stringify(stored)}\n`);
    const { loadModel, saveModel } = await import('../../../src/registry/model-store.js');
    const model = await loadModel(inFolder('m1'));
    const { probabilities } = model.warmUp!;
    const changed = probabilities.map((p, i) => (i === 5 ? p + Number.EPSILON : p));
    await saveModel(live, {
      ...model,
      description: model.manifest,
      warmUp: { ...model.warmUp!, probabilities: changed },
    });
    model.classifier.close();
    await expect(start({ model: live })).rejects.toThrow(
      /gives .* for its warm-up row 6, which must give .*: it is not served/,
    );
  });

  test('the model before comes back from memory: its manifest says which it is, and no other file is read', async () => {
    const live = inFolder('live-back');
    await cp(inFolder('m1'), live, { recursive: true });
    const server = await start({ model: live });
    await rm(live, { recursive: true });
    await cp(inFolder('m2'), live, { recursive: true });
    await server.refresh();
    await rm(live, { recursive: true });
    await cp(path.join(inFolder('m1'), 'manifest.json'), path.join(live, 'manifest.json'));
    await server.refresh();
    expect(await versionOf(server.url)).toBe(digests[0]!.slice(0, 12));
    expect(server.models()[0]).toMatchObject({ digest: digests[0], refused: null });
    // A server that starts now has nothing in memory.
    await expect(start({ model: live })).rejects.toMatchObject({ code: 'TAMPERED' });
  });

  test('a model of version 0.1 has no warm-up rows, and the server says so', async () => {
    const server = await start({ model: 'test/golden/registry/model-0.1' });
    expect(server.models()[0]!.warmUp).toEqual({ rows: 16, recorded: false });
  });
});

describe('a registry', () => {
  test('names are promoted and rolled back over the admin listener; others are told who was first', async () => {
    const place = inFolder('registry');
    const registry = await openRegistry(place);
    for (const name of ['m1', 'm2']) await registry.publish(inFolder(name), deed);
    await registry.promote(digests[0]!, deed);
    const server = await start({ registry: place });
    const aliases = (given: object) => post(`${server.adminUrl}/v1/models/production/aliases`, given);
    expect(await aliases({ version: digests[1], by: 'ben', base: 7 })).toMatchObject({ status: 409 });
    const promoted = await aliases({ version: digests[1], by: 'ben', reason: 'better', base: 1 });
    expect(promoted).toMatchObject({
      status: 200,
      body: { entry: { number: 2, kind: 'promote', by: 'ben' } },
    });
    expect(await versionOf(server.url)).toBe(digests[1]!.slice(0, 12));
    // Of the same length and no model: whoever read it would refuse it.
    const file = path.join(place, 'versions', digests[0]!, 'model.txt');
    const whole = await readFile(file);
    await writeFile(file, Buffer.alloc(whole.length, 'x'));
    const back = await aliases({ rollback: true, by: 'ben' });
    await writeFile(file, whole);
    expect(back).toMatchObject({ status: 200, body: { entry: { number: 3, kind: 'rollback' } } });
    expect(await versionOf(server.url)).toBe(digests[0]!.slice(0, 12));
    expect(await aliases({ by: 'ben' })).toMatchObject({ status: 422 });
    expect(await aliases({ version: 'abcdef0123', by: 'ben' })).toMatchObject({ status: 404 });
    expect((await post(`${server.url}/v1/models/production/aliases`, {})).status).toBe(404);
  });

  test('a canary scores its share of the users, the same ones every time; a shadow only compares', async () => {
    const place = inFolder('registry-canary');
    const registry = await openRegistry(place);
    for (const [i, name] of ['production', 'canary'].entries()) {
      await registry.publish(inFolder(`m${i + 1}`), deed);
      await registry.promote(digests[i]!, { ...deed, name });
    }
    const server = await start({
      registry: place,
      canary: { name: 'canary', share: 0.25 },
      shadow: 'canary',
    });
    const ask = async (id: string) =>
      (await post<ScoreAnswer>(`${server.url}/v1/score`, { ...body, id })).body;
    const ids = Array.from({ length: 200 }, (_, i) => `user-${i}`);
    const answers = await Promise.all(ids.map(ask));
    const share = answers.filter(({ model }) => model.name === 'canary').length / ids.length;
    // Four standard deviations of a draw of 200 users.
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 200));
    expect(await Promise.all(ids.map(ask))).toEqual(answers);
    const metrics = async () => (await fetch(`${server.adminUrl}/metrics`)).text();
    await expect.poll(metrics).toContain('winback_shadow_total{outcome="scored"} 400');
    const text = await metrics();
    const rows = /winback_rows_total\{model="(\w+)",version="\w{12}"\} (\d+)/g;
    const byCanary = Math.round(400 * share);
    expect(
      Object.fromEntries([...text.matchAll(rows)].map(([, name, count]) => [name, Number(count)])),
    ).toEqual({
      ...{ production: 400 - byCanary, canary: byCanary },
    });
    expect(text).toContain('winback_requests_total{route="score",code="200"} 400');
    // What was told once is not told again.
    expect(await metrics()).toContain('winback_requests_total{route="score",code="200"} 400');
  });
});

describe('under load', () => {
  test('swaps of models mix no answer and lose none', async () => {
    const { counts, swaps } = await swapsUnderLoad(6);
    expect(swaps).toBe(6);
    expect(Object.keys(counts)).toEqual(['right']);
    expect(counts['right']).toBeGreaterThan(20);
  });

  test('the end of a server loses no request on connections that stay open', async () => {
    const { answered, lost, failed } = await drainUnderLoad(1000);
    expect(answered).toBeGreaterThanOrEqual(1000);
    expect({ lost, failed }).toEqual({ lost: 0, failed: 0 });
  });
});

test('a server that ends says that it is not ready, and answers what is asked meanwhile', async () => {
  const server = await start({ model: inFolder('m1'), preStopMs: 300 });
  const closed = server.close();
  await expect.poll(async () => (await get(`${server.url}/health/ready`)).status).toBe(503);
  expect((await get(`${server.url}/health/live`)).status).toBe(200);
  expect((await post(`${server.url}/v1/score`, body)).status).toBe(200);
  await closed;
  await expect(fetch(`${server.url}/health/live`)).rejects.toThrow('fetch failed');
});

test('two servers do not share a port, and the second leaves nothing behind', async () => {
  const first = await start({ model: inFolder('m1') });
  const port = Number(new URL(first.url).port);
  await expect(start({ model: inFolder('m1'), port })).rejects.toMatchObject({ code: 'IO' });
});
