import type { Economics } from './economics.js';
import { counts, type Limit } from './limits.js';
import { type ExactPrice, noAction } from './records.js';

/**
 * Exact reduced values: value - sum of price x use, times the common denominator of all prices. `max` limits
 * charge, `min` limits pay.
 */
export class ReducedWorth {
  readonly denominator: bigint;
  readonly #numerators: readonly bigint[];
  readonly #economics: Economics;
  readonly #limits: readonly Limit[];

  constructor(economics: Economics, limits: readonly Limit[], prices: readonly ExactPrice[]) {
    this.#economics = economics;
    this.#limits = limits;
    this.denominator = prices.reduce((all, price) => lcm(all, BigInt(price.denominator)), 1n);
    this.#numerators = prices.map((price, k) => {
      const scaled = (BigInt(price.numerator) * this.denominator) / BigInt(price.denominator);
      return limits[k]!.bound === 'max' ? scaled : -scaled;
    });
  }

  /** Of one action for one user. */
  of(row: number, action: number, group: number): bigint {
    const { value, cost } = this.#economics.worth(row, action);
    let worth = BigInt(value) * this.denominator;
    for (const [k, limit] of this.#limits.entries()) {
      if (!counts(limit, action, group)) continue;
      worth -= this.#numerators[k]! * (limit.measure === 'spend' ? BigInt(cost) : 1n);
    }
    return worth;
  }

  /** What the limits themselves are worth at these prices: the constant of the Lagrangian bound. */
  ofLimits(): bigint {
    return this.#limits.reduce((sum, { limit }, k) => sum + this.#numerators[k]! * BigInt(limit), 0n);
  }

  /** The best action that `allows` lets the user have and its reduced value; nothing at 0. Ties: no action, then the lower index. */
  best(
    row: number,
    group: number,
    allows: (row: number, action: number) => boolean,
  ): { readonly action: number; readonly worth: bigint } {
    let action = noAction;
    let worth = 0n;
    for (let j = 0; j < this.#economics.actions; j++) {
      if (!allows(row, j)) continue;
      const candidate = this.of(row, j, group);
      if (candidate > worth) [action, worth] = [j, candidate];
    }
    return { action, worth };
  }
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}
