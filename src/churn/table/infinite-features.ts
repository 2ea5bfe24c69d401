import { WinbackError } from '../../base/errors.js';
import { viewColumn } from '../../data/columns.js';
import { readerOf } from '../../data/read/reader.js';
import type { Trainer } from '../candidates.js';
import type { ChurnDataset } from '../dataset.js';
import { featuresOf, type Sample } from '../sample.js';

/**
 * A logistic regression cannot take an infinite feature, trees can. Where the data hold one, in whatever part,
 * the logistic candidate fails with the reason, and the others are compared.
 */
export function withoutInfinite(trainer: Trainer, { split }: Pick<ChurnDataset, 'split'>): Trainer {
  const parts = split.kind === 'time' ? [split.train, split.calibration, split.test] : [split.sample];
  let found: string | null | undefined;
  return async (kind, sample, context) => {
    if (kind === 'logistic') {
      found ??= firstInfinite(parts);
      if (found !== null) throw new WinbackError('TRAINING', found);
    }
    return trainer(kind, sample, context);
  };
}

function firstInfinite(parts: readonly Sample[]): string | null {
  for (const part of parts) {
    for (const name of featuresOf(part)) {
      const row = infiniteRow(part, name);
      if (row >= 0)
        return `logistic regression takes no infinite value: column "${name}", row ${part.rows[row]! + 1} of the table`;
    }
  }
  return null;
}

/** First row with an infinite value; -1 without. */
function infiniteRow(part: Sample, name: string): number {
  const view = viewColumn(part.table, name);
  if (view.type !== 'float64' && view.type !== 'float32') return -1;
  const read = readerOf(view);
  for (let row = 0; row < part.labels.length; row++) {
    if (read.present(row) && Math.abs(Number(read.value(row))) === Infinity) return row;
  }
  return -1;
}
