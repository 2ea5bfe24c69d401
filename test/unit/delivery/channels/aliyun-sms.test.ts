// Aliyun SMS against a local double of its documented form.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { aliyunForm } from '../../../../src/delivery/channels/sign/aliyun.js';
import { ProviderDouble } from '../../../support/delivery/provider-double.js';
import { kindsOf, messagesTo, opened, outcomesOf } from '../../../support/delivery/send.js';
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

const keys = { accessKeyId: { env: 'ID' }, accessKeySecret: { env: 'SECRET' } };
const channel = () =>
  opened(
    kept.state,
    {
      ...{ type: 'aliyun-sms', endpoint: double.address, ...keys, signName: '商城', timeoutSeconds: 1 },
      ...{ templateCode: 'SMS_1', params: { name: '{{name}}', days: '{{days}}' } },
    },
    { ID: 'LTAI', SECRET: 'hush' },
  );

/** What came, with a signature that was checked by the parameters that came. */
function parametersOf(body: string): Record<string, string> {
  const parameters = Object.fromEntries(new URLSearchParams(body));
  const { Signature, ...rest } = parameters;
  expect(new URLSearchParams(aliyunForm('POST', rest, 'hush')).get('Signature')).toBe(Signature);
  return parameters;
}

test('one call for a hundred messages, each with its own values', async () => {
  double.answer = () => ({ body: { Code: 'OK', BizId: '9^0', Message: 'OK', RequestId: 'r' } });
  const found = await outcomesOf(await channel(), messagesTo(101));
  expect(double.calls).toHaveLength(2);
  expect(found.get(1)).toEqual({ kind: 'accepted', providerId: '9^0' });
  expect(new Set(kindsOf(found))).toEqual(new Set(['accepted']));
  const sent = double.calls.map(({ body }) => parametersOf(body));
  const hundred = sent.find(({ PhoneNumberJson }) => PhoneNumberJson!.includes('13800000002'))!;
  expect(JSON.parse(hundred['PhoneNumberJson']!)).toHaveLength(100);
  expect(JSON.parse(hundred['SignNameJson']!)).toEqual(Array.from({ length: 100 }, () => '商城'));
  expect((JSON.parse(hundred['TemplateParamJson']!) as unknown[])[1]).toEqual({ name: '客2', days: '2' });
  expect(hundred).toMatchObject({
    ...{ Action: 'SendBatchSms', Version: '2017-05-25', AccessKeyId: 'LTAI', TemplateCode: 'SMS_1' },
    ...{ Timestamp: '2025-09-01T00:00:00Z', SignatureNonce: 'nonce' },
  });
});

test.each([
  ['+86 138 0000 0001', '13800000001'],
  ['008613800000001', '13800000001'],
  ['+1 (555) 000-1111', '15550001111'],
])('%s is written %s', async (address, written) => {
  double.answer = () => ({ body: { Code: 'OK', BizId: 'b' } });
  await outcomesOf(await channel(), messagesTo(1, { address }));
  expect(parametersOf(double.calls[0]!.body)['PhoneNumberJson']).toBe(JSON.stringify([written]));
});

describe('what a code means', () => {
  test.each([
    ['isv.AMOUNT_NOT_ENOUGH', 400, { kind: 'failed', reason: 'isv.AMOUNT_NOT_ENOUGH: m' }],
    ['SignatureDoesNotMatch', 400, { kind: 'failed', reason: 'SignatureDoesNotMatch: m' }],
    ['isv.MOBILE_NUMBER_ILLEGAL', 200, { kind: 'refused', reason: 'isv.MOBILE_NUMBER_ILLEGAL: m' }],
    ['isv.BUSINESS_LIMIT_CONTROL', 200, { kind: 'failed', reason: 'isv.BUSINESS_LIMIT_CONTROL: m' }],
    ['isv.DAY_LIMIT_CONTROL', 200, { kind: 'throttled', waitMs: 3_600_000 }],
    ['Throttling.User', 400, { kind: 'throttled', waitMs: 60_000 }],
    ['isp.SYSTEM_ERROR', 200, { kind: 'unknown', reason: 'isp.SYSTEM_ERROR: m' }],
    ['ServiceUnavailable', 503, { kind: 'unknown', reason: 'ServiceUnavailable: m' }],
    ['what.IsThis', 200, { kind: 'unknown', reason: 'what.IsThis: m' }],
  ])('%s', async (Code, status, outcome) => {
    double.answer = () => ({ status, body: { Code, Message: 'm' } });
    expect((await outcomesOf(await channel(), messagesTo(1))).get(1)).toEqual(outcome);
  });

  test.each([
    [500, 'oops'],
    [200, '{"BizId":"1"}'],
    [200, '[]'],
    [200, ''],
  ])('%i %s has none: nobody knows', async (status, body) => {
    double.answer = () => ({ status, body });
    expect((await outcomesOf(await channel(), messagesTo(1))).get(1)).toMatchObject({ kind: 'unknown' });
  });
});

test('one wrong number among many is refused alone', async () => {
  double.answer = ({ body }) =>
    parametersOf(body)['PhoneNumberJson']!.includes('13800000003')
      ? { body: { Code: 'isv.MOBILE_NUMBER_ILLEGAL', Message: 'm' } }
      : { body: { Code: 'OK', BizId: 'b' } };
  const found = await outcomesOf(await channel(), messagesTo(8));
  expect(found.get(3)).toMatchObject({ kind: 'refused' });
  expect(kindsOf(found).filter((kind) => kind === 'accepted')).toHaveLength(7);
});

test('after a crash Aliyun is asked by phone, day and campaign, on every page', async () => {
  const taken = await channel();
  expect(taken.recovery).toBe('ask');
  const outIds: string[] = [];
  double.answer = ({ body }) => {
    outIds.push(parametersOf(body)['OutId']!);
    return { body: { Code: 'OK', BizId: 'b' } };
  };
  await outcomesOf(taken, messagesTo(1));
  double.answer = ({ body }) => {
    const { Action, PhoneNumber, SendDate, CurrentPage } = parametersOf(body);
    expect([Action, SendDate]).toEqual(['QuerySendDetails', '20250901']);
    const mine = PhoneNumber === '13800000002' && CurrentPage === '2';
    const other = { OutId: 'another campaign', PhoneNum: PhoneNumber };
    const list = Array.from({ length: 50 }, () => other);
    const DTO = mine ? [{ ...other, OutId: outIds[0] }] : list;
    return { body: { Code: 'OK', TotalCount: 51, SmsSendDetailDTOs: { SmsSendDetailDTO: DTO } } };
  };
  expect(await taken.taken!(messagesTo(3))).toEqual(new Set([2]));
  double.answer = () => ({ body: { Code: 'isp.SYSTEM_ERROR', Message: 'm' } });
  await expect(taken.taken!(messagesTo(1))).rejects.toThrow('QuerySendDetails: isp.SYSTEM_ERROR: m');
});

test('around midnight in China both days are asked', async () => {
  const days: string[] = [];
  double.answer = ({ body }) => {
    days.push(parametersOf(body)['SendDate']!);
    return { body: { Code: 'OK', TotalCount: '0', SmsSendDetailDTOs: {} } };
  };
  const before = Date.parse('2025-09-01T15:59:30Z') * 1000;
  const messages = messagesTo(1, { updatedAt: before, leaseUntil: before + 60_000_000 });
  expect(await (await channel()).taken!(messages)).toEqual(new Set());
  expect(days).toEqual(['20250901', '20250902']);
});

test('a message without a phone is refused, and no other', async () => {
  double.answer = () => ({ body: { Code: 'OK', BizId: 'b' } });
  const messages = messagesTo(2).map((one) => (one.seq === 1 ? { ...one, address: null } : one));
  const found = await outcomesOf(await channel(), messages);
  expect(found.get(1)).toEqual({ kind: 'refused', reason: 'the message has no address' });
  expect(found.get(2)).toMatchObject({ kind: 'accepted' });
});
