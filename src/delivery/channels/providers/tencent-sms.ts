import { listOf, object, text } from '../../../base/options.js';
import { plainAddress } from '../../../state/person.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, type Json, jsonObject, objectOf, objectsOf, word } from '../http/answer.js';
import { forAll, saidOf, statusVerdict, waitOf } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { optionalUrl } from '../settings.js';
import { tencentHeaders } from '../sign/tencent.js';
import { renderedText, templateText } from '../template.js';

/** Text messages of Tencent Cloud. */
export interface TencentSmsSettings {
  /** Where the SecretId stands. */
  readonly secretId: SecretFrom;
  /** Where the SecretKey stands. */
  readonly secretKey: SecretFrom;
  /** Id of the application in the console of SMS. */
  readonly sdkAppId: string;
  /** Name that stands in front of the text. */
  readonly signName: string;
  /** Number of the template. */
  readonly templateId: string;
  /** Values of the template in its order, with `{{name}}` for values of the message. */
  readonly params: readonly string[];
  /** Region of the service. @default ap-guangzhou */
  readonly region: string;
  /** Address of the service. @default https://sms.tencentcloudapi.com/ */
  readonly endpoint: string;
}

const params = listOf(templateText);

/** Codes about the account, the application, the signature or the template. */
const blocking =
  /^(AuthFailure|UnauthorizedOperation|FailedOperation\.(InsufficientBalance|SignatureIncorrect|TemplateIncorrect|MissingSignature|TemplateUnapproved|NotEnterprise|ForbidAddMarketing|JsonParse)|InvalidParameterValue\.(SdkAppId|MissingSignature)|UnsupportedOperation|ResourceInsufficient)/;
/** The number is on the list of those who replied that they want no messages. */
const blackList = 'FailedOperation.PhoneNumberInBlacklist';

/** SendSms of Tencent Cloud (Tencent Cloud SMS: "SendSms", version 2021-01-11; "Signature v3"). */
export const tencentSms: ProviderKind<TencentSmsSettings> = {
  facts: {
    ...{
      type: 'tencent-sms',
      batch: 200,
      perRecipientParams: false,
      idempotency: 'none',
      keyTtlSeconds: null,
    },
    limits: [{ most: 3000, per: 'second' }],
    ...{ receipts: 'webhook', address: 'phone', triedLive: false },
  },
  settings: object<TencentSmsSettings>({
    ...{ secretId: secretFrom, secretKey: secretFrom, sdkAppId: text, signName: text, templateId: text },
    params: (value, name) => params(value ?? [], name),
    region: (value, name) => text(value ?? 'ap-guangzhou', name),
    endpoint: optionalUrl('https://sms.tencentcloudapi.com/'),
  }),
  open,
};

async function open(settings: TencentSmsSettings, access: ProviderAccess): Promise<OpenProvider> {
  const secretId = await access.secret(settings.secretId, 'secretId');
  const secretKey = await access.secret(settings.secretKey, 'secretKey');
  const url = new URL(settings.endpoint);
  const valuesOf = (message: MessageRecord): readonly string[] =>
    settings.params.map((one) => renderedText(one, message));
  return {
    account: `tencent-sms ${settings.sdkAppId}`,
    request: (messages) => {
      const body = JSON.stringify({
        PhoneNumberSet: messages.map(phoneOf),
        ...{ SmsSdkAppId: settings.sdkAppId, SignName: settings.signName, TemplateId: settings.templateId },
        TemplateParamSet: valuesOf(messages[0]!),
      });
      const seconds = Math.floor(access.now() / 1000);
      const signed = tencentHeaders({ service: 'sms', host: url.host, secretId, secretKey, seconds, body });
      const action = {
        'x-tc-action': 'SendSms',
        'x-tc-version': '2021-01-11',
        'x-tc-region': settings.region,
      };
      return { method: 'POST', url, headers: { ...signed, ...action }, body };
    },
    classify,
    group: (message) => groupOf(message, valuesOf),
  };
}

/** One call has one text, and numbers of the mainland or of elsewhere. A message that cannot be written goes alone. */
function groupOf(message: MessageRecord, valuesOf: (message: MessageRecord) => readonly string[]): string {
  try {
    return JSON.stringify([phoneOf(message).startsWith('+86'), ...valuesOf(message)]);
  } catch {
    return `alone ${message.seq}`;
  }
}

/** With country, as `+8613800000000`. */
const phoneOf = ({ address }: MessageRecord): string => {
  const plain = plainAddress(address ?? '');
  return plain.startsWith('+') ? plain : `+${plain}`;
};

function classify(answer: HttpAnswer, messages: readonly MessageRecord[]): readonly Verdict[] | 'split' {
  const response = objectOf(jsonObject(answer.text)?.['Response']);
  const error = objectOf(response?.['Error']);
  if (error !== null) {
    const verdict = verdictOf(error['Code'], error['Message'], answer);
    return verdict.kind === 'refused' && messages.length > 1 ? 'split' : forAll(messages, verdict);
  }
  const statuses = objectsOf(response?.['SendStatusSet']);
  if (statuses.length === 0)
    return forAll(
      messages,
      statusVerdict(answer) ?? { kind: 'unknown', reason: 'an answer without a status' },
    );
  const of = new Map(statuses.map((one) => [plainAddress(word(one?.['PhoneNumber'])), one]));
  return messages.map((message) => {
    const status: Json | null | undefined = of.get(phoneOf(message));
    if (!status) return { kind: 'unknown', reason: 'the answer says nothing about this message' };
    const providerId = word(status['SerialNo']) || undefined;
    if (status['Code'] === 'Ok') return { kind: 'accepted', providerId };
    return verdictOf(status['Code'], status['Message'], answer);
  });
}

function verdictOf(given: unknown, message: unknown, answer: HttpAnswer): Verdict {
  const code = word(given);
  const reason = saidOf(code, message);
  if (code === blackList) return { kind: 'refused', reason, optOut: 'marketing' };
  if (code.startsWith('RequestLimitExceeded')) return { kind: 'throttled', waitMs: waitOf(answer) };
  if (blocking.test(code)) return { kind: 'blocked', reason };
  // The number, or the text to this number, was sent too often lately.
  if (code.startsWith('LimitExceeded')) return { kind: 'failed', reason };
  if (
    /^(InvalidParameter|MissingParameter|UnknownParameter|FailedOperation\.(Phone|ContainSensitive|Fail))/.test(
      code,
    )
  )
    return { kind: 'refused', reason };
  return { kind: 'unknown', reason };
}
