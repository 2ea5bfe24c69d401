import { differenceInterval } from '../../stats/proportions/proportions.js';
import type { ShareChange } from './column-records.js';

/** The change of a share with Newcombe's interval; the widest interval where a side has no row. */
export function shareChange(
  reference: { readonly rows: number; readonly of: number },
  current: { readonly rows: number; readonly of: number },
): ShareChange {
  const share = ({ rows, of }: { rows: number; of: number }): number => (of === 0 ? 0 : rows / of);
  const change = { reference: share(reference), current: share(current) };
  const difference = change.current - change.reference;
  if (reference.of === 0 || current.of === 0) return { ...change, difference, low: -1, high: 1 };
  const { low, high } = differenceInterval(
    { successes: reference.rows, trials: reference.of },
    { successes: current.rows, trials: current.of },
    'newcombe',
  );
  return { ...change, difference, low, high };
}
