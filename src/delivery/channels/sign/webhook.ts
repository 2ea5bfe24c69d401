import { nodeCrypto } from '../../../base/node-crypto.js';

const hex = (secret: string, seconds: number, body: string): string =>
  nodeCrypto().createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');

/**
 * The header that shows a receiver that a call is ours, and when it was made: one signature for each secret, so that a
 * receiver who knows either accepts it while secrets are changed.
 * @param secrets the newest one first
 * @param seconds since 1970
 */
export function webhookSignature(secrets: readonly string[], seconds: number, body: string): string {
  return [`t=${seconds}`, ...secrets.map((secret) => `v1=${hex(secret, seconds, body)}`)].join(',');
}

/** Clocks of both ends may differ by as much, seconds; an older call may be a copy of an earlier one. */
const clockError = 300;

/** Whether a header of webhookSignature fits a body, under any of the secrets, at a time near `now` (seconds since 1970). */
export function isSignedBy(secrets: readonly string[], header: string, body: string, now: number): boolean {
  const parts = header.split(',').map((part) => part.trim());
  const seconds = Number(parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2) ?? Number.NaN);
  if (!(Math.abs(now - seconds) <= clockError)) return false;
  const given = parts.filter((part) => part.startsWith('v1=')).map((part) => part.slice(3));
  return secrets.some((secret) => given.some((one) => isSame(one, hex(secret, seconds, body))));
}

/** Whether two texts are equal, in a time that says nothing about where they differ. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => nodeCrypto().createHash('sha256').update(text).digest();
  return nodeCrypto().timingSafeEqual(digest(given), digest(expected));
}
