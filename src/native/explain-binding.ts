import type { NativeColumn, NativeTable, StopHandle } from './binding.js';
import type { ForestHandle } from './forest-binding.js';

declare const shapBrand: unique symbol;

/** An explainer of contributions with its forest. */
export interface ShapHandle {
  readonly [shapBrand]: true;
}

/**
 * native/addon/bindings/explain_binding.cpp. Table columns are the forest's features in order, read in place:
 * pin them first. Codes: BAD_INPUT, ABORTED, CLOSED.
 */
export interface ExplainBinding {
  /** `groups` hold feature indices; `permuted` is [group][repeat], AUCs of scores. */
  explainImportance(
    forest: ForestHandle,
    table: NativeTable,
    labels: NativeColumn,
    groups: readonly Int32Array[],
    repeats: number,
    seed: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<{ baseline: number; permuted: Float64Array }>;
  /** The permutation that explainImportance uses: row r gets the values of row order[r]. */
  explainOrder(seed: number, group: number, repeat: number, rows: number): Uint32Array;
  /** What explains some iterations of a forest; it keeps the forest. */
  explainShapPrepare(
    forest: ForestHandle,
    startIteration: number,
    /** 0 = all that follow. */
    iterations: number,
  ): Promise<ShapHandle>;
  /** Fills `out`, rows x outputs x (features + 1), row-major. */
  explainShap(
    prepared: ShapHandle,
    table: NativeTable,
    out: Float64Array,
    threads: number,
    stop: StopHandle | null,
  ): Promise<void>;
}
