import { sha256 } from '../../../base/node-crypto.js';
import { object, oneOf, optional, text } from '../../../base/options.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, jsonObject, objectOf, word } from '../http/answer.js';
import { statusVerdict } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { optionalUrl } from '../settings.js';
import { rendered, type Template, templateJson } from '../template.js';

/** Notifications of OneSignal, to users by their external id. */
export interface OneSignalSettings {
  /** Id of the app. */
  readonly appId: string;
  /** Where the REST API key stands. */
  readonly apiKey: SecretFrom;
  /** The text by language, such as `{"en": "Come back, {{name}}"}`. */
  readonly contents: Template;
  /** The title by language. @default none */
  readonly headings?: Template | undefined;
  /** What goes to the app beside the text. @default nothing */
  readonly data?: Template | undefined;
  /** Which of the user's subscriptions. @default push */
  readonly target: 'push' | 'email' | 'sms';
  /** Address of the service. @default https://api.onesignal.com/ */
  readonly endpoint: string;
}

/**
 * Notifications of OneSignal (OneSignal: "Create notification", "Idempotent notification requests"). The key stands in the
 * body; a header of that name does nothing. It is remembered for 30 days.
 */
export const oneSignal: ProviderKind<OneSignalSettings> = {
  facts: {
    ...{ type: 'onesignal', batch: 1, perRecipientParams: true, idempotency: 'key' },
    ...{ keyTtlSeconds: 30 * 86_400, limits: [], receipts: 'none', address: 'user', triedLive: false },
  },
  settings: object<OneSignalSettings>({
    ...{ appId: text, apiKey: secretFrom, contents: templateJson },
    ...{ headings: optional(templateJson, undefined), data: optional(templateJson, undefined) },
    target: optional(oneOf('push', 'email', 'sms'), 'push'),
    endpoint: optionalUrl('https://api.onesignal.com/'),
  }),
  open,
};

async function open(settings: OneSignalSettings, access: ProviderAccess): Promise<OpenProvider> {
  const key = await access.secret(settings.apiKey, 'apiKey');
  const url = new URL('notifications', settings.endpoint);
  const headers = { authorization: `Key ${key}`, 'content-type': 'application/json; charset=utf-8' };
  return {
    account: `onesignal ${settings.appId}`,
    request: ([message]) => ({ method: 'POST', url, headers, body: bodyOf(message!, settings) }),
    classify: (answer) => [verdictOf(answer)],
  };
}

function bodyOf(
  message: MessageRecord,
  { appId, contents, headings, data, target }: OneSignalSettings,
): string {
  return JSON.stringify({
    ...{ app_id: appId, idempotency_key: uuidOf(message.key), target_channel: target },
    include_aliases: { external_id: [message.address ?? message.user] },
    contents: rendered(contents, message),
    ...(headings === undefined ? {} : { headings: rendered(headings, message) }),
    ...(data === undefined ? {} : { data: rendered(data, message) }),
  });
}

/** A UUID that the same key always has (RFC 9562, version 8). */
function uuidOf(key: string): string {
  const hex = sha256(key);
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** HTTP 200 with an empty id is nothing sent; with one it is sent to whoever the errors do not name. */
function verdictOf(answer: HttpAnswer): Verdict {
  const fault = statusVerdict(answer);
  const body = jsonObject(answer.text);
  const said = wordsOf(body?.['errors']);
  if (fault !== null)
    return 'reason' in fault && said !== '' ? { ...fault, reason: `${fault.reason}: ${said}` } : fault;
  const providerId = word(body?.['id']);
  if (providerId !== '' && !isInvalid(body?.['errors'])) return { kind: 'accepted', providerId };
  if (body === null || (providerId === '' && said === ''))
    return { kind: 'unknown', reason: 'an answer without an id' };
  return { kind: 'refused', reason: said };
}

/** The one user of the call is among those whom OneSignal does not know. */
const isInvalid = (errors: unknown): boolean => objectOf(objectOf(errors)?.['invalid_aliases']) !== null;

function wordsOf(errors: unknown): string {
  if (Array.isArray(errors)) return errors.map(word).join('; ').slice(0, 200);
  return objectOf(errors) === null
    ? word(errors)
    : Object.keys(errors as object)
        .join(', ')
        .slice(0, 200);
}
