import { WinbackError } from '../../base/errors.js';
import { integer, listOf, object, optional, text } from '../../base/options.js';
import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';
import { type SecretFrom, secretFrom } from '../../stores/secrets.js';
import { jsonObject } from '../channels/http/answer.js';
import type { HttpClient } from '../channels/http/client.js';
import { requiredUrl } from '../channels/settings.js';
import { webhookSignature } from '../channels/sign/webhook.js';
import { addCoupons } from './pool.js';

/** Which codes the messages of a channel carry. */
export interface CouponsConfig {
  /** Name of the pool. */
  readonly pool: string;
  /** Address that gives new codes where the pool has too few. @default none: codes come from files */
  readonly url?: string | undefined;
  /** Where the secrets of the signature of these calls stand. @default unsigned */
  readonly secrets: readonly SecretFrom[];
  /** Codes that are asked for at once. @default 1000 */
  readonly batch: number;
}

const secrets = listOf(secretFrom);

/** The checks of the setting `coupons` of a channel. */
export const couponsConfig = object<CouponsConfig>({
  pool: text,
  url: optional(requiredUrl, undefined),
  secrets: (value, name) => secrets(value ?? [], name),
  batch: optional(integer(1, 10_000), 1000),
});

/** Gets new codes into a pool. @returns how many are new */
export type CouponSource = () => Promise<number>;

/**
 * A source that asks an address: `{"pool", "count", "request"}`, answered by `{"codes": [...]}`. The request has a number that
 * counts the codes of the pool: one whose answer was lost is asked again with the same number, and the key `idempotency-key`.
 */
export function couponSource(
  state: State,
  { pool, url, batch }: CouponsConfig,
  signing: readonly string[],
  client: HttpClient,
  now: () => number,
): CouponSource | null {
  if (url === undefined) return null;
  return async () => {
    const [row] = await queryRows(state, 'SELECT count(*) AS "n" FROM winback_coupon WHERE "pool" = ?', [
      pool,
    ]);
    const request = Number(row!['n']);
    const body = JSON.stringify({ pool, count: batch, request });
    const seconds = Math.floor(now() / 1000);
    const signed =
      signing.length === 0 ? {} : { 'x-winback-signature': webhookSignature(signing, seconds, body) };
    const key = `coupons:${encodeURIComponent(pool)}:${request}`;
    const headers = { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': key, ...signed };
    const answer = await client({ method: 'POST', url: new URL(url), headers, body });
    const codes = jsonObject(answer.text)?.['codes'];
    const isList = Array.isArray(codes) && codes.every((code) => typeof code === 'string');
    if (answer.status !== 200 || !isList)
      throw new WinbackError(
        'IO',
        `the source of coupon codes of the pool "${pool}" answered HTTP ${answer.status} without a list of codes`,
      );
    const { added } = await addCoupons(state, codes as readonly string[], { pool, at: now() * 1000 });
    return added;
  };
}
