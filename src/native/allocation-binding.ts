import type { NativeTable, StopHandle } from './binding.js';

/** One action. Columns are positions in the table; -1 = absent. Money as in native/core/allocation/column_source.h. */
export interface NativeActionTerms {
  readonly contactFen: number;
  readonly faceFen: number;
  /** Shares of the users for whom the face value is paid, of those who leave one a tier; null = for everybody. */
  readonly payers: { readonly leaving: Float64Array; readonly staying: number } | null;
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

/** One limit: sum of use <= amount, or >= amount; a use is the cost in fen, or 1. */
export interface NativeLimit {
  readonly spend: boolean;
  readonly atMost: boolean;
  /** Fen or users, >= 0. */
  readonly amount: number;
  /** Bit j: action j counts. */
  readonly actions: number;
  /** 1 for the groups that count; null = everybody. */
  readonly groups: Uint8Array | null;
}

/** Integers as decimal strings: fen and micro-yuan. */
export interface NativeSeveralPlan {
  readonly action: Uint8Array;
  readonly spent: string;
  readonly profit: string;
  readonly dualBound: string;
  /** One a limit, over `priceDenominator`. */
  readonly priceNumerators: readonly string[];
  readonly priceDenominator: string;
}

/** native/addon/bindings/allocation_binding.cpp */
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
  /**
   * A plan inside several limits, with the Lagrangian bound at its prices.
   * @throws BAD_INPUT also when no plan was found that meets all limits
   */
  allocationPlanLimits(
    market: NativeMarket,
    limits: readonly NativeLimit[],
    options: NativePlanOptions,
    stop: StopHandle | null,
  ): Promise<NativeSeveralPlan>;
}
