import path from 'node:path';

import { decideModel, type ModelDecision } from '../../../monitor/decide/decide.js';
import { type Day, stepFile } from '../day.js';
import { readJson, writeJson } from '../json-files.js';
import type { DailyMemory, DailyRegistry } from '../memory.js';
import { isCoolingDown, trainChallenger } from '../retrain/challenger.js';
import { type DayDecision, decisionFile } from '../retrain/decision.js';
import { factsOfDay, metricsOfDay, weekOf } from '../retrain/model-facts-of-day.js';
import { recalibrateModel } from '../retrain/recalibration.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { decisionRecords, holdingRecord } from '../state-records.js';
import { folderDigest } from '../step-folder.js';
import { type DataCheck, dataFile } from './check-data.js';

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
  const decision = decideModel(await factsOfDay(day, memory), day.config.daily.retrain.policy);
  const acted = await act(day, memory, registry, decision, folder);
  const made: DayDecision = { ...decision, model: day.model.digest, ...acted };
  await writeJson(folder, decisionFile, made);
  const reasons = decision.reasons.filter(({ weighs }) => weighs !== 'notes').map(({ code }) => code);
  const { notTrained, challenger } = acted;
  const promotion = challenger?.promotion.action ?? null;
  const facts = { action: decision.action, reasons, notTrained, promotion };
  // The report of a training lists its users.
  const holding = challenger === null ? [] : [holdingRecord(day, 'retrain', 'list')];
  return { state: 'done', facts, records: { decision: decisionRecords(day, made), holding } };
}

type Acted = Pick<DayDecision, 'notTrained' | 'challenger' | 'recalibration'>;

async function act(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  { action, reasons }: ModelDecision,
  folder: string,
): Promise<Acted> {
  const { date, shadow } = day;
  const nothing: Acted = { notTrained: null, challenger: null, recalibration: null };
  if (action === 'none' || action === 'blocked') return nothing;
  if (action === 'roll-back') {
    await registry.promote({ digest: shadow!.digest, instead: day.model.digest, date, reason: 'rollback' });
    return nothing;
  }
  if (await isCoolingDown(day, memory)) return { ...nothing, notTrained: 'cool-down' };
  const given = { folder, reason: reasons[0]?.code ?? 'clock' };
  const found = action === 'recalibrate' ? await calibrated(day, memory, registry, given) : null;
  if (found !== null && found.challenger !== null) return { ...nothing, ...found };
  const trained = await trainChallenger(day, memory, registry, given);
  return { ...trained, recalibration: found?.recalibration ?? null };
}

/** Only calibration and threshold made anew, on the week that the decision rests on; null where its rows are gone. */
async function calibrated(
  day: Day,
  memory: DailyMemory,
  registry: DailyRegistry,
  given: { readonly folder: string; readonly reason: string },
): Promise<Pick<DayDecision, 'challenger' | 'recalibration'> | null> {
  const snapshot = (await metricsOfDay(day))?.matured?.snapshot;
  const week = snapshot === undefined ? null : await weekOf(day, memory, snapshot);
  return week === null ? null : recalibrateModel(day, registry, { ...given, rows: week.rows });
}
