import type { ExperimentResult } from '../../experiment/records/records.js';
import { writeFiles, writeWhole } from '../../registry/output-folder.js';
import type { ChurnSummary } from '../churn/summary.js';
import { eventDemo } from './events.js';
import { experimentDemo } from './experiment.js';
import { tableDemo } from './table.js';
import type { DemoSettings, DemoWork } from './work.js';

/** What the demo prints with --json: the churn summary and the experiment's outcome. */
export interface DemoSummary extends ChurnSummary {
  readonly experiment: Pick<ExperimentResult, 'decision' | 'srm' | 'metrics'> & {
    /** True rise of the conversion rate that the experiment's data were made with. */
    readonly truth: number;
  };
}

/**
 * All three questions on generated data: churn and plan on events, or (`table`) on the table of the reference script, then
 * an experiment with a known effect. All files or none are written.
 * @throws WinbackError LOCKED, IO, ABORTED
 */
export async function runDemo(
  settings: DemoSettings & { readonly table: boolean },
  work: DemoWork,
): Promise<DemoSummary> {
  return writeWhole(work.output.folder, work.signal, (folder) =>
    demoInto(settings, { ...work, output: { ...work.output, folder } }),
  );
}

async function demoInto(
  settings: DemoSettings & { readonly table: boolean },
  work: DemoWork,
): Promise<DemoSummary> {
  const churn = await (settings.table ? tableDemo : eventDemo)(settings, work);
  work.onProgress?.({ stage: 'experiment', done: 0, total: 1 });
  const { result, truth, files } = await experimentDemo(settings, work);
  const { metrics, srm, decision } = result;
  const experiment = { truth, decision, srm, metrics };
  const summary = { ...churn, experiment, files: [...churn.files, ...files] };
  // summary.json is what --json prints.
  await writeFiles(work.output.folder, new Map([['summary.json', `${JSON.stringify(summary, null, 1)}\n`]]));
  return summary;
}
