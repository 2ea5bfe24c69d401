import type { Complete } from '../base/complete.js';
import type { OnProgress } from '../base/progress.js';
import { hashOf, type UserId } from '../model/folds.js';
import type { ModelSettings, TrainingContext } from './candidates.js';
import type { ChurnModel, ChurnOptions } from './dataset.js';
import type { ModelOnRows } from './importance.js';
import type { EvaluationOptions } from './options.js';
import type { CalibrationTrial, Candidate, ModelKind, SplitDescription } from './records.js';
import type { Sample } from './sample.js';
import type { Scored } from './test-metrics.js';

/** Settings, complete and checked. */
export interface ResolvedOptions {
  readonly models: Complete<ModelSettings>;
  readonly evaluation: Complete<EvaluationOptions>;
  readonly seed: number;
}

export interface RunContext extends ResolvedOptions {
  readonly trainer: NonNullable<ChurnOptions['trainer']>;
  readonly threads: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly report: OnProgress;
}

export interface OtherScores {
  readonly name: ModelKind;
  /** Before calibration. */
  readonly scores: Float64Array;
}

/** What both kinds of split come to, before it is written down. */
export interface RunResult {
  readonly split: SplitDescription;
  readonly candidates: readonly Candidate[];
  readonly trials: readonly CalibrationTrial[];
  readonly model: ChurnModel;
  readonly scored: Scored;
  /** Test rows as the candidates score them that were not chosen. */
  readonly others: readonly OtherScores[];
  readonly days: Int32Array | null;
  /** Row of each scored row in the table it came from. */
  readonly rows: Uint32Array;
  readonly foldAucs: readonly number[] | null;
  /** Models with rows they never saw. */
  readonly parts: readonly ModelOnRows[];
}

/** Rows with their predictions, without the table they were made from. */
export function scoredOf(
  { labels, users, truth }: Sample,
  uncalibrated: Float64Array,
  probabilities: Float64Array,
): RunResult['scored'] {
  return { labels, users, truth, uncalibrated, probabilities };
}

export function trainingContext(context: RunContext): TrainingContext {
  const { models, seed, threads, signal } = context;
  return { settings: models, seed, threads, signal };
}

export function floorOptions({ evaluation, seed }: RunContext): {
  floor: number;
  confidence: number;
  seed: number;
} {
  return { floor: evaluation.precisionFloor, confidence: evaluation.confidence, seed };
}

export function scoredRows(
  { labels, users }: Sample,
  scores: Float64Array,
): Pick<Sample, 'labels' | 'users'> & { readonly scores: Float64Array } {
  return { scores, labels, users };
}

/** Whether a user is in the first of two halves, which chooses; the second certifies. */
export function inFirstHalf(user: UserId, seed: number): boolean {
  return hashOf(user, seed ^ 0x4a1f) % 2 === 0;
}
