import type { ArrowTable } from '../data/arrow-shape.js';
import { badCell } from '../data/read/column.js';
import { strictNumbers } from '../data/read/numbers.js';
import { tierOf } from '../model/risk-tiers.js';
import type { ResolvedPlanOptions } from './options.js';
import { type ActionTerms, actionTerms, moneyColumns } from './terms.js';

/** What one action is worth to and costs for one user: whole micro-yuan and whole fen. */
export interface Worth {
  readonly value: number;
  readonly cost: number;
}

/**
 * The money of every user and action, computed as native/core/allocation/column_source.cpp does, operation
 * by operation, so that both agree to the last bit: the verifier's independent view of the plan.
 *   value = P(back | action) x recovered value - cost
 * with P(back) = probability x response, or the uplift column; recovered value = alpha x revenue; a coupon that
 * only some pay for costs face x (p a + (1 - p) b), a and b their shares of those who leave and stay (payments.ts).
 */
export class Economics {
  readonly #probability: Float64Array;
  readonly #revenue: Float64Array | null;
  readonly #columns: readonly Float64Array[];
  readonly #terms: readonly ActionTerms[];
  readonly #tiers: ResolvedPlanOptions['tiers'];
  readonly #alpha: number;
  readonly #fallback: number;

  constructor(table: ArrowTable, options: ResolvedPlanOptions, fallbackRevenue: number) {
    const columns = moneyColumns(options);
    this.#columns = columns.names.map((name) => strictNumbers(table, name));
    this.#probability = this.#columns[columns.probability]!;
    this.#revenue = this.#columns[columns.revenue] ?? null;
    requireRevenue(this.#revenue, options.columns.revenue);
    this.#terms = actionTerms(options, columns);
    this.#tiers = options.tiers;
    this.#alpha = options.alpha;
    this.#fallback = fallbackRevenue;
  }

  get actions(): number {
    return this.#terms.length;
  }

  probability(row: number): number {
    return this.#probability[row]!;
  }

  /** Index of the user's tier. */
  tier(row: number): number {
    return tierOf(this.#probability[row]!, this.#tiers);
  }

  /** Yuan that a returning user brings. */
  recovered(row: number): number {
    const revenue = this.#revenue === null ? 0 : this.#revenue[row]!;
    return this.#alpha * (revenue > 0 ? revenue : this.#fallback);
  }

  /** Share of would-be churners like this one whom the action brings back. */
  response(row: number, action: number): number {
    return this.#terms[action]!.response[this.tier(row)]!;
  }

  worth(row: number, action: number): Worth {
    const terms = this.#terms[action]!;
    const gain = nearest(this.#gain(row, terms) * 1e6);
    if (terms.costColumn >= 0) {
      const yuan = this.#columns[terms.costColumn]![row]!;
      return { value: gain - nearest(yuan * 1e6), cost: wholeUp(yuan * 100) };
    }
    if (terms.payers === null) {
      const fen = terms.contactFen + terms.faceFen;
      return { value: gain - fen * 1e4, cost: fen };
    }
    const p = this.#probability[row]!;
    const { leaving, staying } = terms.payers;
    const paid = terms.faceFen * (p * leaving[this.tier(row)]! + (1 - p) * staying);
    return {
      value: gain - (terms.contactFen * 1e4 + nearest(paid * 1e4)),
      cost: terms.contactFen + wholeUp(paid),
    };
  }

  #gain(row: number, terms: ActionTerms): number {
    if (terms.gainColumn >= 0) return this.#columns[terms.gainColumn]![row]!;
    const recovered = this.recovered(row);
    if (terms.upliftColumn >= 0) return this.#columns[terms.upliftColumn]![row]! * recovered;
    return this.#probability[row]! * terms.response[this.tier(row)]! * recovered;
  }
}

function requireRevenue(revenue: Float64Array | null, column: string): void {
  const row = revenue?.findIndex(Number.isNaN) ?? -1;
  if (row < 0) return;
  throw badCell(
    column,
    row,
    'a revenue must be a number; write 0 for users without revenue (plan.zeroRevenue says what is assumed for them)',
    null,
  );
}

// 1.5 x 2^52: adding and subtracting it rounds to the nearest integer, ties to even, for |x| <= 2^51.
const shift = 6755399441055744;

function nearest(x: number): number {
  return x + shift - shift;
}

// Up to whole units, except from within 1e-6 above an integer, the rounding of a decimal.
function wholeUp(x: number): number {
  const near = nearest(x);
  return near >= x || x - near <= 1e-6 ? near : near + 1;
}

/**
 * Median of all revenues, zeros included, as the reference script takes it. 0 for an empty table.
 */
export function medianRevenue(revenue: Float64Array): number {
  const sorted = revenue.slice().sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
