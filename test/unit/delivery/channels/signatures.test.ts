// Signatures of calls to providers, against the examples of their documentation and Python's hmac.
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { aliyunForm } from '../../../../src/delivery/channels/sign/aliyun.js';
import { signedToken } from '../../../../src/delivery/channels/sign/jwt.js';
import { tencentHeaders } from '../../../../src/delivery/channels/sign/tencent.js';
import { isSignedBy, webhookSignature } from '../../../../src/delivery/channels/sign/webhook.js';

const vectors = JSON.parse(
  readFileSync(new URL('../../../golden/delivery/signatures.json', import.meta.url), 'utf8'),
) as {
  aliyun: { method: 'GET' | 'POST'; secret: string; parameters: Record<string, string>; sign: string }[];
  tencent: Parameters<typeof tencentHeaders>[0] & { sign: string };
};

test('Aliyun: the examples of its documentation, and letters that are hard to encode', () => {
  expect(vectors.aliyun).toHaveLength(3);
  for (const { method, parameters, secret, sign } of vectors.aliyun) {
    const form = new URLSearchParams(aliyunForm(method, parameters, secret));
    expect(form.get('Signature')).toBe(sign);
    form.delete('Signature');
    expect(Object.fromEntries(form)).toEqual(parameters);
  }
});

test('Tencent Cloud: the example of its documentation', () => {
  const { sign, ...call } = vectors.tencent;
  const { authorization } = tencentHeaders(call) as { authorization: string };
  expect(authorization).toMatch(
    /Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE\/2019-02-25\/cvm\/tc3_request,/,
  );
  expect(authorization.split('Signature=')[1]).toBe(sign);
});

test.each([
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
] as const)('a token with %s is what the public key verifies', (algorithm, { privateKey, publicKey }) => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const token = signedToken(algorithm, { kid: 'K' }, { iss: 'me', iat: 7 }, pem, 'key');
  const [head, claims, signature] = token.split('.') as [string, string, string];
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: algorithm, kid: 'K' });
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ iss: 'me', iat: 7 });
  const key = {
    key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
    dsaEncoding: 'ieee-p1363' as const,
  };
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(
    true,
  );
  const other = algorithm === 'RS256' ? 'ES256' : 'RS256';
  expect(() => signedToken(other, {}, {}, pem, 'sms.key')).toThrow(/sms\.key holds no private key for/);
  expect(() => signedToken(algorithm, {}, {}, 'no key', 'sms.key')).toThrow(/sms\.key holds no private key/);
});

test('a webhook is known by either of two secrets, for five minutes, and by nothing else', () => {
  const header = webhookSignature(['new', 'old'], 1000, '{"a":1}');
  expect(isSignedBy(['old'], header, '{"a":1}', 1000)).toBe(true);
  expect(isSignedBy(['x', 'new'], header, '{"a":1}', 1300)).toBe(true);
  expect(isSignedBy(['new'], header, '{"a":1}', 1301)).toBe(false);
  expect(isSignedBy(['new'], header, '{"a":1}', 699)).toBe(false);
  expect(isSignedBy(['new'], header, '{"a":2}', 1000)).toBe(false);
  expect(isSignedBy(['other'], header, '{"a":1}', 1000)).toBe(false);
  expect(isSignedBy(['new'], header.replace('t=1000', 't=1001'), '{"a":1}', 1000)).toBe(false);
  expect(isSignedBy(['new'], 'v1=', '{"a":1}', 1000)).toBe(false);
  expect(isSignedBy([], header, '{"a":1}', 1000)).toBe(false);
});
