import type { Alternative } from '../../stats/test-options.js';
import type { Look } from '../data/look.js';

/** Ends of an interval of the difference; infinite = unbounded. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** z that no boundary reaches; stands for an infinite one. */
const largest = 1e3;
/** Nominal levels below it leave no bound: they belong to looks that spend next to nothing. */
const smallestLevel = 1e-300;

/**
 * z of a look against the difference `against`. Estimate over error, but for plain counts the score statistic wherever
 * that has no error of its own: against a margin (Farrington and Manning's test), and where nobody or everybody
 * converted. A given look without error and without difference has z 0: it shows nothing.
 */
export function lookZ({ difference, standardError, score }: Look, against = 0): number {
  if (score !== undefined && (against !== 0 || standardError === 0))
    return finite(score({ null: Math.max(-1, Math.min(1, against)) }).statistic!);
  return standardError === 0 ? 0 : (difference - against) / standardError;
}

function finite(z: number): number {
  return Math.max(-largest, Math.min(largest, z));
}

/**
 * The interval of one look that inverts `lookZ` at a boundary.
 * @param nominal the boundary as the level of that look's own test
 */
export function lookEnds(
  look: Look,
  { boundary, nominal }: { readonly boundary: number; readonly nominal: number },
  side: Alternative = 'two-sided',
): Ends {
  const { difference, standardError, score } = look;
  const open = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  if (!Number.isFinite(boundary) || nominal < smallestLevel) return open;
  if (score !== undefined && (side !== 'two-sided' || standardError === 0)) {
    const { low, high } = score({ alternative: side, alpha: Math.min(nominal, 1 - 1e-9) });
    return { low: side === 'less' ? open.low : low, high: side === 'greater' ? open.high : high };
  }
  if (standardError === 0) return open;
  const reach = boundary * standardError;
  return {
    low: side === 'less' ? open.low : difference - reach,
    high: side === 'greater' ? open.high : difference + reach,
  };
}
