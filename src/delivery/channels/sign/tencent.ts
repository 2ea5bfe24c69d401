import { nodeCrypto, sha256 } from '../../../base/node-crypto.js';

/** A call of Tencent Cloud's API 3.0. */
export interface TencentCall {
  readonly service: string;
  readonly host: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** Seconds since 1970. */
  readonly seconds: number;
  /** The JSON that is sent. */
  readonly body: string;
}

const contentType = 'application/json; charset=utf-8';
const mac = (key: string | Buffer, text: string): Buffer =>
  nodeCrypto().createHmac('sha256', key).update(text).digest();

/** The headers that sign a call (Tencent Cloud: "Signature v3", TC3-HMAC-SHA256): its body, type and host. */
export function tencentHeaders(call: TencentCall): Readonly<Record<string, string>> {
  const { service, host, secretId, secretKey, seconds, body } = call;
  const day = new Date(seconds * 1000).toISOString().slice(0, 10);
  const scope = `${day}/${service}/tc3_request`;
  const names = 'content-type;host';
  const canonical = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\n\n${names}\n${sha256(body)}`;
  const text = `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`;
  const key = mac(mac(mac(`TC3${secretKey}`, day), service), 'tc3_request');
  const signature = mac(key, text).toString('hex');
  return {
    'content-type': contentType,
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    'x-tc-timestamp': String(seconds),
  };
}
