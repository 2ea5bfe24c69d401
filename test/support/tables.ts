import { Dictionary, Float64, Int32, makeData, makeVector, Table, Utf8, vectorFromArray } from 'apache-arrow';

import { uniform } from './random.js';

/** A dictionary column with the given values in the given code order. */
export function dictionary(codes: Int32Array, categories: readonly string[]) {
  return makeVector(
    makeData({
      type: new Dictionary(new Utf8(), new Int32()),
      data: codes,
      dictionary: vectorFromArray([...categories], new Utf8()),
    }),
  );
}

/**
 * Rows whose label depends on `a` (with nulls), `b` and the category `c`:
 * logit = 2a - b + (c = 'z' ? 1 : 0) - 0.8.
 */
export function churnTable(rows: number, seed = 1): Table {
  const next = uniform(seed);
  const a = Array.from({ length: rows }, () => (next() < 0.05 ? null : next() * 2 - 0.5));
  const b = Float64Array.from({ length: rows }, () => next());
  const codes = Int32Array.from({ length: rows }, () => Math.floor(next() * 3));
  const noise = Float64Array.from({ length: rows }, () => next());
  const label = Int32Array.from({ length: rows }, (_, i) => {
    const logit = 2 * (a[i] ?? 0) - b[i]! + (codes[i] === 2 ? 1 : 0) - 0.8;
    return next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return new Table({
    a: vectorFromArray(a, new Float64()),
    b: vectorFromArray(b),
    c: dictionary(codes, ['x', 'y', 'z']),
    noise: vectorFromArray(noise),
    label: vectorFromArray(label),
  });
}

/** ROC-AUC by the definition: the share of (positive, negative) pairs in the right order, ties half. */
export function pairwiseAuc(label: ArrayLike<number>, score: ArrayLike<number>): number {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < label.length; i++) {
    if (label[i] !== 1) continue;
    for (let j = 0; j < label.length; j++) {
      if (label[j] !== 0) continue;
      pairs++;
      wins += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
    }
  }
  return wins / pairs;
}
