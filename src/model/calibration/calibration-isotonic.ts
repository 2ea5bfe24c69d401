import { ensure } from '../../base/errors.js';
import type { Labels } from '../metrics.js';

/** A non-decreasing curve given by its corners: linear between them, constant outside. */
export interface IsotonicCurve {
  /** Ascending probabilities of the model. */
  readonly x: readonly number[];
  /** Share of positives there, non-decreasing, as long as `x`. */
  readonly y: readonly number[];
  /** Results are kept inside these: a block without churners does not prove a probability of 0. */
  readonly low: number;
  /** The largest probability given. */
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
  ensure(labels.length > 0 && probabilities.length === labels.length, 'isotonic: one label a row is needed');
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
