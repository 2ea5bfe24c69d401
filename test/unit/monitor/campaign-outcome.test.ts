// Oracle: the definition in numpy (test/golden/monitoring/make_campaign.py).
import { Table, vectorFromArray } from 'apache-arrow';
import { describe, expect, test } from 'vitest';

import { type CampaignOptions, campaignOutcome } from '../../../src/monitor/campaigns/outcome.js';
import { readGolden } from '../../support/golden.js';

type Figures = Readonly<Record<string, Readonly<Record<'value' | 'low' | 'high', number>>>>;
const golden = readGolden<{
  readonly options: CampaignOptions;
  readonly rows: Readonly<Record<'treated' | 'stayed' | 'gmv' | 'before', readonly number[]>> & {
    readonly stratum: readonly string[];
  };
  readonly plain: Figures;
  readonly adjusted: Figures;
}>('monitoring/campaign.json');

type Columns = Readonly<Record<string, readonly (string | number)[]>>;
const table = (columns: Columns): Table =>
  new Table(
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, vectorFromArray([...values])])),
  );
const { before, ...rows } = golden.rows;
const columns: Columns = { user: before.map((_, i) => `u${i}`), ...rows };

describe.each([
  ['plain', columns],
  ['adjusted', { ...columns, gmv_before: before }],
] as const)('%s', (name, given) => {
  test('every figure agrees with the oracle', () => {
    const found = campaignOutcome(table(given), golden.options);
    if (found.state !== 'evaluated') throw new Error(found.reason.code);
    for (const [key, figure] of Object.entries(golden[name]))
      for (const end of ['value', 'low', 'high'] as const) {
        const got = (found as unknown as Figures)[key]![end];
        expect(Math.abs(got - figure[end]), `${key}.${end}`).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(figure[end])),
        );
      }
    expect(found.adjusted).toBe(name === 'adjusted');
    expect(found.strata.map(({ stratum }) => stratum)).toEqual(['high coupon', 'high sms', 'medium sms']);
  });
});

test('what was claimed stands over what is true, only where that is certainly above 0', () => {
  const of = (options: Partial<CampaignOptions>) => {
    const found = campaignOutcome(table({ ...columns, gmv_before: before }), {
      ...golden.options,
      ...options,
    });
    return found.state === 'evaluated' ? found : null;
  };
  const found = of({})!;
  expect(found.claimedOverTrue!.value).toBeCloseTo(250_000 / found.netGmvMinor.value, 12);
  expect(found.claimedOverTrue!.low).toBeCloseTo(250_000 / found.netGmvMinor.high, 12);
  expect(of({ spentMinor: 1e9 })!.claimedOverTrue).toBeNull();
  expect(of({ claimedMinor: undefined })!.claimedOverTrue).toBeNull();
  expect(of({ contacts: 0 })!.roiPerContactMinor).toBeNull();
});

describe('nothing is said where nothing can be known', () => {
  const reasonOf = (given: Columns) => {
    const found = campaignOutcome(table(given), golden.options);
    return found.state === 'evaluated' ? null : found.reason;
  };
  const treatedAll = rows.treated.map(() => 1);

  test('no holdout in a stratum', () => {
    const one = rows.treated.map((flag, i) => (rows.stratum[i] === 'high sms' ? 1 : flag));
    expect(reasonOf({ ...columns, treated: one })).toMatchObject({
      code: 'no-holdout',
      values: { strata: ['high sms'], users: rows.stratum.filter((name) => name === 'high sms').length },
    });
    expect(reasonOf({ ...columns, treated: treatedAll })!.code).toBe('no-holdout');
  });

  test('nobody treated, or too few held out', () => {
    expect(reasonOf({ ...columns, treated: treatedAll.map(() => 0) })!.code).toBe('no-treated');
    const few = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values.slice(0, 120)]),
    );
    expect(reasonOf(few)!.code).toBe('too-few-held');
  });
});

test('misuse is refused with column and row', () => {
  const of = (change: Columns) => () => campaignOutcome(table({ ...columns, ...change }), golden.options);
  expect(of({ user: before.map(() => 'same') })).toThrow(/user "same" stands in row 1 and in row 2/);
  expect(of({ gmv: rows.gmv.map((value, i) => (i === 3 ? Number.NaN : value)) })).toThrow(/"gmv", row 4/);
  expect(() => campaignOutcome(table(columns), { ...golden.options, margin: 30 })).toThrow(/options.margin/);
});
