import path from 'node:path';
import { allDone } from '../../base/all-done.js';
import type { OnProgress } from '../../base/progress.js';
import type { CampaignPlan } from '../../campaign/plan.js';
import type { PlanResult } from '../../campaign/records.js';
import type { ChurnRun } from '../../churn/dataset.js';
import { outageGate, profitGate } from '../../churn/gates.js';
import { runChurn } from '../../churn/run.js';
import { writeTable } from '../../data/tables/write.js';
import { emptyDaysInLabels } from '../../features/log/log-range.js';
import { saveModel } from '../../registry/model-store.js';
import { writeFiles } from '../../registry/output-folder.js';
import type { ScoreBin } from '../../report/charts/evaluation/scores.js';
import { prepareReports, renderEvaluationReport } from '../../report/index.js';
import type { ReadingInput } from '../../report/reading-facts.js';
import type { ChurnConfig } from './config.js';
import type { LoadedData } from './dataset.js';
import { describeModel } from './model-description.js';
import { churnOrigin } from './origin.js';
import { checkPlan, planUsers, writeUsersPlan } from './plan.js';
import { type ScoredUsers, scoreColumns, scoredUsers } from './scored-users.js';
import { type ChurnSummary, summarise } from './summary.js';

export interface RunOptions {
  /** Folder to write into; there already. */
  readonly out: string;
  readonly language: 'zh' | 'en';
  /** This moment, ISO 8601 in UTC: stands in the model and in the head of the reports. */
  readonly now: string;
  /** Commit of the user's project; null where it is not known. */
  readonly commit: string | null;
  readonly threads?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

type Settings = Pick<ChurnConfig, 'name' | 'models' | 'evaluation' | 'seed' | 'plan'>;

/** Train, evaluate, plan, report and store: everything from loaded data to the files in `out` (see writeWhole). */
export async function runAndWrite(
  config: Settings,
  data: LoadedData,
  options: RunOptions,
): Promise<ChurnSummary> {
  const { out, language, signal, onProgress } = options;
  if (config.plan !== null) checkPlan(config.plan, data);
  // While native threads train, this one has time to load the charts; a failure shows when they are drawn.
  prepareReports().catch(() => undefined);
  const run = await runChurn(data.dataset, {
    ...settingsOf(config),
    threads: options.threads,
    signal,
    onProgress,
  });
  try {
    const users = await scoredUsers(run, data, signal);
    onProgress?.({ stage: 'planning', done: 0, total: 1 });
    const planned = config.plan === null ? null : await planUsers(users, config.plan, options);
    const plan = planned?.result ?? null;
    const reading = data.features === null ? null : readingOf(data.features);
    const evaluation = withGates(run.evaluation, data, plan);
    onProgress?.({ stage: 'reporting', done: 0, total: 1 });
    // First the model: the report names it by its digest.
    const digest = await storeModel({ ...run, evaluation }, config, data, options);
    const origin = churnOrigin(config.name, digest, data, evaluation, options.now);
    const input = { churn: evaluation, plan, scores: scoreBins(run), reading };
    // The charts are drawn on a thread of their own while this one writes the rest.
    const [report, planFiles] = await allDone([
      renderEvaluationReport(input, { language, signal, origin }),
      writeScores(users, config, planned, options),
    ]);
    await writeFiles(out, report);
    const files = [...report.keys(), 'scores.csv', ...planFiles, 'model/', 'summary.json'];
    const summary = summarise(evaluation, plan, files, reading);
    await writeFiles(out, new Map([['summary.json', `${JSON.stringify(summary, null, 1)}\n`]]));
    return summary;
  } finally {
    run.model.classifier.close();
  }
}

/** scores.csv and the plan made from it. @returns names of the plan's files */
async function writeScores(
  users: ScoredUsers,
  config: Settings,
  planned: CampaignPlan | null,
  options: RunOptions,
): Promise<readonly string[]> {
  const { out, signal } = options;
  await writeTable(path.join(out, 'scores.csv'), scoreColumns(users, config.plan), { signal });
  return planned === null ? [] : writeUsersPlan(users, planned, options);
}

/** @returns the model's digest */
async function storeModel(
  { model, evaluation }: ChurnRun,
  { name }: Settings,
  data: LoadedData,
  { out, now, commit }: RunOptions,
): Promise<string> {
  const description = describeModel(name, data, evaluation, { now, commit });
  const features = data.features === null ? {} : { features: storedFeatures(data.features) };
  return saveModel(path.join(out, 'model'), { ...model, description, ...features });
}

const settingsOf = ({ models, evaluation, seed }: Settings) => ({ models, evaluation, seed });

/** The gates that the model alone cannot meet: whole labels, and a plan that earns something. */
function withGates(
  evaluation: ChurnRun['evaluation'],
  { features }: LoadedData,
  plan: PlanResult | null,
): ChurnRun['evaluation'] {
  const report = features?.report;
  const labels =
    report === undefined || report.allowed.includes('emptyDays')
      ? []
      : [outageGate(emptyDaysInLabels(report), report.horizonDays)];
  const profit = plan === null ? [] : [profitGate(plan.expectedProfit)];
  return { ...evaluation, gates: [...evaluation.gates, ...labels, ...profit] };
}

function readingOf({ report }: NonNullable<LoadedData['features']>): ReadingInput {
  return { log: report.log, attributes: report.attributes };
}

/** What rebuilds the features of a stored model from events: windows, definitions and categories. */
function storedFeatures(set: NonNullable<LoadedData['features']>): unknown {
  const { report, encodings, columns } = set;
  const { timeZone, observationDays, horizonDays, features } = report;
  return { timeZone, observationDays, horizonDays, columns, features, encodings };
}

const bins = 40;

/** Test rows by calibrated probability, for the picture of the scores. */
function scoreBins(run: ChurnRun): readonly ScoreBin[] {
  const { probabilities, labels } = run.test;
  const churned = new Float64Array(bins);
  const stayed = new Float64Array(bins);
  for (const [row, p] of probabilities.entries()) {
    const bin = Math.min(bins - 1, Math.floor(p * bins));
    if (labels[row] === 1) churned[bin]! += 1;
    else stayed[bin]! += 1;
  }
  return Array.from({ length: bins }, (_, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    churned: churned[i]!,
    stayed: stayed[i]!,
  }));
}
