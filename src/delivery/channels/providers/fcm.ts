import { WinbackError } from '../../../base/errors.js';
import { object, text } from '../../../base/options.js';
import type { MessageRecord } from '../../../state/records/contact.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, jsonObject, objectOf, objectsOf, word } from '../http/answer.js';
import { saidOf, statusVerdict, waitOf } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { optionalUrl } from '../settings.js';
import { signedToken } from '../sign/jwt.js';
import { rendered, type Template, templateJson } from '../template.js';

/** Pushes of Firebase Cloud Messaging. */
export interface FcmSettings {
  /** Where the JSON key of the service account stands. */
  readonly serviceAccount: SecretFrom;
  /** The `message` of FCM without `token`, with `{{name}}` for values of the message. */
  readonly message: Template;
  /** Address of the service. @default https://fcm.googleapis.com/ */
  readonly endpoint: string;
  /** Address that gives tokens. @default https://oauth2.googleapis.com/token */
  readonly tokenEndpoint: string;
}

/**
 * Messages of FCM (Firebase: "Send messages using the FCM HTTP v1 API", "FCM error codes"; Google: "Using OAuth 2.0 for server
 * to server applications"). A repeated call is a second message.
 */
export const fcm: ProviderKind<FcmSettings> = {
  facts: {
    ...{ type: 'fcm', batch: 1, perRecipientParams: true, idempotency: 'none', keyTtlSeconds: null },
    limits: [{ most: 600_000, per: 'minute' }],
    ...{ receipts: 'none', address: 'token', triedLive: false },
  },
  settings: object<FcmSettings>({
    ...{
      serviceAccount: secretFrom,
      message: templateJson,
      endpoint: optionalUrl('https://fcm.googleapis.com/'),
    },
    tokenEndpoint: optionalUrl('https://oauth2.googleapis.com/token'),
  }),
  open,
};

interface ServiceAccount {
  readonly project_id: string;
  readonly client_email: string;
  readonly private_key: string;
}

const account = (value: unknown): ServiceAccount => {
  const given = objectOf(value) ?? {};
  const part = (key: string): string => text(given[key], `serviceAccount.${key}`);
  return {
    project_id: part('project_id'),
    client_email: part('client_email'),
    private_key: part('private_key'),
  };
};

async function open(settings: FcmSettings, access: ProviderAccess): Promise<OpenProvider> {
  const given = jsonObject(await access.secret(settings.serviceAccount, 'serviceAccount'));
  if (given === null)
    throw new WinbackError(
      'BAD_INPUT',
      'serviceAccount holds no JSON: give the key file of the service account',
    );
  const known = account(given);
  const tokens = new Tokens(known, settings, access);
  const path = `v1/projects/${encodeURIComponent(known.project_id)}/messages:send`;
  const url = new URL(path, settings.endpoint);
  return {
    account: `fcm ${known.project_id}`,
    request: async ([message]) => {
      const made = bodyOf(message!, settings);
      const headers = { authorization: `Bearer ${await tokens.token()}`, 'content-type': 'application/json' };
      return { method: 'POST', url, headers, body: made };
    },
    classify: (answer) => {
      if (answer.status === 401) tokens.forget();
      return [verdictOf(answer)];
    },
  };
}

function bodyOf(message: MessageRecord, settings: FcmSettings): string {
  const made = rendered(settings.message, message);
  return JSON.stringify({ message: { ...objectOf(made), token: message.address } });
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const hour = 3600;

/** The token of the account, which holds for an hour; a new one is asked for five minutes before. */
class Tokens {
  readonly #account: ServiceAccount;
  readonly #settings: FcmSettings;
  readonly #access: ProviderAccess;
  #known: { readonly token: Promise<string>; readonly until: number } | null = null;

  constructor(given: ServiceAccount, settings: FcmSettings, access: ProviderAccess) {
    this.#account = given;
    this.#settings = settings;
    this.#access = access;
  }

  token(): Promise<string> {
    const now = this.#access.now();
    if (this.#known !== null && now < this.#known.until) return this.#known.token;
    const token = this.#fetch(Math.floor(now / 1000));
    this.#known = { token, until: now + (hour - 300) * 1000 };
    token.catch(() => this.forget());
    return token;
  }

  forget(): void {
    this.#known = null;
  }

  async #fetch(iat: number): Promise<string> {
    const { client_email: iss, private_key: key } = this.#account;
    const claims = { iss, scope, aud: this.#settings.tokenEndpoint, iat, exp: iat + hour };
    const assertion = signedToken('RS256', { typ: 'JWT' }, claims, key, 'serviceAccount.private_key');
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion,
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = new URL(this.#settings.tokenEndpoint);
    const answer = await this.#access.call({ method: 'POST', url, headers, body: body.toString() });
    const said = jsonObject(answer.text);
    const token = word(said?.['access_token']) === '' ? null : said!['access_token'];
    if (answer.status === 200 && typeof token === 'string') return token;
    throw new Error(`token: ${saidOf(said?.['error'], said?.['error_description'])}`);
  }
}

function verdictOf(answer: HttpAnswer): Verdict {
  const body = jsonObject(answer.text);
  const name = word(body?.['name']);
  if (answer.status === 200)
    return name === ''
      ? { kind: 'unknown', reason: 'an answer without a name' }
      : { kind: 'accepted', providerId: name };
  const error = objectOf(body?.['error']);
  const detail = objectsOf(error?.['details']).find((one) => word(one?.['@type']).endsWith('FcmError'));
  const code = word(detail?.['errorCode']) || word(error?.['status']);
  const reason = saidOf(code, error?.['message']);
  // FCM's page: the token is not valid any more. A 404 without this code is a project that is none.
  if (code === 'UNREGISTERED') return { kind: 'refused', reason, optOut: 'all' };
  if (code === 'QUOTA_EXCEEDED' || answer.status === 429)
    return { kind: 'throttled', waitMs: waitOf(answer) };
  // FCM's page asks to send again after the time that the answer says.
  if (code === 'UNAVAILABLE') return { kind: 'throttled', waitMs: waitOf(answer, 10_000) };
  if (code === 'SENDER_ID_MISMATCH' || code === 'INVALID_ARGUMENT') return { kind: 'refused', reason };
  if (code === 'THIRD_PARTY_AUTH_ERROR' || code === 'PERMISSION_DENIED' || code === 'UNAUTHENTICATED')
    return { kind: 'blocked', reason };
  const byStatus = statusVerdict(answer) ?? { kind: 'unknown', reason: `HTTP ${answer.status}` };
  return 'reason' in byStatus && error !== null ? { ...byStatus, reason } : byStatus;
}
