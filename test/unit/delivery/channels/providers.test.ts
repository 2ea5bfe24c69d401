// Tencent Cloud, Twilio, OneSignal, Braze, FCM and APNs against local doubles of their documented forms.
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { createServer, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { providerKinds } from '../../../../src/delivery/channels/kinds.js';
import { tencentHeaders } from '../../../../src/delivery/channels/sign/tencent.js';
import type { Outcome } from '../../../../src/delivery/outbox/channel.js';
import { type Called, ProviderDouble, type Said } from '../../../support/delivery/provider-double.js';
import { clock, kindsOf, messagesTo, opened, outcomesOf } from '../../../support/delivery/send.js';
import { type TestState, testState } from '../../../support/delivery/state.js';

const pem = (pair: { privateKey: { export(o: object): unknown } }): string =>
  String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const account = JSON.stringify({
  ...{ project_id: 'shop-1', client_email: 'push@shop-1.example', private_key: pem(rsa) },
});
const environment = { KEY: 'hush', ID: 'id', ACCOUNT: account, P8: pem(ec) };
const [key, id] = [{ env: 'KEY' }, { env: 'ID' }];

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

/** The settings of each kind, with everything that has no usual value. */
const settings: Readonly<Record<string, () => object>> = {
  'aliyun-sms': () => ({ accessKeyId: id, accessKeySecret: key, signName: '商城', templateCode: 'SMS_1' }),
  'tencent-sms': () => ({
    ...{ secretId: id, secretKey: key, sdkAppId: '1400', signName: '商城', templateId: '7' },
    params: ['{{name}}', '{{days}}'],
  }),
  twilio: () => ({ accountSid: 'AC1', authToken: key, from: '+15550001', body: 'Come back, {{name}}' }),
  onesignal: () => ({ appId: 'app', apiKey: key, contents: { en: 'Come back, {{name}}' } }),
  braze: () => ({ apiKey: key, campaignId: 'c1', properties: { days: '{{days}}' } }),
  fcm: () => ({
    ...{ serviceAccount: { env: 'ACCOUNT' }, message: { notification: { title: '{{name}}' } } },
    tokenEndpoint: `${double.address}token`,
  }),
  apns: () => ({
    key: { env: 'P8' },
    keyId: 'K1',
    teamId: 'T1',
    topic: 'com.shop',
    payload: { aps: { alert: '{{name}}' } },
  }),
  jpush: () => ({ appKey: id, masterSecret: key, notification: { alert: '{{name}}' } }),
  webhook: () => ({ url: double.address }),
};
const channel = (type: string, more: object = {}) => {
  const endpoint = type === 'webhook' ? {} : { endpoint: double.address };
  return opened(
    kept.state,
    { type, timeoutSeconds: 1, ...endpoint, ...settings[type]!(), ...more },
    environment,
  );
};
/** What becomes of one message where the double answers so. */
async function one(type: string, said: Said | ((call: Called) => Said)): Promise<Outcome> {
  double.answer = typeof said === 'function' ? said : () => said;
  return (await outcomesOf(await channel(type), messagesTo(1))).get(1)!;
}
const call = (): Called => double.calls.at(-1)!;
const body = (): unknown => JSON.parse(call().body);

describe('Tencent Cloud', () => {
  const statuses = (codes: Readonly<Record<string, string>>) => (sent: Called) => {
    const numbers = (JSON.parse(sent.body) as { PhoneNumberSet: string[] }).PhoneNumberSet;
    const of = (phone: string) => ({
      PhoneNumber: phone,
      SerialNo: `s${phone.slice(-2)}`,
      Code: codes[phone.slice(-2)] ?? 'Ok',
      Message: 'm',
    });
    return { body: { Response: { SendStatusSet: numbers.map(of).reverse(), RequestId: 'r' } } };
  };

  test('one call for all with the same text, signed; a status for each number in any order', async () => {
    double.answer = statuses({
      '02': 'FailedOperation.PhoneNumberInBlacklist',
      '03': 'LimitExceeded.PhoneNumberDailyLimit',
      '04': 'InvalidParameterValue.IncorrectPhoneNumber',
      '05': 'InternalError.Timeout',
    });
    const messages = messagesTo(6, { body: { name: '客', days: 3 } });
    const found = await outcomesOf(await channel('tencent-sms'), messages);
    expect(double.calls).toHaveLength(1);
    expect([...found.values()]).toEqual([
      { kind: 'accepted', providerId: 's01' },
      { kind: 'refused', reason: 'FailedOperation.PhoneNumberInBlacklist: m', optOut: 'marketing' },
      { kind: 'failed', reason: 'LimitExceeded.PhoneNumberDailyLimit: m' },
      { kind: 'refused', reason: 'InvalidParameterValue.IncorrectPhoneNumber: m' },
      { kind: 'unknown', reason: 'InternalError.Timeout: m' },
      { kind: 'accepted', providerId: 's06' },
    ]);
    expect(body()).toMatchObject({ TemplateParamSet: ['客', '3'], SmsSdkAppId: '1400', TemplateId: '7' });
    const host = new URL(double.address).host;
    const seconds = clock / 1000;
    const signed = tencentHeaders({
      service: 'sms',
      host,
      secretId: 'id',
      secretKey: 'hush',
      seconds,
      body: call().body,
    });
    expect(call().headers).toMatchObject({
      ...signed,
      host,
      'x-tc-action': 'SendSms',
      'x-tc-version': '2021-01-11',
    });
  });

  test('texts that differ, and numbers of elsewhere, go in calls of their own', async () => {
    double.answer = statuses({});
    const messages = [...messagesTo(2), ...messagesTo(4, { body: { name: '客', days: 3 } }).slice(2)];
    const abroad = { ...messages[3]!, seq: 9, address: '+1 555 000 1111' };
    const missing = { ...messages[3]!, seq: 10, body: {} };
    const found = await outcomesOf(await channel('tencent-sms'), [...messages, abroad, missing]);
    expect(double.calls).toHaveLength(4);
    expect(kindsOf(found)).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'refused']);
  });

  test.each([
    ['RequestLimitExceeded', 'throttled'],
    ['AuthFailure.SignatureFailure', 'failed'],
    ['FailedOperation.InsufficientBalanceInSmsPackage', 'failed'],
    ['InvalidParameterValue.TemplateParameterLengthLimit', 'refused'],
    ['InternalError', 'unknown'],
  ])('%s is %s', async (Code, kind) => {
    expect(await one('tencent-sms', { body: { Response: { Error: { Code, Message: 'm' } } } })).toMatchObject(
      { kind },
    );
  });
});

describe('Twilio', () => {
  test('a form with the text, under Basic; the sid is the number of the message', async () => {
    expect(await one('twilio', { status: 201, body: { sid: 'SM1', status: 'queued' } })).toEqual({
      kind: 'accepted',
      providerId: 'SM1',
    });
    expect(call().url).toBe('/2010-04-01/Accounts/AC1/Messages.json');
    expect(call().headers.authorization).toBe(`Basic ${Buffer.from('AC1:hush').toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(call().body))).toEqual({
      To: '+8613800000001',
      From: '+15550001',
      Body: 'Come back, 客1',
      ValidityPeriod: '14400',
    });
  });

  test.each([
    [400, 21610, { kind: 'refused', reason: '21610: m', optOut: 'marketing' }],
    [400, 21211, { kind: 'refused', reason: '21211: m' }],
    [400, 21603, { kind: 'failed', reason: '21603: m' }],
    [401, 20003, { kind: 'failed', reason: '20003: m' }],
    [429, 20429, { kind: 'throttled', waitMs: 60_000 }],
    [400, 21611, { kind: 'throttled', waitMs: 60_000 }],
    [400, 12345, { kind: 'refused', reason: '12345: m' }],
    [500, 20500, { kind: 'unknown', reason: '20500: m' }],
  ])('%i %i', async (status, code, outcome) => {
    expect(await one('twilio', { status, body: { code, message: 'm', status } })).toEqual(outcome);
  });

  test('a number and a service, or neither, are refused', async () => {
    await expect(channel('twilio', { messagingServiceSid: 'MG1' })).rejects.toThrow('give either from or');
    await expect(channel('twilio', { from: undefined })).rejects.toThrow('give either from or');
  });
});

describe('OneSignal', () => {
  test('the key stands in the body, and is the same for the same message', async () => {
    expect(await one('onesignal', { body: { id: 'n1', external_id: null } })).toEqual({
      kind: 'accepted',
      providerId: 'n1',
    });
    const first = body() as Record<string, unknown>;
    await one('onesignal', { body: { id: 'n1' } });
    expect(body()).toEqual(first);
    const hash = createHash('sha256').update('shop:july:u1:sms').digest('hex');
    expect(String(first['idempotency_key'])).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(String(first['idempotency_key']).slice(0, 8)).toBe(hash.slice(0, 8));
    expect(first).toMatchObject({
      app_id: 'app',
      target_channel: 'push',
      contents: { en: 'Come back, 客1' },
      include_aliases: { external_id: ['+8613800000001'] },
    });
    expect(call().headers.authorization).toBe('Key hush');
  });

  test.each([
    [
      200,
      { id: '', errors: ['All included players are not subscribed'] },
      { kind: 'refused', reason: 'All included players are not subscribed' },
    ],
    [
      200,
      { id: 'n', errors: { invalid_aliases: { external_id: ['x'] } } },
      { kind: 'refused', reason: 'invalid_aliases' },
    ],
    [200, { id: '' }, { kind: 'unknown', reason: 'an answer without an id' }],
    [400, { errors: ['bad app'] }, { kind: 'refused', reason: 'HTTP 400: bad app' }],
    [403, { errors: ['no'] }, { kind: 'failed', reason: 'HTTP 403: no' }],
    [429, {}, { kind: 'throttled', waitMs: 60_000 }],
    [500, {}, { kind: 'unknown', reason: 'HTTP 500' }],
  ])('%i %j', async (status, said, outcome) => {
    expect(await one('onesignal', { status, body: said })).toEqual(outcome);
  });
});

describe('Braze', () => {
  test('fifty users a call, each with values of their own', async () => {
    double.answer = () => ({ status: 201, body: { dispatch_id: 'd1', message: 'success' } });
    const found = await outcomesOf(await channel('braze'), messagesTo(51, { address: null }));
    expect(double.calls).toHaveLength(2);
    expect(new Set(kindsOf(found))).toEqual(new Set(['accepted']));
    expect(found.get(51)).toEqual({ kind: 'accepted', providerId: 'd1' });
    const first = double.calls
      .map(({ body: text }) => JSON.parse(text) as { recipients: object[] })
      .find(({ recipients }) => recipients.length === 50)!;
    expect(first).toMatchObject({ campaign_id: 'c1', broadcast: false });
    expect(first.recipients[1]).toEqual({ external_user_id: 'u2', trigger_properties: { days: 2 } });
  });

  test('errors that name nobody leave all unknown; one wrong recipient is found', async () => {
    expect(
      await one('braze', { status: 201, body: { message: 'success', errors: ['a user is wrong'] } }),
    ).toEqual({ kind: 'unknown', reason: 'a user is wrong' });
    double.answer = ({ body: text }) =>
      text.includes('"days":3}')
        ? { status: 400, body: { message: 'bad recipient' } }
        : { status: 201, body: { message: 'queued' } };
    const found = await outcomesOf(await channel('braze'), messagesTo(6));
    expect(found.get(3)).toEqual({ kind: 'refused', reason: 'HTTP 400: bad recipient' });
    expect(kindsOf(found).filter((kind) => kind === 'accepted')).toHaveLength(5);
  });

  test('a 429 says when the window ends, in seconds since 1970', async () => {
    const headers = { 'x-ratelimit-reset': String(clock / 1000 + 90) };
    expect(await one('braze', { status: 429, headers, body: {} })).toEqual({
      kind: 'throttled',
      waitMs: 90_000,
    });
  });
});

describe('FCM', () => {
  const answers = (said: Said) => (sent: Called) => {
    if (sent.url !== '/token') return said;
    const assertion = new URLSearchParams(sent.body).get('assertion')!;
    const [head, claims, signature] = assertion.split('.') as [string, string, string];
    const publicKey = createPublicKey(rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
    const { iss, aud, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
      string,
      unknown
    >;
    expect([isSigned, iss, aud, Number(exp) - Number(iat)]).toEqual([
      true,
      'push@shop-1.example',
      `${double.address}token`,
      3600,
    ]);
    return { body: { access_token: 't'.repeat(300), expires_in: 3600, token_type: 'Bearer' } };
  };

  test('a token is fetched once for many messages', async () => {
    double.answer = answers({ body: { name: 'projects/shop-1/messages/0:1' } });
    const found = await outcomesOf(await channel('fcm'), messagesTo(5, { address: 'device-token' }));
    expect(found.get(1)).toEqual({ kind: 'accepted', providerId: 'projects/shop-1/messages/0:1' });
    expect(double.calls.filter(({ url }) => url === '/token')).toHaveLength(1);
    expect(call().url).toBe('/v1/projects/shop-1/messages:send');
    expect(call().headers.authorization).toBe(`Bearer ${'t'.repeat(300)}`);
    expect(body()).toMatchObject({ message: { token: 'device-token' } });
  });

  const error = (status: string, errorCode?: string) => ({
    error: {
      status,
      message: 'm',
      details:
        errorCode === undefined
          ? []
          : [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }],
    },
  });
  test.each([
    [404, error('NOT_FOUND', 'UNREGISTERED'), { kind: 'refused', reason: 'UNREGISTERED: m', optOut: 'all' }],
    [404, error('NOT_FOUND'), { kind: 'failed', reason: 'NOT_FOUND: m' }],
    [400, error('INVALID_ARGUMENT', 'INVALID_ARGUMENT'), { kind: 'refused', reason: 'INVALID_ARGUMENT: m' }],
    [
      403,
      error('PERMISSION_DENIED', 'SENDER_ID_MISMATCH'),
      { kind: 'refused', reason: 'SENDER_ID_MISMATCH: m' },
    ],
    [403, error('PERMISSION_DENIED'), { kind: 'failed', reason: 'PERMISSION_DENIED: m' }],
    [429, error('RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED'), { kind: 'throttled', waitMs: 60_000 }],
    [503, error('UNAVAILABLE', 'UNAVAILABLE'), { kind: 'throttled', waitMs: 10_000 }],
    [500, error('INTERNAL', 'INTERNAL'), { kind: 'unknown', reason: 'INTERNAL: m' }],
  ])('%i %j', async (status, said, outcome) => {
    expect(await one('fcm', answers({ status, body: said }))).toEqual(outcome);
  });

  test('without a token nothing is sent, and the key must be one', async () => {
    expect(
      await one('fcm', {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'no such account' },
      }),
    ).toEqual({ kind: 'failed', reason: 'token: invalid_grant: no such account' });
    expect(double.calls.map(({ url }) => url)).toEqual(['/token']);
    await expect(
      opened(kept.state, { type: 'fcm', ...settings['fcm']!() }, { ACCOUNT: 'no' }),
    ).rejects.toThrow('serviceAccount holds no JSON');
  });
});

describe('APNs', () => {
  let server: Http2Server;
  let address: string;
  const sessions = new Set<{ destroy(): void }>();
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  let said: { status: number; body: object } | 'silence' = { status: 200, body: {} };
  beforeAll(async () => {
    server = createServer();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream, headers) => {
      let text = '';
      stream.on('error', () => undefined);
      stream.on('data', (part: Buffer) => {
        text += part.toString();
      });
      stream.on('end', () => {
        seen.push({ headers, body: text });
        if (said === 'silence') return;
        stream.respond({ ':status': said.status, 'apns-id': 'A-1' });
        stream.end(said.status === 200 ? '' : JSON.stringify(said.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const push = async (count = 1) =>
    outcomesOf(await channel('apns', { endpoint: address }), messagesTo(count, { address: 'abc123' }));

  test('one connection, a token that the key of the team has signed', async () => {
    said = { status: 200, body: {} };
    const found = await push(20);
    expect(new Set(kindsOf(found))).toEqual(new Set(['accepted']));
    expect(found.get(1)).toEqual({ kind: 'accepted', providerId: 'A-1' });
    expect(seen).toHaveLength(20);
    const { headers, body: text } = seen[0]!;
    expect(headers).toMatchObject({
      ':path': '/3/device/abc123',
      'apns-topic': 'com.shop',
      'apns-push-type': 'alert',
    });
    expect(JSON.parse(text)).toEqual({ aps: { alert: '客1' } });
    const [head, claims, signature] = String(headers.authorization).replace('bearer ', '').split('.') as [
      string,
      string,
      string,
    ];
    const publicKey = {
      key: createPublicKey(ec.publicKey.export({ type: 'spki', format: 'pem' })),
      dsaEncoding: 'ieee-p1363' as const,
    };
    expect(
      verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')),
    ).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ iss: 'T1', iat: clock / 1000 });
  });

  test.each([
    [410, 'Unregistered', { kind: 'refused', reason: 'Unregistered: HTTP 410', optOut: 'all' }],
    [400, 'BadDeviceToken', { kind: 'refused', reason: 'BadDeviceToken: HTTP 400', optOut: 'all' }],
    [400, 'DeviceTokenNotForTopic', { kind: 'refused', reason: 'DeviceTokenNotForTopic: HTTP 400' }],
    [403, 'InvalidProviderToken', { kind: 'failed', reason: 'InvalidProviderToken: HTTP 403' }],
    [429, 'TooManyRequests', { kind: 'failed', reason: 'TooManyRequests: HTTP 429' }],
    [500, 'InternalServerError', { kind: 'unknown', reason: 'InternalServerError: HTTP 500' }],
    [503, 'ServiceUnavailable', { kind: 'failed', reason: 'ServiceUnavailable: HTTP 503' }],
  ])('%i %s', async (status, reason, outcome) => {
    said = { status, body: { reason } };
    expect((await push()).get(1)).toEqual(outcome);
  });

  test('silence leaves a message unknown; where nobody listens it was not sent', async () => {
    said = 'silence';
    expect((await push()).get(1)).toEqual({ kind: 'unknown', reason: 'no answer in 1 s' });
    const nobody = await channel('apns', { endpoint: 'http://127.0.0.1:1/' });
    expect((await outcomesOf(nobody, messagesTo(1))).get(1)).toEqual({
      kind: 'failed',
      reason: 'ECONNREFUSED',
    });
  });
});

// Whatever a provider answers, each message has a verdict or the call is halved, nothing throws, and only what an answer says in
// its own form counts as taken.
test.each([...providerKinds.keys()])('%s: no answer breaks it', async (type) => {
  const kind = providerKinds.get(type)!;
  const { endpoint, ...given } = { endpoint: double.address, ...settings[type]!() } as Record<
    string,
    unknown
  >;
  const checked = kind.settings(type === 'webhook' ? given : { ...given, endpoint }, type);
  const provider = await kind.open(checked, {
    secret: async (from) => environment[('env' in from ? from.env : '') as keyof typeof environment],
    call: () => Promise.reject(new Error('no call')),
    keys: { of: async () => new Map() },
    ...{ now: () => clock, nonce: () => 'n' },
  });
  const messages = messagesTo(3);
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(
      '{"Code":null}',
      '{"error":{}}',
      '{"Response":{"SendStatusSet":[null]}}',
      '[]',
      'null',
      '{"id":{}}',
    ),
  );
  const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 201, 400, 429, 503));
  fc.assert(
    fc.property(
      text,
      status,
      fc.dictionary(fc.constantFrom('retry-after', 'x-ratelimit-reset', 'x-rate-limit-reset'), fc.string()),
      (answer, code, headers) => {
        const verdicts = provider.classify({ text: answer, status: code, headers, now: clock }, messages);
        if (verdicts === 'split') return;
        expect(verdicts.length === 1 || verdicts.length === 3).toBe(true);
        for (const verdict of verdicts) {
          if (verdict.kind === 'accepted') expect(code).toBeLessThan(300);
          if (verdict.kind === 'throttled') expect(verdict.waitMs).toBeGreaterThan(0);
          if ('reason' in verdict) expect(verdict.reason).not.toBe('');
        }
      },
    ),
    { numRuns: 500 },
  );
});
