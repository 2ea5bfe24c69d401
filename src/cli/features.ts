import path from 'node:path';

import { type Command, Option } from 'commander';

import { WinbackError } from '../base/errors.js';
import type { StoredFeaturesTable } from '../entries/features.js';
import { readingLines } from '../entries/report.js';
import type { EventChurnConfig } from '../pipeline/churn/config.js';
import { readConfig } from '../pipeline/config-file.js';
import { checkFeaturesRun, runFeatures } from '../pipeline/features/run.js';
import { eventChurnConfig, withFiles } from '../pipeline/features/sources.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { isLabelled, labelledFeatures, requireLabelsFor } from './features-labels.js';
import { addFeaturesPack } from './features-pack.js';
import { storeFeatures } from './features-store.js';
import {
  byteOrderMark,
  type CommonFlags,
  createOnlyFlag,
  terminalLanguageFlag,
  withCommonFlags,
} from './flags.js';
import { type ModelFlags, modelOf, withModelFlags } from './model-source.js';
import { abortable, ProgressBar, printJson, retriesTo, warningsTo } from './terminal.js';

export interface FeaturesOptions extends CommonFlags, ModelFlags {
  readonly config?: string | undefined;
  readonly output?: string | undefined;
  readonly store?: string | undefined;
  readonly rebuild?: boolean | undefined;
  readonly overlap?: 'replace' | 'add' | undefined;
  readonly forget?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly attributes?: string | undefined;
  readonly asOf?: string | undefined;
  readonly labels?: boolean | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly every?: string | undefined;
  readonly data?: string | undefined;
  readonly bom?: boolean | undefined;
  readonly createOnly?: boolean | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback features --config winback.yaml --model out/churn/model --output today.parquet
  $ winback features --config winback.yaml --model out/churn/model --events new.parquet --as-of 2026-03-31 --output march.csv
  $ winback features --config winback.yaml --model out/churn/model --labels --as-of 2026-02-28 --output february.parquet
  $ winback features --config winback.yaml --labels --as-of 2026-01-31,2026-02-28 --output labelled.parquet
  $ winback features --config winback.yaml --labels --from 2025-10-01 --to 2026-02-28 --every 7 --output 'labelled-{day}.parquet'
  $ winback features --config winback.yaml --store events-store --model out/churn/model --output today.parquet
  $ winback features --store events-store --forget deleted-users.txt
  $ winback score --model out/churn/model --input today.parquet --output scores.parquet

The configuration is the one of training; --events and --attributes put newer files in place of its own. The log must
reach back over the observation window, better over the value window (90 days unless configured).

With --labels and no model the table is one to train on: a row for each user and day, with user_id, snapshot_date, the label,
and the features that \`winback churn\` trains on. {day} in the name of the output gives each day a file of its own.

With --store the events are kept in a folder. Each call reads only files that the store does not have: of a day that comes
again the events replace those of before. Without --model and --output it only adds events. One process uses a store at a time.`;

/** winback features */
export const addFeatures: AddCommand = (program: Command) => {
  const command = program
    .command('features')
    .description(
      'new events -> the features of a stored model, ready for `winback score`, or a table to train on',
    )
    .option('--config <file>', 'the configuration the model was trained with; only --forget goes without')
    .option('--output <file>', '.csv, .parquet or .arrow; or s3://..., oss://...; appears when complete')
    .option('--events <files...>', "event files instead of the configuration's")
    .option('--attributes <file>', "file of user attributes instead of the configuration's")
    .option('--store <dir>', 'folder that keeps the events by user: new files are added to it')
    .option('--rebuild', 'with --store: read all files again, in place of what the store holds')
    .addOption(
      new Option('--overlap <how>', 'with --store: what to do with files of days that the store has').choices(
        ['replace', 'add'],
      ),
    )
    .option('--forget <file>', 'with --store: remove the users whose ids stand in a text file, one a line')
    .option(
      '--as-of <day>',
      'last day looked at, YYYY-MM-DD (default: the last complete day of the log); with --labels and no model several, as D1,D2',
    )
    .option(
      '--labels',
      'add whether each user left within the horizon after that day, which must have passed; goes without a model, too',
    )
    .option('--from <day>', 'with --labels and no model: the first of days at equal distances')
    .option('--to <day>', 'with --from: where they end (default: the last day whose horizon has passed)')
    .option('--every <days>', "with --from: days from one to the next (default: the configuration's)")
    .option(...byteOrderMark)
    .option(...createOnlyFlag)
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .addOption(terminalLanguageFlag());
  withCommonFlags(withModelFlags(command), 'what was built', examples).action(features);
  addFeaturesPack(command);
};

async function features(options: FeaturesOptions): Promise<void> {
  requireLabelsFor(options);
  if (options.store !== undefined) return storeFeatures({ ...options, store: options.store });
  refuseStoreFlags(options);
  const { config, output } = options;
  if (config === undefined || output === undefined) {
    throw new WinbackError(
      'BAD_INPUT',
      'winback features needs --config and --output; with --store a configuration is enough',
    );
  }
  if (isLabelled(options)) await labelledFeatures({ ...options, config, output });
  else await featuresOf({ ...options, config, output });
}

function refuseStoreFlags(options: FeaturesOptions): void {
  for (const flag of ['rebuild', 'overlap', 'forget'] as const) {
    if (options[flag] !== undefined)
      throw new WinbackError('BAD_INPUT', `--${flag} goes with --store, the folder of the events`);
  }
}

export type FileOptions = FeaturesOptions & {
  readonly config: string;
  readonly output: string;
};

async function featuresOf(options: FileOptions): Promise<void> {
  const { output, asOf: day } = options;
  // Before anything is read: a model of hundreds of trees takes its time.
  checkFeaturesRun({ day, output, bom: options.bom });
  const config = withFiles(await readConfig(options.config, eventChurnConfig), options);
  const root = options.data ?? path.dirname(options.config);
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const model = await modelOf(options);
  try {
    const built = await abortable((signal) =>
      runFeatures(config, model, {
        day,
        labels: options.labels,
        root,
        signal,
        onProgress: progress.update,
        output,
        bom: options.bom,
        environment: process.env,
        createOnly: options.createOnly,
        onRetry: retriesTo(options.lang),
      }),
    ).finally(() => progress.end());
    const { table, missingDays, log, attributes } = built;
    const names = model.classifier.features.map(({ name }) => name);
    const rows = table.numRows;
    if (options.json === true) {
      const facts = { output, day: built.day, rows, features: names, missingDays, log, attributes };
      printJson({ ...facts, digest: model.digest });
    }
    const read = await readingLines({ log, attributes }, options.lang);
    read.forEach(warningsTo(options.lang));
    process.stderr.write(textOf(built, config, options));
  } finally {
    model.classifier.close();
  }
}

function textOf(
  { day, table, log, missingDays, longestDays }: StoredFeaturesTable,
  { windows, snapshots: { afterFirstDays } }: EventChurnConfig,
  { output, lang }: FileOptions,
): string {
  const t = commandTexts(lang).features;
  const rows = String(table.numRows);
  const lines = [
    afterFirstDays === undefined
      ? t.users(rows, String(windows.observationDays), day, output)
      : t.newUsers(rows, String(afterFirstDays), day, output),
  ];
  if (day < log.lastDay) lines.push(t.goesOn(log.lastDay));
  const missing = String(missingDays);
  if (missingDays > 0)
    lines.push(longestDays === null ? t.lacksHistory(missing) : t.lacks(missing, String(longestDays)));
  return `${lines.join('\n')}\n`;
}
