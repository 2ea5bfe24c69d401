import { dayNumber } from '../../base/days.js';
import { listOf, oneOf, optional, resolveOptions, text } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { decisionsOf, untreatedOf } from './decisions.js';
import { type MaturityOptions, maturityChecks, type ResolvedMaturity } from './maturity.js';
import { keysOf, outcomesOf, scoresOf, slicesOf } from './read-tables.js';

/** What is joined by user and snapshot day. */
export interface MaturedTables {
  /**
   * What the model said: `user`, `day` (the snapshot's), `probability` (calibrated), and, where there are some, `score` (as the
   * model gave it; else the probability) and the columns of `slices`.
   */
  readonly scores: ArrowTable;
  /** What happened: `user`, `day` (the snapshot's) and `left` (true or false). */
  readonly outcomes: ArrowTable;
  /**
   * Every decision of every campaign: `user`, `day` (of the decision), `treated` (true or false) and `untreated_probability`: the
   * probability with which the plan left this user untreated. Users without a row were never considered. Null: no campaign ran.
   */
  readonly decisions: ArrowTable | null;
}

/** How the tables are joined. */
export interface MaturedRowsOptions extends MaturityOptions {
  /**
   * Several decisions about a user in one window: `shared` when one holdout decides all of them (the default of `winback plan`:
   * the same seed), `independent` when each is drawn anew. @default shared
   */
  readonly draws?: 'shared' | 'independent' | undefined;
  /** Columns of `scores` to be evaluated by, such as `channel`. @default none */
  readonly slices?: readonly string[] | undefined;
}

/** Rows left out of the evaluation, and why. All of them are counted here. */
export interface MaturedCounts {
  /** Rows of `scores`. */
  readonly scored: number;
  /** Rows whose label is not final yet. */
  readonly immature: number;
  /** Mature rows without an outcome. */
  readonly withoutOutcome: number;
  /** Mature rows with an outcome whose user was treated: without treatment they might have ended otherwise. */
  readonly treated: number;
  /** Treated rows that no untreated row stands for: the plan left them untreated with probability 0. */
  readonly uncovered: number;
  /** Outcomes of users and days that were not scored. */
  readonly outcomesWithoutScore: number;
}

/** Mature rows with an outcome, row by row. */
export interface MaturedRows {
  /** The user of each row. */
  readonly users: readonly string[];
  /** Snapshot days, as days since 1970-01-01. */
  readonly days: Int32Array;
  /** As the model gave them, in any unit. */
  readonly scores: Float64Array;
  /** Calibrated, in [0, 1]. */
  readonly probabilities: Float64Array;
  /** 1 for a user who left. */
  readonly labels: Uint8Array;
  /** 1 for a user who was treated after the snapshot and before the end of its horizon. */
  readonly treated: Uint8Array;
  /** Probability of staying untreated over that time, in [0, 1]. */
  readonly untreatedProbability: Float64Array;
  /** Values of the columns asked for, by column. */
  readonly slices: ReadonlyMap<string, readonly string[]>;
  /** What was left out. */
  readonly counts: MaturedCounts;
}

type Resolved = ResolvedMaturity & {
  readonly draws: 'shared' | 'independent';
  readonly slices: readonly string[];
};

const rowsChecks = {
  ...maturityChecks,
  draws: optional<'shared' | 'independent'>(oneOf('shared', 'independent'), 'shared'),
  slices: optional(listOf(text), []),
};

/**
 * Joins scores, outcomes and decisions by user and snapshot, and keeps what is mature. A row is treated when a decision
 * between its snapshot day and the end of its horizon treated the user.
 * @param tables scores, outcomes and decisions
 * @param options when a label is final, how decisions are drawn, and the columns of slices
 * @throws WinbackError BAD_INPUT naming table, row, user and day of a repeated pair, of a decision that contradicts its
 *   probability, or of a value that cannot be read
 *
 * @example
 * ```ts
 * import { buildTable } from 'winback/data';
 * import { maturedRows } from 'winback/monitor';
 *
 * const user = { name: 'user', kind: 'dictionary', codes: Int32Array.of(0, 1), categories: ['a', 'b'] } as const;
 * const day = { name: 'day', kind: 'date', values: Int32Array.of(20_000, 20_000) } as const;
 * const chance = { name: 'probability', kind: 'number', values: Float64Array.of(0.7, 0.2) } as const;
 * const left = { name: 'left', kind: 'number', values: Float64Array.of(1, 0) } as const;
 * const [scores, outcomes] = [await buildTable([user, day, chance]), await buildTable([user, day, left])];
 * const when = { lastCompleteDay: '2024-11-01', horizonDays: 14 };
 * maturedRows({ scores, outcomes, decisions: null }, when).labels; // [1, 0]
 * ```
 */
export function maturedRows(tables: MaturedTables, options: MaturedRowsOptions): MaturedRows {
  requirePart(tables, 'tables', 'object');
  const { draws, slices, lastCompleteDay, horizonDays, latenessDays } = resolveOptions<Resolved>(
    'options',
    options,
    rowsChecks,
  );
  const scored = keysOf(tables.scores, 'scores');
  const left = outcomesOf(tables.outcomes);
  const lastDay = dayNumber(lastCompleteDay) - horizonDays - latenessDays;
  const kept: number[] = [];
  const labels: number[] = [];
  let [immature, withoutOutcome, matched] = [0, 0, 0];
  for (let row = 0; row < scored.keys.length; row++) {
    const outcome = left.get(scored.keys[row]!);
    if (outcome !== undefined) matched++;
    if (scored.days[row]! > lastDay) immature++;
    else if (outcome === undefined) withoutOutcome++;
    else {
      kept.push(row);
      labels.push(outcome);
    }
  }
  const days = Int32Array.from(kept, (row) => scored.days[row]!);
  const users = kept.map((row) => scored.users[row]!);
  const decisions = decisionsOf(tables.decisions);
  const untreated = untreatedOf(users, days, decisions, { horizonDays, draws });
  return {
    ...{ users, days, labels: Uint8Array.from(labels), ...untreated },
    ...scoresOf(tables.scores, kept),
    slices: slicesOf(tables.scores, slices, kept),
    counts: {
      ...{ scored: scored.keys.length, immature, withoutOutcome },
      treated: untreated.treated.reduce((sum, flag) => sum + flag, 0),
      uncovered: untreated.untreatedProbability.reduce((sum, p) => sum + (p === 0 ? 1 : 0), 0),
      outcomesWithoutScore: left.size - matched,
    },
  };
}
