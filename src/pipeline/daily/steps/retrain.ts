import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { dayNumber } from '../../../base/days.js';
import { WinbackError } from '../../../base/errors.js';
import type { ModelComparison } from '../../../monitor/decide/compare.js';
import { decideModel, type ModelDecision, type ModelFacts } from '../../../monitor/decide/decide.js';
import { decidePromotion, type PromotionDecision } from '../../../monitor/decide/promotion.js';
import { verifyModel } from '../../../registry/model-store.js';
import { type Day, stepFile } from '../day.js';
import { driftFindings } from '../day-drift.js';
import { readJson, writeJson } from '../json-files.js';
import { fileOf, weekRows } from '../matured.js';
import type { DailyMemory, DailyRegistry } from '../memory.js';
import { modelFacts } from '../model-facts.js';
import { comparedOn, freshScores, storedScores } from '../paired-rows.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { decisionRecords } from '../state-records.js';
import { folderDigest } from '../step-folder.js';
import { type TrainedModel, trainingData, trainModel } from '../train-model.js';
import { type DataCheck, dataFile } from './check-data.js';
import { type DayMetrics, metricsFile } from './monitor.js';

export const decisionFile = 'decision.json';

/** What `retrain/decision.json` holds. */
export interface DayDecision extends ModelDecision {
  /** The model it is about. */
  readonly model: string;
  /** Why a training that was asked for did not take place; null where it did, or none was asked for. */
  readonly notTrained: 'cool-down' | 'not-enough-data' | null;
  /** What was trained, and whether it took over; null without a training. */
  readonly challenger: {
    readonly digest: string;
    readonly promotion: PromotionDecision;
  } | null;
}

/** Decides what becomes of the model in production, and does it: train and promote, roll back, or nothing. */
export const retrain = (day: Day, memory: DailyMemory, registry: DailyRegistry): Step => ({
  name: 'retrain',
  inputs: async () => ({
    monitor: await folderDigest(path.join(day.out, day.date, 'monitor')),
    data: (await readJson<DataCheck>(stepFile(day.out, day.date, 'check-data', dataFile)))?.state ?? null,
  }),
  run: (folder) => decided(day, memory, registry, folder),
});

async function decided(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  folder: string,
): Promise<StepOutcome> {
  // A day that is run again must not act on a model that has been replaced since.
  if ((await registry.production()) !== day.model.digest)
    return { state: 'nothing', facts: { reason: 'replaced-since' } };
  const decision = decideModel(await factsOf(day, memory), day.config.daily.retrain.policy);
  const acted = await act(day, memory, registry, decision, folder);
  const made: DayDecision = { ...decision, model: day.model.digest, ...acted };
  await writeJson(folder, decisionFile, made);
  const reasons = decision.reasons.filter(({ weighs }) => weighs !== 'notes').map(({ code }) => code);
  const { notTrained, challenger } = acted;
  const promotion = challenger?.promotion.action ?? null;
  const facts = { action: decision.action, reasons, notTrained, promotion };
  return { state: 'done', facts, records: { decision: decisionRecords(day, made) } };
}

async function factsOf(day: Day, memory: DailyMemory): Promise<ModelFacts> {
  const { out, date, model } = day;
  const [data, metrics] = await Promise.all([
    readJson<DataCheck>(stepFile(out, date, 'check-data', dataFile)),
    readJson<DayMetrics>(stepFile(out, date, 'monitor', metricsFile)),
  ]);
  const { manifest: stored } = await modelFacts(model);
  const faults = [data!.total, ...data!.series].filter(({ severity }) => severity === 'critical');
  return {
    ageDays: Math.max(0, dayNumber(date) - dayNumber((stored.createdAt ?? date).slice(0, 10))),
    storedAuc: stored.metrics.auc,
    featureVersion: stored.featureVersion ?? '',
    dataFaults: faults.map(({ fault, name }) => ({ kind: fault ?? 'data-gap', object: name })),
    drift: await driftFindings(day),
    matured: metrics!.matured?.evaluation ?? noMatured,
    previous: await previousOf(day, memory, metrics!),
  };
}

const noMatured: ModelFacts['matured'] = {
  state: 'not-evaluable',
  reason: { code: 'immature', values: { rows: 0 } },
  counts: { scored: 0, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 },
};

async function previousOf(
  day: Day,
  memory: DailyMemory,
  { matured }: DayMetrics,
): Promise<ModelFacts['previous']> {
  const { shadow } = day;
  if (shadow === null) return null;
  const featureVersion = (await modelFacts(shadow)).manifest.featureVersion ?? '';
  if (matured === null) return { comparison: null, featureVersion };
  const week = await weekOf(day, memory, matured.snapshot);
  const others = storedScores(day, (snapshot) => fileOf(memory, snapshot, shadow.digest));
  const compared = week === null ? null : await comparedOn(week.rows, others);
  return { comparison: compared?.auc ?? null, featureVersion };
}

const weekOf = (day: Day, memory: DailyMemory, snapshot: string) =>
  weekRows(day, memory, day.model.digest, {
    folder: path.join(day.out, day.date, 'monitor'),
    snapshot,
  });

async function act(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  { action, reasons }: ModelDecision,
  folder: string,
): Promise<Pick<DayDecision, 'notTrained' | 'challenger'>> {
  const { date, shadow } = day;
  const nothing = { notTrained: null, challenger: null };
  if (action === 'none' || action === 'blocked') return nothing;
  if (action === 'roll-back') {
    await registry.promote({ digest: shadow!.digest, instead: day.model.digest, date, reason: 'rollback' });
    return nothing;
  }
  if (await isCoolingDown(day, memory)) return { notTrained: 'cool-down', challenger: null };
  const trained = await trainedIn(day, path.join(folder, 'training'));
  if (trained === null) return { notTrained: 'not-enough-data', challenger: null };
  const reason = reasons[0]?.code ?? 'clock';
  return { notTrained: null, challenger: await challenge(day, memory, registry, trained, reason) };
}

/** Publishes a trained model, and promotes it where every condition holds. */
async function challenge(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  trained: TrainedModel,
  reason: string,
): Promise<NonNullable<DayDecision['challenger']>> {
  const { date } = day;
  const digest = await registry.publish(trained.folder, date);
  const facts = await promotionFacts(day, memory, trained);
  const promotion = decidePromotion(facts, day.config.daily.retrain.policy);
  if (promotion.action === 'promote')
    await registry.promote({ digest, instead: day.model.digest, date, reason });
  return { digest, promotion };
}

/** Whether one of the days before has trained: the same cause would ask every day until its effect shows. */
async function isCoolingDown({ date, config }: Day, memory: DailyMemory): Promise<boolean> {
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
  const metrics = await readJson<DayMetrics>(stepFile(day.out, day.date, 'monitor', metricsFile));
  if (metrics?.matured === null || metrics === null) return null;
  const week = await weekOf(day, memory, metrics.matured.snapshot);
  return week === null ? null : comparedOn(week.rows, freshScores(day, challenger));
}
