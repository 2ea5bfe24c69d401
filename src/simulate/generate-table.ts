import { setImmediate } from 'node:timers/promises';
import type { Table } from 'apache-arrow';
import { allocateColumn } from '../base/large-arrays.js';

import { integer, optional, resolveOptions } from '../base/options.js';
import type { Random } from '../base/random.js';
import { type BuiltColumn, buildTable } from '../data/tables/build.js';
import { RandomStreams } from '../stats/resampling/random-streams.js';

/** Size and seed of a generated table. */
export interface GenerateTableOptions {
  /** Rows, one a user. @default 30000 */
  readonly users?: number | undefined;
  /** Seed, a whole number from 0: the same seed gives the same rows. @default 42 */
  readonly seed?: number | undefined;
}

/** A generated table and the truth behind it. */
export interface GeneratedTable {
  /** user_id, snapshot_date, features, channel, device, region, label_churn_14d (int32 0/1). */
  readonly table: Table;
  /** The probability each label was drawn with, by row. */
  readonly probability: Float64Array;
}

const channels = {
  names: ['ads_tiktok', 'ads_fb', 'seo', 'direct', 'referral'],
  weights: [0.18, 0.22, 0.26, 0.22, 0.12],
};
const devices = { names: ['web', 'ios', 'android', 'desktop'], weights: [0.55, 0.15, 0.25, 0.05] };
const regions = {
  names: ['CN', 'US', 'IN', 'EU', 'BR', 'Other'],
  weights: [0.32, 0.24, 0.16, 0.14, 0.08, 0.06],
};

/** Days since 1970-01-01 of 2025-09-01, the first of 37 snapshot days. */
const firstDay = 20_332;
const snapshotDays = 37;
/** About a millisecond of work between two turns of the event loop. */
const usersAtOnce = 128;
/** A user takes about 120 random words, nearly always fewer than so many. */
const wordsAhead = 160;
/** What the reference script writes for a user who never paid. */
const neverPaid = 999;

const numbers = [
  'active_days_30',
  'login_cnt_30',
  'tasks_created_30',
  'success_rate',
  'fail_rate',
  'avg_proc_ms',
  'p95_proc_ms',
  'pay_cnt_30',
  'pay_amt_30',
  'aov',
  'last_pay_gap',
  'coupon_used_cnt_30',
  'feature_variety',
  'weekend_share',
  'night_share',
  'avg_session_gap_h',
  'quota_use_ratio',
] as const;

type Row = Readonly<Record<(typeof numbers)[number], number>>;

/**
 * The reference script's synthetic users (its function `synthesize_user_table`): the same distributions
 * and the same law of churn, from our generator. The best AUC any model can reach is 0.7699 over all rows,
 * since labels are drawn from the probability that is kept beside.
 * @param given users and seed
 * @throws WinbackError BAD_INPUT for a wrong option
 *
 * @example
 * ```ts
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table, probability } = await generateChurnTable({ users: 1000, seed: 7 });
 * table.numRows; // 1000
 * probability.length; // 1000
 * ```
 */
export async function generateChurnTable(given: GenerateTableOptions = {}): Promise<GeneratedTable> {
  const { users, seed } = resolveOptions<{ users: number; seed: number }>('generateChurnTable', given, {
    users: optional(integer(1, 50_000_000), 30_000),
    seed: optional(integer(0), 42),
  });
  const columns = allocated(users);
  const streams = new RandomStreams(seed, wordsAhead, usersAtOnce);
  for (let user = 0; user < users; user++) {
    if (user % usersAtOnce === 0) {
      await setImmediate();
      streams.advance(user);
    }
    drawUser(columns, user, streams.stream(user));
  }
  return { table: await buildTable(builtColumns(columns)), probability: columns.probability };
}

/** The columns while they are filled, one value a user. */
interface Columns {
  readonly ids: Int32Array;
  /** Snapshot days, in days since 1970-01-01. */
  readonly days: Int32Array;
  readonly values: Readonly<Record<keyof Row, Float64Array>>;
  /** Codes of channel, device and region. */
  readonly codes: readonly [Int32Array, Int32Array, Int32Array];
  readonly probability: Float64Array;
  readonly label: Int32Array;
}

function allocated(users: number): Columns {
  const whole = (): Int32Array => allocateColumn(Int32Array, users);
  const real = (): Float64Array => allocateColumn(Float64Array, users);
  return {
    ids: whole(),
    days: whole(),
    values: Object.fromEntries(numbers.map((name) => [name, real()])) as Record<keyof Row, Float64Array>,
    codes: [whole(), whole(), whole()],
    probability: real(),
    label: whole(),
  };
}

function drawUser(columns: Columns, user: number, random: Random): void {
  const { ids, days, values, codes, probability, label } = columns;
  ids[user] = user + 1;
  days[user] = firstDay + random.below(snapshotDays);
  const row = drawRow(random);
  for (const name of numbers) values[name][user] = row[name];
  for (const [i, { weights }] of [channels, devices, regions].entries())
    codes[i]![user] = random.choice(weights);
  const channel = channels.names[codes[0][user]!]!;
  const device = devices.names[codes[1][user]!]!;
  probability[user] = churnProbability(row, channel, device);
  label[user] = random.chance(probability[user]!) ? 1 : 0;
}

function builtColumns({ ids, days, values, codes, label }: Columns): readonly BuiltColumn[] {
  return [
    { name: 'user_id', kind: 'number', values: ids },
    { name: 'snapshot_date', kind: 'date', values: days },
    ...numbers.map((name): BuiltColumn => ({ name, kind: 'number', values: values[name] })),
    { name: 'channel', kind: 'dictionary', codes: codes[0], categories: channels.names },
    { name: 'device', kind: 'dictionary', codes: codes[1], categories: devices.names },
    { name: 'region', kind: 'dictionary', codes: codes[2], categories: regions.names },
    { name: 'label_churn_14d', kind: 'number', values: label },
  ];
}

// Distributions of synthesize_user_table, in its order; clip as there.
function drawRow(random: Random): Row {
  const activeDays = Math.min(random.poisson(10), 30);
  const successRate = random.beta(7, 3);
  const p95 = Math.max(2200 + 500 * random.normal(), 500);
  const payments = random.poisson(0.8 * (1 + activeDays / 30));
  const amount = Math.round(random.gamma(2) * 10 * (1 + payments * 0.3) * 100) / 100;
  return {
    active_days_30: activeDays,
    login_cnt_30: activeDays + random.poisson(5),
    tasks_created_30: random.poisson(12),
    success_rate: successRate,
    fail_rate: clip(1 - successRate + 0.02 * random.normal(), 0, 1),
    avg_proc_ms: p95 / (2.2 + random.uniform()),
    p95_proc_ms: p95,
    pay_cnt_30: payments,
    pay_amt_30: amount,
    aov: payments > 0 ? amount / payments : 0,
    last_pay_gap: payments > 0 ? random.below(45) : neverPaid,
    coupon_used_cnt_30: random.binomial(payments, 0.25),
    feature_variety: clip(random.poisson(4) + 1, 1, 15),
    weekend_share: clip(0.28 + 0.1 * random.normal(), 0, 1),
    night_share: clip(0.22 + 0.1 * random.normal(), 0, 1),
    avg_session_gap_h: Math.max(36 + 12 * random.normal(), 1),
    quota_use_ratio: random.beta(2, 3),
  };
}

// The law of churn of synthesize_user_table.
function churnProbability(row: Row, channel: string, device: string): number {
  const logit =
    1 -
    0.09 * row.active_days_30 -
    0.25 * row.pay_cnt_30 -
    1.2 * row.success_rate +
    0.8 * row.fail_rate +
    0.002 * (row.p95_proc_ms - 2200) +
    (row.last_pay_gap > 30 ? 0.5 : 0) -
    0.05 * row.feature_variety +
    (0.15 * row.avg_session_gap_h) / 24 +
    (row.quota_use_ratio < 0.1 ? 0.4 : 0) +
    (channel === 'ads_fb' ? 0.05 : 0) -
    (device === 'ios' ? 0.05 : 0);
  return clip(1 / (1 + Math.exp(-logit)), 0.01, 0.99);
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
