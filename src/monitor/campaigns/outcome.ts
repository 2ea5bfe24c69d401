import type { Coded, NoValues } from '../../base/coded.js';
import { between, finite, integer, nonNegative, optional, resolveOptions } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { normal } from '../../stats/distributions.js';
import { type Figure, level } from '../figures/figure.js';
import { meanOf, type Stratum, slopeOf, stayedOf, strataOf } from './strata.js';

/** What a campaign cost, and what its plan claimed. Money is in minor units (fen). */
export interface CampaignOptions {
  /** Share of the GMV that remains after the goods, in [0, 1]. */
  readonly margin: number;
  /** Spent on contacts and on redeemed coupons, from the ledger and not from the plan, >= 0. */
  readonly spentMinor: number;
  /** Contacts that were made, >= 0. */
  readonly contacts: number;
  /** Profit that the plan expected of these users. @default not compared */
  readonly claimedMinor?: number | undefined;
  /** Users of the holdout below which nothing is said, >= 2. @default 100 */
  readonly minimumHeld?: number | undefined;
}

/** Why a campaign has no outcome. */
export interface NoOutcomeValues {
  /** Nobody was treated. */
  readonly 'no-treated': NoValues;
  /** Treated users of strata that kept too few users back: nothing says what would have become of them. */
  readonly 'no-holdout': {
    /** Treated users of these strata. */
    readonly users: number;
    /** Names of the strata. */
    readonly strata: readonly string[];
  };
  /** The holdout is too small. */
  readonly 'too-few-held': {
    /** Users held out. */
    readonly users: number;
    /** Users asked for. */
    readonly minimum: number;
  };
}

/** A campaign of which nothing can be said. */
export interface NoOutcome {
  /** Always `not-evaluable`. */
  readonly state: 'not-evaluable';
  /** Why. */
  readonly reason: Coded<NoOutcomeValues>;
}

/** One stratum: tier and action. */
export interface StratumOutcome {
  /** Name of the stratum. */
  readonly stratum: string;
  /** Users assigned to the action, reached or not. */
  readonly treated: number;
  /** Users held out. */
  readonly held: number;
  /** Share that stayed, treated minus held out. */
  readonly recalled: Figure;
  /** GMV a user, treated minus held out, minor units. */
  readonly gmvMinor: Figure;
}

/** What a campaign brought, against its holdout. Every user counts as assigned, reached or not. */
export interface CampaignOutcome {
  /** Always `evaluated`. */
  readonly state: 'evaluated';
  /** Users assigned to an action. */
  readonly treated: number;
  /** Users held out. */
  readonly held: number;
  /** Share of the treated who stayed because of the campaign: difference to the holdout, mixed as the treated are. */
  readonly recalled: Figure;
  /** Users who stayed because of it. */
  readonly recalledUsers: Figure;
  /** GMV times margin because of it, before what was spent, minor units. */
  readonly incrementalMinor: Figure;
  /** The same less what was spent, minor units. */
  readonly netGmvMinor: Figure;
  /** Net GMV of one contact, minor units; null without contacts. */
  readonly roiPerContactMinor: Figure | null;
  /** What the plan claimed, minor units; null where it is not compared. */
  readonly claimedMinor: number | null;
  /** Claimed over net GMV; null where the plan is not compared, or net GMV is not certainly above 0. */
  readonly claimedOverTrue: Figure | null;
  /** Whether GMV from before the campaign reduced the errors (CUPED). */
  readonly adjusted: boolean;
  /** By tier and action. */
  readonly strata: readonly StratumOutcome[];
}

type Resolved = { readonly [K in keyof CampaignOptions]-?: CampaignOptions[K] } & {
  readonly minimumHeld: number;
};

/**
 * What a campaign brought, against the users held out of it, inside each stratum and then mixed as the treated are. Redeemed coupons
 * say nothing here: people who would have come back redeem them too.
 * @param outcomes one row a user: `user`, `stratum` (tier and action), `treated` (assigned, or held out), `stayed`, `gmv` in
 *   minor units, and, where it is known, `gmv_before`
 * @param options margin, spend, contacts, and what was claimed
 * @throws WinbackError BAD_INPUT naming column and row, or a user that comes twice
 *
 * @example
 * ```ts
 * import { buildTable } from 'winback/data';
 * import { campaignOutcome } from 'winback/monitor';
 *
 * const users = Array.from({ length: 400 }, (_, i) => i);
 * const codes = Int32Array.from(users);
 * const number = (name: string, of: (i: number) => number) =>
 *   ({ name, kind: 'number', values: Float64Array.from(users, of) }) as const;
 * const outcomes = await buildTable([
 *   { name: 'user', kind: 'dictionary', codes, categories: users.map((i) => `u${i}`) },
 *   { name: 'stratum', kind: 'dictionary', codes: new Int32Array(400), categories: ['high coupon'] },
 *   ...[number('treated', (i) => i % 2), number('stayed', (i) => (i % 4 === 1 || i % 8 === 0 ? 1 : 0))],
 *   number('gmv', (i) => (i % 4 === 1 ? 5000 : 0)),
 * ]);
 * const found = campaignOutcome(outcomes, { margin: 0.3, spentMinor: 20_000, contacts: 200 });
 * found.state === 'evaluated' && found.recalled.value; // 0.25
 * ```
 */
export function campaignOutcome(outcomes: ArrowTable, options: CampaignOptions): CampaignOutcome | NoOutcome {
  const resolved = resolveOptions<Resolved>('options', options, {
    margin: between(0, 1),
    spentMinor: nonNegative,
    contacts: integer(0),
    claimedMinor: optional(finite, undefined),
    minimumHeld: optional(integer(2), 100),
  });
  const { strata: all, before } = strataOf(outcomes);
  // Strata in which nobody was treated say nothing about the treated.
  const strata = all.filter(({ treated }) => treated.users > 0);
  const missing = missingReason(strata, resolved.minimumHeld);
  if (missing !== null) return { state: 'not-evaluable', reason: missing };
  const effects = strata.map((stratum) => effectsOf(stratum, before));
  const sum = (of: (one: (typeof effects)[number]) => number): number =>
    effects.reduce((total, one) => total + of(one), 0);
  const treated = sum((one) => one.treated);
  const stayed = around(
    sum((one) => one.treated * one.recalled.difference),
    sum((one) => one.treated ** 2 * one.recalled.error),
  );
  const gmv = around(
    sum((one) => one.treated * one.gmv.difference),
    sum((one) => one.treated ** 2 * one.gmv.error),
  );
  return {
    ...{ state: 'evaluated', treated, held: sum((one) => one.held) },
    ...{ recalled: scaled(stayed, 1 / treated), recalledUsers: stayed },
    ...moneyOf(scaled(gmv, resolved.margin), resolved),
    adjusted: before,
    strata: effects.map(({ name, treated: users, held, recalled, gmv: value }) => ({
      ...{ stratum: name, treated: users, held },
      recalled: around(recalled.difference, recalled.error),
      gmvMinor: around(value.difference, value.error),
    })),
  };
}

function missingReason(strata: readonly Stratum[], minimum: number): NoOutcome['reason'] | null {
  if (strata.length === 0) return { code: 'no-treated', values: {} };
  const bare = strata.filter(({ held, treated }) => held.users < 2 || treated.users < 2);
  if (bare.length > 0) {
    const users = bare.reduce((sum, { treated }) => sum + treated.users, 0);
    return { code: 'no-holdout', values: { users, strata: bare.map(({ name }) => name) } };
  }
  const users = strata.reduce((sum, { held }) => sum + held.users, 0);
  return users < minimum ? { code: 'too-few-held', values: { users, minimum } } : null;
}

interface Difference {
  readonly difference: number;
  /** Squared standard error. */
  readonly error: number;
}

function effectsOf(stratum: Stratum, before: boolean) {
  const { name, treated, held } = stratum;
  const slope = before ? slopeOf(stratum) : 0;
  const minus = (a: ReturnType<typeof meanOf>, b: ReturnType<typeof meanOf>): Difference => ({
    difference: a.mean - b.mean,
    error: a.error + b.error,
  });
  return {
    ...{ name, treated: treated.users, held: held.users },
    recalled: minus(stayedOf(treated), stayedOf(held)),
    gmv: minus(meanOf(treated, slope), meanOf(held, slope)),
  };
}

function moneyOf(incrementalMinor: Figure, { spentMinor, contacts, claimedMinor }: Resolved) {
  const { value, low, high } = incrementalMinor;
  const netGmvMinor = { value: value - spentMinor, low: low - spentMinor, high: high - spentMinor };
  const isCompared = claimedMinor !== undefined && netGmvMinor.low > 0;
  return {
    ...{ incrementalMinor, netGmvMinor, claimedMinor: claimedMinor ?? null },
    roiPerContactMinor: contacts === 0 ? null : scaled(netGmvMinor, 1 / contacts),
    claimedOverTrue: isCompared ? ratioOf(claimedMinor, netGmvMinor) : null,
  };
}

/** A fixed claim over a figure above 0: its ends change places. */
function ratioOf(claimed: number, { value, low, high }: Figure): Figure {
  const ends = [claimed / low, claimed / high];
  return { value: claimed / value, low: Math.min(...ends), high: Math.max(...ends) };
}

function around(value: number, error: number): Figure {
  const reach = normal.inverseSurvival((1 - level) / 2) * Math.sqrt(error);
  return { value, low: value - reach, high: value + reach };
}

const scaled = ({ value, low, high }: Figure, by: number): Figure => ({
  ...{ value: value * by, low: low * by, high: high * by },
});
