import path from 'node:path';

import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { readConfig } from '../pipeline/config-file.js';
import { dailyConfig } from '../pipeline/daily/config.js';
import { runDaily } from '../pipeline/daily/run-daily.js';
import type { Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { dailyText } from './daily-text.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, trainingThreads, withCommonFlags } from './flags.js';
import { threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options extends CommonFlags {
  readonly config: string;
  readonly date?: string | undefined;
  readonly until?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly data?: string | undefined;
  readonly lang: Language;
  readonly threads?: string | undefined;
}

const examples = `
Examples:
  $ winback run daily --config winback.yaml
  $ winback run daily --config winback.yaml --date 2026-03-30 --until 2026-04-02
  $ winback run daily --config winback.yaml --dry-run --json > today.json

A day that was run is not run again: what its data, its model and the configuration decide is there already. With
--until the missed days come first; only the newest hands its contacts over.

Exit codes: 0 done, 1 done with a critical finding, 2 bad input, 75 another run is at work (try again later).`;

/** winback run daily */
export const addRun: AddCommand = (program: Command) => {
  const run = program.command('run').description('what runs regularly');
  const command = run
    .command('daily')
    .description('one whole day: data, features, scores, monitoring, plan, delivery, models, alarms')
    .requiredOption('--config <file>', 'configuration of events with a plan and a `daily` section')
    .option('--date <day>', 'the day, YYYY-MM-DD, in the zone of the configuration (default: yesterday)')
    .option('--until <day>', 'run every day from --date to this one')
    .option('--dry-run', 'up to the plan only: nothing is handed over, trained or told')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .addOption(languageFlag())
    .option(...trainingThreads);
  withCommonFlags(command, 'what became of each step', examples).action(daily);
};

async function daily(options: Options): Promise<void> {
  const config = await readConfig(options.config, dailyConfig);
  const root = options.data ?? path.dirname(options.config);
  const date = options.date ?? yesterday(config.events.timeZone);
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const work = { root, date, until: options.until, language: options.lang, environment: process.env };
  const threads = threadCount(options.threads);
  const now = (): number => Date.now() * 1000;
  const run = await abortable((signal) =>
    runDaily(config, { ...work, dryRun: options.dryRun, threads, now, signal, onProgress: progress.update }),
  )
    .catch((error: unknown) => {
      if (error instanceof WinbackError && error.code === 'LOCKED') process.exitCode = exitCode.tryLater;
      throw error;
    })
    .finally(() => progress.end());
  if (options.json === true) printJson(run);
  process.stderr.write(dailyText(run, options.lang));
  if (!run.passed) process.exitCode = exitCode.gateFailed;
}

/** The last day that is over in the zone. */
function yesterday(zone: string): string {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.now());
  return new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
