import { shrinkCells } from '../../stats/causal/empirical-bayes.js';
import type { CloseRate } from './records.js';

/** A cell that was measured. */
export interface Measured {
  readonly tier: string;
  readonly action: string;
  readonly family: 'coupon' | 'message';
  readonly face: number;
  readonly measured: { readonly value: number; readonly variance: number };
}

/** What is known of the rate of a cell. */
export interface Shrunk {
  readonly value: number;
  readonly sd: number;
  /** Variance between cells that are alike. */
  readonly spread: number;
  readonly source: CloseRate['source'];
}

/**
 * Rates by cell. Cells of one action are alike; where an action has fewer than four, those of its family are: coupons along
 * their face value, messages around their mean. A family of fewer than four cells is left as it was measured.
 */
export function shrunkRates(cells: readonly Measured[]): ReadonlyMap<string, Shrunk> {
  const found = new Map<string, Shrunk>();
  const own = groupedBy(cells, ({ action }) => action);
  const whole = own.filter((group) => group.length >= 4);
  const rest = groupedBy(own.filter((group) => group.length < 4).flat(), ({ family }) => family);
  for (const group of [...whole, ...rest]) {
    const shrunk = shrunkGroup(group);
    group.forEach(({ tier, action }, i) => {
      found.set(JSON.stringify([tier, action]), shrunk[i]!);
    });
  }
  return found;
}

function shrunkGroup(group: readonly Measured[]): readonly Shrunk[] {
  const estimates = group.map(({ measured }) => measured.value);
  const variances = group.map(({ measured }) => measured.variance);
  if (group.length < 4)
    return group.map(({ measured: { value, variance } }) => ({
      ...{ value, sd: Math.sqrt(variance), spread: 0, source: 'raw' },
    }));
  const faces = group.map(({ face }) => face);
  const isLine = group.length >= 5 && new Set(faces).size > 1;
  const { cells, spread } = shrinkCells({ estimates, variances, along: isLine ? faces : undefined });
  return cells.map(({ value, variance }) => ({
    ...{ value, sd: Math.sqrt(variance), spread, source: 'shrunk' },
  }));
}

function groupedBy(cells: readonly Measured[], key: (cell: Measured) => string): readonly Measured[][] {
  const groups = new Map<string, Measured[]>();
  for (const cell of cells) {
    const group = groups.get(key(cell));
    if (group === undefined) groups.set(key(cell), [cell]);
    else group.push(cell);
  }
  return [...groups.values()];
}
