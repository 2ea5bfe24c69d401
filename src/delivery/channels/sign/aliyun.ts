import { nodeCrypto } from '../../../base/node-crypto.js';

/** As RFC 3986 has it: encodeURIComponent leaves five signs that it encodes. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signed parameters of a call of Aliyun's RPC form, as the body of a form (Alibaba Cloud: "RPC request syntax and
 * signature", SignatureMethod HMAC-SHA1, SignatureVersion 1.0).
 * @param parameters all of them, the common ones too
 * @param secret the secret of the access key
 */
export function aliyunForm(
  method: 'GET' | 'POST',
  parameters: Readonly<Record<string, string>>,
  secret: string,
): string {
  const pairs = Object.keys(parameters)
    .sort()
    .map((name) => `${encoded(name)}=${encoded(parameters[name]!)}`)
    .join('&');
  const text = `${method}&${encoded('/')}&${encoded(pairs)}`;
  const signature = nodeCrypto().createHmac('sha1', `${secret}&`).update(text).digest('base64');
  return `${pairs}&Signature=${encoded(signature)}`;
}
