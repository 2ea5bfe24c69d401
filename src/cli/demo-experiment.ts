import {
  analyzeExperiment,
  dataFromTable,
  type ExperimentResult,
  generateExperiment,
  renderExperimentReport,
  sizeCurves,
} from '../index.js';
import { writeOutputs } from './output-folder.js';

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
  out: string,
  language: 'zh' | 'en',
): Promise<ExperimentDemo> {
  const { table, config, truth } = await generateExperiment({ users, seed });
  const result = await analyzeExperiment(dataFromTable(table, config), config);
  const files = await renderExperimentReport({ result, sampleSize: sizeCurves(result) }, { language });
  files.set('experiment_summary.json', `${JSON.stringify(result, null, 1)}\n`);
  await writeOutputs(out, files);
  return { result, truth: truth.conversion, files: [...files.keys()] };
}
