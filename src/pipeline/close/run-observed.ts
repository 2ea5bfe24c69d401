import { requireKeys, text } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { withOutputFolder } from '../../data/sources/object-files.js';
import { writeFiles, writeWhole } from '../../registry/output-folder.js';
import { renderObservedReport } from '../../report/index.js';
import type { Environment } from '../../stores/secrets.js';
import { originOf } from '../origin.js';
import type { ReportOutput } from '../report-output.js';
import { closeObserved, type MatchOptions, type ObservedClosing, readContactLog } from './observed.js';
import { type OutcomeColumns, outcomeColumns, readOutcomes } from './outcomes.js';

/** A campaign that had no holdout, or that winback did not plan. */
export interface ObservedRunOptions extends MatchOptions {
  /** File with a row a contact: the user, and `cost` where it has one. */
  readonly contacts: string;
  /** File of outcomes: users who were contacted and users who were not, with what was known of them before. */
  readonly outcomes: string;
  /** Names of the columns; `covariates` are needed. */
  readonly columns: { readonly [K in keyof OutcomeColumns]?: OutcomeColumns[K] | undefined };
  /** First day of the window, YYYY-MM-DD, where the outcomes say when a user was last active. */
  readonly from?: string | undefined;
  /** Where the report and summary.json are written. @default nothing is written */
  readonly output?: ReportOutput | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
}

/**
 * The whole of `winback close --contacts`: users who were contacted against users who were not and are alike in what was known before, by
 * propensity matching and by a doubly robust estimate. Nobody drew who was contacted: it is not proven.
 * @param options files, columns, and how users are matched
 * @throws WinbackError NOT_FOUND, BAD_INPUT naming file, column or user, NOT_CONVERGED where nobody is alike, ABORTED
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { runObserved } from 'winback/campaign';
 *
 * const users = Array.from({ length: 60 }, (_, i) => ({ id: `u${i}`, visits: i % 10, sent: i % 3 === 0 }));
 * const lines = users.map(({ id, visits }, i) => `${id},${Number(i % 2 === 0)},${visits}`);
 * await writeFile('all.csv', ['user_id,stayed,visits', ...lines].join('\n'));
 * await writeFile('sent.csv', ['user_id', ...users.flatMap(({ id, sent }) => (sent ? [id] : []))].join('\n'));
 * const columns = { covariates: ['visits'] };
 * const closing = await runObserved({ contacts: 'sent.csv', outcomes: 'all.csv', columns });
 * closing.proven; // false
 * closing.contacted; // 20
 * ```
 */
export async function runObserved(options: ObservedRunOptions): Promise<ObservedClosing> {
  requirePart(options, 'options', 'object');
  requireKeys(options, 'options', {
    ...{ contacts: true, outcomes: true, columns: true, from: true, caliper: true, replacement: true },
    ...{ output: true, signal: true, environment: true },
  });
  const [log, file] = [
    text(options.contacts, 'options.contacts'),
    text(options.outcomes, 'options.outcomes'),
  ];
  const columns = outcomeColumns(options.columns, 'options.columns');
  const { from, signal, output, environment } = options;
  const asked = Object.entries(options.columns ?? {}).filter(([key]) => key !== 'covariates');
  const reading = { columns, asked: asked.map(([, name]) => String(name)), from, signal, environment };
  const outcomes = await readOutcomes(file, reading);
  const contacts = await readContactLog(log, columns.user, signal);
  const closing = closeObserved(contacts, outcomes, columns.covariates, options);
  if (output === undefined) return closing;
  const origin = originOf(log, output.now);
  const report = await renderObservedReport(closing, { language: output.language ?? 'zh', signal, origin });
  const files = [...report.keys(), 'summary.json'];
  report.set('summary.json', `${JSON.stringify({ ...closing, files }, null, 1)}\n`);
  await withOutputFolder(output.folder, { environment, signal }, 'summary.json', (to) =>
    writeWhole(to, signal, (folder) => writeFiles(folder, report)),
  );
  return closing;
}
