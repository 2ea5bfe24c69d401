import path from 'node:path';

import { type Command, Option } from 'commander';
import { WinbackError } from '../base/errors.js';
import { writeWhole } from '../entries/registry.js';
import { churnConfig } from '../pipeline/churn/config.js';
import { loadData } from '../pipeline/churn/dataset.js';
import { runAndWrite } from '../pipeline/churn/run.js';
import { summaryText } from '../pipeline/churn/summary.js';
import { readConfig } from '../pipeline/config-file.js';
import type { AddCommand } from './commands.js';
import { commitOf, nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson, warn } from './terminal.js';

interface Options {
  readonly config?: string | undefined;
  readonly out: string;
  readonly data?: string | undefined;
  readonly lang: 'zh' | 'en';
  readonly threads?: string | undefined;
  readonly commit?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

const examples = `
Examples:
  $ winback churn --config examples/telco/winback.yaml --data data/telco --out out/telco
  $ winback churn --config winback.yaml --lang en --json > summary.json

Exit codes: 0 every gate passed, 1 the run is complete but a gate failed, 2 bad input.`;

/** winback churn */
export const addChurn: AddCommand = (program: Command) => {
  program
    .command('churn')
    .description(
      'events or a prepared table -> features -> models -> evaluation -> model artefact and report',
    )
    .option('--config <file>', 'YAML or JSON file that maps your columns and events')
    .option('--out <dir>', 'folder for the report, scores and model', 'out/churn')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['zh', 'en']).default('zh'))
    .option('--threads <n>', 'threads of each training (default: 1; candidates train beside each other)')
    .option('--commit <id>', 'commit to note in the model (default: from the environment of the CI)')
    .option('--json', 'print the summary as one JSON document')
    .option('--quiet', 'no progress')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(runChurnCommand);
};

async function runChurnCommand(options: Options): Promise<void> {
  const progress = new ProgressBar(options.quiet === true);
  const threads = threadCount(options.threads);
  const file = configFile(options.config);
  const config = await readConfig(file, churnConfig);
  const summary = await abortable(async (signal) => {
    const onProgress = progress.update;
    const data = await loadData(config, {
      root: options.data ?? path.dirname(file),
      language: options.lang,
      signal,
      onWarning: warn,
      onProgress,
    });
    return writeWhole(options.out, signal, (out) =>
      runAndWrite(config, data, {
        ...{ out, language: options.lang, threads, signal, onProgress },
        ...{ now: nowUtc(), commit: commitOf(options.commit) },
      }),
    );
  }).finally(() => progress.end());
  if (options.json === true) printJson(summary);
  process.stderr.write(await summaryText(summary, options.lang, options.out));
  if (!summary.passed) process.exitCode = exitCode.gateFailed;
}

function configFile(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new WinbackError(
    'BAD_INPUT',
    'churn needs --config FILE, which maps your columns and events: docs/reference/churn-config.md lists every key, examples/ has five, ' +
      'and `winback demo` writes one beside its data, out/data/winback.yaml, to start from',
  );
}
