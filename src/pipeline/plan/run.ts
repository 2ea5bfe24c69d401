import { type Keys, requireKeys } from '../../base/options.js';
import { progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import type { PlanOptions } from '../../campaign/options.js';
import { type CampaignPlan, planCampaign } from '../../campaign/plan.js';
import { checkPlanOptions } from '../../campaign/plan-columns.js';
import { type PlanFile, writePlan } from '../../campaign/plan-file.js';
import type { PlanWork } from '../../campaign/solve.js';
import { writeWhole } from '../../registry/output-folder.js';
import type { PlanFormats } from './config.js';

/** Where the lists of a plan are written, and how. */
export interface PlanOutput extends Partial<PlanFormats> {
  /** Folder to write into, made where it is missing. Its files appear together, when the work is complete. */
  readonly folder: string;
}

export interface PlanRunOptions extends PlanWork {
  /**
   * Takes one sentence about what the file may not be as the user thinks.
   * @param message the sentence
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Encoding of a text file, such as `gb18030`. @default found by looking at the file */
  readonly encoding?: string | undefined;
  /** Language of the warnings. @default 'en' */
  readonly language?: 'zh' | 'en' | undefined;
  /** Where the lists and plan.json are written. @default nothing is written */
  readonly output?: PlanOutput | undefined;
}

/** What `winback plan` makes, for a program. */
export interface PlanRun {
  /** The plan that was made. */
  readonly plan: CampaignPlan;
  /** What plan.json holds; null where nothing was written. */
  readonly file: PlanFile | null;
}

/**
 * The whole of `winback plan`: checks the options, reads a file of scored users, finds the best plan and, with an
 * `output`, writes the lists with plan.json: all files or none.
 * @param scores .csv, .csv.gz, .parquet or .arrow with one row a user: the columns the options name
 * @param options budget in yuan, actions, limits and rules
 * @param work threads, effort, stop signal, progress, and where the lists are written
 * @throws WinbackError BAD_INPUT naming option, column or row, NOT_FOUND, LOCKED, IO, ABORTED
 *
 * @example
 * ```ts
 * import { runPlan } from 'winback/campaign';
 *
 * const { plan, file } = await runPlan('out/scores.csv', { budget: 500 }, { output: { folder: 'out/plan' } });
 * plan.result.spent <= 500; // true
 * file?.files.length; // 2
 * ```
 */
export async function runPlan(
  scores: string,
  options: PlanOptions,
  work: PlanRunOptions = {},
): Promise<PlanRun> {
  requireShape(scores, 'scores', 'text');
  checkPlanOptions(options);
  const onProgress = progressOf('runPlan', work);
  requireKeys(work, 'work', {
    ...planWorkKeys,
    onWarning: true,
    language: true,
    encoding: true,
    output: true,
  });
  const { output, onWarning, language, encoding, ...inner } = work;
  const { signal } = inner;
  onProgress?.({ stage: 'reading', done: 0, total: null });
  const { scoredTable } = await import('./scored-table.js');
  const table = await scoredTable(scores, options, { signal, onWarning, language, encoding });
  const plan = await planCampaign(table, options, inner);
  if (output === undefined) return { plan, file: null };
  requireShape(output, 'output', { folder: 'text' });
  onProgress?.({ stage: 'writing', done: 0, total: null });
  const { folder: target, ...formats } = output;
  const file = await writeWhole(target, signal, (folder) =>
    writePlan(table, plan, folder, { ...formats, source: scores, signal }),
  );
  return { plan, file };
}

const planWorkKeys: Keys<PlanWork> = { threads: true, effort: true, signal: true, onProgress: true };
