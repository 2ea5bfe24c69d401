import type { Command } from 'commander';

import { integer, nonNegative } from '../base/options.js';
import { summaryText } from '../pipeline/churn/summary.js';
import { runDemo } from '../pipeline/demo/run.js';
import type { AddCommand } from './commands.js';
import { commitOf, nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, trainingThreads, withCommonFlags } from './flags.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options extends CommonFlags {
  readonly users: string;
  readonly seed: string;
  readonly out: string;
  readonly budget: string;
  readonly table?: boolean | undefined;
  readonly lang: 'zh' | 'en';
  readonly threads?: string | undefined;
}

const examples = `
Examples:
  $ winback demo
  $ winback demo --users 5000 --seed 7 --out out/small --lang en --json > summary.json
  $ winback demo --table --out out/table

Exit codes: 0 every gate passed, 1 the run is complete but a gate failed, 2 bad input.`;

/** winback demo */
export const addDemo: AddCommand = (program: Command) => {
  const command = program
    .command('demo')
    .description('generates events with a known truth, then churn, plan and report end to end')
    .option('--users <n>', 'users to generate', '30000')
    .option('--seed <n>', 'same seed, same data and same result', '42')
    .option('--out <dir>', 'folder for the data, report, plan and model', 'out')
    .option('--budget <yuan>', 'budget of the plan', '5000')
    .option('--table', 'the table of the reference script, one row a user, instead of events')
    .addOption(languageFlag())
    .option(...trainingThreads);
  withCommonFlags(command, 'the summary', examples).action(demo);
};

async function demo(options: Options): Promise<void> {
  const settings = {
    users: integer(100, 5_000_000)(flagNumber(options.users, '--users'), '--users'),
    seed: integer(0, 2 ** 31 - 1)(flagNumber(options.seed, '--seed'), '--seed'),
    budget: nonNegative(flagNumber(options.budget, '--budget'), '--budget'),
    table: options.table === true,
  };
  const threads = threadCount(options.threads);
  const { out: folder, lang: language } = options;
  const output = { folder, language, now: nowUtc(), commit: commitOf(undefined) };
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const summary = await abortable((signal) =>
    runDemo(settings, { output, threads, signal, onProgress: progress.update }),
  ).finally(() => progress.end());
  if (options.json === true) printJson(summary);
  process.stderr.write(await summaryText(summary, language, folder));
  if (!summary.passed) process.exitCode = exitCode.gateFailed;
}
