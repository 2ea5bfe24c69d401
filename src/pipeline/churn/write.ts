import path from 'node:path';

import { allDone } from '../../base/all-done.js';
import type { ChurnRun } from '../../churn/dataset.js';
import { type WriteTableOptions, writeTable } from '../../data/tables/write.js';
import { saveModel } from '../../registry/model-store.js';
import { writeFiles } from '../../registry/output-folder.js';
import { featureTitle } from '../../report/feature-titles.js';
import { renderEvaluationReport } from '../../report/index.js';
import type { Environment } from '../../stores/secrets.js';
import type { PlanFormats } from '../list-formats.js';
import type { ReportOutput } from '../report-output.js';
import { revenueColumn } from '../revenue.js';
import type { ChurnSettings, ComputedChurn } from './compute.js';
import type { PreparedChurn } from './dataset.js';
import { describeModel } from './model-description.js';
import { churnOrigin } from './origin.js';
import { usedByPlans, writeUsersPlan } from './plan.js';
import { trainingProfile, trainingRows } from './profile.js';
import { scoreBins } from './score-bins.js';
import { scoreColumns } from './scored-users.js';
import { type ChurnSummary, readingOf, summarise } from './summary.js';

/** Where a churn run writes. */
export interface ChurnOutput extends ReportOutput {
  /** Commit of the user's project, noted in the model. @default null, not known */
  readonly commit?: string | null | undefined;
  /** Environment variables with the keys of an object store, where `folder` is a prefix of one (`s3://bucket/prefix`). */
  readonly environment?: Environment | undefined;
}

export interface WrittenChurn {
  readonly summary: ChurnSummary;
  /** SHA-256 over the stored model, in hexadecimal. */
  readonly digest: string;
}

/** Writes report, charts, scores, lists and model into `output.folder`, which is there already. */
export async function writeChurn(
  config: ChurnSettings,
  data: PreparedChurn,
  computed: ComputedChurn,
  output: ChurnOutput,
  signal: AbortSignal | undefined,
): Promise<WrittenChurn> {
  const { folder, language = 'zh', now } = output;
  const { run, plan } = computed;
  const reading = readingOf(data);
  // First the model: the report names it by its digest.
  const digest = await storeModel(config, data, run, { ...output, signal });
  const origin = churnOrigin(config.name, digest, data, run.evaluation, now);
  const result = plan?.result ?? null;
  const input = { churn: run.evaluation, plan: result, scores: scoreBins(run), reading };
  // The charts are drawn on a thread of their own while this one writes the rest.
  const [report, written] = await allDone([
    renderEvaluationReport(input, { language, signal, origin }),
    writeScores(usedByPlans(config.plan, data), computed, folder, { ...config.output, signal }),
  ]);
  await writeFiles(folder, report);
  const files = [...report.keys(), ...written, 'model/', 'summary.json'];
  const summary = await summarise(run.evaluation, result, files, reading);
  await writeFiles(folder, new Map([['summary.json', `${JSON.stringify(summary, null, 1)}\n`]]));
  return { summary, digest };
}

/** The scores in each format, and the plan made from them. @returns names of the files */
async function writeScores(
  planColumns: readonly string[],
  { users, plan }: ComputedChurn,
  folder: string,
  output: Partial<PlanFormats> & Pick<WriteTableOptions, 'signal'>,
): Promise<readonly string[]> {
  const { formats = [], bom, signal } = output;
  const table = scoreColumns(users, planColumns);
  const names = ['csv', ...formats].map((format) => `scores.${format}`);
  for (const name of names) await writeTable(path.join(folder, name), table, { bom, signal });
  return plan === null ? names : [...names, ...(await writeUsersPlan(users, plan, folder, output))];
}

/** @returns the model's digest */
async function storeModel(
  { name, plan }: ChurnSettings,
  data: PreparedChurn,
  run: ChurnRun,
  { folder, now, commit = null, signal }: ChurnOutput & { readonly signal: AbortSignal | undefined },
): Promise<string> {
  const { model, evaluation } = run;
  // The money of an event log is made of a feature, whose name and window stand in features.json.
  const planColumns = usedByPlans(plan, data).filter(
    (column) => data.features === null || column !== revenueColumn,
  );
  const description = { ...describeModel(name, data, evaluation, { now, commit }), planColumns };
  const features = data.features === null ? undefined : storedFeatures(data.features);
  const profile = await trainingProfile(data, run, signal);
  const warmUp = await trainingRows(data);
  return saveModel(path.join(folder, 'model'), { ...model, description, features, profile, warmUp });
}

/** What rebuilds the features of a stored model from events: windows, definitions and categories. */
function storedFeatures({ report, encodings, columns }: NonNullable<PreparedChurn['features']>): unknown {
  const { timeZone, observationDays, horizonDays, history } = report;
  // A history to the log's beginning is as long only in a log that begins no later.
  const logFrom = history?.days === null ? { historyFrom: history.logFrom } : {};
  const features = report.features.map((feature) => ({
    ...feature,
    titleZh: featureTitle(feature, 'zh'),
    titleEn: featureTitle(feature, 'en'),
  }));
  const { afterFirstDays } = report;
  const users = afterFirstDays === undefined ? {} : { afterFirstDays };
  return { timeZone, observationDays, horizonDays, ...users, ...logFrom, columns, features, encodings };
}
