import { integer, listOf, object, optional } from '../../../base/options.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, type Json, jsonObject, objectsOf, word } from '../http/answer.js';
import { forAll, statusVerdict, waitOf } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { requiredUrl } from '../settings.js';
import { webhookSignature } from '../sign/webhook.js';
import { rendered, type Template, templateJson } from '../template.js';

/** A receiver of one's own, called with JSON. */
export interface WebhookSettings {
  /** Address of the receiver. */
  readonly url: string;
  /** Where the secrets of the signature stand: the newest first, and the one before while it is changed. */
  readonly secrets: readonly SecretFrom[];
  /** What is sent for a message, with `{{name}}` for its values. @default the whole message */
  readonly body?: Template | undefined;
  /** Messages of one call: above 1 they are sent as `{"messages": [...]}`. @default 1 */
  readonly batch: number;
}

const secrets = listOf(secretFrom);

/** The body where the configuration has none. */
const whole = (message: MessageRecord): Json => {
  const { key, project, campaign, user, action, purpose, address, costMinor, currency, body } = message;
  return { key, project, campaign, user, action, purpose, address, costMinor, currency, properties: body };
};

/**
 * A signed webhook. The receiver drops a key that it has seen: the same message has the same one, in the header
 * `idempotency-key`, or in `key` of each message of a batch.
 */
export const webhook: ProviderKind<WebhookSettings> = {
  facts: {
    ...{ type: 'webhook', batch: 1, perRecipientParams: true, idempotency: 'key', keyTtlSeconds: null },
    ...{ limits: [], receipts: 'webhook', address: 'any', triedLive: false },
  },
  settings: object<WebhookSettings>({
    url: requiredUrl,
    secrets: (value, name) => secrets(value ?? [], name),
    body: optional(templateJson, undefined),
    batch: optional(integer(1, 1000), 1),
  }),
  factsOf: ({ batch }) => ({ batch }),
  open,
};

async function open(settings: WebhookSettings, access: ProviderAccess): Promise<OpenProvider> {
  const known: string[] = [];
  for (const [i, from] of settings.secrets.entries()) known.push(await access.secret(from, `secrets[${i}]`));
  const url = new URL(settings.url);
  const isBatch = settings.batch > 1;
  return {
    account: `webhook ${url.host}`,
    request: (messages) => {
      const bodies = messages.map((message) => bodyOf(message, settings, isBatch));
      const body = JSON.stringify(isBatch ? { messages: bodies } : bodies[0]);
      const seconds = Math.floor(access.now() / 1000);
      const signed =
        known.length === 0 ? {} : { 'x-winback-signature': webhookSignature(known, seconds, body) };
      const key = isBatch ? {} : { 'idempotency-key': messages[0]!.key };
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'x-winback-timestamp': `${seconds}`,
      };
      return { method: 'POST', url, headers: { ...headers, ...key, ...signed }, body };
    },
    classify: isBatch ? classifyBatch : classifyOne,
  };
}

function bodyOf(message: MessageRecord, { body }: WebhookSettings, isBatch: boolean): unknown {
  const made = body === undefined ? whole(message) : rendered(body, message);
  if (!isBatch || body === undefined) return made;
  return { key: message.key, body: made };
}

function classifyOne(answer: HttpAnswer): readonly Verdict[] {
  const fault = faultOf(answer);
  return [fault ?? { kind: 'accepted', providerId: word(jsonObject(answer.text)?.['id']) || undefined }];
}

/** 408 and 425 say that the call was not read. */
function faultOf(answer: HttpAnswer): Verdict | null {
  if ([408, 425].includes(answer.status)) return { kind: 'failed', reason: `HTTP ${answer.status}` };
  return statusVerdict(answer);
}

/** The answer to a batch: `{"results": [{"key", "status", "id", "reason"}]}`, in any order. */
function classifyBatch(answer: HttpAnswer, messages: readonly MessageRecord[]): readonly Verdict[] | 'split' {
  const fault = faultOf(answer);
  if (fault?.kind === 'refused' && messages.length > 1) return 'split';
  if (fault !== null) return forAll(messages, fault);
  const results = new Map<unknown, Json>();
  for (const one of objectsOf(jsonObject(answer.text)?.['results']))
    if (one !== null) results.set(one['key'], one);
  return messages.map(({ key }) => verdictOf(results.get(key), answer));
}

function verdictOf(result: Json | undefined, answer: HttpAnswer): Verdict {
  const reason = word(result?.['reason']);
  switch (result?.['status']) {
    case 'accepted':
      return { kind: 'accepted', providerId: word(result['id']) || undefined };
    case 'opted-out':
      return { kind: 'refused', reason: reason || 'opted out', optOut: 'marketing' };
    case 'refused':
      return { kind: 'refused', reason: reason || 'refused' };
    case 'failed':
      return { kind: 'failed', reason: reason || 'failed' };
    case 'throttled':
      return { kind: 'throttled', waitMs: waitOf(answer) };
    default:
      return { kind: 'unknown', reason: 'the answer says nothing about this message' };
  }
}
