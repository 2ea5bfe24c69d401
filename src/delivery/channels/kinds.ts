import type { ProviderKind } from './provider.js';
import { aliyunSms } from './providers/aliyun-sms.js';
import { apns } from './providers/apns.js';
import { braze } from './providers/braze.js';
import { fcm } from './providers/fcm.js';
import { jpush } from './providers/jpush.js';
import { oneSignal } from './providers/onesignal.js';
import { tencentSms } from './providers/tencent-sms.js';
import { twilio } from './providers/twilio.js';
import { webhook } from './providers/webhook.js';

// Each kind belongs to settings of its own type: whoever opens it checks them first.
const list = [
  ...[aliyunSms, apns, braze, fcm, jpush, oneSignal, tencentSms, twilio, webhook],
] as unknown as readonly ProviderKind<object>[];

/** Every kind of provider, by the type that a configuration names. */
export const providerKinds: ReadonlyMap<string, ProviderKind<object>> = new Map(
  list.map((kind) => [kind.facts.type, kind]),
);
