import type { NoticeText } from '../../alerts/update.js';
import { webhookSignature } from '../sign/webhook.js';
import { fitted } from './cut.js';
import { dingtalkQuery, feishuFields } from './sign.js';

/** Receivers whose form is known. */
export const receivers = ['webhook', 'dingtalk', 'feishu', 'wecom', 'slack'] as const;
/** One of them. */
export type Receiver = (typeof receivers)[number];

/** What a message is made of. */
export interface AlertMessage {
  /** The body of the message in the outbox. */
  readonly body: Readonly<Record<string, unknown>> & {
    readonly text: NoticeText;
    readonly link?: string | null;
  };
  /** Key of the message: the same message again has the same one. */
  readonly key: string;
  readonly language: 'zh' | 'en';
  /** A word that the receiver wants to see in every message. */
  readonly keyword: string;
  readonly secret: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One call. */
export interface Call {
  /** What is added to the query of the address. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Form = (message: AlertMessage) => Call;

const call = (body: unknown, more: Partial<Call> = {}): Call => ({
  query: '',
  headers: {},
  body: JSON.stringify(body),
  ...more,
});

/** The last line of a message that was too long; a number alone, since this room has no texts of either language. */
const more = (lines: number): string => `… +${lines}`;

const titleOf = ({ body, language, keyword }: AlertMessage): string => {
  const title = body.text.title[language];
  return keyword === '' || title.includes(keyword) ? title : `${keyword} ${title}`;
};

const linesOf = ({ body, language }: AlertMessage): readonly string[] => [
  ...body.text.lines.map((line) => line[language]),
  ...(body.link ? [body.link] : []),
];

/** Names of columns are data: they are no headings, links or stress. */
const plainMarkdown = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&');

const dingtalk: Form = (message) => {
  const title = titleOf(message);
  const lines = [
    `### ${plainMarkdown(title)}`,
    ...linesOf(message).map((line) => `- ${plainMarkdown(line)}`),
  ];
  const text = fitted(lines, 15_000, more);
  const query = message.secret === null ? '' : dingtalkQuery(message.secret, message.now);
  return call({ msgtype: 'markdown', markdown: { title, text } }, { query });
};

const feishu: Form = (message) => {
  const [title, text] = [titleOf(message), fitted(linesOf(message), 15_000, more)];
  const content = text.split('\n').map((line) => [{ tag: 'text', text: line }]);
  const signed = message.secret === null ? {} : feishuFields(message.secret, Math.floor(message.now / 1000));
  const language = message.language === 'zh' ? 'zh_cn' : 'en_us';
  return call({ ...signed, msg_type: 'post', content: { post: { [language]: { title, content } } } });
};

const wecom: Form = (message) => {
  const content = fitted([titleOf(message), ...linesOf(message)], 2048, more);
  return call({ msgtype: 'text', text: { content } });
};

const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const slack: Form = (message) => {
  const title = slackText(titleOf(message));
  const lines = [`*${title.replaceAll('*', '')}*`, ...linesOf(message).map(slackText)];
  const text = fitted(lines, 3000, more, 'letters');
  return call({ text: title, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
};

const webhook: Form = ({ body, key, secret, now }) => {
  const text = JSON.stringify(body);
  const seconds = Math.floor(now / 1000);
  const signed = secret === null ? {} : { 'x-winback-signature': webhookSignature([secret], seconds, text) };
  return { query: '', headers: { 'idempotency-key': key, ...signed }, body: text };
};

/** How each receiver wants a message. */
export const forms: Readonly<Record<Receiver, Form>> = { webhook, dingtalk, feishu, wecom, slack };
