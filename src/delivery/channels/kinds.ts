import type { ProviderKind } from './provider.js';
import { aliyunSms } from './providers/aliyun-sms.js';
import { jpush } from './providers/jpush.js';
import { webhook } from './providers/webhook.js';

// Each kind belongs to settings of its own type: whoever opens it checks them first.
const list = [aliyunSms, jpush, webhook] as unknown as readonly ProviderKind<object>[];

/** Every kind of provider, by the type that a configuration names. */
export const providerKinds: ReadonlyMap<string, ProviderKind<object>> = new Map(
  list.map((kind) => [kind.facts.type, kind]),
);
