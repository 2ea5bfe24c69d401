// Calls to receivers of alarms, against a local server that speaks their documented forms.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { alertChannel } from '../../../src/delivery/channels/alert/channel.js';
import { fitted } from '../../../src/delivery/channels/alert/cut.js';
import type { Receiver } from '../../../src/delivery/channels/alert/forms.js';
import { dingtalkQuery, feishuFields } from '../../../src/delivery/channels/alert/sign.js';
import { webhookSignature } from '../../../src/delivery/channels/sign/webhook.js';
import type { Outcome } from '../../../src/delivery/outbox/channel.js';
import type { MessageRecord } from '../../../src/state/records/contact.js';
import { samples } from '../../support/state/records.js';

const vectors = JSON.parse(
  readFileSync(new URL('../../golden/alerts/signatures.json', import.meta.url), 'utf8'),
) as Record<
  'dingtalk' | 'feishu' | 'webhook',
  { ms: number; seconds: number; secret: string; sign: string; body: string }
>;

test('signatures are those of another implementation', () => {
  const { dingtalk, feishu, webhook } = vectors;
  expect(dingtalkQuery(dingtalk.secret, dingtalk.ms)).toBe(`timestamp=${dingtalk.ms}&sign=${dingtalk.sign}`);
  const fields = { timestamp: String(feishu.seconds), sign: feishu.sign };
  expect(feishuFields(feishu.secret, feishu.seconds)).toEqual(fields);
  const signature = `t=${webhook.seconds},v1=${webhook.sign}`;
  expect(webhookSignature([webhook.secret], webhook.seconds, webhook.body)).toBe(signature);
});

test('a text that is too long loses whole lines, and says how many; never half a letter', () => {
  const more = (lines: number): string => `+${lines}`;
  expect(fitted(['一', '二', '三'], 11, more)).toBe('一\n二\n三');
  expect(fitted(['一', '二', '三'], 10, more)).toBe('一\n二\n+1');
  expect(fitted(['一二三四五', '六'], 12, more)).toBe('一二…\n+1');
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
      fc.integer({ min: 20, max: 60 }),
      (lines, most) => {
        const text = fitted(lines, most, more);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most);
        expect(text).toBe(Buffer.from(text).toString());
      },
    ),
    { seed: 7 },
  );
});

interface Got {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const received: Got[] = [];
let answer: { status: number; headers?: Record<string, string>; body: string } | 'silence' | 'cut';
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      received.push({ url: request.url!, headers: request.headers, body });
      if (answer === 'cut') request.socket.destroy();
      else if (answer !== 'silence') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received.length = 0;
  answer = { status: 200, body: '{"errcode":0,"code":0}' };
});

const text = {
  title: { zh: '1 列漂移', en: '1 column drifted' },
  lines: [
    { zh: '列 pay_cnt_7 <b>', en: 'column pay_cnt_7 <b>' },
    { zh: '*重要*', en: '*important*' },
  ],
};
const message: MessageRecord = {
  ...samples.message,
  ...{ purpose: 'alert', body: { schema: 1, severity: 'warning', link: null, alerts: [], text } },
};
const now = 1_756_684_800_000;

async function send(
  type: Receiver,
  more: object = {},
  signal = new AbortController().signal,
): Promise<Outcome[]> {
  const config = { name: 'ops', type, url: { env: 'URL' }, language: 'zh', keyword: '', ...more } as const;
  const environment = { URL: `http://127.0.0.1:${port}/robot/send?access_token=TOKEN`, SECRET: 'SECexample' };
  const channel = await alertChannel(config, { environment }, () => now);
  const outcomes: Outcome[] = [];
  await channel.send([message], { signal, report: (_, outcome) => outcomes.push(outcome) });
  return outcomes;
}

describe('what each receiver gets', () => {
  const signed = { secret: { env: 'SECRET' } };

  test('DingTalk: Markdown in which names are no stress, signed in the query', async () => {
    expect(await send('dingtalk', signed)).toEqual([{ kind: 'accepted' }]);
    const [{ url, body }] = received as [Got];
    expect(url).toBe(`/robot/send?access_token=TOKEN&timestamp=${now}&sign=${vectors.dingtalk.sign}`);
    expect(JSON.parse(body)).toEqual({
      msgtype: 'markdown',
      markdown: { title: '1 列漂移', text: '### 1 列漂移\n- 列 pay\\_cnt\\_7 \\<b\\>\n- \\*重要\\*' },
    });
  });

  test('Feishu: a post in the language of the channel, signed in the body', async () => {
    expect(await send('feishu', { ...signed, language: 'en' })).toEqual([{ kind: 'accepted' }]);
    expect(JSON.parse(received[0]!.body)).toEqual({
      ...feishuFields('SECexample', now / 1000),
      msg_type: 'post',
      content: {
        post: {
          en_us: {
            title: '1 column drifted',
            content: [
              [{ tag: 'text', text: 'column pay_cnt_7 <b>' }],
              [{ tag: 'text', text: '*important*' }],
            ],
          },
        },
      },
    });
  });

  test('WeCom: a text with the word it asks for, of at most 2,048 bytes', async () => {
    const long = Array.from({ length: 200 }, (_, i) => ({ zh: `第 ${i} 列漂移了`, en: '' }));
    Object.assign(message.body, { text: { ...text, lines: long } });
    expect(await send('wecom', { keyword: '告警' })).toEqual([{ kind: 'accepted' }]);
    Object.assign(message.body, { text });
    const { content } = (JSON.parse(received[0]!.body) as { text: { content: string } }).text;
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content).toMatch(/^告警 1 列漂移\n第 0 列漂移了\n[\s\S]*\n… \+\d+$/);
  });

  test('Slack: text and a section, in which nothing is a command', async () => {
    answer = { status: 200, body: 'ok' };
    expect(await send('slack', { language: 'en' })).toEqual([{ kind: 'accepted' }]);
    expect(JSON.parse(received[0]!.body)).toEqual({
      text: '1 column drifted',
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*1 column drifted*\ncolumn pay_cnt_7 &lt;b&gt;\n*important*' },
        },
      ],
    });
  });

  test('a webhook: the record itself, with key and signature', async () => {
    answer = { status: 204, body: '' };
    expect(await send('webhook', signed)).toEqual([{ kind: 'accepted' }]);
    const [{ headers, body }] = received as [Got];
    expect(JSON.parse(body)).toEqual(message.body);
    expect(headers).toMatchObject({
      'idempotency-key': message.key,
      'content-type': 'application/json; charset=utf-8',
      'x-winback-signature': webhookSignature(['SECexample'], now / 1000, body),
    });
  });
});

describe('what answers mean', () => {
  const cases: readonly (readonly [Receiver, typeof answer, Outcome])[] = [
    [
      'dingtalk',
      { status: 200, body: '{"errcode":310000,"errmsg":"sign not match"}' },
      {
        ...{ kind: 'failed', reason: 'code 310000: {"errcode":310000,"errmsg":"sign not match"}' },
      },
    ],
    ['wecom', { status: 200, body: '{"errcode":45009}' }, { kind: 'throttled', waitMs: 60_000 }],
    [
      'feishu',
      { status: 200, body: '{"code":19021,"msg":"x"}' },
      {
        ...{ kind: 'failed', reason: 'code 19021: {"code":19021,"msg":"x"}' },
      },
    ],
    ['feishu', { status: 200, body: '<html>' }, { kind: 'failed', reason: 'an answer without a code' }],
    [
      'slack',
      { status: 429, headers: { 'retry-after': '30' }, body: '' },
      { kind: 'throttled', waitMs: 30_000 },
    ],
    [
      'slack',
      { status: 429, headers: { 'retry-after': new Date(now + 5000).toUTCString() }, body: '' },
      {
        ...{ kind: 'throttled', waitMs: 5000 },
      },
    ],
    ['slack', { status: 404, body: 'no_service' }, { kind: 'refused', reason: 'HTTP 404: no_service' }],
    [
      'webhook',
      { status: 302, headers: { location: 'http://169.254.169.254/' }, body: '' },
      {
        ...{ kind: 'refused', reason: 'HTTP 302' },
      },
    ],
    ['webhook', { status: 500, body: 'x' }, { kind: 'failed', reason: 'HTTP 500', maybe: true }],
    [
      'webhook',
      { status: 503, headers: { 'retry-after': '7' }, body: '' },
      { kind: 'throttled', waitMs: 7000 },
    ],
  ];
  test.each(cases)('%s %j', async (type, given, outcome) => {
    answer = given;
    expect(await send(type)).toEqual([outcome]);
    expect(received).toHaveLength(1);
  });

  test('a receiver that is gone, silent or cuts the line: sent again, and no address is shown', async () => {
    answer = 'cut';
    const [cut] = await send('webhook');
    expect(cut).toMatchObject({ kind: 'failed', maybe: true });
    answer = 'silence';
    const stop = new AbortController();
    const silent = send('webhook', {}, stop.signal);
    setTimeout(() => stop.abort(), 50);
    const [none] = await silent;
    expect(none).toMatchObject({ kind: 'failed', maybe: true });
    expect(JSON.stringify([cut, none])).not.toContain('TOKEN&');
    expect(JSON.stringify([cut, none])).not.toContain('access_token');
  });
});

test('an address that is none, or without TLS, is refused without being shown', async () => {
  const config = { name: 'ops', type: 'slack', url: { env: 'URL' }, language: 'zh', keyword: '' } as const;
  const refused = (URL: string) =>
    alertChannel(config, { environment: { URL } }, () => now).then(
      () => 'none',
      ({ code, message: said }: { code: string; message: string }) => `${code} ${said}`,
    );
  expect(await refused('hooks.example.com/SECRET')).toBe('BAD_INPUT ops.url holds no URL');
  const plain = await refused('http://hooks.example.com/SECRET');
  expect(plain).toMatch(/^BAD_INPUT ops.url must begin with https/);
  expect(plain).not.toContain('SECRET');
  expect(await refused('')).toContain('the secret is empty');
});
