import { ensure } from '../../../base/errors.js';
import { integer, object, optional, text } from '../../../base/options.js';
import { plainAddress } from '../../../state/person.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, jsonObject, word } from '../http/answer.js';
import { saidOf, statusVerdict, waitOf } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { optionalUrl, requiredUrl } from '../settings.js';
import { renderedText, templateText } from '../template.js';

/** Text messages of Twilio. */
export interface TwilioSettings {
  /** Account SID, such as `AC...`. */
  readonly accountSid: string;
  /** Where the auth token stands. */
  readonly authToken: SecretFrom;
  /** The number that messages come from. @default none: `messagingServiceSid` */
  readonly from?: string | undefined;
  /** The messaging service in place of a number. @default none */
  readonly messagingServiceSid?: string | undefined;
  /** The text, with `{{name}}` for values of the message. */
  readonly body: string;
  /**
   * How long Twilio keeps a message that cannot go out, seconds: without it a queue of the night goes out in the morning.
   * @default 14400
   */
  readonly validitySeconds: number;
  /** Where Twilio tells what became of messages. @default nowhere */
  readonly statusCallback?: string | undefined;
  /** Address of the service. @default https://api.twilio.com/ */
  readonly endpoint: string;
}

const check = object<TwilioSettings>({
  ...{ accountSid: text, authToken: secretFrom, from: optional(text, undefined) },
  ...{ messagingServiceSid: optional(text, undefined), body: templateText },
  validitySeconds: optional(integer(1, 36_000), 14_400),
  statusCallback: optional(requiredUrl, undefined),
  endpoint: optionalUrl('https://api.twilio.com/'),
});

/** Numbers that no message can reach, as Twilio's error dictionary has them. */
const wrongNumbers: readonly number[] = [21211, 21214, 21217, 21265, 21408, 21604, 21612, 21614, 21635];
/** The account, its number or its region. */
const blocking: readonly number[] = [
  20003, 20005, 20404, 21212, 21603, 21606, 21659, 21660, 21661, 21705, 30010,
];

/** Messages of Twilio (Twilio: "Messages resource", API of 2010-04-01). A repeated call is a second message. */
export const twilio: ProviderKind<TwilioSettings> = {
  facts: {
    ...{ type: 'twilio', batch: 1, perRecipientParams: true, idempotency: 'none', keyTtlSeconds: null },
    ...{ limits: [], receipts: 'webhook', address: 'phone', triedLive: false },
  },
  settings: (value, name) => {
    const settings = check(value, name);
    ensure(
      (settings.from === undefined) !== (settings.messagingServiceSid === undefined),
      `${name}: give either from or messagingServiceSid`,
    );
    return settings;
  },
  open,
};

async function open(settings: TwilioSettings, access: ProviderAccess): Promise<OpenProvider> {
  const token = await access.secret(settings.authToken, 'authToken');
  const { accountSid, from, messagingServiceSid, statusCallback, validitySeconds } = settings;
  const url = new URL(
    `2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
    settings.endpoint,
  );
  const headers = {
    authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  return {
    account: `twilio ${accountSid}`,
    request: ([message]) => {
      const fields = new URLSearchParams({
        To: plainAddress(message!.address ?? ''),
        ...(from === undefined ? { MessagingServiceSid: messagingServiceSid! } : { From: from }),
        ...{ Body: renderedText(settings.body, message!), ValidityPeriod: String(validitySeconds) },
        ...(statusCallback === undefined ? {} : { StatusCallback: statusCallback }),
      });
      return { method: 'POST', url, headers, body: fields.toString() };
    },
    classify: (answer) => [verdictOf(answer)],
  };
}

function verdictOf(answer: HttpAnswer): Verdict {
  const body = jsonObject(answer.text);
  const sid = word(body?.['sid']);
  if (answer.status >= 200 && answer.status < 300)
    return sid === ''
      ? { kind: 'unknown', reason: 'an answer without a sid' }
      : { kind: 'accepted', providerId: sid };
  const code = Number(body?.['code']);
  const reason = saidOf(body?.['code'], body?.['message']);
  // Twilio says of these that nothing was processed; 21611: the queue of the number is full.
  if (answer.status === 429 || code === 20429 || code === 21611)
    return { kind: 'throttled', waitMs: waitOf(answer) };
  if (code === 21610) return { kind: 'refused', reason, optOut: 'marketing' };
  if (wrongNumbers.includes(code)) return { kind: 'refused', reason };
  if (blocking.includes(code)) return { kind: 'blocked', reason };
  const byStatus = statusVerdict(answer)!;
  return 'reason' in byStatus && body !== null ? { ...byStatus, reason } : byStatus;
}
