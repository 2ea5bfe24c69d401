import { nodeCrypto } from '../../../base/node-crypto.js';

const mac = (key: string, message: string) => nodeCrypto().createHmac('sha256', key).update(message);

/** What DingTalk wants in the query of a signed call. @param ms milliseconds since 1970 */
export function dingtalkQuery(secret: string, ms: number): string {
  const sign = mac(secret, `${ms}\n${secret}`).digest('base64');
  return `timestamp=${ms}&sign=${encodeURIComponent(sign)}`;
}

/**
 * What Feishu wants in the body of a signed call. Its key is what others sign, and its message is empty.
 * @param seconds since 1970
 */
export function feishuFields(
  secret: string,
  seconds: number,
): { readonly timestamp: string; readonly sign: string } {
  return { timestamp: String(seconds), sign: mac(`${seconds}\n${secret}`, '').digest('base64') };
}
