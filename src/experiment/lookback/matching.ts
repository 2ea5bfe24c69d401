import { WinbackError } from '../../base/errors.js';
import { integer, requireKeys } from '../../base/options.js';
import { requirePart, requireShapes } from '../../base/shape.js';
import { requireRows } from '../config/guards.js';
import type { ObservedEffect } from './effects.js';
import { nearestPairs } from './nearest.js';

/** A treated row and the untreated row closest to it. */
export interface MatchedPair {
  /** Row of the treated, counted from 0. */
  readonly treatedRow: number;
  /** Row of the untreated, counted from 0. */
  readonly controlRow: number;
  /** |score difference|. */
  readonly distance: number;
}

/** How far pairs may be apart, and how they are found. */
export interface MatchingOptions {
  /** Largest accepted score distance, in standard deviations of the score. @default none */
  readonly caliper?: number | undefined;
  /**
   * Whom a treated person may take: the nearest score on either side, or only scores not above the own,
   * which is what MatchIt 4.5.1 does in its default order (6 of lalonde's 185 pairs are not the nearest
   * there). @default both
   */
  readonly search?: 'both' | 'not-above' | undefined;
  /** Whether an untreated person may be taken by several treated ones. @default false */
  readonly replacement?: boolean | undefined;
}

/**
 * Nearest-neighbour matching on the score, one untreated person for each treated one, each once unless `replacement` is set, treated people with the
 * largest score first (they have the fewest candidates). Of equally near people the one next in score
 * order, then row order, is taken: below the treated the last row, above the first, as in MatchIt.
 * @param treated 1 or 0 for each person
 * @param scores propensity of each person, in (0, 1)
 * @param options caliper and whom a treated person may take
 *
 * @example
 * ```ts
 * import { matchPairs } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1);
 * const pairs = matchPairs(treated, Float64Array.of(0.2, 0.75, 0.8, 0.5, 0.4));
 * pairs.map(({ treatedRow, controlRow }) => `${treatedRow} with ${controlRow}`); // [2 with 1, 4 with 3]
 * ```
 */
export function matchPairs(
  treated: Uint8Array,
  scores: Float64Array,
  options: MatchingOptions = {},
): readonly MatchedPair[] {
  requireKeys(options, 'options', { caliper: true, search: true, replacement: true });
  requireRows({ treated, scores });
  const rows = [...scores.keys()];
  const order = rows.filter((i) => treated[i] === 1).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const controls = rows.filter((i) => treated[i] === 0);
  const limit = options.caliper === undefined ? Number.POSITIVE_INFINITY : options.caliper * spread(scores);
  const { search = 'both', replacement = false } = options;
  return nearestPairs(order, controls, scores, { search, replacement }, limit);
}

function spread(scores: Float64Array): number {
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / (scores.length - 1));
}

/**
 * Weight 1 for everybody in a pair, 0 for the rest: what the balance table of a matching needs.
 * @param pairs of matchPairs
 * @param rows number of people
 *
 * @example
 * ```ts
 * import { matchPairs, pairWeights } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1);
 * const pairs = matchPairs(treated, Float64Array.of(0.2, 0.75, 0.8, 0.5, 0.4));
 * pairWeights(pairs, treated.length); // [0, 1, 1, 1, 1]
 * ```
 */
export function pairWeights(pairs: readonly MatchedPair[], rows: number): Float64Array {
  requirePairs(pairs);
  integer(0)(rows, 'rows');
  const weights = new Float64Array(rows);
  for (const { treatedRow, controlRow } of pairs) weights[treatedRow] = weights[controlRow] = 1;
  return weights;
}

function requirePairs(pairs: unknown): void {
  requireShapes(pairs, 'pairs', { treatedRow: 'number', controlRow: 'number' });
}

/**
 * Mean outcome difference within pairs; the standard error treats the untreated people with their pairs as the sample.
 * @param outcome one value a person, in any unit
 * @param pairs of matchPairs, at least two
 *
 * @example
 * ```ts
 * import { matchedEffect, matchPairs } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1);
 * const pairs = matchPairs(treated, Float64Array.of(0.2, 0.75, 0.8, 0.5, 0.4));
 * matchedEffect(Float64Array.of(3, 5, 9, 4, 6), pairs).effect; // 3
 * ```
 */
export function matchedEffect(outcome: Float64Array, pairs: readonly MatchedPair[]): ObservedEffect {
  requirePart(outcome, 'outcome', 'numbers');
  requirePairs(pairs);
  if (pairs.length < 2) throw new WinbackError('BAD_INPUT', `matching left ${pairs.length} pairs, need 2`);
  const gaps = pairs.map((p) => outcome[p.treatedRow]! - outcome[p.controlRow]!);
  const effect = gaps.reduce((a, b) => a + b, 0) / gaps.length;
  const byControl = new Map<number, number>();
  pairs.forEach(({ controlRow }, i) => {
    byControl.set(controlRow, (byControl.get(controlRow) ?? 0) + gaps[i]! - effect);
  });
  const controls = byControl.size;
  const squares = [...byControl.values()].reduce((sum, one) => sum + one ** 2, 0);
  const standardError = controls < 2 ? null : Math.sqrt((squares * controls) / (controls - 1)) / gaps.length;
  return { estimand: 'att', method: 'matching', effect, standardError };
}
