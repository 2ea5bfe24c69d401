import { WinbackError } from '../../../base/errors.js';
import { nodeCrypto } from '../../../base/node-crypto.js';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A signed JSON Web Token (RFC 7515, 7518): RS256 under an RSA key, ES256 under one of the curve P-256.
 * @param key PEM of the private key
 * @param name option that messages name
 * @throws WinbackError BAD_INPUT for a key that cannot be used
 */
export function signedToken(
  algorithm: 'RS256' | 'ES256',
  header: object,
  claims: object,
  key: string,
  name: string,
): string {
  const text = `${encoded({ alg: algorithm, ...header })}.${encoded(claims)}`;
  const { createPrivateKey, sign } = nodeCrypto();
  try {
    const privateKey = createPrivateKey(key);
    const needed = algorithm === 'RS256' ? 'rsa' : 'ec';
    if (privateKey.asymmetricKeyType !== needed) throw new Error(`it is no ${needed} key`);
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  } catch (cause) {
    throw new WinbackError(
      'BAD_INPUT',
      `${name} holds no private key for ${algorithm}: give the PEM of the key as the provider gave it`,
      { cause },
    );
  }
}
