import type { ReducedWorth } from '../reduced-worth.js';
import type { Setting } from '../setting.js';

/** Beyond these the proof is not repeated here. */
const mostMoves = 200_000;
const mostStates = 20_000_000;

/** The moves of one user: fen more than his priced action, and reduced value given up. */
interface Moves {
  readonly least: bigint;
  readonly moves: readonly { readonly cost: number; readonly loss: bigint }[];
}

/** What a look at all users at the certificate's prices gives. */
export interface Priced {
  /** Sum of the best reduced values, times the denominator. */
  readonly worth: bigint;
  /** Fen of the cheapest best actions. */
  readonly spent: bigint;
  /** Users with a move that gives up less than asked; null when there are too many. */
  readonly core: readonly Moves[] | null;
}

/**
 * Every user's best reduced value, and the moves whose loss is below `below`: the only ones a better plan can
 * be made of.
 */
export function priced(setting: Setting, worth: ReducedWorth, below: bigint): Priced {
  const { eligibility, economics, limits } = setting;
  let total = 0n;
  let spent = 0n;
  let found = 0;
  const core: Moves[] = [];
  for (let row = 0; row < eligibility.reason.length; row++) {
    if (!eligibility.isOpen(row)) continue;
    const group = limits.group?.[row] ?? 0;
    const options = [{ worth: 0n, cost: 0 }];
    for (let j = 0; j < economics.actions; j++) {
      if (eligibility.allows(row, j))
        options.push({ worth: worth.of(row, j, group), cost: economics.worth(row, j).cost });
    }
    const best = options.reduce((a, b) =>
      b.worth > a.worth || (b.worth === a.worth && b.cost < a.cost) ? b : a,
    );
    total += best.worth;
    spent += BigInt(best.cost);
    const moves = options
      .map((option) => ({ cost: option.cost - best.cost, loss: best.worth - option.worth }))
      .filter(({ cost, loss }) => cost !== 0 && loss < below);
    if (moves.length === 0) continue;
    found += moves.length;
    const least = moves.reduce((low, { loss }) => (loss < low ? loss : low), moves[0]!.loss);
    if (found <= mostMoves) core.push({ least, moves });
  }
  return { worth: total, spent, core: found <= mostMoves ? core : null };
}

/**
 * The smallest gap to the Lagrangian bound that any plan has, if it is below `below`, by looking at every
 * combination of core moves that can have one; `below` when there is none, null when that is too much work.
 * A second implementation of native/core/allocation/core_search.cpp: a map from fen to the least loss.
 * @param slack fen left by the priced assignment, may be negative
 * @param price times the denominator, per fen
 */
export function leastGap(core: readonly Moves[], slack: bigint, price: bigint, below: bigint): bigint | null {
  const users = [...core].sort((a, b) => (a.least < b.least ? -1 : a.least > b.least ? 1 : 0));
  let states = new Map<number, bigint>([[0, 0n]]);
  let best = below;
  const consider = (cost: number, loss: bigint): void => {
    const left = slack - BigInt(cost);
    if (left >= 0n && loss + price * left < best) best = loss + price * left;
  };
  consider(0, 0n);
  let looked = 0;
  for (const { least, moves } of users) {
    if (least >= best) break;
    const next = new Map(states);
    for (const move of moves) {
      for (const [cost, loss] of states) {
        const given = loss + move.loss;
        if (given >= best) continue;
        const at = cost + move.cost;
        if ((next.get(at) ?? best) > given) next.set(at, given);
        consider(at, given);
      }
    }
    looked += states.size * moves.length;
    if (looked > mostStates) return null;
    states = next;
  }
  return best;
}
