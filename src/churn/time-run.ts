import { calibrate } from '../model/calibration/calibration.js';
import { chooseCalibration } from '../model/calibration/calibration-choice.js';
import { chooseThreshold } from './choose-threshold.js';
import type { TimeSplit } from './dataset.js';
import {
  floorOptions,
  inFirstHalf,
  type OtherScores,
  type RunContext,
  type RunResult,
  scoredOf,
  scoredRows,
  trainingContext,
} from './run-context.js';
import { describePart, filterRows, type Sample } from './sample.js';
import { bestOf, predictOptions, type Tried, together, tryCandidate } from './selection.js';

/** Train on the past, choose and calibrate later, test on the latest: every part separated by the embargo. */
export async function timeRun(split: TimeSplit, context: RunContext): Promise<RunResult> {
  const [validation, certification] = halves(split.calibration, context.seed);
  const { test } = split;
  const tried = await tryAll(split.train, validation, context);
  const candidates = tried.map(({ record }) => record);
  const chosen = tried.find(({ record }) => record.name === bestOf(candidates))!;
  const classifier = chosen.model!;
  const options = predictOptions(trainingContext(context));
  const others = await otherScores(tried, chosen, test, context);
  const { calibration, trials } = chooseCalibration(
    chosen.scores,
    validation.labels,
    validation.users,
    context.seed,
  );
  const certificationScores = await classifier.predict(certification.table, options);
  const threshold = await chooseThreshold(
    scoredRows(validation, calibrate(calibration, chosen.scores)),
    scoredRows(certification, calibrate(calibration, certificationScores)),
    floorOptions(context),
  );
  context.report({ stage: 'testing', detail: classifier.kind, done: 0, total: 1 });
  const uncalibrated = await classifier.predict(test.table, options);
  return {
    split: describe(split, validation, certification),
    candidates,
    trials,
    model: { classifier, calibration, threshold },
    scored: scoredOf(test, uncalibrated, calibrate(calibration, uncalibrated)),
    others,
    days: test.days,
    rows: test.rows,
    foldAucs: null,
    parts: [{ model: classifier, sample: test }],
  };
}

async function tryAll(train: Sample, validation: Sample, context: RunContext): Promise<readonly Tried[]> {
  const kinds = context.models.candidates;
  let done = 0;
  const report = (detail: string): void =>
    context.report({ stage: 'training', detail, done, total: kinds.length });
  report(kinds.join(', '));
  return together(kinds, async (kind) => {
    const tried = await tryCandidate(kind, train, validation, context.trainer, trainingContext(context));
    done++;
    report(kind);
    return tried;
  });
}

// Scores the test rows with the candidates that lost, and lets go of them.
async function otherScores(
  tried: readonly Tried[],
  chosen: Tried,
  test: Sample,
  context: RunContext,
): Promise<RunResult['others']> {
  const others: OtherScores[] = [];
  for (const { record, model } of tried) {
    if (model === null || model === chosen.model) continue;
    const scores = await model.predict(test.table, predictOptions(trainingContext(context)));
    others.push({ name: record.name, scores });
    model.close();
  }
  return others;
}

/** Two halves of a sample with different users. */
function halves(sample: Sample, seed: number): readonly [Sample, Sample] {
  const isFirst = (row: number): boolean => inFirstHalf(sample.users[row]!, seed);
  return [filterRows(sample, isFirst), filterRows(sample, (row) => !isFirst(row))];
}

function describe(split: TimeSplit, validation: Sample, certification: Sample): RunResult['split'] {
  return {
    kind: 'time',
    embargoDays: split.embargoDays,
    folds: null,
    parts: [
      describePart('train', split.train),
      describePart('validation', validation),
      describePart('certification', certification),
      describePart('test', split.test),
    ],
  };
}
