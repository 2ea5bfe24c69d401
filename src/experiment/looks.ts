import { WinbackError } from '../base/errors.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import { type Cells, type Daily, mergeCells } from './daily.js';
import type { ExperimentData } from './data.js';
import { type Effect, effectOf } from './effect.js';
import { oecEffect } from './oec.js';

/** The state of one comparison at one look. */
export interface Look {
  /** ISO date, or null. */
  readonly date: string | null;
  /** Users of both arms. */
  readonly users: number;
  readonly difference: number;
  readonly standardError: number;
}

/** One metric in one variant; `metric` null = the OEC. */
export interface Comparison {
  readonly metric: MetricConfig | null;
  /** Index of the variant: 1 = the first treatment. */
  readonly arm: number;
  readonly effect: Effect;
}

const day = 86_400_000;
const dateOf = (since1970: number): string => new Date(since1970 * day).toISOString().slice(0, 10);

/** Users of the plan so far, all strata together. */
interface Snapshot {
  readonly date: string;
  readonly users: number;
  readonly cells: Cells;
}

/**
 * When a plan was looked at in one variant: on the first day with k / K of the planned users, for each k < K. The last
 * look, now, is not among them. Empty without days of exposure.
 */
export function snapshotsOf(daily: Daily | null, config: ExperimentConfig, arm: number): readonly Snapshot[] {
  if (daily === null || config.sequential === undefined) return [];
  const { looks, plannedUsers } = config.sequential;
  const usersIn = (cells: Cells): number =>
    [...cells[0]!, ...cells[arm]!].reduce((sum, cell) => sum + cell.n, 0);
  const total = daily.days.reduce((sum, cells) => sum + usersIn(cells), 0);
  const out: Snapshot[] = [];
  let [running, users]: [Cells | null, number] = [null, 0];
  daily.days.forEach((cells, offset) => {
    running = running === null ? cells : mergeCells(running, cells);
    users += usersIn(cells);
    const due = (plannedUsers * (out.length + 1)) / looks;
    if (out.length < looks - 1 && users >= due && users < total)
      out.push({ date: dateOf(daily.first + offset), users, cells: running });
  });
  return out;
}

/**
 * The looks of one comparison, each by the same estimator as the last (CUPED, strata, ratios, caps as they are now).
 * Quantiles have one look, now: their history is not in the moments.
 */
export function looksOf(
  data: ExperimentData,
  config: ExperimentConfig,
  comparison: Comparison,
  daily: Daily | null,
): readonly Look[] {
  const { metric, arm, effect } = comparison;
  const users = effect.control.users + effect.treatment.users;
  const { difference, standardError } = effect;
  const last = daily === null ? null : dateOf(daily.first + daily.days.length - 1);
  const now: Look = { date: last, users, difference, standardError };
  if (metric?.kind === 'quantile') return [now];
  const before = snapshotsOf(daily, config, arm).flatMap((snapshot): Look[] => {
    const then = effectThen({ ...data, cells: snapshot.cells }, config, metric, arm);
    if (then === null) return [];
    const { date, users: reached } = snapshot;
    return [{ date, users: reached, difference: then.difference, standardError: then.standardError }];
  });
  return [...before, now];
}

/**
 * The looks of the metric that stops the plan: those given with the aggregates, else from the days of exposure.
 * @throws BAD_CONFIG for a quantile without given looks: every day's run would count as the first look
 */
export function primaryLooks(
  data: ExperimentData,
  config: ExperimentConfig,
  comparison: Comparison,
  daily: Daily | null,
): readonly Look[] {
  const given = data.looks?.get(config.treatments[comparison.arm - 1]!);
  if (given !== undefined) return given;
  const { metric } = comparison;
  if (metric?.kind === 'quantile')
    throw new WinbackError(
      'BAD_CONFIG',
      `sequential: the primary metric "${metric.name}" is a quantile and has no history of looks; give the looks with the aggregates, or another primary metric`,
    );
  return looksOf(data, config, comparison, daily);
}

// An early look may hold an empty stratum or users without spread: nothing could be tested then, so it was no look.
function effectThen(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig | null,
  arm: number,
): Effect | null {
  try {
    const effect =
      metric === null ? oecEffect(data, config, arm).effect : effectOf(data, config, metric, arm);
    return effect.standardError > 0 ? effect : null;
  } catch (error) {
    if (error instanceof WinbackError && error.code === 'BAD_INPUT') return null;
    throw error;
  }
}
