import type { ArrowTable } from '../data/arrow-shape.js';
import { crossing, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { PredictOptions } from './classifier.js';
import type { CompiledForest } from './compiled-forest.js';
import { defaultThreads } from './threads.js';

/** What each feature adds to a row's raw score. */
export interface Contributions {
  readonly rows: number;
  /** Names of the first `width / outputs - 1` numbers of each output. */
  readonly features: readonly string[];
  readonly outputs: number;
  /** Numbers per row: outputs x (features + 1); the last of each output is the expected raw score. */
  readonly width: number;
  /** Row-major. Each output's numbers add up to its raw score. */
  readonly values: Float64Array;
}

/** Rows from which a second thread pays: a row costs about as much as fifty scores. */
const rowsWorthThreads = 500;

/**
 * Exact path-dependent Tree SHAP (Lundberg, Erion and Lee, 2018), the same numbers as LightGBM's
 * pred_contrib to 1e-10. Off the event loop; the same bytes for any thread count.
 * @throws WinbackError BAD_INPUT for a table that does not fit, or trees with linear leaves; ABORTED, CLOSED
 */
export async function shapContributions(
  forest: CompiledForest,
  table: ArrowTable,
  options: PredictOptions = {},
): Promise<Contributions> {
  const { handle, columns } = forest.crossing(table);
  const width = forest.outputs * (forest.features.length + 1);
  const values = new Float64Array(table.numRows * width);
  const threads = defaultThreads(options.threads, table.numRows * (50_000 / rowsWorthThreads));
  await withStop(options.signal, (stop) =>
    crossing(() => addon().shapContributions(handle, columns, values, threads, stop)),
  );
  return {
    rows: table.numRows,
    features: forest.features.map(({ name }) => name),
    outputs: forest.outputs,
    width,
    values,
  };
}
