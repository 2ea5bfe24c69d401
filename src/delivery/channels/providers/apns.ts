import { flag, object, optional, text } from '../../../base/options.js';
import { type SecretFrom, secretFrom } from '../../../stores/secrets.js';
import { type HttpAnswer, jsonObject, word } from '../http/answer.js';
import { saidOf, statusVerdict } from '../http/status.js';
import type { OpenProvider, ProviderAccess, ProviderKind, Verdict } from '../provider.js';
import { requiredUrl } from '../settings.js';
import { signedToken } from '../sign/jwt.js';
import { rendered, type Template, templateJson } from '../template.js';

/** Pushes of Apple. */
export interface ApnsSettings {
  /** Where the `.p8` key stands. */
  readonly key: SecretFrom;
  /** Id of the key, 10 letters. */
  readonly keyId: string;
  /** Id of the team, 10 letters. */
  readonly teamId: string;
  /** Bundle id of the app. */
  readonly topic: string;
  /** What is sent, such as `{"aps": {"alert": "{{name}}"}}`. */
  readonly payload: Template;
  /** Whether devices run builds of developers. @default false */
  readonly sandbox: boolean;
  /** Address of the service. @default that of Apple, by `sandbox` */
  readonly endpoint?: string | undefined;
}

/**
 * Notifications of APNs (Apple: "Sending notification requests to APNs", "Handling notification responses from APNs",
 * "Establishing a token-based connection to APNs"). A repeated call is a second notification, whatever its `apns-id` is.
 */
export const apns: ProviderKind<ApnsSettings> = {
  facts: {
    ...{ type: 'apns', batch: 1, perRecipientParams: true, idempotency: 'none', keyTtlSeconds: null },
    ...{ limits: [], receipts: 'none', address: 'token', triedLive: false, protocol: 'http2' },
  },
  settings: object<ApnsSettings>({
    ...{ key: secretFrom, keyId: text, teamId: text, topic: text, payload: templateJson },
    sandbox: optional(flag, false),
    endpoint: optional(requiredUrl, undefined),
  }),
  open,
};

/** Apple takes a token for an hour, and refuses one that is made anew within 20 minutes. */
const tokenMs = 40 * 60_000;

async function open(settings: ApnsSettings, access: ProviderAccess): Promise<OpenProvider> {
  const { keyId, teamId, topic, payload, sandbox } = settings;
  const key = await access.secret(settings.key, 'key');
  let known = { token: '', until: 0 };
  const token = (): string => {
    const now = access.now();
    if (now >= known.until) {
      const claims = { iss: teamId, iat: Math.floor(now / 1000) };
      known = { token: signedToken('ES256', { kid: keyId }, claims, key, 'key'), until: now + tokenMs };
    }
    return known.token;
  };
  // A key that cannot sign is told when the channel is opened.
  token();
  const usual = `https://api${sandbox ? '.sandbox' : ''}.push.apple.com/`;
  return {
    account: `apns ${teamId} ${topic}`,
    request: ([message]) => ({
      method: 'POST',
      url: new URL(`3/device/${encodeURIComponent(message!.address ?? '')}`, settings.endpoint ?? usual),
      headers: { authorization: `bearer ${token()}`, 'apns-topic': topic, 'apns-push-type': 'alert' },
      body: JSON.stringify(rendered(payload, message!)),
    }),
    classify: (answer) => [verdictOf(answer)],
  };
}

/** The token of the device is none, or none any more. */
const deadTokens: readonly string[] = ['BadDeviceToken', 'Unregistered', 'ExpiredToken'];
const blocking =
  /^(BadCertificate|BadTopic|ExpiredProviderToken|Forbidden|InvalidProviderToken|MissingProviderToken|MissingTopic|TopicDisallowed|TooManyProviderTokenUpdates|UnrelatedKeyIdInToken|BadEnvironmentKeyIdInToken|InvalidPushType|BadPath|MethodNotAllowed)/;

function verdictOf(answer: HttpAnswer): Verdict {
  if (answer.status === 200)
    return { kind: 'accepted', providerId: word(answer.headers['apns-id']) || undefined };
  const reason = word(jsonObject(answer.text)?.['reason']);
  const said = saidOf(reason, `HTTP ${answer.status}`);
  if (deadTokens.includes(reason)) return { kind: 'refused', reason: said, optOut: 'all' };
  if (blocking.test(reason)) return { kind: 'blocked', reason: said };
  // Too many to this one device; a server that is being stopped takes nothing.
  if (['TooManyRequests', 'Shutdown', 'ServiceUnavailable', 'IdleTimeout'].includes(reason))
    return { kind: 'failed', reason: said };
  const byStatus = statusVerdict(answer) ?? { kind: 'unknown', reason: said };
  return 'reason' in byStatus ? { ...byStatus, reason: said } : byStatus;
}
