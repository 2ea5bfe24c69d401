import { ensure } from '../../base/errors.js';
import { flag as isFlag, nonNegative, optional } from '../../base/options.js';
import type { Interval } from '../../campaign/closing/records.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import { readTable } from '../../data/tables/read.js';
import { type BalanceRow, balanceTable, type Overlap, overlapOf } from '../../experiment/lookback/balance.js';
import { augmentedEffect, type ObservedEffect } from '../../experiment/lookback/effects.js';
import { matchedEffect, matchPairs } from '../../experiment/lookback/matching.js';
import { fitPropensity } from '../../experiment/lookback/propensity.js';
import { normal } from '../../stats/distributions.js';
import type { Outcomes } from './outcomes.js';

/** How users are matched. */
export interface MatchOptions {
  /** Largest accepted distance of two scores, in standard deviations of the score, >= 0. @default 0.2 */
  readonly caliper?: number | undefined;
  /** Whether a user who was not contacted may stand for several. @default false */
  readonly replacement?: boolean | undefined;
}

/** Standardised difference above which the groups are not alike. */
const leastAlike = 0.1;
/** Share of the contacted with somebody alike below which the effect is a guess about the others. */
const leastMatched = 0.9;

/** The effect of a campaign by two methods that rest on the covariates alone. */
export interface ObservedFigure {
  /** Contacted less matched users, a contacted user. */
  readonly matching: Interval;
  /** Doubly robust with the estimated probability, a contacted user. */
  readonly weighting: Interval;
}

/** What a campaign without a holdout seems to have brought. Not proven: nobody drew who was contacted. */
export interface ObservedClosing {
  /** Always false: users differ in what no column knows. */
  readonly proven: false;
  /** Users contacted, with an outcome. */
  readonly contacted: number;
  /** Users who were not contacted, with an outcome. */
  readonly untouched: number;
  /** Contacted users with a match. */
  readonly matched: number;
  /** Contacts of users without an outcome. */
  readonly missing: number;
  /** Contacts beyond the first of a user. */
  readonly repeated: number;
  /** Share that stayed because of the contact. */
  readonly stayed: ObservedFigure;
  /** Revenue less cost because of the contact, yuan a contacted user; null without a column of revenue. */
  readonly profit: ObservedFigure | null;
  /** Profit of all contacted users, yuan, by the doubly robust estimate; null without a column of revenue. */
  readonly incremental: Interval | null;
  /** How alike contacted and matched users are. */
  readonly balance: readonly BalanceRow[];
  /** Whether there is anybody to compare with. */
  readonly overlap: Overlap;
  /** What must hold before a number is looked at. */
  readonly checks: readonly ObservedCheck[];
  /** Whether every check passed. */
  readonly ok: boolean;
}

/** One check of a closing without a holdout. */
export interface ObservedCheck {
  /** What was looked at. */
  readonly code: 'balance' | 'matched' | 'outcomes';
  /** Whether it holds. */
  readonly status: 'passed' | 'failed';
  /** The worst standardised difference, the share that was matched, or the contacts without an outcome. */
  readonly value: number;
}

/** A log of contacts: who, and what it cost. */
export interface ContactLog {
  /** Cost of each contacted user, yuan. */
  readonly costs: ReadonlyMap<string, number>;
  readonly repeated: number;
}

/** Reads a file with a row a contact: user_id, and the cost where it has one. @throws WinbackError BAD_INPUT */
export async function readContactLog(file: string, user: string, signal?: AbortSignal): Promise<ContactLog> {
  const table = await readTable(file, { text: [user], utf8: [user], numeric: ['cost'], signal });
  const cost = table.getChild('cost') === null ? null : strictNumbers(table, 'cost');
  const costs = new Map<string, number>();
  let repeated = 0;
  eachStrictText(table, user, (id, row) => {
    const paid = cost?.[row] ?? 0;
    ensure(Number.isFinite(paid), `${file}, row ${row + 1}: the cost must be a number; write 0 for none`);
    if (costs.has(id)) repeated++;
    costs.set(id, (costs.get(id) ?? 0) + paid);
  });
  return { costs, repeated };
}

/** @throws WinbackError BAD_INPUT without covariates or without one side; NOT_CONVERGED where nobody is alike */
export function closeObserved(
  { costs, repeated }: ContactLog,
  outcomes: Outcomes,
  names: readonly string[],
  options: MatchOptions,
): ObservedClosing {
  ensure(
    names.length > 0,
    'a campaign without a holdout needs --covariates: number columns that were known before the contact',
  );
  const caliper = optional(nonNegative, 0.2)(options.caliper, 'options.caliper');
  const replacement = optional(isFlag, false)(options.replacement, 'options.replacement');
  const users = [...outcomes.rowOf.keys()];
  const treated = Uint8Array.from(users, (user) => Number(costs.has(user)));
  ensure(
    treated.includes(1),
    `no outcome is of one of the ${costs.size} contacted users: both files must name users alike`,
  );
  ensure(
    treated.includes(0),
    `all ${users.length} users of the outcomes were contacted: there is nobody to compare them with`,
  );
  const covariates = outcomes.covariates.map((values, c) => ({ name: names[c]!, values }));
  const group = { treated, covariates };
  const model = fitPropensity(group);
  const pairs = matchPairs(treated, model.scores, { caliper, replacement });
  ensure(
    pairs.length >= 2,
    `${pairs.length} contacted users have somebody alike: there is nothing to compare`,
  );
  const weights = new Float64Array(users.length);
  for (const { treatedRow, controlRow } of pairs) {
    weights[treatedRow]!++;
    weights[controlRow]!++;
  }
  const figure = (outcome: Float64Array): ObservedFigure => ({
    matching: intervalOf(matchedEffect(outcome, pairs)),
    weighting: intervalOf(augmentedEffect(outcome, group, model, 'att')),
  });
  const contacted = treated.reduce((sum, one) => sum + one, 0);
  const spent = (row: number): number => outcomes.cost?.[row] ?? costs.get(users[row]!) ?? 0;
  const { revenue } = outcomes;
  const profit = revenue === null ? null : figure(revenue.map((yuan, row) => yuan - spent(row)));
  const balance = balanceTable(group, model.scores, weights);
  const missing = costs.size - contacted;
  const checks = checksOf(balance, pairs.length / contacted, missing);
  return {
    ...{ proven: false, contacted, untouched: users.length - contacted, matched: pairs.length },
    ...{ missing, repeated, stayed: figure(Float64Array.from(outcomes.stayed)), profit },
    incremental: profit === null ? null : times(profit.weighting, contacted),
    ...{ balance, overlap: overlapOf(treated, model.scores) },
    ...{ checks, ok: checks.every(({ status }) => status === 'passed') },
  };
}

function checksOf(
  balance: readonly BalanceRow[],
  matched: number,
  missing: number,
): readonly ObservedCheck[] {
  const worst = Math.max(...balance.map(({ after }) => Math.abs(after)));
  const check = (code: ObservedCheck['code'], value: number, holds: boolean): ObservedCheck => ({
    ...{ code, value, status: holds ? 'passed' : 'failed' },
  });
  return [
    check('balance', worst, worst <= leastAlike),
    check('matched', matched, matched >= leastMatched),
    check('outcomes', missing, missing === 0),
  ];
}

const z = (): number => normal.inverseSurvival(0.025);

function intervalOf({ effect, standardError }: ObservedEffect): Interval {
  const reach = z() * (standardError ?? 0);
  return { value: effect, low: effect - reach, high: effect + reach };
}

const times = ({ value, low, high }: Interval, by: number): Interval => ({
  ...{ value: value * by, low: low * by, high: high * by },
});
