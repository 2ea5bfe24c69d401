import path from 'node:path';

import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { churnConfig } from '../pipeline/churn/config.js';
import { prepareChurn } from '../pipeline/churn/prepare.js';
import { runChurnPipeline } from '../pipeline/churn/run.js';
import { summaryText } from '../pipeline/churn/summary.js';
import { writeBackChurn } from '../pipeline/churn/write-back.js';
import { readConfig } from '../pipeline/config-file.js';
import { checkWriteBack } from '../pipeline/write-back.js';
import type { AddCommand } from './commands.js';
import { commitOf, nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, trainingThreads, withCommonFlags } from './flags.js';
import { threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson, retriesTo, tellWritten, warningsTo } from './terminal.js';

interface Options extends CommonFlags {
  readonly config?: string | undefined;
  readonly out: string;
  readonly data?: string | undefined;
  readonly lang: 'zh' | 'en';
  readonly threads?: string | undefined;
  readonly commit?: string | undefined;
  readonly bom?: boolean | undefined;
}

const examples = `
Examples:
  $ winback churn --config examples/telco/winback.yaml --data data/telco --out out/telco
  $ winback churn --config winback.yaml --lang en --json > summary.json

Exit codes: 0 every gate passed, 1 the run is complete but a gate failed, 2 bad input.`;

/** winback churn */
export const addChurn: AddCommand = (program: Command) => {
  const command = program
    .command('churn')
    .description(
      'events or a prepared table -> features -> models -> evaluation -> model artefact and report',
    )
    .option('--config <file>', 'YAML or JSON file that maps your columns and events')
    .option('--out <dir>', 'folder (or s3://bucket/prefix) for the report, scores and model', 'out/churn')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .addOption(languageFlag())
    .option(...trainingThreads)
    .option('--bom', 'begin scores.csv and the lists with a byte order mark, for spreadsheets')
    .option('--commit <id>', 'commit to note in the model (default: from the environment of the CI)');
  withCommonFlags(command, 'the summary', examples).action(churn);
};

async function churn(options: Options): Promise<void> {
  const threads = threadCount(options.threads);
  const file = configFile(options.config);
  const read = await readConfig(file, churnConfig);
  const config = options.bom === true ? { ...read, output: { ...read.output, bom: true } } : read;
  const { out: folder, lang: language } = options;
  const root = options.data ?? path.dirname(file);
  const { env: environment } = process;
  const output = { folder, language, now: nowUtc(), commit: commitOf(options.commit), environment };
  await checkWriteBack(config.writeBack, { root, environment: process.env });
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const onProgress = progress.update;
  const summary = await abortable(async (signal) => {
    const data = await prepareChurn(config, {
      root,
      language,
      signal,
      onWarning: warningsTo(language),
      onProgress,
      environment: process.env,
    });
    const run = await runChurnPipeline(config, data, { threads, signal, onProgress, output });
    run.close();
    if (config.writeBack !== null) {
      const target = { ...config, writeBack: config.writeBack };
      const access = { signal, root, environment: process.env, onRetry: retriesTo(language) };
      tellWritten(await writeBackChurn(target, data, run, access), language);
    }
    return run.summary;
  }).finally(() => progress.end());
  if (options.json === true) printJson(summary);
  process.stderr.write(await summaryText(summary, language, folder));
  if (!summary.passed) process.exitCode = exitCode.gateFailed;
}

function configFile(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new WinbackError(
    'BAD_INPUT',
    'churn needs --config FILE, which maps your columns and events: `winback init --events FILE` writes one for your file, docs/reference/churn-config.md lists every key, examples/ has five, ' +
      'and `winback demo` writes one beside its data, out/data/winback.yaml, to start from',
  );
}
