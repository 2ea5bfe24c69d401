/**
 * What can be said of one column on one day. `certain`: even the lower bound of the distance is above the limit. `possible`: the
 * measured distance is, its lower bound is not. `too-few-rows`: the bounds are wider than the limit, whatever was measured (fewer
 * than 369 rows for 40 columns and the limit 0.1). `empty`: no row has a value. `stable`: the measured distance is within the limit. `excluded`: the numbers are shown and no verdict rests on them.
 */
export type DriftState = 'certain' | 'possible' | 'stable' | 'too-few-rows' | 'empty' | 'excluded';

/** A distance between two distributions, with what its certainty depends on. */
export interface MeasuredDistance {
  /** In [0, 1]. */
  readonly distance: number;
  /** Rows of the day with a value. */
  readonly rows: number;
  /** Rows of the profile with a value. */
  readonly referenceRows: number;
}

/** A measured distance with its lower bound and what follows. */
export interface JudgedDistance {
  /** Lower bound of the true distance, in [0, 1]. */
  readonly low: number;
  /** What can be said. */
  readonly state: DriftState;
}

/**
 * The verdict on one distance.
 * @param measured distance and rows
 * @param limit largest distance that is no drift
 * @param margin gives the half-width of the bound for a number of rows
 */
export function judgeDistance(
  { distance, rows, referenceRows }: MeasuredDistance,
  limit: number,
  margin: (rows: number) => number,
): JudgedDistance {
  if (rows === 0 || referenceRows === 0) return { low: 0, state: 'empty' };
  const reach = margin(rows) + margin(referenceRows);
  const low = Math.max(0, distance - reach);
  if (reach > limit) return { low, state: 'too-few-rows' };
  if (low > limit) return { low, state: 'certain' };
  return { low, state: distance > limit ? 'possible' : 'stable' };
}

const order: readonly DriftState[] = ['certain', 'possible', 'too-few-rows', 'empty', 'stable', 'excluded'];

/** The gravest of several states; `stable` of none. */
export function gravest(states: readonly DriftState[]): DriftState {
  return order.find((state) => states.includes(state)) ?? 'stable';
}
