// A channel over HTTP and its webhook, against a local receiver: what is sent, and what each answer means.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isSignedBy } from '../../../../src/delivery/channels/sign/webhook.js';
import { messageOfToken } from '../../../../src/delivery/inbound/link.js';
import { personKey } from '../../../../src/state/person.js';
import { ProviderDouble } from '../../../support/delivery/provider-double.js';
import { clock, kindsOf, messagesTo, opened, outcomesOf } from '../../../support/delivery/send.js';
import { type TestState, testState } from '../../../support/delivery/state.js';

const double = new ProviderDouble();
let kept: TestState;
beforeAll(async () => {
  await double.start();
  kept = await testState();
});
afterAll(async () => {
  double.stop();
  await kept.end();
});
beforeEach(() => double.reset());

const environment = { NEW: 'new secret', OLD: 'old secret' };
const channel = (more: object = {}) =>
  opened(
    kept.state,
    { type: 'webhook', url: `${double.address}in`, secrets: [{ env: 'NEW' }, { env: 'OLD' }], ...more },
    environment,
  );
const one = async (more: object = {}) =>
  (await outcomesOf(await channel({ timeoutSeconds: 1, ...more }), messagesTo(1))).get(1);

test('each message is one call with its key, signed under both secrets', async () => {
  double.answer = ({ headers }) => ({ body: { id: `r-${String(headers['idempotency-key'])}` } });
  const found = await outcomesOf(await channel(), messagesTo(3));
  expect(kindsOf(found)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(found.get(2)).toEqual({ kind: 'accepted', providerId: 'r-shop:july:u2:sms' });
  expect(double.calls.map(({ url }) => url)).toEqual(['/in', '/in', '/in']);
  for (const { headers, body } of double.calls) {
    const signature = String(headers['x-winback-signature']);
    for (const secret of Object.values(environment))
      expect(isSignedBy([secret], signature, body, clock / 1000)).toBe(true);
    expect(headers['x-winback-timestamp']).toBe(String(clock / 1000));
  }
  const sent = double.calls.map(({ body }) => JSON.parse(body) as { user: string });
  const second = sent.find(({ user }) => user === 'u2');
  expect(second).toMatchObject({ key: 'shop:july:u2:sms', campaign: 'july', properties: { name: '客2' } });
});

test('the body is as the configuration writes it; a message without a value is refused, and no other', async () => {
  const body = { to: '{{address}}', days: '{{days}}', text: '{{name}}，回来吧' };
  const messages = messagesTo(3).map((message) => (message.seq === 2 ? { ...message, body: {} } : message));
  const found = await outcomesOf(await channel({ body }), messages);
  expect(kindsOf(found)).toEqual(['accepted', 'refused', 'accepted']);
  expect(found.get(2)).toEqual({ kind: 'refused', reason: 'the message has no value for {{days}}' });
  expect(double.calls.map(({ body: text }) => JSON.parse(text) as unknown)).toContainEqual({
    ...{ to: '+8613800000001', days: 1, text: '客1，回来吧' },
  });
});

test('a message has the link by which it is opted out, where the configuration names its address', async () => {
  const keyFile = path.join(kept.folder, 'key');
  writeFileSync(keyFile, '0123456789abcdef'.repeat(4));
  const key = await personKey(kept.state, keyFile);
  const more = { body: { text: '退订：{{optOutLink}}' }, optOutUrl: 'https://shop.example.com/u' };
  const config = { type: 'webhook', url: double.address, ...more };
  await outcomesOf(await opened(kept.state, config, {}, { key }), messagesTo(1));
  const { text } = JSON.parse(double.calls[0]!.body) as { text: string };
  expect(text).toMatch(/^退订：https:\/\/shop\.example\.com\/u\/1-[0-9a-f]{32}$/);
  expect(messageOfToken(key, text.split('/u/')[1]!)).toBe(1);
  await expect(opened(kept.state, config, {})).rejects.toThrow('sms.optOutUrl needs the key of the state');
});

describe('what an answer means', () => {
  test.each([
    [204, {}, { kind: 'accepted' }],
    [400, {}, { kind: 'refused', reason: 'HTTP 400' }],
    [408, {}, { kind: 'failed', reason: 'HTTP 408' }],
    [401, {}, { kind: 'failed', reason: 'HTTP 401' }],
    [404, {}, { kind: 'failed', reason: 'HTTP 404' }],
    [302, {}, { kind: 'failed', reason: 'HTTP 302: redirects are not followed' }],
    [429, { 'retry-after': '7' }, { kind: 'throttled', waitMs: 7000 }],
    [429, {}, { kind: 'throttled', waitMs: 60_000 }],
    [503, { 'retry-after': '7' }, { kind: 'throttled', waitMs: 7000 }],
    [503, {}, { kind: 'unknown', reason: 'HTTP 503' }],
    [500, {}, { kind: 'unknown', reason: 'HTTP 500' }],
  ])('%i %j', async (status, headers, outcome) => {
    double.answer = () => ({ status, headers, body: '' });
    expect(await one()).toEqual(outcome);
  });

  test.each(['reset', 'half', 'silence'] as const)('%s: nobody knows', async (said) => {
    double.answer = () => said;
    expect(await one()).toMatchObject({ kind: 'unknown' });
  });

  test('nobody listens: it was not taken', async () => {
    const outcome = await one({ url: 'http://127.0.0.1:1/' });
    expect(outcome).toEqual({ kind: 'failed', reason: 'ECONNREFUSED' });
  });
});

test('where an account cannot send, one message fails and the others wait', async () => {
  double.answer = () => ({ status: 401, body: '' });
  const found = await outcomesOf(await channel({ parallel: 1 }), messagesTo(50));
  expect(double.calls).toHaveLength(1);
  expect(kindsOf(found)).toEqual(['failed', ...Array.from({ length: 49 }, () => 'throttled')]);
});

test('after a 429 nothing more is called', async () => {
  double.answer = () => ({ status: 429, headers: { 'retry-after': '3' }, body: '' });
  const found = await outcomesOf(await channel({ parallel: 2 }), messagesTo(30));
  expect(double.calls.length).toBeLessThanOrEqual(2);
  expect(new Set([...found.values()].map((outcome) => JSON.stringify(outcome)))).toEqual(
    new Set(['{"kind":"throttled","waitMs":3000}']),
  );
  expect(found.size).toBe(30);
});

test('a claim that has ended sends nothing', async () => {
  const found = await outcomesOf(await channel(), messagesTo(5), AbortSignal.abort());
  expect(double.calls).toHaveLength(0);
  expect(kindsOf(found)).toEqual(Array.from({ length: 5 }, () => 'throttled'));
});

describe('a batch', () => {
  const batch = { batch: 10, body: { name: '{{name}}' } };

  test('has a result for each message, in any order; what is missing is unknown', async () => {
    double.answer = ({ body }) => {
      const keys = (JSON.parse(body) as { messages: { key: string }[] }).messages.map(({ key }) => key);
      const results = [
        { key: keys[4], status: 'throttled' },
        { key: keys[1], status: 'refused', reason: 'no such phone' },
        { key: keys[0], status: 'accepted', id: 7 },
        { key: keys[2], status: 'opted-out' },
        { key: keys[3], status: 'failed' },
        { key: 'another', status: 'accepted' },
      ];
      return { body: { results } };
    };
    const found = await outcomesOf(await channel(batch), messagesTo(6));
    expect(double.calls).toHaveLength(1);
    expect([...found.values()]).toEqual([
      { kind: 'accepted', providerId: '7' },
      { kind: 'refused', reason: 'no such phone' },
      { kind: 'refused', reason: 'opted out', optOut: 'marketing' },
      { kind: 'failed', reason: 'failed' },
      { kind: 'throttled', waitMs: 60_000 },
      { kind: 'unknown', reason: 'the answer says nothing about this message' },
    ]);
  });

  test('one message that is refused with the whole call is found, and touches no other', async () => {
    double.answer = ({ body }) => {
      const list = (JSON.parse(body) as { messages: { key: string }[] }).messages;
      if (list.some(({ key }) => key === 'shop:july:u7:sms')) return { status: 422, body: '' };
      return { body: { results: list.map(({ key }) => ({ key, status: 'accepted' })) } };
    };
    const found = await outcomesOf(await channel(batch), messagesTo(20));
    expect(found.get(7)).toEqual({ kind: 'refused', reason: 'HTTP 422' });
    expect(kindsOf(found).filter((kind) => kind === 'accepted')).toHaveLength(19);
  });
});

test.each([
  [{ type: 'webhok' }, /channel\.type must be one of .* \(did you mean "webhook"\?\)/],
  [{ url: 'http://example.com/' }, /channel\.url must begin with https/],
  [{ allowPrivate: false }, /channel\.url is a private address/],
  [{ secret: { env: 'NEW' } }, /unknown option "secret" \(did you mean "secrets"\?\)/],
  [{ secrets: [{ env: 'MISSING' }] }, /sms\.secrets\[0\]: the environment variable MISSING is not set/],
  [{ body: { a: '{{b' } }, /channel\.body\.a must be a text in which a variable/],
  [{ limits: [{ most: 0, per: 'day' }] }, /channel\.limits\[0\]\.most must be a whole number/],
])('%j is refused', async (more, message) => {
  await expect(channel(more)).rejects.toThrow(message);
});
