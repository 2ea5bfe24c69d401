// Models of every kind that LightGBM trains, and rows where scorers go wrong.
import { Dictionary, Int32, makeData, makeVector, Table, Utf8, vectorFromArray } from 'apache-arrow';

import type { LightGbmParameters } from '../../src/model/lightgbm-parameters.js';

export interface ModelKind {
  readonly name: string;
  readonly parameters: LightGbmParameters;
  readonly label?: 'binary' | 'classes' | 'positive' | 'share';
  readonly missing?: boolean;
  readonly zeros?: boolean;
  readonly categories?: number;
  readonly plain?: boolean;
}

/** What each kind adds to the ones before it. */
export const modelKinds: readonly ModelKind[] = [
  { name: 'binary', label: 'binary', parameters: { objective: 'binary', numLeaves: 31 } },
  {
    name: 'binary with missing values and an own sigmoid',
    label: 'binary',
    missing: true,
    parameters: { objective: 'binary', numLeaves: 63, sigmoid: 0.7 },
  },
  {
    name: 'zero as missing',
    zeros: true,
    missing: true,
    parameters: { objective: 'regression', zeroAsMissing: true },
  },
  {
    name: 'missing values not used',
    missing: true,
    parameters: { objective: 'regression', useMissing: false },
  },
  {
    name: '127 leaves',
    label: 'binary',
    parameters: { objective: 'binary', numLeaves: 127, minDataInLeaf: 3 },
  },
  { name: '300 leaves', parameters: { objective: 'regression', numLeaves: 300, minDataInLeaf: 2 } },
  { name: 'stumps', label: 'binary', parameters: { objective: 'binary', numLeaves: 2, numIterations: 40 } },
  {
    name: 'random forest, binary',
    label: 'binary',
    parameters: { objective: 'binary', boosting: 'rf', baggingFraction: 0.6, baggingFreq: 1, numLeaves: 50 },
  },
  {
    name: 'random forest, regression',
    parameters: { objective: 'regression', boosting: 'rf', baggingFraction: 0.6, baggingFreq: 1 },
  },
  { name: 'multiclass', label: 'classes', parameters: { objective: 'multiclass', numClass: 4 } },
  {
    name: 'one against all',
    label: 'classes',
    parameters: { objective: 'multiclassova', numClass: 4, sigmoid: 1.3 },
  },
  { name: 'poisson', label: 'positive', parameters: { objective: 'poisson' } },
  { name: 'gamma', label: 'positive', parameters: { objective: 'gamma' } },
  { name: 'tweedie', label: 'positive', parameters: { objective: 'tweedie' } },
  { name: 'quantile', parameters: { objective: 'quantile', alpha: 0.3 } },
  { name: 'absolute error', parameters: { objective: 'regression_l1' } },
  { name: 'cross entropy', label: 'share', parameters: { objective: 'cross_entropy' } },
  {
    name: 'linear trees',
    missing: true,
    plain: true,
    parameters: { objective: 'regression', linearTree: true, numLeaves: 16 },
  },
  { name: 'dart', label: 'binary', parameters: { objective: 'binary', boosting: 'dart' } },
  { name: 'goss', label: 'binary', parameters: { objective: 'binary', dataSampleStrategy: 'goss' } },
  {
    name: 'categories above 255',
    label: 'binary',
    categories: 400,
    parameters: { objective: 'binary', maxBin: 500 },
  },
  {
    name: 'more than 255 thresholds a feature',
    parameters: { objective: 'regression', numLeaves: 120, maxBin: 2000, numIterations: 60 },
  },
  {
    name: 'few bins with missing ones',
    missing: true,
    zeros: true,
    parameters: { objective: 'regression', maxBin: 3 },
  },
  {
    name: 'extra trees',
    missing: true,
    label: 'binary',
    parameters: { objective: 'binary', extraTrees: true },
  },
];

export const featureNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const categorical = new Set<string>(['f', 'g']);

/** xorshift32 in [0, 1). */
export function generator(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

function draw(name: string, next: () => number, kind: ModelKind): number {
  if (name === 'f') return Math.floor(next() * (kind.categories ?? 12));
  if (name === 'g') return Math.floor(next() * 5);
  if (kind.zeros && next() < 0.3) return 0;
  const normal = next() + next() + next() + next() - 2;
  if (name === 'b') return Math.floor(next() * next() * 12);
  if (name === 'c') return Math.round(normal * 10) / 10;
  if (name === 'd') return -Math.log(1 - next()) * 1000;
  return normal;
}

function labelOf(row: readonly number[], next: () => number, kind: ModelKind): number {
  const x = row.map((value) => (Number.isNaN(value) ? 0 : value));
  const y = x[0]! + 0.3 * x[1]! + (x[5]! % 3) + 2 * x[7]! ** 2 + (next() - 0.5);
  if (kind.label === 'binary') return y > 2.3 ? 1 : 0;
  if (kind.label === 'classes') return Math.min(3, Math.max(0, Math.floor(y)));
  if (kind.label === 'positive') return Math.exp(Math.min(3, y / 2));
  if (kind.label === 'share') return 1 / (1 + Math.exp(2 - y));
  return y;
}

/** Rows to train on: two dictionary columns (none for `plain`) and six of numbers. */
export function trainingTable(kind: ModelKind, rows: number, seed: number): Table {
  const next = generator(seed);
  const columns = featureNames.map(() => new Float64Array(rows));
  const label = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = featureNames.map((name) => {
      const value = draw(name, next, kind);
      return kind.missing && !categorical.has(name) && next() < 0.08 ? Number.NaN : value;
    });
    values.forEach((value, i) => {
      columns[i]![row] = value;
    });
    label[row] = labelOf(values, next, kind);
  }
  const entries = featureNames.map((name, i) => {
    const dictionary = categorical.has(name) && kind.plain !== true;
    return [name, dictionary ? dictionaryOf(columns[i]!) : vectorFromArray(columns[i]!)] as const;
  });
  return new Table({ ...Object.fromEntries(entries), label: vectorFromArray(label) });
}

function dictionaryOf(codes: Float64Array) {
  const highest = codes.reduce((a, b) => Math.max(a, b), 0);
  const names = Array.from({ length: highest + 1 }, (_, i) => `c${i}`);
  return makeVector(
    makeData({
      type: new Dictionary(new Utf8(), new Int32()),
      data: Int32Array.from(codes),
      dictionary: vectorFromArray(names, new Utf8()),
    }),
  );
}

const oddNumbers = [
  ...[Number.NaN, Infinity, -Infinity, 0, -0, 1e-36, -1e-36, 5e-324, -5e-324, 1e308, -1e308],
  ...[Math.fround(1e-35), 1.0000001e-35, -1.0000001e-35],
];
const oddCategories = [
  ...[Number.NaN, -1, -0.5, -0.99999, 0.99, 1.5, 31, 32, 63, 255, 256, 1e9, 2147483647, 2147483648],
  ...[1e10, -1e10, Infinity, -Infinity, 4294967297, 65536],
];

/** The next double above (+1) or below (-1). */
function neighbour(value: number, step: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(8));
  if (!Number.isFinite(value)) return value;
  if (value === 0) return step * Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(value > 0 ? step : -step));
  return view.getFloat64(0);
}

/**
 * Where LightGBM's own predictors differ: dense input counts this as zero, Arrow input does not, and a
 * split may lie exactly here. We follow dense input (native/core/forest/model/score_scalar.h); the oracle of
 * these tests is Arrow input.
 */
const disputed = -Math.fround(1e-35);

/** Rows on and beside every threshold of the model text, with odd numbers and categories between. */
export function adversarialColumns(text: string, rows: number, seed: number): readonly Float64Array[] {
  const next = generator(seed);
  const thresholds = thresholdsOf(text);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
  const undisputed = (value: number): number => (value === disputed ? 0 : value);
  return featureNames.map((name, i) => {
    const mine = thresholds[i]!;
    return Float64Array.from({ length: rows }, () => {
      const choice = next();
      if (name === 'f' || name === 'g') return choice < 0.3 ? pick(oddCategories) : Math.floor(next() * 420);
      if (choice < 0.2 || mine.length === 0) return pick(oddNumbers);
      const threshold = pick(mine);
      if (choice < 0.4) return undisputed(threshold);
      if (choice < 0.6) return undisputed(neighbour(threshold, 1));
      if (choice < 0.8) return undisputed(neighbour(threshold, -1));
      return undisputed(threshold / 2 + pick(mine) / 2);
    });
  });
}

function thresholdsOf(text: string): readonly number[][] {
  const found: number[][] = featureNames.map(() => []);
  const features = [...text.matchAll(/^split_feature=(.*)$/gm)].map((match) => match[1]!.split(' '));
  const values = [...text.matchAll(/^threshold=(.*)$/gm)].map((match) => match[1]!.split(' '));
  features.forEach((line, tree) => {
    line.forEach((feature, i) => {
      const value = values[tree]![i]!;
      if (feature !== '') found[Number(feature)]!.push(value === 'inf' ? Infinity : Number(value));
    });
  });
  return found;
}

export function columnTable(columns: readonly Float64Array[]): Table {
  return new Table(Object.fromEntries(featureNames.map((name, i) => [name, vectorFromArray(columns[i]!)])));
}

/** Bit equality: NaN equals NaN, 0 does not equal -0. */
export function sameBits(a: Float64Array, b: Float64Array): boolean {
  return (
    Buffer.compare(
      Buffer.from(a.buffer, a.byteOffset, a.byteLength),
      Buffer.from(b.buffer, b.byteOffset, b.byteLength),
    ) === 0
  );
}
