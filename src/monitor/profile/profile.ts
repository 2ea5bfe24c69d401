import { ensure } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { requireShape, requireShapes } from '../../base/shape.js';
import { threadsFor } from '../../base/threads.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import type { UserId } from '../../model/folds.js';
import { countedColumn } from './columns.js';
import { describe, scoreProfile, withSingles } from './describe.js';
import type { ColumnProfile, Profile, ProfiledColumn, SeenName } from './records.js';
import { type ScoredSample, scoredBins, scoreEdges } from './scored.js';

/** What else a profile remembers of the training. */
export interface ProfileOptions {
  /** Columns to describe, in order. */
  readonly columns: readonly ProfiledColumn[];
  /**
   * The user of each row. A training has rows of the same users on several days: they are told apart from rows of different users.
   * @default every row is another user's
   */
  readonly users?: readonly UserId[] | undefined;
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
  const { columns, users, labels, scored, days, events = null, signal } = options;
  const rows = table.numRows;
  ensure(
    labels === undefined || labels.length === rows,
    `labels has ${labels?.length} entries for ${rows} rows`,
  );
  ensure(users === undefined || users.length === rows, `users has ${users?.length} entries for ${rows} rows`);
  const threads = threadsFor(rows * columns.length, options.threads);
  const plain: ColumnProfile[] = [];
  for (const column of columns) {
    signal?.throwIfAborted();
    const described = await describe(countedColumn(table, column), column, rows, signal);
    plain.push(users === undefined ? described : withSingles(described, table, users));
  }
  const profile: Profile = {
    schema: 1,
    rows,
    users: users === undefined ? null : new Set(users).size,
    positives: labels === undefined ? null : sumOf(labels),
    from: days?.from ?? null,
    to: days?.to ?? null,
    ...{ columns: plain, score: null, scored: null, events },
  };
  return scored === undefined ? profile : withScored(profile, scored, { threads, signal });
}

/**
 * The profile with other rows that the model was judged on: after a new calibration the scores of the old ones are no measure of
 * later scores any more.
 * @param profile of profileOf, or of a stored model
 * @param scored rows that the model had never seen, with the scores that it gives them now
 * @param options threads, and a signal that stops the work
 * @throws WinbackError BAD_INPUT for a missing column, or scores of another length; ABORTED
 *
 * @example
 * ```ts
 * import { profileOf, withScored } from 'winback/monitor';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table, probability } = await generateChurnTable({ users: 500 });
 * const profile = await profileOf(table, { columns: [{ name: 'active_days_30', kind: 'numeric' }] });
 * const labels = Uint8Array.from(table.getChild('label_churn_14d')!);
 * const judged = await withScored(profile, { table, scores: probability, labels, threshold: 0.5 });
 * judged.scored?.rows; // 500
 * ```
 */
export async function withScored(
  profile: Profile,
  scored: ScoredSample,
  options: { readonly threads?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<Profile> {
  requireKeys(options, 'options', { threads: true, signal: true });
  requireShape(profile, 'profile', { columns: 'list', rows: 'number' });
  requireShape(scored, 'scored', { table: 'object', scores: 'numbers', labels: 'list', threshold: 'number' });
  const { table, scores, labels, threshold } = scored;
  const score = await scoreProfile(scored);
  const edges = scoreEdges(score);
  const threads = threadsFor(table.numRows * profile.columns.length, options.threads);
  const bins = await scoredBins(scored, profile.columns, edges, { threads, signal: options.signal });
  const above = scores.reduce((sum, one) => sum + (one >= threshold ? 1 : 0), 0);
  return {
    ...profile,
    columns: profile.columns.map((column, i) => ({ ...column, scored: bins[i]! })),
    score,
    scored: { rows: labels.length, positives: sumOf(labels), above, threshold, edges },
  };
}

function checkOptions(options: ProfileOptions): void {
  requireKeys(options, 'options', {
    ...{
      columns: true,
      users: true,
      labels: true,
      scored: true,
      days: true,
      events: true,
      threads: true,
      signal: true,
    },
  });
  requireShape(options, 'options', 'object');
  requireShapes(options.columns, 'options.columns', { name: 'text', kind: 'text' });
  const names = options.columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  ensure(twice === undefined, `options.columns: "${twice}" is named twice`);
}

const sumOf = (labels: Uint8Array): number => labels.reduce((sum, label) => sum + label, 0);
