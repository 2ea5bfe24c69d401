import { allDone } from '../base/all-done.js';
import { WinbackError } from '../base/errors.js';
import type { Classifier, PredictOptions } from '../model/classifier.js';
import { rankingOf, rocAuc } from '../model/metrics.js';
import { probabilityMetrics } from '../stats/auc.js';
import type { Trainer, TrainingContext } from './candidates.js';
import type { Candidate, ModelKind } from './records.js';
import type { Sample } from './sample.js';

export interface Tried {
  readonly record: Candidate;
  /** Null when it could not be trained. */
  readonly model: Classifier | null;
  /** Probabilities on the validation rows; empty without a model. */
  readonly scores: Float64Array;
}

/** Trains one candidate and scores the validation rows. A model that cannot be fitted is a finding, not an end. */
export async function tryCandidate(
  kind: ModelKind,
  train: Sample,
  validation: Sample,
  trainer: Trainer,
  context: TrainingContext,
): Promise<Tried> {
  try {
    const model = await trainer(kind, train, context);
    const scores = await model.predict(validation.table, predictOptions(context));
    const record = {
      name: kind,
      auc: rocAuc(await rankingOf(scores, validation.labels)),
      logLoss: (await probabilityMetrics(scores, validation.labels)).logLoss,
      failure: null,
    };
    return { record, model, scores };
  } catch (error) {
    const isFinding = error instanceof WinbackError && ['TRAINING', 'NOT_CONVERGED'].includes(error.code);
    if (!isFinding) throw error;
    const record = { name: kind, auc: null, logLoss: null, failure: error.message };
    return { record, model: null, scores: new Float64Array(0) };
  }
}

/**
 * Works for all candidates at once: each trains on one thread unless asked otherwise, so that they share the machine. The
 * results are in the order of `kinds`. @throws what the first of them threw, when all have ended
 */
export function together<T>(
  kinds: readonly ModelKind[],
  work: (kind: ModelKind) => Promise<T>,
): Promise<readonly T[]> {
  return allDone(kinds.map(work));
}

export function predictOptions({ signal, threads }: TrainingContext): PredictOptions {
  return { signal, threads };
}

/** Best first: highest AUC, untrainable ones last. */
export function byAuc(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort((a, b) => (b.auc ?? -1) - (a.auc ?? -1));
}

/** Name of the best. @throws WinbackError TRAINING when none could be trained */
export function bestOf(candidates: readonly Candidate[]): ModelKind {
  const [best] = byAuc(candidates);
  if (best === undefined || best.auc === null) {
    const reasons = candidates.map(({ name, failure }) => `${name}: ${failure}`).join('; ');
    throw new WinbackError('TRAINING', `no candidate could be trained (${reasons})`);
  }
  return best.name;
}
