import { WinbackError } from '../base/errors.js';
import { shown, suggestion } from '../base/options.js';
import { crossingSync } from '../native/crossing.js';
import type { ForestHandle } from '../native/forest-binding.js';
import { addon } from '../native/load.js';
import type { FeatureColumn } from './classifier.js';

/** What a row scorer gives. */
export interface RowOptions {
  /** Sums of leaves, neither averaged nor transformed. @default false */
  readonly raw?: boolean | undefined;
}

/** null and undefined are missing; a string is a category's name. */
export type RowValue = number | boolean | string | null | undefined;

/** A category the model never saw goes where missing ones go. */
const unknownCode = Number.NaN;

/**
 * Scores one row at a time over a buffer of its own, synchronously and without allocating. Not for use
 * by several callers at once: fill `values`, call `score()`, read `scores`.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { CompiledForest } from 'winback/model';
 *
 * const forest = await CompiledForest.fromText(await readFile('out/model/model.txt', 'utf8'));
 * const row = forest.row({ raw: true }); // a RowScorer
 * row.values.fill(Number.NaN);
 * row.values[forest.features.findIndex(({ name }) => name === 'recency_days')] = 25;
 * row.score() === row.scoreObject({ recency_days: 25 }); // true
 * row.close();
 * ```
 */
export class RowScorer {
  /**
   * One place per feature, in the model's order; NaN = missing, categories as their codes. Over a
   * SharedArrayBuffer, as `scores`: its memory cannot be transferred away.
   */
  readonly values: Float64Array;
  /** The outputs of the last row scored. */
  readonly scores: Float64Array;
  readonly #features: readonly FeatureColumn[];
  #run: () => number;

  /** @internal Use CompiledForest.row(). */
  constructor(forest: ForestHandle, features: readonly FeatureColumn[], outputs: number, raw: boolean) {
    this.values = fixedArray(features.length).fill(Number.NaN);
    this.scores = fixedArray(outputs);
    this.#features = features;
    this.#run = crossingSync(() => addon().forestRow(forest, this.values, this.scores, raw));
  }

  /** Scores `values` into `scores` and returns the first output. @throws CLOSED after it or its forest closed */
  score(): number {
    return crossingSync(this.#run);
  }

  /**
   * Scores a record of named features; those it lacks are missing.
   * @param record values by name of the feature
   * @throws BAD_INPUT for an unknown name
   */
  scoreObject(record: Readonly<Record<string, RowValue>>): number {
    this.values.fill(Number.NaN);
    const places = placesOf(this.#features);
    for (const name of Object.keys(record)) {
      const place = places.get(name);
      if (place === undefined) {
        const hint = suggestion(name, [...places.keys()]);
        throw new WinbackError('BAD_INPUT', `the model has no feature "${name}"${hint}`);
      }
      this.values[place] = codeOf(record[name], this.#features[place] as FeatureColumn);
    }
    return this.score();
  }

  /** Lets go of native memory at once; later calls of `score` throw CLOSED. The forest that made it stays open. */
  close(): void {
    this.#run = closed;
  }
}

function closed(): never {
  throw new WinbackError('CLOSED', 'the row scorer is closed');
}

// One map for all scorers of a forest: a server may make one per request.
const places = new WeakMap<readonly FeatureColumn[], ReadonlyMap<string, number>>();

function placesOf(features: readonly FeatureColumn[]): ReadonlyMap<string, number> {
  let known = places.get(features);
  if (known === undefined) {
    known = new Map(features.map(({ name }, i) => [name, i]));
    places.set(features, known);
  }
  return known;
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

// Memory the addon may keep the address of: an ArrayBuffer can be transferred away by whoever holds it.
function fixedArray(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
