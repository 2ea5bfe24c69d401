import { comparePair } from './adjusted.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import type { ExperimentData } from './data.js';
import { type Effect, errorOf } from './effect.js';
import { type JointMoments, mergeMoments } from './moments.js';
import { dayMoments } from './novelty.js';

/** The state of one comparison at one look. */
export interface Look {
  /** ISO date, or null. */
  readonly date: string | null;
  /** Users of both arms. */
  readonly users: number;
  readonly difference: number;
  readonly standardError: number;
}

const day = 86_400_000;

/**
 * The looks of a plan, recomputed from the rows: on the first day with k / K of the planned users, for each
 * k, and now. Without exposure days there is one look, now.
 */
export function looksOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
  effect: Effect,
): readonly Look[] {
  const users = effect.control.users + effect.treatment.users;
  const now: Look = {
    date: null,
    users,
    difference: effect.difference,
    standardError: effect.standardError,
  };
  const days = dayMoments(data, config, metric);
  if (days === null) return [now];
  const { looks, plannedUsers } = config.sequential!;
  const first = firstDay(data);
  const out: Look[] = [];
  let arms: readonly [JointMoments, JointMoments] | null = null;
  for (const { day: offset, arms: today } of days) {
    const next = [today[0]!, today[arm]!] as const;
    arms = arms === null ? next : [mergeMoments(arms[0], next[0]), mergeMoments(arms[1], next[1])];
    const reached = arms[0].n + arms[1].n;
    const due = (plannedUsers * (out.length + 1)) / looks;
    if (out.length >= looks - 1 || reached < due || reached >= users) continue;
    out.push(lookAt(arms, new Date((first + offset) * day).toISOString().slice(0, 10)));
  }
  const last = new Date((first + days.at(-1)!.day) * day).toISOString().slice(0, 10);
  return [...out, { ...now, date: last }];
}

function firstDay(data: ExperimentData): number {
  const { exposedAt, arm } = data.rows!;
  return exposedAt!.reduce(
    (a, d, row) => (arm[row]! >= 0 ? Math.min(a, Math.floor(d)) : a),
    Number.POSITIVE_INFINITY,
  );
}

function lookAt([control, treatment]: readonly [JointMoments, JointMoments], date: string): Look {
  const pair = comparePair([control], [treatment], 'pooled');
  return {
    date,
    users: control.n + treatment.n,
    difference: pair.treatment - pair.control,
    standardError: errorOf(pair),
  };
}
