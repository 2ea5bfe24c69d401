import { counts, type Limit } from './limits.js';
import { type ExactPrice, noAction } from './records.js';
import type { Setting } from './setting.js';

/** What decides between two actions of one user once every other limit is paid for. */
interface Offer {
  /** Code of the action, or `noAction`. */
  readonly action: number;
  /** Micro-yuan less the prices of all limits but the budget, times `denominator`. */
  readonly value: bigint;
  /** Fen. */
  readonly cost: bigint;
}

/** An exact price of the budget: micro-yuan of profit per fen. */
interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The action that comes second for a user, and what would have to happen for it to win. */
export interface RunnerUp {
  /** Code of the action, or `noAction`: nothing. */
  readonly action: number;
  /** How far the chosen action is ahead at the plan's prices, yuan; below 0 where whole users do not divide the budget. */
  readonly lead: number;
  /** Prices of the budget, yuan of profit per yuan, at which no other action of the user is worth more; null = none. */
  readonly wins: {
    /** The least one. */
    readonly from: number;
    /** The largest one; null = every larger one. */
    readonly to: number | null;
  } | null;
}

/**
 * The action that comes second at the prices of a plan. The price of the budget is what one more yuan of it would earn: where
 * it falls, dearer actions win, where it rises, cheaper ones do. All other prices stay as the plan has them.
 * @param setting of the table and options of the plan
 * @param row the user
 * @param chosen code of the plan's action for the user, or `noAction`
 * @param prices of the plan's certificate
 * @returns null where the user has no second choice
 */
export function runnerUp(
  setting: Setting,
  row: number,
  chosen: number,
  prices: readonly ExactPrice[],
): RunnerUp | null {
  const scale = prices.reduce((all, { denominator }) => all * BigInt(denominator), 1n);
  const offers = offersOf(setting, row, prices, scale);
  const price = ratioOf(prices[0]!);
  const own = offers.find(({ action }) => action === chosen);
  if (own === undefined || offers.length < 2) return null;
  const worth = ({ value, cost }: Offer): bigint =>
    value * price.denominator - cost * price.numerator * scale;
  const rest = offers.filter((offer) => offer !== own);
  const second = rest.reduce((best, offer) => (worth(offer) > worth(best) ? offer : best));
  const lead = worth(own) - worth(second);
  return {
    action: second.action,
    lead: Number(lead) / Number(scale * price.denominator) / 1e6,
    wins: winning(second, offers, scale),
  };
}

/** Doing nothing, and every action the user may get. */
function offersOf(
  { economics, eligibility, limits: { limits, group } }: Setting,
  row: number,
  prices: readonly ExactPrice[],
  scale: bigint,
): readonly Offer[] {
  const offers: Offer[] = [{ action: noAction, value: 0n, cost: 0n }];
  for (let action = 0; action < economics.actions; action++) {
    if (!eligibility.mayGet(row, action)) continue;
    const { value, cost } = economics.worth(row, action);
    let left = BigInt(value) * scale;
    for (let k = 1; k < limits.length; k++)
      left -= charge(limits[k]!, prices[k]!, { action, group: group?.[row] ?? 0, cost, scale });
    offers.push({ action, value: left, cost: BigInt(cost) });
  }
  return offers;
}

interface Charged {
  readonly action: number;
  readonly group: number;
  readonly cost: number;
  readonly scale: bigint;
}

/** What a limit charges for the action at its price; a least number of users pays. */
function charge(limit: Limit, price: ExactPrice, { action, group, cost, scale }: Charged): bigint {
  if (!counts(limit, action, group)) return 0n;
  const units = limit.measure === 'spend' ? BigInt(cost) : 1n;
  const charged = (units * BigInt(price.numerator) * scale) / BigInt(price.denominator);
  return limit.bound === 'max' ? charged : -charged;
}

/** Where `offer` is at least as good as every other: between its crossings with dearer and cheaper ones. */
function winning(offer: Offer, offers: readonly Offer[], scale: bigint): RunnerUp['wins'] {
  let from: Ratio = { numerator: 0n, denominator: 1n };
  let to: Ratio | null = null;
  for (const other of offers) {
    const value = offer.value - other.value;
    const cost = offer.cost - other.cost;
    if (cost === 0n && (value < 0n || (value === 0n && comesFirst(other, offer)))) return null;
    if (cost === 0n) continue;
    // value - price x cost x scale >= 0
    const crossing =
      cost > 0n
        ? { numerator: value, denominator: cost * scale }
        : { numerator: -value, denominator: -cost * scale };
    if (cost > 0n && (to === null || less(crossing, to))) to = crossing;
    if (cost < 0n && less(from, crossing)) from = crossing;
  }
  if (to !== null && less(to, from)) return null;
  return { from: yuanPerYuan(from), to: to === null ? null : yuanPerYuan(to) };
}

/** Of equal offers the planner takes nothing, then the action that is named first. */
const comesFirst = (a: Offer, b: Offer): boolean =>
  b.action !== noAction && (a.action === noAction || a.action < b.action);

const less = (a: Ratio, b: Ratio): boolean => a.numerator * b.denominator < b.numerator * a.denominator;

const ratioOf = ({ numerator, denominator }: ExactPrice): Ratio => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
});

/** Micro-yuan per fen are ten thousandths of a yuan per yuan. */
const yuanPerYuan = ({ numerator, denominator }: Ratio): number =>
  Number(numerator) / Number(denominator) / 1e4;
