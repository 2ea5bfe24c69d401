import type { NativeTable, StopHandle } from './binding.js';

/** One action. Columns are positions in the table; -1 = absent. Money as in native/core/allocation/column_source.h. */
export interface NativeActionTerms {
  readonly contactFen: number;
  readonly faceFen: number;
  readonly onRedemption: boolean;
  readonly freeRiders: number;
  /** One response a tier. */
  readonly response: Float64Array;
  readonly upliftColumn: number;
  readonly gainColumn: number;
  readonly costColumn: number;
}

/** The users and what each action is worth to and costs for them. */
export interface NativeMarket {
  readonly table: NativeTable;
  readonly probabilityColumn: number;
  readonly revenueColumn: number;
  /** Bit mask of allowed actions a user; -1 = all. */
  readonly allowedColumn: number;
  /** Group code in [0, 65536) a user; -1 = all in group 0. */
  readonly groupColumn: number;
  readonly tierFloors: Float64Array;
  readonly alpha: number;
  readonly fallbackRevenue: number;
  readonly actions: readonly NativeActionTerms[];
  /** One key a user, which decides between equals; null = by row. Read in place. */
  readonly keys: BigUint64Array | null;
}

export interface NativePlanOptions {
  readonly threads: number;
  /** States the core search may look at. */
  readonly effort: number;
}

/** Integers as decimal strings: fen and micro-yuan. */
export interface NativeSinglePlan {
  /** One code a user, 255 = none. */
  readonly action: Uint8Array;
  readonly spent: string;
  readonly profit: string;
  readonly dualBound: string;
  readonly upperBound: string;
  readonly priceNumerator: string;
  readonly priceDenominator: string;
  readonly coreUsers: number;
  readonly coreStates: number;
  /** lower, upper (micro-yuan) and marginal (micro-yuan a fen) of each frontier budget. */
  readonly frontier: Float64Array;
}

/** native/addon/allocation_binding.cpp */
export interface AllocationBinding {
  /**
   * The proven best plan for one budget. Columns and keys are read in place: pin them (crossing.ts).
   * @param budgetFen >= 0
   * @param frontierFen ascending budgets
   * @throws BAD_INPUT naming column and first bad row (counting from 1); ABORTED
   */
  allocationPlan(
    market: NativeMarket,
    budgetFen: number,
    frontierFen: Float64Array,
    options: NativePlanOptions,
    stop: StopHandle | null,
  ): Promise<NativeSinglePlan>;
}
