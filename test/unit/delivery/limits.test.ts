// Limits of accounts against a brute-force count of every sending: no window ever holds more than the limit, and nearly all of
// it is used.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  type Account,
  allowed,
  failuresBeforeBreak,
  withClaim,
  withResults,
} from '../../../src/delivery/limits/account.js';
import { allowance, noUsage, restamped } from '../../../src/delivery/limits/usage.js';
import type { Channel, ChannelLimit, Outcome } from '../../../src/delivery/outbox/channel.js';

const second = 1_000_000;
const start = Date.UTC(2026, 2, 1) * 1000;
const fresh: Account = {
  ...{ usage: noUsage, factor: 1, factorAt: 0, pausedUntil: 0, failures: 0, opened: 0, at: 0 },
};
const channelOf = (limits: readonly ChannelLimit[]): Channel => ({
  ...{ name: 'sms', batch: 1000, timeoutSeconds: 5, recovery: 'resend', limits },
  send: async () => undefined,
});

interface Send {
  readonly at: number;
}

/** A dispatcher that always wants more: the moments at which its messages were sent, somewhere between claim and booking. */
function sent(
  limits: readonly ChannelLimit[],
  steps: readonly (readonly [number, number])[],
): readonly Send[] {
  const channel = channelOf(limits);
  let [account, now] = [fresh, start];
  const sends: Send[] = [];
  steps.forEach(([waitMs, takesMs], i) => {
    now += waitMs * 1000;
    const { most, account: ready } = allowed(channel, account, now, false);
    const count = Math.min(most, channel.batch);
    account = withClaim(channel, ready, { name: `c${i}`, count, until: now + 10 * second });
    if (count === 0) return;
    const spread = (k: number): number => Math.floor((takesMs * 1000 * (k * 7919)) % (takesMs * 1000 + 1));
    for (let k = 0; k < count; k++) sends.push({ at: now + spread(k) });
    now += takesMs * 1000;
    const outcomes = Array.from({ length: count }, (): Outcome => ({ kind: 'accepted' }));
    account = withResults(channel, account, outcomes, { claim: `c${i}`, at: now });
  });
  return sends;
}

/** The most that any window of the length holds. */
function mostIn(sends: readonly Send[], micros: number): number {
  const times = sends.map(({ at }) => at).sort((a, b) => a - b);
  let [first, most] = [0, 0];
  times.forEach((at, i) => {
    while (times[first]! <= at - micros) first += 1;
    most = Math.max(most, i - first + 1);
  });
  return most;
}

const step = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 700 }));

describe('limits of an account', () => {
  test('no window of a second or a minute holds more than its limit, whenever it begins', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 300 }),
        (steps, perSecond, perMinute) => {
          const limits = [
            { most: perSecond, per: 'second' },
            { most: perMinute, per: 'minute' },
          ] as const;
          const sends = sent(limits, steps);
          expect(mostIn(sends, second)).toBeLessThanOrEqual(perSecond);
          expect(mostIn(sends, 60 * second)).toBeLessThanOrEqual(perMinute);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('over 95 % of a limit are used by who always wants more', () => {
    const sends = sent(
      [{ most: 500, per: 'second' }],
      Array.from({ length: 6000 }, () => [5, 5] as const),
    );
    const seconds = (sends.at(-1)!.at - sends[0]!.at) / second;
    expect(seconds).toBeGreaterThan(25);
    expect(sends.length).toBeGreaterThan(0.95 * 500 * seconds);
  });

  test('the day of a limit with a zone begins at its midnight, also where the clocks change', () => {
    const limit: ChannelLimit = { most: 10, per: 'day', zone: 'America/New_York' };
    const channel = channelOf([limit]);
    // On 8 March 2026 the day has 23 hours: midnight is 05:00 UTC, the next one 04:00 UTC.
    const evening = Date.UTC(2026, 2, 8, 22) * 1000;
    const claimed = withClaim(channel, fresh, { name: 'a', count: 10, until: evening });
    const results = Array.from({ length: 10 }, (): Outcome => ({ kind: 'accepted' }));
    const full = withResults(channel, claimed, results, { claim: 'a', at: evening });
    const now = allowed(channel, full, evening + second, false);
    expect([now.most, now.until]).toEqual([0, Date.UTC(2026, 2, 9, 4) * 1000]);
    expect(allowed(channel, full, now.until! - second, false).most).toBe(0);
    expect(allowed(channel, full, now.until!, false).most).toBe(10);
  });

  test('a claim without a result counts until it ends, and as sent then', () => {
    const channel = channelOf([{ most: 10, per: 'second' }]);
    const claimed = withClaim(channel, fresh, { name: 'a', count: 10, until: start + 10 * second });
    const mostAt = (at: number): number => allowed(channel, claimed, at, false).most;
    expect([0, 5, 10, 10.5, 11.1].map((after) => mostAt(start + after * second))).toEqual([0, 0, 0, 0, 10]);
  });

  test('a clock that was set forward frees nothing', () => {
    const channel = channelOf([{ most: 10, per: 'hour' }]);
    const claimed = withClaim(channel, fresh, { name: 'a', count: 10, until: start + second });
    const results = Array.from({ length: 10 }, (): Outcome => ({ kind: 'accepted' }));
    const full = { ...withResults(channel, claimed, results, { claim: 'a', at: start }), at: start };
    const later = start + 7200 * second;
    expect(allowed(channel, full, later, false).most).toBe(10);
    expect(allowed(channel, full, later, true).most).toBe(0);
    // A clock that was set back is seen without a second clock.
    expect(allowed(channel, { ...full, at: later }, start, false).most).toBe(0);
    expect(allowance(restamped(full.usage, later), channel.limits!, 1, later + 3700 * second).most).toBe(10);
  });
});

describe('answers of an account', () => {
  const channel = channelOf([{ most: 100, per: 'minute' }]);
  const many = (kind: Outcome['kind'], count: number): readonly Outcome[] =>
    Array.from({ length: count }, () => ({ kind, reason: 'r', waitMs: 30_000 }) as Outcome);

  test('who is asked to wait waits, sends half as much, and a twentieth more each quiet minute', () => {
    const asked = withResults(channel, fresh, many('throttled', 50), { claim: 'a', at: start });
    expect(allowed(channel, asked, start + 29 * second, false)).toMatchObject({
      most: 0,
      until: start + 30 * second,
    });
    const after = allowed(channel, asked, start + 300 * second, false);
    expect(after.account.factor).toBeCloseTo(0.5 * 1.05 ** 5, 12);
    expect(after.most).toBe(Math.floor(100 * 0.5 * 1.05 ** 5));
    expect(allowed(channel, asked, start + 3600 * second, false).account.factor).toBe(1);
  });

  test('twenty failures in a row stop the account, one message tries it, one success opens it', () => {
    const failing = withResults(channel, fresh, many('failed', failuresBeforeBreak - 1), {
      claim: 'a',
      at: start,
    });
    expect(allowed(channel, failing, start, false).most).toBeGreaterThan(0);
    const broken = withResults(channel, failing, many('unknown', 1), { claim: 'b', at: start });
    expect(allowed(channel, broken, start + 59 * second, false).most).toBe(0);
    expect(allowed(channel, broken, start + 61 * second, false).most).toBe(1);
    const again = withResults(channel, broken, many('failed', 1), { claim: 'c', at: start + 61 * second });
    expect(allowed(channel, again, start + 180 * second, false).most).toBe(0);
    expect(allowed(channel, again, start + 182 * second, false).most).toBe(1);
    const mended = withResults(channel, again, many('refused', 1), { claim: 'd', at: start + 182 * second });
    expect(allowed(channel, mended, start + 250 * second, false).most).toBeGreaterThan(50);
  });
});
