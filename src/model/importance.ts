import { ensure } from '../base/errors.js';
import { integer, listOf, optional, recordOf, resolveOptions, text } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { threadsFor } from '../base/threads.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable, viewColumn } from '../data/columns.js';
import { gatherRows, withColumns } from '../data/gather.js';
import { columnOf } from '../data/read/column.js';
import { crossing, crossingSync, pinned, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { Classifier } from './classifier.js';
import { CompiledForest } from './compiled-forest.js';

/** What is measured, and how often. */
export interface ImportanceOptions {
  /** Column of the label: 0 and 1, both present. */
  readonly label: string;
  /** Features shuffled together, under a name of their own. @default every feature on its own */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Shuffles per group. @default 10 */
  readonly repeats?: number | undefined;
  /** Whole number; the same seed gives the same bytes. @default 42 */
  readonly seed?: number | undefined;
  /** @default 1 for small work, else every hardware thread; never changes the result */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** What features that are permuted together are worth to a model. */
export interface GroupImportance {
  /** Name of the group; of a single feature its name. */
  readonly name: string;
  /** The columns permuted together. */
  readonly features: readonly string[];
  /** Mean loss of AUC when the features are shuffled; near 0, also below, when they do not matter. */
  readonly mean: number;
  /** Standard deviation of the loss over the repeats; NaN with one repeat. */
  readonly deviation: number;
  /** Loss of AUC per repeat. */
  readonly losses: Float64Array;
}

/** The metric of the model as it is, and what it loses without each feature. */
export interface PermutationImportance {
  /** AUC of the rows as they are. */
  readonly baseline: number;
  /** Most important first; ties in the order given. */
  readonly groups: readonly GroupImportance[];
}

interface Group {
  readonly name: string;
  readonly features: readonly string[];
}

interface Resolved {
  readonly label: string;
  readonly groups: Readonly<Record<string, readonly string[]>> | undefined;
  readonly repeats: number;
  readonly seed: number;
  readonly threads: number | undefined;
}

/**
 * How much worse a model ranks rows when the values of some features are shuffled among them: the loss
 * of AUC (Breiman, 2001). Shuffle r of the g-th group is the same for every model and thread count. A
 * compiled forest is measured natively, any other classifier through its `predict`, with results equal
 * to the last bit.
 * @param model any trained model
 * @param table rows it did not learn from, with features and label
 * @param options label, groups of features, repeats, seed and stop signal
 * @throws WinbackError BAD_INPUT for labels of one class or unknown features; ABORTED, CLOSED
 *
 * @example
 * ```ts
 * import { permutationImportance, trainLogistic } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const label = 'label_churn_14d';
 * const model = await trainLogistic(table, { label, features: ['active_days_30', 'night_share'] });
 * const { groups } = await permutationImportance(model, table, { label, repeats: 5 });
 * groups[0]?.name; // active_days_30
 * ```
 */
export async function permutationImportance(
  model: CompiledForest | Classifier,
  table: ArrowTable,
  options: ImportanceOptions,
): Promise<PermutationImportance> {
  requireShape(model, 'model', { features: 'list' });
  checkTable(table);
  requireShape(options, 'options', 'object');
  const { signal, ...rest } = options;
  const given = resolveOptions<Resolved>('options', rest, {
    label: text,
    groups: optional(recordOf(listOf(text)), undefined),
    repeats: optional(integer(1, 1_000_000), 10),
    seed: optional(integer(0), 42),
    threads: optional(integer(1, 1024), undefined),
  });
  const groups = groupsOf(model, given.groups);
  const aucs =
    model instanceof CompiledForest
      ? await measureForest(model, table, given, groups, signal)
      : await measureClassifier(model, table, given, groups, signal);
  const measured = groups.map((group, g) =>
    summary(group, aucs.baseline, aucs.permuted.subarray(g * given.repeats, (g + 1) * given.repeats)),
  );
  return { baseline: aucs.baseline, groups: measured.sort((a, b) => b.mean - a.mean) };
}

function groupsOf(model: CompiledForest | Classifier, given: Resolved['groups']): readonly Group[] {
  const known = new Set(model.features.map(({ name }) => name));
  if (given === undefined) return [...known].map((name) => ({ name, features: [name] }));
  return Object.entries(given).map(([name, features]) => {
    ensure(features.length > 0, `groups.${name} is empty`);
    for (const feature of features) {
      ensure(known.has(feature), `groups.${name}: the model has no feature "${feature}"`);
    }
    return { name, features };
  });
}

interface Aucs {
  readonly baseline: number;
  /** [group][repeat] */
  readonly permuted: Float64Array;
}

function measureForest(
  forest: CompiledForest,
  table: ArrowTable,
  given: Resolved,
  groups: readonly Group[],
  signal: AbortSignal | undefined,
): Promise<Aucs> {
  const { handle, columns } = forest.crossing(table);
  const labels = pinned({ columns: [viewColumn(table, given.label)] }).columns[0]!;
  const index = new Map(forest.features.map(({ name }, i) => [name, i]));
  const members = groups.map(({ features }) => Int32Array.from(features, (name) => index.get(name)!));
  const threads = threadsFor(table.numRows * groups.length * given.repeats, given.threads);
  return withStop(signal, (stop) =>
    crossing(() =>
      addon().explainImportance(
        ...([handle, columns, labels, members, given.repeats, given.seed, threads, stop] as const),
      ),
    ),
  );
}

async function measureClassifier(
  model: Classifier,
  table: ArrowTable,
  given: Resolved,
  groups: readonly Group[],
  signal: AbortSignal | undefined,
): Promise<Aucs> {
  const labels = pinned({ columns: [viewColumn(table, given.label)] }).columns[0]!;
  const threads = threadsFor(table.numRows, given.threads);
  const auc = async (rows: ArrowTable): Promise<number> => {
    const scores = await model.predict(rows, signal === undefined ? { threads } : { threads, signal });
    const column = { name: 'scores', type: 'float64', categorical: false } as const;
    const chunks = [{ values: scores, validity: null, bitOffset: 0, length: scores.length }];
    const metrics = await crossing(() =>
      addon().rankingMetrics({ ...column, chunks }, labels, 0.95, threads),
    );
    return metrics.auc;
  };
  const permuted = new Float64Array(groups.length * given.repeats);
  for (const [g, { features }] of groups.entries()) {
    for (let repeat = 0; repeat < given.repeats; repeat++) {
      const order = crossingSync(() => addon().explainOrder(given.seed, g, repeat, table.numRows));
      const moved = gatherRows(table, features, order);
      const shuffled = withColumns(
        table,
        features.map((name) => [name, columnOf(moved, name)] as const),
      );
      permuted[g * given.repeats + repeat] = await auc(shuffled);
    }
  }
  return { baseline: await auc(table), permuted };
}

function summary(group: Group, baseline: number, permuted: Float64Array): GroupImportance {
  const losses = permuted.map((auc) => baseline - auc);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  return { ...group, mean, deviation: Math.sqrt(squares / (losses.length - 1)), losses };
}
