import path from 'node:path';

import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { buildStoredFeatures, parseStoredFeatures, type StoredFeaturesTable } from '../entries/features.js';
import { loadModel, type StoredModel, writeTable } from '../index.js';
import { churnConfig, type EventChurnConfig } from '../pipeline/churn/config.js';
import { readConfig } from '../pipeline/config-file.js';
import { conform, readingLines } from '../pipeline/for-command-line.js';
import type { AddCommand } from './commands.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options {
  readonly config: string;
  readonly model: string;
  readonly output: string;
  readonly events?: readonly string[] | undefined;
  readonly attributes?: string | undefined;
  readonly asOf?: string | undefined;
  readonly data?: string | undefined;
  readonly digest?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

const examples = `
Examples:
  $ winback features --config winback.yaml --model out/churn/model --output today.parquet
  $ winback features --config winback.yaml --model out/churn/model --events new.parquet --as-of 2026-03-31 --output march.csv
  $ winback score --model out/churn/model --input today.parquet --output scores.parquet

The configuration is the one of training; --events and --attributes put newer files in place of its own. The log must
reach back over the observation window, better over the value window (90 days unless configured).`;

/** winback features */
export const addFeatures: AddCommand = (program: Command) => {
  program
    .command('features')
    .description('new events -> the features of a stored model, ready for `winback score`')
    .requiredOption('--config <file>', 'the configuration the model was trained with')
    .requiredOption('--model <dir>', 'folder of the stored model; verified before use')
    .requiredOption('--output <file>', '.csv, .parquet or .arrow; appears when complete')
    .option('--events <files...>', "event files instead of the configuration's")
    .option('--attributes <file>', "file of user attributes instead of the configuration's")
    .option('--as-of <day>', 'last day looked at, YYYY-MM-DD (default: the last complete day of the log)')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .option('--digest <sha256>', 'digest the model must have, from a trusted place')
    .option('--json', 'print what was built as one JSON document')
    .option('--quiet', 'no progress')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(features);
};

async function features(options: Options): Promise<void> {
  const config = withFiles(await eventConfig(options.config), options);
  const progress = new ProgressBar(options.quiet === true);
  const model = await loadModel(options.model, { digest: options.digest });
  try {
    const built = await abortable(async (signal) => {
      const table = await build(config, model, options, signal, progress);
      progress.update({ stage: 'writing', done: 0, total: null });
      await writeTable(options.output, table.table, { signal });
      return table;
    }).finally(() => progress.end());
    const { output } = options;
    const { day, table, missingDays, log } = built;
    const names = model.classifier.features.map(({ name }) => name);
    if (options.json === true)
      printJson({
        output,
        day,
        rows: table.numRows,
        features: names,
        missingDays,
        log,
        attributes: built.attributes,
        digest: model.digest,
      });
    const read = await readingLines({ log, attributes: built.attributes }, 'en');
    process.stderr.write(
      `${[...read.map((line) => `warning: ${line}`), textOf(built, config, output)].join('\n')}`,
    );
  } finally {
    model.classifier.close();
  }
}

async function eventConfig(file: string): Promise<EventChurnConfig> {
  const config = await readConfig(file, churnConfig);
  if (config.kind === 'events') return config;
  throw new WinbackError('BAD_INPUT', `${file} describes a prepared table: features are built from events`);
}

// Files named on the command line start from the working directory, those of the configuration from its folder.
function withFiles(config: EventChurnConfig, { events, attributes }: Options): EventChurnConfig {
  const source = events?.map((file) => path.resolve(file)) ?? config.events.source;
  if (attributes === undefined) return { ...config, events: { ...config.events, source } };
  if (config.attributes === undefined)
    throw new WinbackError('BAD_INPUT', '--attributes: the configuration has no attributes');
  return {
    ...config,
    events: { ...config.events, source },
    attributes: { ...config.attributes, source: [path.resolve(attributes)] },
  };
}

async function build(
  config: EventChurnConfig,
  { manifest, classifier, features: stored }: StoredModel,
  options: Options,
  signal: AbortSignal,
  progress: ProgressBar,
): Promise<StoredFeaturesTable> {
  if (stored === null || manifest.featureVersion === null)
    throw new WinbackError('BAD_INPUT', `the model in ${options.model} was not trained on events`);
  const described = parseStoredFeatures(stored);
  const names = classifier.features.map(({ name }) => name);
  if (names.join('\n') !== described.names.join('\n'))
    throw new WinbackError('BAD_MODEL', `${options.model}: features.json does not list the model's features`);
  const built = await buildStoredFeatures(config, described, manifest.featureVersion, {
    day: options.asOf,
    root: options.data ?? path.dirname(options.config),
    signal,
    onProgress: progress.update,
  });
  // What scoring will do with the file: a column of another name or kind shows here.
  conform(built.table, classifier.features);
  return built;
}

function textOf(built: StoredFeaturesTable, { windows }: EventChurnConfig, output: string): string {
  const { day, table, log, missingDays } = built;
  const lines = [`${table.numRows} users active in the ${windows.observationDays} days to ${day}: ${output}`];
  if (day < log.lastDay) lines.push(`the log goes on until ${log.lastDay}; --as-of names another day`);
  if (missingDays > 0)
    lines.push(`the log lacks ${missingDays} of the ${windows.valueDays} days of the value window`);
  return `${lines.join('\n')}\n`;
}
