import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { readingLines } from '../entries/report.js';
import type { EventChurnConfig } from '../pipeline/churn/config.js';
import { readConfig } from '../pipeline/config-file.js';
import { eventChurnConfig, withFiles } from '../pipeline/features/sources.js';
import { forgetFile, runStore, type StoreRun } from '../pipeline/features/store-run.js';
import { commandTexts } from '../pipeline/terminal-texts.js';
import type { FeaturesOptions } from './features.js';
import { modelOf } from './model-source.js';
import { abortable, ProgressBar, printJson, retriesTo, warningsTo } from './terminal.js';

type Options = FeaturesOptions & { readonly store: string };

/** winback features --store: adds events to a store, and writes the features of a model where one is named. */
export async function storeFeatures(options: Options): Promise<void> {
  if (options.forget !== undefined) return forget({ ...options, forget: options.forget });
  if (options.config === undefined)
    throw new WinbackError('BAD_INPUT', '--store needs --config, which says how events are read');
  if (options.labels === true)
    throw new WinbackError('BAD_INPUT', '--labels goes with files, not with --store: leave one of them out');
  const hasModel = options.model !== undefined || options.registry !== undefined;
  if (hasModel !== (options.output !== undefined))
    throw new WinbackError(
      'BAD_INPUT',
      'a model (--model or --registry) and --output go together: features are those of a model',
    );
  const config = withFiles(await readConfig(options.config, eventChurnConfig), options);
  const model = hasModel ? await modelOf(options) : undefined;
  const progress = new ProgressBar(options.quiet === true, options.lang);
  try {
    const { store, output, bom, rebuild, overlap, asOf: day } = options;
    const root = options.data ?? path.dirname(options.config);
    const run = await abortable((signal) =>
      runStore(store, config, {
        ...{ model, output, bom, day, rebuild, overlap, root, signal },
        onProgress: progress.update,
        environment: process.env,
        createOnly: options.createOnly,
        onRetry: retriesTo(options.lang),
      }),
    ).finally(() => progress.end());
    const { log } = run.appended;
    if (options.json === true) {
      const features = model?.classifier.features.map(({ name }) => name);
      printJson({ ...run.snapshot, output, features, appended: run.appended, digest: model?.digest });
    }
    const attributes = run.snapshot?.attributes ?? null;
    if (log !== null)
      (await readingLines({ log, attributes }, options.lang)).forEach(warningsTo(options.lang));
    process.stderr.write(`${textOf(run, options, config).join('\n')}\n`);
  } finally {
    model?.classifier.close();
  }
}

function textOf(
  { appended, snapshot }: StoreRun,
  { store, output, lang }: Options,
  { windows, snapshots: { afterFirstDays } }: EventChurnConfig,
): readonly string[] {
  const t = commandTexts(lang).features;
  const { files, knownFiles, log, replaced, common } = appended;
  const lines = [t.stored(String(appended.events), store)];
  if (log !== null) lines.push(t.added(String(log.events), String(files), log.firstDay, log.lastDay));
  if (knownFiles > 0) lines.push(t.known(String(knownFiles)));
  if (replaced !== null) lines.push(t.replaced(replaced.day, String(replaced.events)));
  if (common > 0) lines.push(t.common(String(common)));
  if (snapshot === null) return lines;
  const { rows, day, lastDay, missingDays, longestDays } = snapshot;
  lines.push(
    afterFirstDays === undefined
      ? t.users(String(rows), String(windows.observationDays), day, output!)
      : t.newUsers(String(rows), String(afterFirstDays), day, output!),
  );
  if (day < lastDay) lines.push(t.goesOn(lastDay));
  const missing = String(missingDays);
  if (missingDays > 0)
    lines.push(longestDays === null ? t.lacksHistory(missing) : t.lacks(missing, String(longestDays)));
  return lines;
}

async function forget(options: Options & { readonly forget: string }): Promise<void> {
  const done = await abortable((signal) => forgetFile(options.store, options.forget, signal));
  if (options.json === true) printJson({ store: options.store, forgotten: done });
  const t = commandTexts(options.lang).features;
  process.stderr.write(`${t.forgot(String(done.events), String(done.asked), options.store)}\n`);
}
