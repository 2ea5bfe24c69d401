import type { Comparison } from '../data/comparison.js';
import type { ExperimentData } from '../data/data.js';
import type { AdjustedPair } from '../moments/adjusted.js';
import { isRounding, rounding } from '../moments/rounding.js';
import { NotComputableError, type NotComputableReason, notComputable } from '../records/not-computable.js';

/** Users of an arm in all strata. */
export function usersOf(data: ExperimentData, arm: number): number {
  return data.cells[arm]!.reduce((n, cell) => n + cell.n, 0);
}

function bothArms({ config, arm, variant }: Comparison) {
  return [
    { at: 0, variant: config.control },
    { at: arm, variant },
  ];
}

/** @throws NotComputableError for an arm with fewer than two users */
export function checkArms(comparison: Comparison): void {
  const { name } = comparison.metric;
  for (const { at, variant } of bothArms(comparison)) {
    const users = usersOf(comparison.data, at);
    if (users === 0) throw new NotComputableError(name, notComputable('no-users', { variant }));
    if (users < 2) throw new NotComputableError(name, notComputable('too-few-users', { variant, users }));
  }
}

/** @throws NotComputableError for a stratum with fewer than two users in one arm */
export function checkStrata(comparison: Comparison): void {
  const { data, metric } = comparison;
  for (const { at, variant } of bothArms(comparison)) {
    const small = data.cells[at]!.findIndex((cell) => cell.n < 2);
    if (small < 0) continue;
    const stratum = data.strata.length > 1 ? { stratum: data.strata[small]! } : {};
    const values = { variant, ...stratum, users: data.cells[at]![small]!.n };
    throw new NotComputableError(metric.name, notComputable('too-few-users', values));
  }
}

/** Whether the difference has no error but what rounding left: then nothing can be tested with it. */
export function isFlat({ control, treatment, errors }: AdjustedPair): boolean {
  const terms = errors.control + errors.treatment;
  const square = terms - 2 * errors.covariance;
  if (isRounding(square, terms)) return true;
  return Math.sqrt(square) <= rounding.error * Math.max(Math.abs(control), Math.abs(treatment));
}

/** Every user of an arm has the same value. */
export function constantReason(values: {
  readonly control: number;
  readonly treatment: number;
}): NotComputableReason {
  const { control, treatment } = values;
  if (control === 0 && treatment === 0) return notComputable('no-events');
  return notComputable('constant', { control, treatment });
}
