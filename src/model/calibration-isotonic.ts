import { require } from '../base/errors.js';
import type { Labels } from './metrics.js';

/** A non-decreasing step curve given by its corners; constant outside them. */
export interface IsotonicCurve {
  /** Ascending probabilities of the model. */
  readonly x: readonly number[];
  /** Share of positives there, non-decreasing, as long as `x`. */
  readonly y: readonly number[];
  /** Results are kept inside these: a block without churners does not prove a probability of 0. */
  readonly low: number;
  readonly high: number;
}

interface Block {
  first: number;
  last: number;
  rows: number;
  positives: number;
}

/**
 * Isotonic regression of the label on the probability: rows of equal probability first become one,
 * then adjacent violators are pooled (Ayer et al., 1955). O(n log n).
 */
export function fitIsotonic(probabilities: Float64Array, labels: Labels): IsotonicCurve {
  require(labels.length > 0 && probabilities.length === labels.length, 'isotonic: one label a row is needed');
  const blocks: Block[] = [];
  for (const next of distinctBlocks(probabilities, labels)) {
    blocks.push(next);
    while (blocks.length > 1 && violates(blocks[blocks.length - 2]!, blocks[blocks.length - 1]!)) {
      const upper = blocks.pop()!;
      const lower = blocks[blocks.length - 1]!;
      lower.last = upper.last;
      lower.rows += upper.rows;
      lower.positives += upper.positives;
    }
  }
  const x: number[] = [];
  const y: number[] = [];
  for (const { first, last, rows, positives } of blocks) {
    for (const corner of first === last ? [first] : [first, last]) {
      x.push(corner);
      y.push(positives / rows);
    }
  }
  // Laplace's rule for n rows of one class.
  return { x, y, low: 1 / (labels.length + 2), high: (labels.length + 1) / (labels.length + 2) };
}

const violates = (lower: Block, upper: Block): boolean =>
  lower.positives * upper.rows >= upper.positives * lower.rows;

function distinctBlocks(probabilities: Float64Array, labels: Labels): Block[] {
  const order = Uint32Array.from({ length: labels.length }, (_, row) => row);
  order.sort((a, b) => probabilities[a]! - probabilities[b]!);
  const blocks: Block[] = [];
  for (const row of order) {
    const p = probabilities[row]!;
    const current = blocks[blocks.length - 1];
    if (current?.first === p) {
      current.rows++;
      current.positives += labels[row]!;
    } else {
      blocks.push({ first: p, last: p, rows: 1, positives: labels[row]! });
    }
  }
  return blocks;
}

/** The curve at `p`: linear between corners, constant outside, then kept inside [low, high]. */
export function interpolated({ x, y, low, high }: IsotonicCurve, p: number): number {
  let left = 0;
  let right = x.length - 1;
  if (p <= x[0]!) return clamp(y[0]!, low, high);
  if (p >= x[right]!) return clamp(y[right]!, low, high);
  while (right - left > 1) {
    const middle = (left + right) >> 1;
    if (x[middle]! <= p) left = middle;
    else right = middle;
  }
  const share = (p - x[left]!) / (x[right]! - x[left]!);
  return clamp(y[left]! + share * (y[right]! - y[left]!), low, high);
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
