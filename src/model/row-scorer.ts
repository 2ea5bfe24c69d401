import { markAsUntransferable } from 'node:worker_threads';

import { WinbackError } from '../base/errors.js';
import { shown, suggestion } from '../base/options.js';
import { crossingSync } from '../native/crossing.js';
import type { ForestHandle } from '../native/forest-binding.js';
import { addon } from '../native/load.js';
import type { FeatureColumn } from './classifier.js';

export interface RowOptions {
  /** Sums of leaves, neither averaged nor transformed. @default false */
  readonly raw?: boolean;
}

/** null and undefined are missing; a string is a category's name. */
export type RowValue = number | boolean | string | null | undefined;

/** A category the model never saw goes where missing ones go. */
const unknownCode = Number.NaN;

/**
 * Scores one row at a time over a buffer of its own, synchronously and without allocating. Not for use
 * by several callers at once: fill `values`, call `score()`, read `scores`.
 */
export class RowScorer {
  /** One place per feature, in the model's order; NaN = missing, categories as their codes. */
  readonly values: Float64Array;
  /** The outputs of the last row scored. */
  readonly scores: Float64Array;
  readonly #features: readonly FeatureColumn[];
  readonly #place: ReadonlyMap<string, number>;
  readonly #run: () => number;
  #isClosed = false;

  /** @internal Use CompiledForest.row(). */
  constructor(forest: ForestHandle, features: readonly FeatureColumn[], outputs: number, raw: boolean) {
    this.values = pinnedArray(features.length).fill(Number.NaN);
    this.scores = pinnedArray(outputs);
    this.#features = features;
    this.#place = new Map(features.map(({ name }, i) => [name, i]));
    this.#run = crossingSync(() => addon().forestRow(forest, this.values, this.scores, raw));
  }

  /** Scores `values` into `scores` and returns the first output. @throws CLOSED after it or its forest closed */
  score(): number {
    if (this.#isClosed) throw new WinbackError('CLOSED', 'the row scorer or its forest is closed');
    return this.#run();
  }

  /** Scores a record of named features; those it lacks are missing. @throws BAD_INPUT for an unknown name */
  scoreObject(record: Readonly<Record<string, RowValue>>): number {
    this.values.fill(Number.NaN);
    for (const name of Object.keys(record)) {
      const place = this.#place.get(name);
      if (place === undefined) {
        const hint = suggestion(name, [...this.#place.keys()]);
        throw new WinbackError('BAD_INPUT', `the model has no feature "${name}"${hint}`);
      }
      this.values[place] = codeOf(record[name], this.#features[place] as FeatureColumn);
    }
    return this.score();
  }

  /** Later calls throw CLOSED. The forest that made it stays open. */
  close(): void {
    this.#isClosed = true;
  }
}

function codeOf(value: RowValue, feature: FeatureColumn): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (feature.kind === 'categorical') {
    const code = feature.categories.indexOf(value);
    return code >= 0 ? code : unknownCode;
  }
  throw new WinbackError('BAD_INPUT', `feature "${feature.name}" takes numbers, got ${shown(value)}`);
}

// A buffer the addon may keep the address of: small typed arrays of V8's own making move, and a
// transferred buffer leaves.
function pinnedArray(length: number): Float64Array {
  const buffer = new ArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT);
  markAsUntransferable(buffer);
  return new Float64Array(buffer);
}
