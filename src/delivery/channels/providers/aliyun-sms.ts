import { nodeCrypto } from '../../../base/node-crypto.js';
import { integer, object, recordOf, text } from '../../../base/options.js';
import { plainAddress } from '../../../state/person.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, type HttpCall, jsonObject, objectOf, objectsOf, word } from '../http/answer.js';
import { forAll, saidOf, statusVerdict, waitOf } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { optionalUrl } from '../settings.js';
import { aliyunForm } from '../sign/aliyun.js';
import { renderedText, templateText } from '../template.js';

/** Text messages of Aliyun. */
export interface AliyunSmsSettings {
  /** Where the id of the access key stands. */
  readonly accessKeyId: SecretFrom;
  /** Where its secret stands. */
  readonly accessKeySecret: SecretFrom;
  /** Name that stands in front of the text. */
  readonly signName: string;
  /** Code of the template, such as `SMS_71390007`. */
  readonly templateCode: string;
  /** The variables of the template, with `{{name}}` for values of the message. */
  readonly params: Readonly<Record<string, string>>;
  /** Address of the service. @default https://dysmsapi.aliyuncs.com/ */
  readonly endpoint: string;
}

const wait = 60_000;
const hour = 3_600_000;

/** Codes that ask to wait, with the usual wait. Alibaba Cloud: "SMS API error codes". */
const waits: Readonly<Record<string, number>> = {
  'isv.DAY_LIMIT_CONTROL': hour,
  'isv.MONTH_LIMIT_CONTROL': hour,
  Throttling: wait,
};

/** Codes about the account, the template or the signature: no message would be taken. */
const blocking =
  /^(isv\.(AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|ACCOUNT_|PRODUCT_|SMS_TEMPLATE_|SMS_SIGNATURE_|SMS_SIGN_|SIGN_|TEMPLATE_(?!PARAM|MISSING)|DENY_IP|SMS_TEST)|isp\.RAM_PERMISSION_DENY|SignatureDoesNotMatch|InvalidAccessKeyId|IncompleteSignature|Forbidden|InvalidTimeStamp|NoPermission|SDK\.)/;

/** Codes about one message of a call, of which nothing was sent. */
const wrongMessage =
  /^(isv\.(MOBILE_NUMBER_ILLEGAL|INVALID_PARAMETERS|TEMPLATE_MISSING_PARAMETERS|TEMPLATE_PARAMS_ILLEGAL|PARAM_|BLACK_KEY_CONTROL_LIMIT|INVALID_JSON_PARAM|ILLEGAL_|CUSTOMER_REFUSED|BLACK_LIST)|InvalidParameter|MissingParameter)/;

/** SendBatchSms of Aliyun (Alibaba Cloud: "SendBatchSms", version 2017-05-25). */
export const aliyunSms: ProviderKind<AliyunSmsSettings> = {
  facts: {
    ...{
      type: 'aliyun-sms',
      batch: 100,
      perRecipientParams: true,
      idempotency: 'query',
      keyTtlSeconds: null,
    },
    limits: [{ most: 5000, per: 'second' }],
    ...{ receipts: 'webhook', address: 'phone', triedLive: false },
  },
  settings: object<AliyunSmsSettings>({
    ...{ accessKeyId: secretFrom, accessKeySecret: secretFrom, signName: text, templateCode: text },
    params: (value, name) => recordOf(templateText)(value ?? {}, name),
    endpoint: optionalUrl('https://dysmsapi.aliyuncs.com/'),
  }),
  open,
};

async function open(settings: AliyunSmsSettings, access: ProviderAccess): Promise<OpenProvider> {
  const id = await access.secret(settings.accessKeyId, 'accessKeyId');
  const secret = await access.secret(settings.accessKeySecret, 'accessKeySecret');
  const call = (action: string, parameters: Readonly<Record<string, string>>): HttpCall => ({
    method: 'POST',
    url: new URL(settings.endpoint),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: aliyunForm('POST', { ...commonOf(action, id, access), ...parameters }, secret),
  });
  return {
    account: `aliyun-sms ${id}`,
    request: (messages) => call('SendBatchSms', batchOf(messages, settings)),
    classify,
    query: async (messages) => {
      const ask = (parameters: Readonly<Record<string, string>>) =>
        access.call(call('QuerySendDetails', parameters));
      const found = new Set<number>();
      for (const message of messages) if (await wasTaken(message, ask)) found.add(message.seq);
      return found;
    },
  };
}

const commonOf = (action: string, id: string, { now, nonce }: ProviderAccess) => ({
  ...{ Action: action, Version: '2017-05-25', Format: 'JSON', AccessKeyId: id },
  ...{ SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', SignatureNonce: nonce() },
  Timestamp: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
});

function batchOf(messages: readonly MessageRecord[], { signName, templateCode, params }: AliyunSmsSettings) {
  const values = messages.map((message) =>
    Object.fromEntries(Object.entries(params).map(([key, one]) => [key, renderedText(one, message)])),
  );
  return {
    PhoneNumberJson: JSON.stringify(messages.map(phoneOf)),
    SignNameJson: JSON.stringify(messages.map(() => signName)),
    TemplateCode: templateCode,
    TemplateParamJson: JSON.stringify(values),
    OutId: outIdOf(messages[0]!),
  };
}

/** Eleven digits in the mainland, country and number elsewhere. */
const phoneOf = ({ address }: MessageRecord): string =>
  plainAddress(address ?? '')
    .replace(/^\+86(?=1\d{10}$)/, '')
    .replace(/^\+/, '');

/**
 * The number that Aliyun gives back with each receipt: of the campaign, since a call has one for all its messages. With the
 * phone it names the message, also after a crash that left no other trace of the call.
 */
export const outIdOf = ({ project, campaign, channel }: MessageRecord): string =>
  nodeCrypto()
    .createHash('sha256')
    .update(JSON.stringify([project, campaign, channel]))
    .digest('hex')
    .slice(0, 32);

function classify(answer: HttpAnswer, messages: readonly MessageRecord[]): readonly Verdict[] | 'split' {
  const body = jsonObject(answer.text);
  const code = word(body?.['Code']);
  if (code === 'OK' && answer.status === 200)
    return forAll(messages, { kind: 'accepted', providerId: word(body?.['BizId']) || undefined });
  if (code === '')
    return forAll(messages, statusVerdict(answer) ?? { kind: 'unknown', reason: 'an answer without a code' });
  const reason = saidOf(code, body?.['Message']);
  const usual = waits[code.split('.')[0] === 'Throttling' ? 'Throttling' : code];
  if (usual !== undefined) return forAll(messages, { kind: 'throttled', waitMs: waitOf(answer, usual) });
  if (blocking.test(code)) return forAll(messages, { kind: 'blocked', reason });
  if (wrongMessage.test(code)) return messages.length > 1 ? 'split' : [{ kind: 'refused', reason }];
  // The same number had too many lately.
  if (code === 'isv.BUSINESS_LIMIT_CONTROL')
    return messages.length > 1 ? 'split' : [{ kind: 'failed', reason }];
  return forAll(messages, { kind: 'unknown', reason });
}

const detailsAtOnce = 50;
const zoneMs = 8 * hour;
const dayOf = (micros: number): string =>
  new Date(micros / 1000 + zoneMs).toISOString().slice(0, 10).replaceAll('-', '');

/**
 * Whether Aliyun has sent a message (Alibaba Cloud: "QuerySendDetails"): the phone has a message of this campaign on the day
 * of the claim, or of its end. Days are those of China.
 */
async function wasTaken(
  message: MessageRecord,
  ask: (parameters: Readonly<Record<string, string>>) => Promise<HttpAnswer>,
): Promise<boolean> {
  const { updatedAt, leaseUntil } = message;
  const days = [...new Set([dayOf(updatedAt), dayOf(leaseUntil ?? updatedAt)])];
  for (const day of days)
    for (let page = 1; ; page++) {
      const asked = { PhoneNumber: phoneOf(message), SendDate: day, CurrentPage: String(page) };
      const answer = jsonObject((await ask({ ...asked, PageSize: String(detailsAtOnce) })).text);
      if (answer?.['Code'] !== 'OK')
        throw new Error(`QuerySendDetails: ${saidOf(answer?.['Code'], answer?.['Message'])}`);
      const details = objectsOf(objectOf(answer['SmsSendDetailDTOs'])?.['SmsSendDetailDTO']);
      if (details.some((one) => one?.['OutId'] === outIdOf(message))) return true;
      const total = integer(0)(Number(answer['TotalCount'] ?? 0), 'TotalCount');
      if (details.length === 0 || page * detailsAtOnce >= total) break;
    }
  return false;
}
