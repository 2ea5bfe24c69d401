import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { dayNumber } from '../../../base/days.js';
import { WinbackError } from '../../../base/errors.js';
import type { ModelComparison } from '../../../monitor/decide/compare.js';
import { decidePromotion } from '../../../monitor/decide/promotion.js';
import { verifyModel } from '../../../registry/model-store.js';
import type { Day } from '../day.js';
import type { DailyMemory, DailyRegistry } from '../memory.js';
import { comparedOn, freshScores } from '../paired-rows.js';
import { type TrainedModel, trainingData, trainModel } from '../train-model.js';
import type { Challenger, DayDecision } from './decision.js';
import { metricsOfDay, weekOf } from './model-facts-of-day.js';

/** Trains a model of what is known by the end of the day, and lets it take over where every condition holds. */
export async function trainChallenger(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  { folder, reason }: { readonly folder: string; readonly reason: string },
): Promise<Pick<DayDecision, 'notTrained' | 'challenger'>> {
  const trained = await trainedIn(day, path.join(folder, 'training'));
  if (trained === null) return { notTrained: 'not-enough-data', challenger: null };
  return { notTrained: null, challenger: await challenge(day, memory, registry, trained, reason) };
}

/** Publishes a trained model, and promotes it where every condition holds. */
async function challenge(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  trained: TrainedModel,
  reason: string,
): Promise<Challenger> {
  const { date } = day;
  const digest = await registry.publish(trained.folder, date);
  const facts = await promotionFacts(day, memory, trained);
  const promotion = decidePromotion(facts, day.config.daily.retrain.policy);
  if (promotion.action === 'promote')
    await registry.promote({ digest, instead: day.model.digest, date, reason });
  return { made: 'trained', digest, promotion };
}

/** Whether one of the days before has trained or calibrated: the same cause would ask every day until its effect shows. */
export async function isCoolingDown({ date, config }: Day, memory: DailyMemory): Promise<boolean> {
  const last = await memory.lastTraining(date);
  return last !== null && dayNumber(date) - dayNumber(last) < config.daily.retrain.coolDownDays;
}

async function trainedIn(day: Day, folder: string): Promise<TrainedModel | null> {
  const data = await trainingData(day).catch((error: unknown) => {
    if (error instanceof WinbackError && error.code === 'BAD_INPUT') return null;
    throw error;
  });
  if (data === null) return null;
  await mkdir(folder);
  return trainModel(day, data, folder);
}

async function promotionFacts(day: Day, memory: DailyMemory, trained: TrainedModel) {
  const { threshold, evaluation } = trained.summary;
  const verified = (await verifyModel(trained.folder, { digest: trained.digest })).ok;
  return {
    comparison: await challengerComparison(day, memory, trained),
    trainedTo: trained.trainedTo,
    horizonDays: day.config.windows.horizonDays,
    testAuc: trained.summary.model.test.auc,
    certifiedPrecision: threshold.certified ? threshold.precision : null,
    leaks: evaluation.data.leakSuspects.map(({ name }) => name),
    verified,
    accepted: false,
  };
}

async function challengerComparison(
  day: Day,
  memory: DailyMemory,
  challenger: TrainedModel,
): Promise<ModelComparison | null> {
  const metrics = await metricsOfDay(day);
  if (metrics?.matured === null || metrics === null) return null;
  const week = await weekOf(day, memory, metrics.matured.snapshot);
  return week === null ? null : comparedOn(week.rows, freshScores(day, challenger));
}
