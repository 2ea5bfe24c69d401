// What calls reach, and what is said of those that bring no whole answer.
import { createServer } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  isPrivateAddress,
  publicLookup,
  receiverUrl,
} from '../../../../src/delivery/channels/http/address.js';
import { retryAfterMs } from '../../../../src/delivery/channels/http/answer.js';
import { CallFault, httpClient } from '../../../../src/delivery/channels/http/client.js';
import { ProviderDouble } from '../../../support/delivery/provider-double.js';

const double = new ProviderDouble();
beforeAll(() => double.start());
afterAll(() => double.stop());
beforeEach(() => double.reset());

const options = { timeoutSeconds: 1, allowPrivate: true, parallel: 2, now: () => 5 };
const open = new AbortController().signal;
const post = (url: string, client = httpClient(options)) =>
  client({ method: 'POST', url: new URL(url), headers: {}, body: '回来' }, open);

async function faultOf(call: Promise<unknown>): Promise<CallFault> {
  const fault = await call.catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(CallFault);
  return fault as CallFault;
}

test('an answer comes whole, redirects are not followed, and connections are used again', async () => {
  double.answer = () => ({ status: 302, headers: { location: double.address }, body: '成' });
  const client = httpClient(options);
  const answer = await post(double.address, client);
  expect(answer).toMatchObject({ status: 302, text: '成', now: 5, headers: { location: double.address } });
  expect(double.calls).toHaveLength(1);
  expect(double.calls[0]).toMatchObject({ method: 'POST', body: '回来', headers: { 'content-length': '6' } });
});

describe('a call without a whole answer', () => {
  test.each([
    ['silence', 'no answer in 1 s'],
    ['reset', 'ECONNRESET'],
    ['half', 'aborted|cut|ECONNRESET'],
  ] as const)('%s: it may have been taken', async (said, reason) => {
    double.answer = () => said;
    const fault = await faultOf(post(double.address));
    expect(fault.wasSent).toBe(true);
    expect(fault.message).toMatch(new RegExp(reason));
  });

  test('an answer without an end is cut off', async () => {
    double.answer = () => ({ body: 'x'.repeat(2_000_000) });
    expect(await faultOf(post(double.address))).toMatchObject({
      wasSent: true,
      message: 'an answer of more than 1048576 bytes',
    });
  });

  test('nobody listens, or there is no such name: it was not taken', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    const fault = await faultOf(post(`http://127.0.0.1:${port}/`));
    expect(fault).toMatchObject({ wasSent: false, message: 'ECONNREFUSED' });
  });

  test('an encrypted call to a server that is none is not taken', async () => {
    const url = double.address.replace('http:', 'https:');
    expect(await faultOf(post(url))).toMatchObject({ wasSent: false });
    expect(double.calls).toHaveLength(0);
  });
});

test('a private address is not called, whether it is written or a name leads there', async () => {
  const client = httpClient({ ...options, allowPrivate: false });
  expect(await faultOf(post(double.address, client))).toMatchObject({ wasSent: false });
  expect(await faultOf(post(double.address.replace('127.0.0.1', '[::1]'), client))).toMatchObject({
    wasSent: false,
  });
  const error = await new Promise((resolve) =>
    publicLookup('localhost', { all: true }, (found) => resolve(found)),
  );
  expect(error).toMatchObject({ code: 'WINBACK_PRIVATE_ADDRESS' });
  expect(double.calls).toHaveLength(0);
});

test.each([
  ...['10.1.2.3', '172.31.255.255', '192.168.0.1', '127.0.0.1', '169.254.169.254', '100.100.100.200'],
  ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '::', '::1', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1'],
  ...['64:ff9b::a00:1'],
])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2400:3200::1', '::ffff:8.8.8.8'])(
  '%s is not private',
  (address) => expect(isPrivateAddress(address)).toBe(false),
);

test.each([
  ['http://example.com/', /must begin with https/],
  ['ftp://127.0.0.1/', /must begin with https/],
  ['https://me:pw@example.com/', /must not hold a user or a password/],
  ['https://192.168.1.1/', /is a private address/],
  ['http://localhost/', /is a private address/],
  ['https://[::ffff:7f00:1]/', /is a private address/],
  ['nowhere', /holds no URL/],
])('%s is refused', (url, message) => expect(() => receiverUrl(url, 'sms.url', false)).toThrow(message));

test('Retry-After is seconds or a date, from a second to a day', () => {
  const now = Date.parse('2025-09-01T00:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Mon, 01 Sep 2025 00:05:00 GMT', now)).toBe(300_000);
  expect(retryAfterMs('Mon, 01 Sep 2020 00:05:00 GMT', now)).toBe(1000);
  expect(retryAfterMs('999999999', now)).toBe(86_400_000);
  expect([undefined, '', 'soon'].map((header) => retryAfterMs(header, now))).toEqual([null, null, null]);
});
