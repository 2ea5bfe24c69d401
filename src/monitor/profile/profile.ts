import { ensure } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { requireShape, requireShapes } from '../../base/shape.js';
import { threadsFor } from '../../base/threads.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import { crossing, withStop } from '../../native/crossing.js';
import type { NativeCells, NativeSummary } from '../../native/drift-binding.js';
import { addon } from '../../native/load.js';
import { kernelColumn } from '../../stats/column-input.js';
import { type CountedColumn, countedColumn, textCounts } from './columns.js';
import {
  type CategoryProfile,
  type ColumnProfile,
  keptCategories,
  type NumericProfile,
  type Profile,
  type ProfiledColumn,
  rememberedNames,
  type SeenName,
} from './records.js';
import { type ScoredSample, scoredBins, scoreEdges } from './scored.js';

/** What else a profile remembers of the training. */
export interface ProfileOptions {
  /** Columns to describe, in order. */
  readonly columns: readonly ProfiledColumn[];
  /** 1 for a user who left, row by row of the table. @default not known */
  readonly labels?: Uint8Array | undefined;
  /**
   * Rows that the model was judged on and had never seen, with their scores and labels: what a shift of a column does to the
   * score is read from them. The scores of rows that a model learnt from are too sure. @default none
   */
  readonly scored?: ScoredSample | undefined;
  /** First and last day of the rows, YYYY-MM-DD. @default not known */
  readonly days?:
    | {
        /** First day; null where rows have no day. */
        readonly from: string | null;
        /** Last day; null where rows have no day. */
        readonly to: string | null;
      }
    | undefined;
  /** The most frequent event names of the log that no role took. @default null, the rows were not made from events */
  readonly events?: readonly SeenName[] | null | undefined;
  /** Threads to use. @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The profile of the rows of a table: what `driftOf` compares later rows with. Numbers are kept as their distinct values with
 * counts (up to 4,096 of them) or as 4,097 quantiles, texts as the 256 most frequent ones with counts.
 * @param table the rows that a model learnt from
 * @param options which columns, and what is known of labels and scores
 * @throws WinbackError BAD_INPUT for a missing column, or texts that are no numbers where numbers are asked for; ABORTED
 *
 * @example
 * ```ts
 * import { profileOf } from 'winback/monitor';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const columns = [{ name: 'active_days_30', kind: 'numeric' }] as const;
 * const training = await generateChurnTable({ users: 2000, seed: 1 });
 * const profile = await profileOf(training.table, { columns });
 * profile.columns[0]?.rows === training.table.numRows; // true
 * ```
 */
export async function profileOf(table: ArrowTable, options: ProfileOptions): Promise<Profile> {
  checkTable(table);
  checkOptions(options);
  const { columns, labels, scored, days, events = null, signal } = options;
  const rows = table.numRows;
  ensure(
    labels === undefined || labels.length === rows,
    `labels has ${labels?.length} entries for ${rows} rows`,
  );
  const threads = threadsFor(rows * columns.length, options.threads);
  const plain: ColumnProfile[] = [];
  for (const column of columns) {
    signal?.throwIfAborted();
    plain.push(await describe(countedColumn(table, column), column, rows, signal));
  }
  const scores = scored === undefined ? null : await scoreProfile(scored);
  const edges = scores === null ? [] : scoreEdges(scores);
  const bins = scored === undefined ? null : await scoredBins(scored, plain, edges, { threads, signal });
  return {
    schema: 1,
    rows,
    positives: labels === undefined ? null : sumOf(labels),
    from: days?.from ?? null,
    to: days?.to ?? null,
    columns: plain.map((column, i) => ({ ...column, scored: bins?.[i] ?? null })),
    score: scores,
    scored:
      scored === undefined
        ? null
        : {
            rows: scored.labels.length,
            positives: sumOf(scored.labels),
            above: scored.scores.reduce((sum, score) => sum + (score >= scored.threshold ? 1 : 0), 0),
            threshold: scored.threshold,
            edges,
          },
    events,
  };
}

function checkOptions(options: ProfileOptions): void {
  requireKeys(options, 'options', {
    ...{ columns: true, labels: true, scored: true, days: true, events: true, threads: true, signal: true },
  });
  requireShape(options, 'options', 'object');
  requireShapes(options.columns, 'options.columns', { name: 'text', kind: 'text' });
  const names = options.columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  ensure(twice === undefined, `options.columns: "${twice}" is named twice`);
}

const sumOf = (labels: Uint8Array): number => labels.reduce((sum, label) => sum + label, 0);

function describe(
  counted: CountedColumn,
  column: ProfiledColumn,
  rows: number,
  signal: AbortSignal | undefined,
): Promise<ColumnProfile> {
  const common = { name: column.name, expected: column.expected ?? null, rows, scored: null };
  return counted.kind === 'numeric'
    ? crossing(() => addon().driftSummarise(counted.column)).then((found) => numeric(common, found))
    : withStop(signal, (stop) =>
        crossing(() =>
          addon().driftCells(
            [{ column: counted.column, values: null, codes: counted.texts.length }],
            1,
            stop,
          ),
        ),
      ).then(([cells]) => category(common, counted.texts, cells!));
}

type Common = Pick<NumericProfile, 'name' | 'expected' | 'rows' | 'scored'>;

function numeric(common: Common, found: NativeSummary): NumericProfile {
  const { grid, edges, exact, mean, sd, missing, infinite } = found;
  const values = common.rows - missing - infinite;
  return {
    ...common,
    kind: 'numeric',
    ...{ missing, infinite, exact, grid },
    min: grid[0] ?? null,
    max: grid.at(-1) ?? null,
    mean: values > 0 ? mean : null,
    sd: values > 1 ? sd : null,
    equal: found.equal,
    between: found.between.slice(1),
    excess: found.excess.slice(1),
    edges: [...edges],
  };
}

function category(common: Common, texts: readonly string[], cells: NativeCells): CategoryProfile {
  const sorted = [...textCounts(texts, cells.equal)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = sorted.slice(0, keptCategories);
  const rest = sorted.slice(keptCategories);
  return {
    ...common,
    kind: 'categorical',
    missing: cells.missing,
    categories: kept.map(([name]) => name),
    counts: kept.map(([, count]) => count),
    other: rest.reduce((sum, [, count]) => sum + count, 0),
    singles: sorted.filter(([, count]) => count === 1).length,
    otherNames: rest.length > rememberedNames ? null : rest.map(([name]) => name).sort(),
  };
}

async function scoreProfile({ scores }: ScoredSample): Promise<NumericProfile> {
  const common = { name: 'score', expected: null, rows: scores.length, scored: null };
  return numeric(common, await crossing(() => addon().driftSummarise(kernelColumn(scores, 'scores'))));
}
