// Who may ask for what: keys, tokens, scopes, rates, rotation.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { LogLine } from '../../../src/server/log.js';
import { closeAll, freshFolder, get, post, start, storeModel } from '../../support/service.js';

const folder = freshFolder();
const model = path.join(folder, 'model');
beforeAll(async () => {
  await storeModel(model);
});
afterAll(closeAll);

const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex');
const file = path.join(folder, 'keys.json');
const write = (...keys: readonly object[]): void => writeFileSync(file, JSON.stringify({ keys }));
const key = (id: string, secret: string, more: object = {}) => ({
  id,
  sha256: sha256(secret),
  scopes: ['score'],
  ...more,
});
const body = { features: { recency: 3 } };

describe('keys', () => {
  test('a key is asked for, must be known, and must have the scope', async () => {
    write(key('crm', 'one'), key('ops', 'two', { scopes: ['admin'] }));
    // With keys other machines may ask, and a proxy may send any name of a host.
    const server = await start({ model, keys: file, host: '0.0.0.0' });
    const url = server.url.replace('0.0.0.0', '127.0.0.1');
    const score = (headers: Record<string, string>) => post(`${url}/v1/score`, body, headers);
    const without = await score({});
    expect(without).toMatchObject({ status: 401, body: { code: 'NO_KEY' } });
    expect(without.headers.get('www-authenticate')).toBe('Bearer');
    expect(await score({ authorization: 'Bearer three' })).toMatchObject({
      status: 401,
      body: { code: 'WRONG_KEY' },
    });
    expect(await score({ authorization: 'Bearer two' })).toMatchObject({
      status: 403,
      body: { code: 'NOT_ALLOWED' },
    });
    expect(await score({ authorization: 'Bearer one' })).toMatchObject({ status: 200 });
    expect(await score({ 'x-api-key': 'one' })).toMatchObject({ status: 200 });
    expect((await get(`${url}/health/ready`)).status).toBe(200);
    const refresh = (secret: string) =>
      post(`${server.adminUrl}/v1/models/refresh`, {}, { 'x-api-key': secret });
    expect((await refresh('one')).status).toBe(403);
    expect((await refresh('two')).status).toBe(200);
  });

  test('two keys of one id are valid at a time; an old one ends when the file says so', async () => {
    write(key('crm', 'old'), key('crm', 'new'));
    const server = await start({ model, keys: file });
    const status = async (secret: string): Promise<number> =>
      (await post(`${server.url}/v1/score`, body, { 'x-api-key': secret })).status;
    expect([await status('old'), await status('new')]).toEqual([200, 200]);
    write(key('crm', 'old', { until: '2020-01-01T00:00:00Z' }), key('crm', 'new'));
    await server.refresh();
    expect([await status('old'), await status('new')]).toEqual([401, 200]);
    writeFileSync(file, '{"keys": [');
    await expect(server.refresh()).rejects.toThrow('keys.json is not JSON');
    expect(await status('new')).toBe(200);
    write(key('crm', 'newer'));
    await server.refresh();
    expect([await status('new'), await status('newer')]).toEqual([401, 200]);
  });

  test('a rate is not exceeded, and says when to come again', async () => {
    write(key('crm', 'slow', { perSecond: 5 }), key('crm2', 'fast'));
    const server = await start({ model, keys: file });
    const ask = (secret: string) => post(`${server.url}/v1/score`, body, { 'x-api-key': secret });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('slow')));
    const granted = answers.filter(({ status }) => status === 200).length;
    expect(granted).toBeGreaterThanOrEqual(5);
    expect(granted).toBeLessThan(20);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await ask('fast')).status).toBe(200);
  });

  test.each([
    [{ keys: [] }, 'has no key: nobody could ask'],
    [{ keys: [{ id: 'a', sha256: 'secret', scopes: ['score'] }] }, 'must be the SHA-256 of a key'],
    [{ keys: [key('a', 'b', { scopes: ['scores'] })] }, 'did you mean "score"?'],
    [{ keys: [key('a', 'b', { until: 'soon' })] }, 'must be a time such as'],
  ])('a file that nobody could use is refused: %j', async (content, message) => {
    writeFileSync(file, JSON.stringify(content));
    await expect(start({ model, keys: file })).rejects.toThrow(message);
  });

  test('the log names keys by their id, users by a digest, and no value', async () => {
    write(key('crm', 'one'));
    const lines: LogLine[] = [];
    const server = await start({ model, keys: file, logSample: 1, onLog: (line) => lines.push(line) });
    await post(
      `${server.url}/v1/score`,
      { id: 'user-77', features: { recency: 61.25 } },
      { 'x-api-key': 'one' },
    );
    await expect
      .poll(() => lines.find(({ route }) => route === 'score'))
      .toMatchObject({
        ...{ event: 'request', key: 'crm', status: 200, user: expect.stringMatching(/^[0-9a-f]{16}$/) },
      });
    expect(JSON.stringify(lines)).not.toMatch(/user-77|61\.25|"one"/);
  });
});

describe('tokens', () => {
  const now = Math.floor(Date.now() / 1e3);
  const claims = { scope: 'score other', sub: 'app' };
  const token = (
    privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'],
    more: object = {},
    { audience = 'winback', exp = now + 60, alg = 'ES256' } = {},
  ) =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg, kid: 'k1' })
      .setAudience(audience)
      .setExpirationTime(exp)
      .sign(privateKey);

  test('a good one is taken; late, foreign, unsigned and forged ones are not', async () => {
    const [good, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    const jwks = path.join(folder, 'jwks.json');
    writeFileSync(
      jwks,
      JSON.stringify({ keys: [{ ...(await exportJWK(good.publicKey)), kid: 'k1', alg: 'ES256' }] }),
    );
    const server = await start({ model, jwt: { jwks, audience: 'winback' } });
    const status = async (given: string): Promise<number> =>
      (await post(`${server.url}/v1/score`, body, { authorization: `Bearer ${given}` })).status;
    expect(await status(await token(good.privateKey))).toBe(200);
    // Clocks differ by up to a minute.
    expect(await status(await token(good.privateKey, {}, { exp: now - 30 }))).toBe(200);
    expect(await status(await token(good.privateKey, {}, { exp: now - 120 }))).toBe(401);
    expect(await status(await token(good.privateKey, {}, { audience: 'others' }))).toBe(401);
    expect(await status(await token(good.privateKey, { scope: 'decide' }))).toBe(403);
    expect(await status(await token(other.privateKey))).toBe(401);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = part({ ...claims, aud: 'winback', exp: now + 60 });
    expect(await status(`${part({ alg: 'none' })}.${payload}.`)).toBe(401);
    const secret = new TextEncoder().encode('s'.repeat(32));
    const shared = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setAudience('winback')
      .setExpirationTime(now + 60)
      .sign(secret);
    expect(await status(shared)).toBe(401);
    expect(await status('nonsense')).toBe(401);
  });
});
