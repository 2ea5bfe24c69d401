import { dayOf } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import type { Comparison } from '../data/comparison.js';
import { type Cells, mergeCells } from '../data/daily.js';
import type { Look } from '../data/look.js';
import { momentsEffect } from '../effects/effect.js';
import type { Compared, Effect } from '../effects/effect-types.js';
import { oecEffect } from '../effects/oec.js';
import { kindOf } from '../kinds/kinds.js';
import { givenLooks } from './given-looks.js';
import { lookNow } from './look-now.js';

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
export function snapshotsOf({ daily, config, arm }: Comparison): readonly Snapshot[] {
  if (daily === null || config.sequential === undefined) return [];
  const { looks, plannedUsers } = config.sequential;
  const usersIn = (cells: Cells): number =>
    [...cells[0]!, ...cells[arm]!].reduce((sum, cell) => sum + cell.n, 0);
  const total = daily.days.reduce((sum, cells) => sum + usersIn(cells), 0);
  const out: Snapshot[] = [];
  let [running, users, passed]: [Cells | null, number, number] = [null, 0, 0];
  daily.days.forEach((cells, offset) => {
    running = running === null ? cells : mergeCells(running, cells);
    users += usersIn(cells);
    const due = Math.min(looks - 1, Math.floor((users * looks) / plannedUsers));
    // A day that passes several k / K is one look.
    if (due > passed && users < total) out.push({ date: dayOf(daily.first + offset), users, cells: running });
    passed = due;
  });
  return out;
}

/**
 * The looks of one comparison, each by the same estimator as the last (CUPED, strata, ratios, caps as they are now).
 * Kinds that need rows have one look, now: their history is not in the moments.
 */
export function looksOf(compared: Compared): readonly Look[] {
  const { data, daily, metric, effect } = compared;
  const last = daily === null ? null : dayOf(daily.first + daily.days.length - 1);
  const now = lookNow(effect, last);
  if (!hasHistory(metric)) return [now];
  // An OEC has one unit at all looks, that of the result: a look in a unit of its own would be another quantity.
  const oecScales =
    metric.role === 'oec' ? oecEffect(compared).record.terms.map(({ scale }) => scale) : undefined;
  const before = snapshotsOf(compared).flatMap((snapshot): Look[] => {
    const then = effectThen({ ...compared, oecScales, data: { ...data, cells: snapshot.cells } });
    if (then === null) return [];
    return [{ ...lookNow(then, snapshot.date), users: snapshot.users }];
  });
  return [...before, now];
}

/** Whether past looks can be computed: not from the moments of a kind that needs rows. */
export function hasHistory(metric: Comparison['metric']): boolean {
  return kindOf(metric).from === 'moments';
}

/**
 * The looks of the metric that stops the plan: those given with the aggregates, else from the days of exposure.
 * @throws BAD_CONFIG for a kind that needs rows, without given looks: every day's run would count as the first look
 */
export function primaryLooks(compared: Compared): readonly Look[] {
  const { data, metric, variant } = compared;
  const given = data.looks?.get(variant);
  if (given !== undefined) return givenLooks(given, compared);
  if (!hasHistory(metric))
    throw new WinbackError(
      'BAD_CONFIG',
      `sequential: the primary metric "${metric.name}" is a ${metric.kind} and has no history of looks; give the looks with the aggregates, or another primary metric`,
    );
  return looksOf(compared);
}

// An early look may hold an empty stratum or users without spread: nothing could be tested then, so it was no look.
function effectThen(comparison: Comparison): Effect | null {
  try {
    const effect = momentsEffect(comparison);
    return effect.standardError > 0 || effect.score !== null ? effect : null;
  } catch (error) {
    if (error instanceof WinbackError && error.code === 'BAD_INPUT') return null;
    throw error;
  }
}
