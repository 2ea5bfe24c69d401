import { type Keys, requireKeys } from '../../base/options.js';
import { progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import type { DecisionFacts } from '../../campaign/decisions.js';
import type { PlanOptions } from '../../campaign/options.js';
import { type CampaignPlan, planCampaign } from '../../campaign/plan.js';
import { checkPlanOptions } from '../../campaign/plan-columns.js';
import {
  checkedValidity,
  type PlanFile,
  type PlanValidity,
  planFileName,
  writePlan,
} from '../../campaign/plan-file.js';
import type { PlanWork } from '../../campaign/solve.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import type { NumberFormat } from '../../data/numbers/number-form.js';
import { withInput, withOutputFolder } from '../../data/sources/object-files.js';
import { withoutOptions } from '../../data/sources/object-names.js';
import { writeWhole } from '../../registry/output-folder.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';
import { reasonColumnsIn } from '../reason-names.js';
import type { PlanFormats } from './config.js';
import type { ScoresFile } from './scored-table.js';

/** Where the lists of a plan are written, and how. */
export interface PlanOutput extends Partial<PlanFormats> {
  /**
   * Folder to write into, made where it is missing; its files appear together, when the work is complete. Or a prefix of an
   * object store (`s3://bucket/prefix`): plan.json is written last.
   */
  readonly folder: string;
  /** Of which model's scores the plan is, and until when it holds; `winback serve` asks for both. @default none */
  readonly validFor?: PlanValidity | undefined;
  /** What a later evaluation must know of the decisions. @default the policy is named by the digest of the options */
  readonly decisions?: DecisionFacts | undefined;
}

export interface PlanRunOptions extends PlanWork {
  /**
   * Takes one sentence about what the file may not be as the user thinks.
   * @param message the sentence
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Encoding of a text file, such as `gb18030`. @default found by looking at the file */
  readonly encoding?: string | undefined;
  /** Form of numbers that are written as people do (¥1,234.50). @default found by looking at each whole column */
  readonly numberFormat?: NumberFormat | undefined;
  /** Language of the warnings. @default 'en' */
  readonly language?: 'zh' | 'en' | undefined;
  /** Where the lists and plan.json are written. @default nothing is written */
  readonly output?: PlanOutput | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/** What `winback plan` makes, for a program. */
export interface PlanRun {
  /** The plan that was made. */
  readonly plan: CampaignPlan;
  /** What plan.json holds; null where nothing was written. */
  readonly file: PlanFile | null;
  /** The users that were planned for. */
  readonly scores: ArrowTable;
}

/**
 * The whole of `winback plan`: checks the options, reads a file of scored users, finds the best plan and, with an
 * `output`, writes the lists with plan.json: all files or none.
 * @param scores .csv, .csv.gz, .parquet or .arrow with one row a user: the columns the options name; a file or one object
 *   (`s3://bucket/key`, `oss://...`)
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
 * file?.files.length; // 3
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
    numberFormat: true,
    output: true,
    environment: true,
    onRetry: true,
  });
  const { environment, onRetry, signal } = work;
  const access = { environment, onRetry, signal };
  return withInput(scores, access, (file) =>
    runOnFile({ file, given: withoutOptions(scores) }, options, { ...work, onProgress }),
  );
}

async function runOnFile(scores: ScoresFile, options: PlanOptions, work: PlanRunOptions): Promise<PlanRun> {
  checkedValidity(work.output?.validFor);
  const { output, onWarning, language, encoding, numberFormat, environment, onRetry, ...inner } = work;
  const { signal, onProgress } = inner;
  onProgress?.({ stage: 'reading', done: 0, total: null });
  const { scoredTable } = await import('./scored-table.js');
  const reading = { signal, onWarning, language, encoding, numberFormat };
  const table = await scoredTable(scores, options, reading);
  const plan = await planCampaign(table, options, inner);
  if (output === undefined) return { plan, file: null, scores: table };
  requireShape(output, 'output', { folder: 'text' });
  onProgress?.({ stage: 'writing', done: 0, total: null });
  const { folder: target, ...formats } = output;
  const carry = reasonColumnsIn(table.schema.fields.map(({ name }) => name));
  if (carry.length > 0 && (formats.salt ?? null) !== null && onWarning !== undefined) {
    const { reasonsWarning } = await import('../cut-file.js');
    onWarning(reasonsWarning(language ?? 'en'));
  }
  const access = { environment, onRetry, signal };
  const file = await withOutputFolder(target, access, planFileName, (to) =>
    writeWhole(to, signal, (folder) =>
      writePlan(table, plan, folder, { ...formats, carry, source: scores.file, signal }),
    ),
  );
  return { plan, file, scores: table };
}

const planWorkKeys: Keys<PlanWork> = { threads: true, effort: true, signal: true, onProgress: true };
