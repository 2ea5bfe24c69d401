import { kinds } from '../../state/kinds.js';
import { queryRows } from '../../state/reads.js';
import { recordOf } from '../../state/record-sql.js';
import { putStatements, type State } from '../../state/state.js';
import type { Statement } from '../../stores/sql/transactions.js';
import type { Channel, Outcome } from '../outbox/channel.js';
import {
  type Allowance,
  allowance,
  closed,
  noUsage,
  opened,
  restamped,
  settled,
  type Usage,
} from './usage.js';

/** What is known of an account: what it took lately, and how it answers. Times are microseconds since 1970. */
export interface Account {
  readonly usage: Usage;
  /** Share of the limits that is used: halved when the receiver asks to wait, and slowly raised again. */
  readonly factor: number;
  /** When `factor` was last halved or raised. */
  readonly factorAt: number;
  /** Nothing is sent before: the receiver asked to wait, or the breaker is open. */
  readonly pausedUntil: number;
  /** Failures in a row. */
  readonly failures: number;
  /** How often the breaker has opened since the last success. */
  readonly opened: number;
  /** When the account was last used. */
  readonly at: number;
}

const fresh: Account = {
  ...{ usage: noUsage, factor: 1, factorAt: 0, pausedUntil: 0, failures: 0, opened: 0, at: 0 },
};

const microsPerMinute = 60_000_000;
const smallestFactor = 1 / 64;
const raisedEachMinute = 1.05;
/** Failures in a row after which nothing more is sent for a while. */
export const failuresBeforeBreak = 20;
const longestBreak = 15 * microsPerMinute;
/** Clocks may differ by so much before they count as having jumped. */
export const clockTolerance = 60_000_000;

export const accountName = ({ account, name }: Channel): string => account ?? name;

const unitsOf = ({ limits = [] }: Channel) => [...new Set(limits.map(({ per }) => per))];

/** The account of a channel as the state knows it. */
export async function readAccount(state: State, channel: Channel): Promise<Account> {
  const sql = 'SELECT * FROM winback_account WHERE "account" = ?';
  const [row] = await queryRows(state, sql, [accountName(channel)]);
  if (row === undefined) return fresh;
  return recordOf(kinds.account, row).detail as unknown as Account;
}

/** The statement that keeps an account; none where it is as it was. */
export function accountStatements(
  channel: Channel,
  before: Account,
  now: Account,
  at: number,
): readonly Statement[] {
  if (before === now) return [];
  const detail = { ...now, at } as unknown as Readonly<Record<string, unknown>>;
  return putStatements({ account: [{ account: accountName(channel), updatedAt: at, detail }] });
}

/**
 * How many messages the account takes now, and the account with what time has changed.
 * @param jumped the clock was set: what was sent lately counts as if it had just been sent
 */
export function allowed(
  channel: Channel,
  account: Account,
  at: number,
  jumped: boolean,
): Allowance & { readonly account: Account } {
  const isBack = account.at > at + clockTolerance;
  const steady = jumped || isBack ? restampedAccount(account, at) : account;
  const now = raised(settledAccount(channel, steady, at), at);
  if (now.pausedUntil > at) return { most: 0, until: now.pausedUntil, account: now };
  const left = allowance(now.usage, channel.limits ?? [], now.factor, at);
  // After the breaker was open a single message says whether the account works again.
  const most = now.opened > 0 ? Math.min(1, left.most) : left.most;
  return { most, until: left.until, account: now };
}

const restampedAccount = (account: Account, at: number): Account => ({
  ...account,
  usage: restamped(account.usage, at),
  factorAt: at,
  // A pause of a clock that was ahead would last for ever.
  pausedUntil: Math.min(account.pausedUntil, at + longestBreak),
});

function settledAccount(channel: Channel, account: Account, at: number): Account {
  const usage = settled(account.usage, at, unitsOf(channel));
  return usage === account.usage ? account : { ...account, usage };
}

function raised(account: Account, at: number): Account {
  const minutes = Math.floor((at - account.factorAt) / microsPerMinute);
  if (account.factor >= 1 || minutes < 1) return account;
  const factor = Math.min(1, account.factor * raisedEachMinute ** minutes);
  return { ...account, factor, factorAt: account.factorAt + minutes * microsPerMinute };
}

/** The account once messages are claimed. */
export function withClaim(
  channel: Channel,
  account: Account,
  claim: { readonly name: string; readonly count: number; readonly until: number },
): Account {
  if ((channel.limits ?? []).length === 0 || claim.count === 0) return account;
  return { ...account, usage: opened(account.usage, claim.name, claim.count, claim.until) };
}

/** The account once results are booked. @param claim name of the claim that they are of */
export function withResults(
  channel: Channel,
  account: Account,
  outcomes: readonly Outcome[],
  { claim, at }: { readonly claim: string; readonly at: number },
): Account {
  const units = unitsOf(channel);
  const counted =
    units.length === 0
      ? account
      : { ...account, usage: closed(account.usage, claim, outcomes.length, at, units) };
  return withAnswers(throttledAccount(counted, outcomes, at), outcomes, at);
}

function throttledAccount(account: Account, outcomes: readonly Outcome[], at: number): Account {
  const waits = outcomes.flatMap((one) => (one.kind === 'throttled' ? [one.waitMs] : []));
  if (waits.length === 0) return account;
  const pausedUntil = Math.max(account.pausedUntil, at + Math.ceil(Math.max(1, ...waits) * 1000));
  // One storm of answers is one sign: what was on its way when the first came is not told apart.
  const isSame = account.pausedUntil > at;
  const factor = isSame ? account.factor : Math.max(smallestFactor, account.factor / 2);
  return { ...account, pausedUntil, factor, factorAt: at };
}

function withAnswers(account: Account, outcomes: readonly Outcome[], at: number): Account {
  let { failures, opened: times, pausedUntil } = account;
  for (const { kind } of outcomes) {
    if (kind === 'throttled') continue;
    if (kind === 'failed' || kind === 'unknown') failures += 1;
    else [failures, times] = [0, 0];
  }
  if (failures >= failuresBeforeBreak || (times > 0 && failures > account.failures)) {
    pausedUntil = Math.max(pausedUntil, at + Math.min(longestBreak, microsPerMinute * 2 ** times));
    times += 1;
  }
  if (failures === account.failures && times === account.opened && pausedUntil === account.pausedUntil)
    return account;
  return { ...account, failures, opened: times, pausedUntil };
}
