// What the columns of a plan may hold: ids of every type, flags as texts, and what is refused.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Bool, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { planCampaign, readTable, verifyPlan, writePlan, writeTable } from '../../../src/index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'winback-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

const actions = { sms: { contact: 0.05, response: 0.1 } };
const users = 4;

function table(columns: Readonly<Record<string, unknown>>): Table {
  return new Table({
    user_id: vectorFromArray(
      Array.from({ length: users }, (_, i) => `u${i}`),
      new Utf8(),
    ),
    churn_prob: vectorFromArray(Float64Array.of(0.9, 0.8, 0.7, 0.6)),
    pay_amt_30: vectorFromArray(Float64Array.of(100, 200, 300, 400)),
    ...(columns as object),
  } as never);
}

const plan = (columns: Readonly<Record<string, unknown>>, options: object = {}) =>
  planCampaign(table(columns), { budget: 10, actions, holdout: null, ...options } as never);

describe('ids', () => {
  const signed = BigInt64Array.of(
    9007199254740992n,
    9007199254740993n,
    -9223372036854775808n,
    9223372036854775807n,
  );
  const unsigned = BigUint64Array.of(9007199254740992n, 9007199254740993n, 0n, 18446744073709551615n);

  test.each([
    ['int64', signed],
    ['uint64', unsigned],
  ])('%s beyond 2^53 keep every digit, from scores to the verified plan', async (name, ids) => {
    const input = path.join(folder, `${name}.parquet`);
    await writeTable(input, table({ user_id: vectorFromArray(ids) }));
    const scores = await readTable(input, { text: ['user_id'], utf8: ['user_id'] });
    const made = await planCampaign(scores, { budget: 10, actions });
    const out = path.join(folder, name);
    await writePlan(scores, made, out, { source: input });
    const lists = await Promise.all(
      ['churn_users.csv', 'not_contacted.csv'].map((file) => readFile(path.join(out, file), 'utf8')),
    );
    const written = lists.flatMap((list) =>
      list
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]),
    );
    expect(written.sort()).toEqual(Array.from(ids, String).sort());
    const { checks } = await verifyPlan(out, input);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  test('a DECIMAL id is its text, and a repeated one is found', async () => {
    const same = BigInt64Array.of(9007199254740993n, 1n, 9007199254740993n, 2n);
    await expect(plan({ user_id: vectorFromArray(same) })).rejects.toThrow(
      /row 3: user "9007199254740993" appears again, first in row 1/,
    );
  });
});

describe('flags', () => {
  const optedOut = async (flags: unknown): Promise<number> =>
    (await plan({ out: flags }, { eligibility: { optOut: 'out' } })).assignment.reason.filter(
      (code) => code > 0,
    ).length;
  const texts = (...values: (string | null)[]) => vectorFromArray(values, new Utf8());

  test.each([
    ['booleans', vectorFromArray([true, false, true, false], new Bool())],
    ['numbers', vectorFromArray(Uint8Array.of(1, 0, 1, 0))],
    ['Yes and No', texts('Yes', 'No', 'YES', 'no ')],
    ['true and false', texts('true', 'False', 't', 'f')],
    ['digits', texts('1', '0', '1', '0')],
  ])('%s', async (_, flags) => {
    expect(await optedOut(flags)).toBe(2);
  });

  test.each([
    [
      'another text',
      texts('yes', 'no', 'maybe', 'no'),
      /column "out", row 3: must be true or false, got "maybe"/,
    ],
    ['nothing', texts('yes', null, 'no', 'no'), /column "out", row 2: must be true or false, got nothing/],
    [
      'a number',
      vectorFromArray(Uint8Array.of(1, 0, 2, 0)),
      /column "out", row 3: must be true or false, got 2/,
    ],
    [
      'a long text',
      texts('y'.repeat(5000), 'no', 'no', 'no'),
      /row 1: must be true or false, got "y{57}\.\.\."$/,
    ],
  ])('%s is refused', async (_, flags, words) => {
    await expect(optedOut(flags)).rejects.toThrow(words);
  });
});

test('a missing revenue is refused with the remedy', async () => {
  const pay_amt_30 = vectorFromArray([1, 2, null, 4]);
  await expect(plan({ pay_amt_30 }, { zeroRevenue: 10 })).rejects.toThrow(
    /column "pay_amt_30", row 3: .*write 0 for users without revenue/,
  );
});
