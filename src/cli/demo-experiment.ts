import { sizeCurves } from '../entries/experiment.js';
import { experimentTexts } from '../entries/report.js';
import {
  analyzeExperiment,
  dataFromTable,
  type ExperimentResult,
  generateExperiment,
  renderExperimentReport,
  writeFiles,
} from '../index.js';
import type { RunOptions } from '../pipeline/churn/run.js';
import { experimentOrigin } from '../pipeline/experiment/origin.js';

export interface ExperimentDemo {
  readonly result: ExperimentResult;
  /** True rise of the conversion rate the data were made with. */
  readonly truth: number;
  readonly files: readonly string[];
}

/** The demo's third part: a coupon experiment with a known effect, analysed and reported into `out`. */
export async function experimentDemo(
  users: number,
  seed: number,
  { out, language, signal, now }: Pick<RunOptions, 'out' | 'language' | 'signal' | 'now'>,
): Promise<ExperimentDemo> {
  const { table, config, truth } = await generateExperiment({ users, seed });
  const data = await dataFromTable(table, config);
  const result = await experimentTexts(await analyzeExperiment(data, config));
  const files = await renderExperimentReport(
    { result, sampleSize: sizeCurves(result) },
    { language, signal, origin: experimentOrigin(result.experiment, data, now) },
  );
  files.set('experiment_summary.json', `${JSON.stringify(result, null, 1)}\n`);
  await writeFiles(out, files);
  return { result, truth: truth.conversion, files: [...files.keys()] };
}
