import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { dayOf } from '../../../base/days.js';
import { chooseThreshold } from '../../../churn/choose-threshold.js';
import { calibrate } from '../../../model/calibration/calibration.js';
import { composedCalibration } from '../../../model/calibration/calibration-compose.js';
import { userFolds } from '../../../model/folds.js';
import { compareModels } from '../../../monitor/decide/compare.js';
import { decidePromotion } from '../../../monitor/decide/promotion.js';
import { type Recalibration, recalibrate, valuesOf } from '../../../monitor/decide/recalibrate.js';
import type { MaturedRows } from '../../../monitor/matured/rows.js';
import { profileFiles, profileFrom } from '../../../monitor/profile/files.js';
import { withScored } from '../../../monitor/profile/profile.js';
import type { ModelDescription } from '../../../registry/manifest.js';
import { loadModel, type StoredModel, saveModel, verifyModel } from '../../../registry/model-store.js';
import type { StoredThreshold } from '../../../registry/stored-threshold.js';
import { versions } from '../../package-facts.js';
import { type Day, endOfDay } from '../day.js';
import type { DailyRegistry } from '../memory.js';
import type { Challenger, DayDecision } from './decision.js';
import { type JudgedRows, judgedRows } from './judged-rows.js';

/** Decides which halves of the users fit and judge, and which rows stand for everybody. */
const seed = 42;

/** What the new version is made of. */
interface Fitted {
  readonly found: Recalibration;
  readonly rows: MaturedRows;
  /** Newest snapshot of the rows, YYYY-MM-DD. */
  readonly snapshot: string;
}

/**
 * Fits calibration and threshold on the newest final labels, and lets the same trees take over with them where every condition
 * holds. Without a challenger where no line fits: then a training is needed.
 */
export async function recalibrateModel(
  day: Day,
  registry: DailyRegistry,
  given: { readonly folder: string; readonly reason: string; readonly rows: MaturedRows },
): Promise<Pick<DayDecision, 'challenger' | 'recalibration'>> {
  const found = recalibrate(given.rows, { seed });
  if (found.state === 'not-fitted') return { challenger: null, recalibration: found };
  const snapshot = dayOf(given.rows.days.reduce((last, one) => Math.max(last, one), 0));
  const model = await loadModel(day.model.folder, { digest: day.model.digest });
  try {
    const { probabilities: _, ...recalibration } = found;
    const fitted = { found, rows: given.rows, snapshot };
    const stored = await storedIn(day, model, path.join(given.folder, 'recalibrated'), fitted);
    return {
      recalibration,
      challenger: await challenge(day, registry, model, { ...given, ...fitted, ...stored }),
    };
  } finally {
    model.classifier.close();
  }
}

interface StoredVersion {
  readonly folder: string;
  readonly digest: string;
  /** The precision that its threshold is certified for; null where it is not. */
  readonly certifiedPrecision: number | null;
}

/** Writes the version with the new calibration, a threshold with a certificate of its own, and the scores it now gives. */
async function storedIn(
  day: Day,
  model: StoredModel,
  parent: string,
  fitted: Fitted,
): Promise<StoredVersion> {
  const calibration = composedCalibration(model.calibration, valuesOf(fitted.found.line));
  const judged = await judgedRows(day, model, fitted.rows, { snapshot: fitted.snapshot, seed });
  const scores = calibrate(calibration, judged.raw);
  const threshold = await thresholdOf(judged, scores, model.threshold);
  const profile =
    model.profile === null
      ? null
      : await profileFiles(
          await withScored(
            await profileFrom(model.profile),
            { table: judged.table, scores, labels: judged.labels, threshold: threshold.value },
            { threads: day.threads, signal: day.signal },
          ),
        );
  await mkdir(parent);
  const folder = path.join(parent, 'model');
  const description = described(day, model, fitted);
  const { classifier, features } = model;
  const parts = { classifier, calibration, threshold, description, profile };
  const digest = await saveModel(folder, features === null ? parts : { ...parts, features });
  return { folder, digest, certifiedPrecision: threshold.certified ? threshold.precisionFloor : null };
}

/** Half of the users decides which thresholds are promising, the other half certifies them: as in a training. */
async function thresholdOf(
  { labels, users }: JudgedRows,
  scores: Float64Array,
  { precisionFloor, confidence }: StoredThreshold,
): Promise<StoredThreshold> {
  const fold = userFolds(users, 2, seed + 1);
  const side = (half: number) => ({
    scores: scores.filter((_, row) => fold[row] === half),
    labels: labels.filter((_, row) => fold[row] === half),
    users: users.filter((_, row) => fold[row] === half),
  });
  return chooseThreshold(side(0), side(1), { floor: precisionFloor, confidence, seed });
}

/** The order is that of the trees: so are the figures of the order. */
function described(
  day: Day,
  { manifest, digest }: StoredModel,
  { found, rows, snapshot }: Fitted,
): ModelDescription {
  const { format: _, files: __, recalibrated, ...kept } = manifest;
  const { brier, logLoss } = found.figures.after;
  return {
    ...kept,
    createdAt: endOfDay(day.date),
    metrics: { ...manifest.metrics, brier: brier.value, logLoss: logLoss.value },
    versions: versions(),
    recalibrated: {
      parent: digest,
      trainedAt: recalibrated?.trainedAt ?? manifest.createdAt,
      from: dayOf(rows.days.reduce((first, one) => Math.min(first, one), Infinity)),
      to: snapshot,
      rows: found.rows,
      ...valuesOf(found.line),
    },
  };
}

/** Publishes the version, and promotes it where every condition holds. */
async function challenge(
  day: Day,
  registry: DailyRegistry,
  { manifest }: StoredModel,
  made: Fitted & StoredVersion & { readonly reason: string },
): Promise<Challenger> {
  const { date, config, model } = day;
  const { found, rows, snapshot, folder, digest, reason } = made;
  const why = `new calibration of ${model.digest} from final labels up to ${snapshot}`;
  await registry.publish(folder, date, why);
  const { probabilities } = found;
  const facts = {
    // The order is the same; the probabilities of a row come from users of the other half.
    comparison: await compareModels(rows, { scores: rows.scores, probabilities }),
    trainedTo: manifest.training.to ?? snapshot,
    horizonDays: config.windows.horizonDays,
    ...{ testAuc: manifest.metrics.auc, certifiedPrecision: made.certifiedPrecision, leaks: [] },
    verified: (await verifyModel(folder, { digest })).ok,
    ...{ accepted: false, sameTrees: true },
  };
  const promotion = decidePromotion(facts, config.daily.retrain.policy);
  if (promotion.action === 'promote') await registry.promote({ digest, instead: model.digest, date, reason });
  return { made: 'recalibrated', digest, promotion };
}
