// What calls of providers say, and whose they are.
import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { webhookSignature } from '../../../../src/delivery/channels/sign/webhook.js';
import { inboundConfig, inboundForms } from '../../../../src/delivery/inbound/config.js';
import type { InboundCall, InboundSecrets } from '../../../../src/delivery/inbound/forms/form.js';
import { twilioSignature } from '../../../../src/delivery/inbound/forms/twilio.js';

const vector = (
  JSON.parse(readFileSync(new URL('../../../golden/delivery/signatures.json', import.meta.url), 'utf8')) as {
    twilio: { token: string; url: string; parameters: Record<string, string>; sign: string };
  }
).twilio;
const now = 1_756_684_800_000;
const call = (body: string, more: Partial<InboundCall> = {}): InboundCall => ({
  ...{ token: '', headers: {}, body, now, ...more },
});
const secrets: InboundSecrets = {
  secrets: ['new-secret-16-letters', 'old'],
  url: vector.url,
  segmentMinor: 5,
};
const china = (text: string): number => Date.parse(`${text}+08:00`) * 1000;

describe('Aliyun', () => {
  const form = inboundForms['aliyun-sms'];
  // Alibaba Cloud's page on SmsReport has this example, with other numbers.
  const report = {
    ...{ phone_number: '13900000001', send_time: '2017-01-01 11:12:13', report_time: '2017-02-02 22:23:24' },
    ...{ success: true, err_code: 'DELIVERED', err_msg: '用户接收成功', sms_size: '2', biz_id: '12345' },
    out_id: '67890',
  };

  test('receipts and replies come in lists; what cannot be read is counted and loses no other', () => {
    const failed = { ...report, success: false, err_code: 'MOBILE_NOT_ON_SERVICE', biz_id: '6' };
    const reply = { phone_number: '13900000002', content: ' ＴＤ ', dest_code: '1', sign_name: '商城' };
    const thanks = { ...reply, content: '谢谢' };
    const list = [report, failed, reply, thanks, null, 7, { biz_id: '1' }, { ...report, success: 'true' }];
    expect(form.read(call(JSON.stringify(list)), secrets)).toEqual({
      receipts: [
        {
          ...{ providerId: '12345', address: '13900000001', state: 'delivered', reason: null },
          ...{ at: china('2017-02-02T22:23:24'), costMinor: 10 },
        },
        {
          ...{ providerId: '6', address: '13900000001', state: 'undelivered', costMinor: 10 },
          ...{ reason: 'MOBILE_NOT_ON_SERVICE', at: china('2017-02-02T22:23:24') },
        },
      ],
      ...{ optOuts: ['13900000002'], replies: 1, malformed: 4 },
    });
    expect(JSON.parse(form.taken.body)).toMatchObject({ code: 0 });
  });

  test('the address holds the secret', () => {
    expect(form.isFrom(call('[]', { token: 'new-secret-16-letters' }), secrets)).toBe(true);
    expect(form.isFrom(call('[]', { token: 'old' }), secrets)).toBe(true);
    expect(form.isFrom(call('[]', { token: 'new' }), secrets)).toBe(false);
    expect(form.isFrom(call('[]'), secrets)).toBe(false);
  });
});

test('Tencent Cloud: receipts in a list, replies one by one', () => {
  const form = inboundForms['tencent-sms'];
  const report = {
    ...{ user_receive_time: '2015-10-17 08:03:04', nationcode: '86', mobile: '13900000001', sid: 'xxx' },
    ...{ report_status: 'SUCCESS', errmsg: 'DELIVRD', description: '用户短信送达成功' },
  };
  const failed = { ...report, report_status: 'FAIL', errmsg: 'MK:0011', sid: 'y' };
  expect(form.read(call(JSON.stringify([report, failed, { ...report, sid: '' }])), secrets)).toEqual({
    receipts: [
      {
        ...{ providerId: 'xxx', address: '+8613900000001', state: 'delivered', reason: null },
        ...{ at: china('2015-10-17T08:03:04'), costMinor: null },
      },
      {
        ...{ providerId: 'y', address: '+8613900000001', state: 'undelivered', reason: 'MK:0011' },
        ...{ at: china('2015-10-17T08:03:04'), costMinor: null },
      },
    ],
    ...{ optOuts: [], replies: 0, malformed: 1 },
  });
  const reply = { extend: '0', mobile: '13900000001', nationcode: '86', sign: '商城', text: '退订' };
  expect(form.read(call(JSON.stringify(reply)), secrets)).toMatchObject({ optOuts: ['+8613900000001'] });
  expect(form.taken.body).toBe('{"result":0,"errmsg":"OK"}');
});

describe('Twilio', () => {
  const form = inboundForms.twilio;
  const body = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

  test('the signature is the one of its documentation; any other field, address or token fails', () => {
    const fields = new URLSearchParams(vector.parameters);
    expect(twilioSignature(vector.token, vector.url, fields)).toBe(vector.sign);
    const signed = { headers: { 'x-twilio-signature': vector.sign } };
    const known = { ...secrets, secrets: [vector.token] };
    expect(form.isFrom(call(fields.toString(), signed), known)).toBe(true);
    expect(form.isFrom(call(`${fields.toString()}&x=1`, signed), known)).toBe(false);
    expect(form.isFrom(call(fields.toString(), signed), { ...known, url: null })).toBe(false);
    expect(form.isFrom(call(fields.toString(), signed), secrets)).toBe(false);
    expect(form.isFrom(call(fields.toString()), known)).toBe(false);
  });

  test.each([
    ['delivered', 'delivered', null],
    ['sent', 'accepted', null],
    ['undelivered', 'undelivered', '30003'],
    ['failed', 'undelivered', '30003'],
  ])('%s is %s', (status, state, reason) => {
    const fields = { MessageSid: 'SM1', MessageStatus: status, To: '+1555', ErrorCode: '30003' };
    const read = form.read(call(body(fields)), secrets)!;
    expect(read.receipts).toEqual([
      { providerId: 'SM1', address: null, state, reason, at: null, costMinor: null },
    ]);
    expect(read.optOuts).toEqual([]);
  });

  test('STOP opts out, as a reply and as a code', () => {
    expect(form.read(call(body({ MessageSid: 'S', From: '+1555', Body: 'Stop' })), secrets)).toMatchObject({
      optOuts: ['+1555'],
    });
    const coded = { MessageSid: 'S', MessageStatus: 'failed', ErrorCode: '21610', To: '+1555' };
    expect(form.read(call(body(coded)), secrets)).toMatchObject({ optOuts: ['+1555'] });
    expect(form.read(call(body({ MessageSid: 'S', From: '+1', Body: 'hi' })), secrets)).toMatchObject({
      ...{ optOuts: [], replies: 1 },
    });
  });
});

test('a receiver of one’s own signs as it is signed to', () => {
  const form = inboundForms.webhook;
  const receipts = [
    { id: 'a', state: 'delivered', at: '2025-09-01T00:00:00Z', costMinor: 12 },
    { id: 'b', state: 'undelivered', reason: 'gone', costMinor: -1 },
    { id: 'c', state: 'eaten' },
  ];
  const body = JSON.stringify({ receipts, optOuts: ['x@example.com', 7, null] });
  const signature = webhookSignature(['old'], now / 1000, body);
  expect(form.isFrom(call(body, { headers: { 'x-winback-signature': signature } }), secrets)).toBe(true);
  expect(form.isFrom(call(`${body} `, { headers: { 'x-winback-signature': signature } }), secrets)).toBe(
    false,
  );
  expect(form.isFrom(call(body), secrets)).toBe(false);
  expect(form.read(call(body), secrets)).toEqual({
    receipts: [
      {
        ...{
          providerId: 'a',
          address: null,
          state: 'delivered',
          reason: null,
          at: now * 1000,
          costMinor: 12,
        },
      },
      {
        ...{
          providerId: 'b',
          address: null,
          state: 'undelivered',
          reason: 'gone',
          at: null,
          costMinor: null,
        },
      },
    ],
    ...{ optOuts: ['x@example.com', '7'], replies: 0, malformed: 2 },
  });
});

test.each(Object.entries(inboundForms))(
  '%s: no body breaks it, and none is taken for what it is not',
  (_, form) => {
    const body = fc.oneof(fc.string(), fc.json(), fc.webQueryParameters());
    fc.assert(
      fc.property(body, (text) => {
        expect(form.isFrom(call(text), secrets)).toBe(false);
        for (const { providerId } of form.read(call(text), secrets)?.receipts ?? [])
          expect(providerId).not.toBe('');
      }),
    );
  },
);

test.each([
  [{ keyFile: 'k', channels: [{ channel: 'a', form: 'twilio', secrets: [{ env: 'X' }] }] }, /url is missing/],
  [{ keyFile: 'k', channels: [{ channel: 'a', form: 'webhook', secrets: [] }] }, /secrets is empty/],
  [{ channels: [] }, /inbound\.keyFile must be/],
  [
    {
      keyFile: 'k',
      channels: ['a', 'a'].map((channel) => ({ channel, form: 'webhook', secrets: [{ env: 'X' }] })),
    },
    /two channels are called "a"/,
  ],
])('%j is refused', (config, message) => {
  expect(() => inboundConfig(config, 'inbound')).toThrow(message);
});
