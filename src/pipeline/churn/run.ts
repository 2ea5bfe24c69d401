import { requireKeys } from '../../base/options.js';
import { progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import type { CampaignPlan } from '../../campaign/plan.js';
import type { ChurnModel } from '../../churn/dataset.js';
import type { ChurnEvaluation } from '../../churn/records.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { withOutputFolder } from '../../data/sources/object-files.js';
import { writeWhole } from '../../registry/output-folder.js';
import type { ChurnSettings, ComputeOptions } from './compute.js';
import type { PreparedChurn } from './dataset.js';
import type { ChurnSummary } from './summary.js';
import type { ChurnOutput } from './write.js';

/** What a run writes and tells. */
export interface ChurnPipelineOptions extends ComputeOptions {
  /** Where report, scores, lists and model are written. @default nothing is written */
  readonly output?: ChurnOutput | undefined;
}

/** What `winback churn` makes, for a program. */
export interface ChurnPipelineRun {
  /** Every figure of the evaluation, with the gates. */
  readonly evaluation: ChurnEvaluation;
  /** Today's users (or the test rows of a table), with `churn_prob`, `risk_tier` and `contact`. */
  readonly scores: ArrowTable;
  /** null where the configuration has no `plan`. */
  readonly plan: CampaignPlan | null;
  /** Its classifier holds native memory until `close`. */
  readonly model: ChurnModel;
  /** What summary.json holds. */
  readonly summary: ChurnSummary;
  /** SHA-256 of the stored model; null where nothing was written. */
  readonly digest: string | null;
  /** Names of the files in the folder of the output; none without it. */
  readonly files: readonly string[];
  /** Lets go of the model's native memory. */
  close(): void;
}

/**
 * The whole of `winback churn` on data that are read: trains the candidates, evaluates the best, scores today's users,
 * plans for them, and, with an `output`, writes report, charts, scores, lists and model into a folder: all files or none.
 * Same configuration, data and seed: same result, for any number of threads. Close the run when done.
 * @param config of churnConfig
 * @param data of prepareChurn, with the same configuration
 * @param options threads, stop signal, progress, and where the results are written
 * @throws WinbackError BAD_INPUT, TRAINING when no candidate could be trained, LOCKED when another run writes into the
 *   folder, IO, ABORTED
 *
 * @example
 * ```ts
 * import { churnConfig, prepareChurn, readConfig, runChurnPipeline } from 'winback/churn';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * const data = await prepareChurn(config, { root: 'out/data' });
 * const output = { folder: 'out/churn', language: 'en', now: new Date().toISOString() } as const;
 * const run = await runChurnPipeline(config, data, { output });
 * run.files.includes('evaluation_report.html'); // true
 * run.evaluation.test.auc.value > 0.7; // true
 * run.close();
 * ```
 */
export async function runChurnPipeline(
  config: ChurnSettings,
  data: PreparedChurn,
  options: ChurnPipelineOptions = {},
): Promise<ChurnPipelineRun> {
  progressOf('runChurnPipeline', options);
  requireKeys(options, 'options', { threads: true, signal: true, onProgress: true, output: true });
  requireShape(config, 'config', { name: 'text', models: 'object', evaluation: 'object' });
  requireShape(data, 'data', { dataset: 'object' });
  const { output, signal } = options;
  const { churnInto } = await import('./into.js');
  if (output === undefined) return churnInto(config, data, options);
  requireShape(output, 'output', { folder: 'text', now: 'text' });
  requireKeys(output, 'output', { folder: true, language: true, now: true, commit: true, environment: true });
  const { folder: target, environment, ...told } = output;
  return withOutputFolder(target, { environment, signal }, 'summary.json', (to) =>
    writeWhole(to, signal, (folder) => churnInto(config, data, { ...options, output: { ...told, folder } })),
  );
}
