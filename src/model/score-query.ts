import { duckDbError } from '../data/sources/duckdb-errors.js';
import { crossing, withProgress } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { Calibration } from './calibration/calibration.js';
import type { InputCounts } from './input-counts.js';
import type { TreeClassifier } from './tree-classifier.js';

/** The name by which the statement of a ScoreQuery calls the model. */
export const scoreFunction = 'winback_score';

export interface ScoreQuery {
  /**
   * A COPY or INSERT that calls `winback_score(...)` once: an argument for each feature in the model's
   * order, DOUBLE for a numeric and VARCHAR for a categorical one; null and unknown categories are missing. Its
   * value is the calibrated probability.
   */
  readonly sql: string;
  /** Configuration of the engine: see duckDbSettings. */
  readonly settings: Readonly<Record<string, string>>;
  readonly calibration: Calibration;
  readonly signal?: AbortSignal | undefined;
  /** Called a few times a second with the rows scored so far, at the end with all. */
  readonly onRows?: ((rows: number) => void) | undefined;
}

export interface ScoreQueryResult {
  /** Rows written. */
  readonly rows: number;
  /** What the columns of the features held, in the model's order. */
  readonly counts: readonly InputCounts[];
}

/** Whether scoring can run inside DuckDB: its library must be loaded and have the functions of C that it takes. */
export const canScoreInDuckDb = (): boolean => addon().scoreQueryReady();

/**
 * Scores inside an in-memory DuckDB: reading, scoring and writing go chunk by chunk over its threads and no
 * row passes through JavaScript. The probabilities are those of `predict`, bit for bit.
 * @throws WinbackError BAD_INPUT, NOT_FOUND, IO, OUT_OF_MEMORY, ABORTED, CLOSED
 */
export async function runScoreQuery(
  classifier: TreeClassifier,
  query: ScoreQuery,
): Promise<ScoreQueryResult> {
  const forest = await classifier.compiled();
  const native = {
    settings: Object.entries(query.settings),
    function: scoreFunction,
    sql: query.sql,
    categories: classifier.features.map((f) => (f.kind === 'categorical' ? f.categories : null)),
    calibration: query.calibration,
  };
  const { rows, columns, failure } = await withProgress(query.signal, query.onRows, (stop, report) =>
    crossing(() => addon().scoreQueryRun(forest.handle(), native, report, stop)),
  );
  if (failure !== null) throw duckDbError(new Error(failure), query.signal);
  return { rows, counts: columns.map((column) => ({ ...column, marks: 0 })) };
}
