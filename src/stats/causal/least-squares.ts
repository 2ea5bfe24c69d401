import type { Values } from './arguments.js';

/** Sums of products of one group of rows: columns centred and scaled, the first one all 1. */
export interface Gram {
  rows: number;
  /** Lower triangle of X'X, row by row. */
  readonly products: Float64Array;
  /** X'y. */
  readonly right: Float64Array;
}

/** A column on the scale of its deviation, so that products keep their digits: (value - mean) / scale. */
export interface ScaledColumn {
  readonly values: Float64Array;
  readonly mean: number;
  readonly scale: number;
}

export const emptyGram = (size: number): Gram => ({
  ...{ rows: 0, products: new Float64Array((size * (size + 1)) / 2) },
  right: new Float64Array(size),
});

/** Mean and deviation of a column; a constant column has the scale 1. */
export function scaledColumn(given: Values): ScaledColumn {
  const values = Float64Array.from(given);
  const rows = values.length;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row]!;
  const mean = rows === 0 ? 0 : sum / rows;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    values[row]! -= mean;
    squares += values[row]! * values[row]!;
  }
  const deviation = Math.sqrt(squares / Math.max(1, rows));
  const scale = deviation > 0 ? deviation : 1;
  for (let row = 0; row < rows; row++) values[row]! /= scale;
  return { values, mean, scale };
}

/** The row of the design: 1, then the scaled columns. */
export function designRow(columns: readonly ScaledColumn[], row: number, into: Float64Array): void {
  into[0] = 1;
  for (let c = 0; c < columns.length; c++) into[c + 1] = columns[c]!.values[row]!;
}

/** Adds one row to the sums. */
export function addRow(gram: Gram, design: Float64Array, outcome: number): void {
  const { products, right } = gram;
  gram.rows++;
  let at = 0;
  for (let a = 0; a < design.length; a++) {
    const own = design[a]!;
    right[a]! += own * outcome;
    for (let b = 0; b <= a; b++) products[at++]! += own * design[b]!;
  }
}

/** Adds the sums of another group of rows. */
export function addGram(into: Gram, other: Gram): void {
  into.rows += other.rows;
  for (let i = 0; i < into.products.length; i++) into.products[i]! += other.products[i]!;
  for (let i = 0; i < into.right.length; i++) into.right[i]! += other.right[i]!;
}

/** X'X as a full matrix. */
export function fullMatrix({ products, right }: Gram): number[][] {
  const size = right.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let at = 0;
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      matrix[a]![b] = products[at]!;
      matrix[b]![a] = products[at++]!;
    }
  return matrix;
}
