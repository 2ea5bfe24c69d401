import { analyzeExperiment } from '../../experiment/analyze.js';
import { dataFromTable } from '../../experiment/data/data.js';
import type { ExperimentResult } from '../../experiment/records/records.js';
import { writeFiles } from '../../registry/output-folder.js';
import { experimentTexts } from '../../report/index.js';
import { generateExperiment } from '../../simulate/generate.js';
import { experimentReport } from '../experiment/report.js';
import type { DemoSettings, DemoWork } from './work.js';

export interface ExperimentDemo {
  readonly result: ExperimentResult;
  /** True rise of the conversion rate the data were made with. */
  readonly truth: number;
  readonly files: readonly string[];
}

/** The demo's third part: a coupon experiment with a known effect, analysed and reported into a folder that is there. */
export async function experimentDemo(
  { users, seed }: Omit<DemoSettings, 'budget'>,
  { output, signal }: DemoWork,
): Promise<ExperimentDemo> {
  const { table, config, truth } = await generateExperiment({ users, seed });
  const data = await dataFromTable(table, config);
  const result = await experimentTexts(await analyzeExperiment(data, config, { signal }));
  const files = await experimentReport(result, data, result.experiment, output, signal);
  files.set('experiment_summary.json', `${JSON.stringify(result, null, 1)}\n`);
  await writeFiles(output.folder, files);
  return { result, truth: truth.conversion, files: [...files.keys()] };
}
