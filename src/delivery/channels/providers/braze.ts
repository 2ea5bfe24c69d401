import { object, optional, text } from '../../../base/options.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, jsonObject, untilSeconds, word } from '../http/answer.js';
import { forAll, statusVerdict } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { requiredUrl } from '../settings.js';
import { rendered, type Template, templateJson } from '../template.js';

/** Campaigns of Braze that are triggered over its API. */
export interface BrazeSettings {
  /** REST endpoint of the instance, such as `https://rest.iad-01.braze.com`. */
  readonly endpoint: string;
  /** Where the REST API key stands. */
  readonly apiKey: SecretFrom;
  /** Id of the campaign. */
  readonly campaignId: string;
  /** The `trigger_properties` of each user, with `{{name}}` for values of the message. @default none */
  readonly properties: Template;
}

/**
 * Campaigns of Braze (Braze: "Send campaign messages using API-triggered delivery", "Rate limits"). A repeated call is a second
 * message.
 */
export const braze: ProviderKind<BrazeSettings> = {
  facts: {
    ...{ type: 'braze', batch: 50, perRecipientParams: true, idempotency: 'none', keyTtlSeconds: null },
    limits: [{ most: 250_000, per: 'hour' }],
    ...{ receipts: 'none', address: 'user', triedLive: false },
  },
  settings: object<BrazeSettings>({
    ...{ endpoint: requiredUrl, apiKey: secretFrom, campaignId: text },
    properties: optional(templateJson, {}),
  }),
  open,
};

async function open(settings: BrazeSettings, access: ProviderAccess): Promise<OpenProvider> {
  const key = await access.secret(settings.apiKey, 'apiKey');
  const url = new URL('campaigns/trigger/send', settings.endpoint);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return {
    account: `braze ${url.host}`,
    request: (messages) => {
      const recipients = messages.map((message) => ({
        external_user_id: message.address ?? message.user,
        trigger_properties: rendered(settings.properties, message),
      }));
      const body = JSON.stringify({ campaign_id: settings.campaignId, broadcast: false, recipients });
      return { method: 'POST', url, headers, body };
    },
    classify,
  };
}

function classify(answer: HttpAnswer, messages: readonly MessageRecord[]): readonly Verdict[] | 'split' {
  if (answer.status === 429) {
    const waitMs = untilSeconds(answer.headers['x-ratelimit-reset'], answer.now) ?? 60_000;
    return forAll(messages, { kind: 'throttled', waitMs });
  }
  const body = jsonObject(answer.text);
  const fault = statusVerdict(answer);
  if (fault !== null) {
    if (fault.kind === 'refused' && messages.length > 1) return 'split';
    const said = word(body?.['message']);
    return forAll(
      messages,
      'reason' in fault && said !== '' ? { ...fault, reason: `${fault.reason}: ${said}` } : fault,
    );
  }
  const errors = body?.['errors'];
  const hasErrors = Array.isArray(errors) && errors.length > 0;
  // Braze names no user in them: for some of these nothing was sent.
  if (hasErrors)
    return forAll(messages, { kind: 'unknown', reason: word(errors[0]) || 'errors without words' });
  const isTaken = body?.['message'] === 'success' || body?.['message'] === 'queued';
  if (!isTaken)
    return forAll(messages, { kind: 'unknown', reason: 'an answer that says neither success nor queued' });
  return forAll(messages, { kind: 'accepted', providerId: word(body['dispatch_id']) || undefined });
}
