import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import type { DayRange, LabelledRun } from '../entries/features.js';
import { readingLines } from '../entries/report.js';
import type { EventChurnConfig } from '../pipeline/churn/config.js';
import { readConfig } from '../pipeline/config-file.js';
import { checkDays } from '../pipeline/features/labelled-days.js';
import { writeLabelled } from '../pipeline/features/labelled-run.js';
import { eventChurnConfig, withFiles } from '../pipeline/features/sources.js';
import { commandTexts } from '../pipeline/terminal-texts.js';
import type { FeaturesOptions, FileOptions } from './features.js';
import { flagNumber } from './numeric.js';
import { abortable, ProgressBar, printJson, retriesTo, warningsTo } from './terminal.js';

/** Whether a table to train on is wanted, which needs no model. */
export const isLabelled = ({ labels, model, registry }: FeaturesOptions): boolean =>
  labels === true && model === undefined && registry === undefined;

/** Refuses several days where one is looked at. @throws WinbackError BAD_INPUT naming the flag */
export function requireLabelsFor(options: FeaturesOptions): void {
  if (isLabelled(options) && options.store === undefined) return;
  const flag = (['from', 'to', 'every'] as const).find((name) => options[name] !== undefined);
  const given = flag ?? (options.asOf?.includes(',') === true ? 'as-of' : undefined);
  if (given === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `--${given} with several days goes with --labels, without a model (--model, --registry) and without --store`,
  );
}

function daysOf({ asOf, from, to, every }: FeaturesOptions): readonly string[] | DayRange | undefined {
  if (asOf !== undefined && from !== undefined)
    throw new WinbackError('BAD_INPUT', '--as-of and --from both name the days: leave one of them out');
  if (from === undefined && (to !== undefined || every !== undefined))
    throw new WinbackError('BAD_INPUT', '--to and --every need --from, the first day');
  if (from === undefined) return asOf?.split(',').map((day) => day.trim());
  return { from, to, every: every === undefined ? undefined : flagNumber(every, '--every') };
}

/** winback features --labels without a model: features and labels of given days, to train on. */
export async function labelledFeatures(options: FileOptions): Promise<void> {
  const { output, bom, createOnly, lang } = options;
  const days = daysOf(options);
  checkDays(days);
  const config = withFiles(await readConfig(options.config, eventChurnConfig), options);
  const root = options.data ?? path.dirname(options.config);
  const progress = new ProgressBar(options.quiet === true, lang);
  const run = await abortable((signal) =>
    writeLabelled(config, output, {
      ...{ days, root, signal, bom, createOnly },
      onProgress: progress.update,
      environment: process.env,
      onRetry: retriesTo(lang),
    }),
  ).finally(() => progress.end());
  if (options.json === true) printJson({ output, ...run });
  const { log, attributes } = run;
  (await readingLines({ log, attributes }, lang)).forEach(warningsTo(lang));
  process.stderr.write(`${textOf(run, config, options).join('\n')}\n`);
}

function textOf(
  run: LabelledRun,
  { windows }: EventChurnConfig,
  { output, lang }: FileOptions,
): readonly string[] {
  const t = commandTexts(lang).features;
  const horizon = String(windows.horizonDays);
  const lines = run.days.map(({ day, rows, positives }) =>
    t.labelledDay(day, String(rows), String(positives), horizon),
  );
  for (const { day, emptyDays } of run.days)
    if (emptyDays > 0) lines.push(t.labelledEmpty(day, String(emptyDays)));
  const [first] = run.days;
  if (first !== undefined && first.missingDays > 0)
    lines.push(`${first.day}: ${t.lacks(String(first.missingDays), String(run.longestDays))}`);
  if (run.leftOut.length > 0) lines.push(t.labelledLeftOut(run.leftOut.map(({ name }) => name).join(', ')));
  if (run.encodings.length > 0) lines.push(t.labelledCategories(run.days.at(-1)!.day));
  lines.push(t.labelled(String(run.rows), String(run.days.length), output));
  return lines;
}
