import { flag, object, optional } from '../../../base/options.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, type HttpCall, type Json, jsonObject, objectOf, word } from '../http/answer.js';
import { forAll, saidOf, statusVerdict, waitOf } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { optionalUrl } from '../settings.js';
import { rendered, type Template, templateJson } from '../template.js';

/** Pushes of JPush (极光推送). */
export interface JPushSettings {
  /** Where the AppKey stands. */
  readonly appKey: SecretFrom;
  /** Where the Master Secret stands. */
  readonly masterSecret: SecretFrom;
  /** The `notification` of JPush, with `{{name}}` for values of the message. */
  readonly notification: Template;
  /** The `options` of JPush. @default `{"apns_production": true}` */
  readonly options: Template;
  /** Whether the account may push different texts in one call, which JPush grants to paying customers. @default false */
  readonly vip: boolean;
  /** Address of the service. @default https://api.jpush.cn/ */
  readonly endpoint: string;
}

const day = 86_400;

/**
 * Push API v3 of JPush (Jiguang: "Push API v3", "Batch single push API (VIP)", "Get push unique identifier"). A push
 * whose `cid` was seen within a day is not made again.
 */
export const jpush: ProviderKind<JPushSettings> = {
  facts: {
    ...{ type: 'jpush', batch: 1, perRecipientParams: true, idempotency: 'key', keyTtlSeconds: day },
    ...{ limits: [], receipts: 'none', address: 'token', triedLive: false },
  },
  settings: object<JPushSettings>({
    ...{ appKey: secretFrom, masterSecret: secretFrom, notification: templateJson },
    options: optional(templateJson, { apns_production: true }),
    vip: optional(flag, false),
    endpoint: optionalUrl('https://api.jpush.cn/'),
  }),
  factsOf: ({ vip }) => (vip ? { batch: 1000 } : {}),
  open,
};

async function open(settings: JPushSettings, access: ProviderAccess): Promise<OpenProvider> {
  const appKey = await access.secret(settings.appKey, 'appKey');
  const secret = await access.secret(settings.masterSecret, 'masterSecret');
  const headers = {
    authorization: `Basic ${Buffer.from(`${appKey}:${secret}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const at = (path: string): URL => new URL(path, settings.endpoint);
  const cids = (messages: readonly MessageRecord[]) =>
    access.keys.of(messages, (count) => newCids(count, at, headers, access));
  // The names of the call that is on its way, for its answer.
  const known = new Map<number, string>();
  const request = async (messages: readonly MessageRecord[]): Promise<HttpCall> => {
    for (const [seq, cid] of await cids(messages)) known.set(seq, cid);
    const pushes = messages.map((message) => pushOf(message, settings));
    const body = settings.vip
      ? { pushlist: Object.fromEntries(messages.map(({ seq }, i) => [known.get(seq)!, pushes[i]])) }
      : singleOf(pushes[0]!, known.get(messages[0]!.seq)!);
    const path = settings.vip ? 'v3/push/batch/regid/single' : 'v3/push';
    return { method: 'POST', url: at(path), headers, body: JSON.stringify(body) };
  };
  const classify = (answer: HttpAnswer, messages: readonly MessageRecord[]) => {
    const verdicts = settings.vip ? classifyBatch(answer, messages, known) : classifyOne(answer, messages);
    for (const { seq } of messages) known.delete(seq);
    return verdicts;
  };
  return { account: `jpush ${appKey}`, request, classify };
}

/** New names, at most 10 a call (1000 for paying customers, who get them the same way). */
async function newCids(
  count: number,
  at: (path: string) => URL,
  headers: Readonly<Record<string, string>>,
  { call }: ProviderAccess,
): Promise<readonly string[]> {
  const found: string[] = [];
  while (found.length < count) {
    const url = at(`v3/push/cid?type=push&count=${Math.min(10, count - found.length)}`);
    const answer = jsonObject((await call({ method: 'GET', url, headers })).text);
    const list = answer?.['cidlist'];
    const cids = Array.isArray(list) ? list.filter((one) => typeof one === 'string' && one !== '') : [];
    const error = objectOf(answer?.['error']);
    if (cids.length === 0) throw new Error(`cid: ${saidOf(error?.['code'], error?.['message'])}`);
    found.push(...(cids as string[]));
  }
  return found.slice(0, count);
}

function pushOf(message: MessageRecord, { notification, options }: JPushSettings): Json {
  return {
    ...{ platform: 'all', target: message.address },
    ...{ notification: rendered(notification, message), options: rendered(options, message) },
  };
}

const singleOf = ({ target, ...push }: Json, cid: string): Json => ({
  ...push,
  cid,
  audience: { registration_id: [target] },
});

const waits = { rate: 60_000 };
/** Codes of the documentation that are about the account: keys, rights, black lists of callers. */
const blocking = [1004, 1006, 1007, 1008, 1020, 2003, 2006, 2007, 2008];
/** The device is not known to the app, or has been silent for very long. */
const noSuchDevice = 1011;
const systemFaults = [1000, 1030, 2000];

function verdictOf(error: Json, answer: HttpAnswer): Verdict {
  const code = Number(error['code']);
  const reason = saidOf(error['code'], error['message']);
  if (code === 2002 || answer.status === 429) return { kind: 'throttled', waitMs: resetOf(answer) };
  if (blocking.includes(code) || [401, 403].includes(answer.status)) return { kind: 'blocked', reason };
  if (code === noSuchDevice) return { kind: 'refused', reason, optOut: 'all' };
  if (systemFaults.includes(code) || !Number.isFinite(code)) return { kind: 'unknown', reason };
  return { kind: 'refused', reason };
}

/** The header says in how many seconds the window ends. */
function resetOf(answer: HttpAnswer): number {
  const seconds = Number(answer.headers['x-rate-limit-reset']);
  return seconds > 0 && seconds <= day ? seconds * 1000 : waitOf(answer, waits.rate);
}

function classifyOne(answer: HttpAnswer, messages: readonly MessageRecord[]): readonly Verdict[] {
  const body = jsonObject(answer.text);
  const error = objectOf(body?.['error']);
  if (error !== null) return forAll(messages, verdictOf(error, answer));
  const fault = statusVerdict(answer);
  if (fault !== null) return forAll(messages, fault);
  const providerId = word(body?.['msg_id']);
  if (providerId === '') return forAll(messages, { kind: 'unknown', reason: 'an answer without msg_id' });
  return forAll(messages, { kind: 'accepted', providerId });
}

function classifyBatch(
  answer: HttpAnswer,
  messages: readonly MessageRecord[],
  cids: ReadonlyMap<number, string>,
): readonly Verdict[] | 'split' {
  const body = jsonObject(answer.text);
  const error = objectOf(body?.['error']);
  if (error !== null) {
    const verdict = verdictOf(error, answer);
    return verdict.kind === 'refused' && messages.length > 1 ? 'split' : forAll(messages, verdict);
  }
  const fault = statusVerdict(answer);
  if (fault !== null) return forAll(messages, fault);
  return messages.map(({ seq }) => {
    const result = objectOf(body?.[cids.get(seq) ?? '']);
    const own = objectOf(result?.['error']);
    if (own !== null) return verdictOf(own, answer);
    const providerId = word(result?.['msg_id']);
    if (providerId !== '') return { kind: 'accepted', providerId };
    return { kind: 'unknown', reason: 'the answer says nothing about this message' };
  });
}
