import type { PersonKey } from '../../state/person.js';
import { isSame } from '../channels/sign/webhook.js';

/** Letters of the signature: 128 bits. */
const signatureLetters = 32;

// No user has an id with a zero byte, so no pseudonym of a user is a signature.
const signature = (key: PersonKey, seq: number): string =>
  key
    .user(`\0opt-out ${seq}`)
    .replace(/^hmac:/, '')
    .slice(0, signatureLetters);

/**
 * The token of a link by which whoever got a message opts out: its number and a signature under the key of the state. It
 * names nobody.
 * @param key of the state
 * @param seq number of the message
 */
export const optOutToken = (key: PersonKey, seq: number): string =>
  `${seq.toString(36)}-${signature(key, seq)}`;

/** The number of the message that a token was made for; null for any other text. */
export function messageOfToken(key: PersonKey, token: string): number | null {
  const [, digits, signed] = /^([0-9a-z]{1,11})-([0-9a-f]{32})$/.exec(token) ?? [];
  if (digits === undefined || signed === undefined) return null;
  const seq = Number.parseInt(digits, 36);
  return Number.isSafeInteger(seq) && isSame(signed, signature(key, seq)) ? seq : null;
}
