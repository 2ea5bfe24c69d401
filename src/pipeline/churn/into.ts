import { prepareReports } from '../../report/index.js';
import { type ChurnSettings, checkChurn, computeChurn } from './compute.js';
import type { PreparedChurn } from './dataset.js';
import type { ChurnPipelineOptions, ChurnPipelineRun } from './run.js';
import { readingOf, summarise } from './summary.js';
import { writeChurn } from './write.js';

/** What runChurnPipeline does, into a folder that is there already, file by file. */
export async function churnInto(
  config: ChurnSettings,
  data: PreparedChurn,
  { output, ...options }: ChurnPipelineOptions,
): Promise<ChurnPipelineRun> {
  checkChurn(config, data);
  // While native threads train, this one has time to load the charts; a failure shows when they are drawn.
  if (output !== undefined) prepareReports().catch(() => undefined);
  const computed = await computeChurn(config, data, options);
  const { run, plan, users } = computed;
  const close = (): void => run.model.classifier.close();
  try {
    if (output !== undefined) options.onProgress?.({ stage: 'reporting', done: 0, total: 1 });
    const written =
      output === undefined ? null : await writeChurn(config, data, computed, output, options.signal);
    const summary =
      written?.summary ?? (await summarise(run.evaluation, plan?.result ?? null, [], readingOf(data)));
    const { evaluation, model } = run;
    const digest = written?.digest ?? null;
    return { evaluation, scores: users.table, plan, model, summary, digest, files: summary.files, close };
  } catch (error) {
    close();
    throw error;
  }
}
