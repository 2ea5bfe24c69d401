import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { integer, optional, requireKeys, resolveOptions, shown } from '../base/options.js';
import { threadsFor } from '../base/threads.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { crossing, withStop } from '../native/crossing.js';
import type { ShapHandle } from '../native/explain-binding.js';
import { addon } from '../native/load.js';
import { type PredictOptions, predictKeys } from './classifier.js';
import { CompiledForest } from './compiled-forest.js';

/** What each feature adds to a row's raw score. */
export interface Contributions {
  /** Rows of the table, in whose order `values` are. */
  readonly rows: number;
  /** Names of the first `width / outputs - 1` numbers of each output. */
  readonly features: readonly string[];
  /** Outputs of the model: 1, or one a class. */
  readonly outputs: number;
  /** Numbers per row: outputs x (features + 1); the last of each output is the expected raw score. */
  readonly width: number;
  /** Row-major. Each output's numbers add up to its raw score. */
  readonly values: Float64Array;
}

/** Which trees are explained, and how fast. */
export interface ShapOptions extends PredictOptions {
  /** First boosting iteration to explain. @default 0 */
  readonly startIteration?: number | undefined;
  /** Iterations to explain; 0 = all that follow. @default 0 */
  readonly iterations?: number | undefined;
}

interface Range {
  readonly startIteration: number;
  readonly iterations: number;
}

/** The explainer of a forest, made once: it takes as long as explaining dozens of rows. Another range replaces it. */
function preparedFor(forest: CompiledForest, { startIteration, iterations }: Range): Promise<ShapHandle> {
  const key = `${startIteration} ${iterations}`;
  const kept = forest.explainer;
  if (kept?.key === key) return kept.handle;
  const handle = crossing(() => addon().explainShapPrepare(forest.handle(), startIteration, iterations));
  forest.explainer = { key, handle };
  // What cannot be prepared is said anew to whoever asks again.
  handle.catch(() => {
    if (forest.explainer?.handle === handle) forest.explainer = null;
  });
  return handle;
}

/** Rows from which a second thread pays: a row costs about as much as fifty scores. */
const rowsWorthThreads = 500;

/**
 * Exact path-dependent Tree SHAP (Lundberg, Erion and Lee, 2018), the same numbers as LightGBM's
 * pred_contrib to 1e-10. They add up to the raw score: log-odds of a binary model, a sum over the trees, not
 * their mean, of a random forest. Off the event loop; the same bytes for any thread count.
 * @param forest a compiled model
 * @param table has the columns of `forest.features` in any order
 * @param options iterations, threads and stop signal
 * @throws WinbackError BAD_INPUT for a table that does not fit, or trees with linear leaves, which LightGBM
 *   refuses too; ABORTED, CLOSED
 *
 * @example
 * ```ts
 * import { shapContributions, trainLightGbm } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const features = ['active_days_30', 'pay_cnt_30'];
 * const parameters = { numIterations: 20 };
 * const model = await trainLightGbm(table, { label: 'label_churn_14d', features, parameters });
 * const forest = await model.compiled();
 * const { width, values } = await shapContributions(forest, table);
 * width; // 3
 * const [raw = 0] = await forest.score(table, { raw: true });
 * Math.abs(values.subarray(0, width).reduce((sum, part) => sum + part, 0) - raw) < 1e-9; // true
 * model.close();
 * ```
 */
export async function shapContributions(
  forest: CompiledForest,
  table: ArrowTable,
  options: ShapOptions = {},
): Promise<Contributions> {
  if (!(forest instanceof CompiledForest))
    throw new WinbackError('BAD_INPUT', `forest must be a CompiledForest, got ${shown(forest)}`);
  requireKeys(options, 'shapContributions', { ...predictKeys, startIteration: true, iterations: true });
  const { signal, threads: wanted, ...rest } = options;
  const given = resolveOptions<Complete<Omit<ShapOptions, 'signal' | 'threads'>>>('shapContributions', rest, {
    startIteration: optional(integer(0, 2 ** 30), 0),
    iterations: optional(integer(0, 2 ** 30), 0),
  });
  const { columns } = forest.crossing(table);
  const prepared = await preparedFor(forest, given);
  const width = forest.outputs * (forest.features.length + 1);
  const values = allocateColumn(Float64Array, table.numRows * width);
  const threads = threadsFor(table.numRows, wanted, rowsWorthThreads);
  await withStop(signal, (stop) =>
    crossing(() => addon().explainShap(...([prepared, columns, values, threads, stop] as const))),
  );
  return {
    rows: table.numRows,
    features: forest.features.map(({ name }) => name),
    outputs: forest.outputs,
    width,
    values,
  };
}
