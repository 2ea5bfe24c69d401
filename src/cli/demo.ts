import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { integer, nonNegative } from '../base/options.js';
import { summaryText } from '../pipeline/churn/summary.js';
import { runDays } from '../pipeline/demo/days.js';
import type { DaysSummary } from '../pipeline/demo/days-summary.js';
import { runDemo } from '../pipeline/demo/run.js';
import { commandTexts } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { commitOf, nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, trainingThreads, withCommonFlags } from './flags.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options extends CommonFlags {
  readonly users?: string | undefined;
  readonly seed: string;
  readonly out: string;
  readonly budget: string;
  readonly table?: boolean | undefined;
  readonly days?: string | undefined;
  readonly lang: 'zh' | 'en';
  readonly threads?: string | undefined;
}

const examples = `
Examples:
  $ winback demo
  $ winback demo --users 5000 --seed 7 --out out/small --lang en --json > summary.json
  $ winback demo --table --out out/table
  $ winback demo --days 60

Exit codes: 0 every gate passed, 1 the run is complete but a gate failed, 2 bad input.`;

/** winback demo */
export const addDemo: AddCommand = (program: Command) => {
  const command = program
    .command('demo')
    .description('generates events with a known truth, then churn, plan and report end to end')
    .option('--users <n>', 'users to generate (default: 30000, with --days 3000)')
    .option('--seed <n>', 'same seed, same data and same result', '42')
    .option('--out <dir>', 'folder for the data, report, plan and model', 'out')
    .option('--budget <yuan>', 'budget of the plan', '5000')
    .option('--table', 'the table of the reference script, one row a user, instead of events')
    .option('--days <n>', 'simulate so many days and run each, with faults planted, into OUT/days')
    .addOption(languageFlag())
    .option(...trainingThreads);
  withCommonFlags(command, 'the summary', examples).action(demo);
};

const usersOf = ({ users, days }: Options): number =>
  integer(100, 5_000_000)(flagNumber(users ?? (days === undefined ? '30000' : '3000'), '--users'), '--users');

const seedOf = ({ seed }: Options): number => integer(0, 2 ** 31 - 1)(flagNumber(seed, '--seed'), '--seed');

async function demo(options: Options): Promise<void> {
  if (options.days !== undefined) return days(options, options.days);
  const settings = {
    users: usersOf(options),
    seed: seedOf(options),
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

async function days(options: Options, given: string): Promise<void> {
  if (options.table === true) throw new WinbackError('BAD_INPUT', '--days and --table do not go together');
  const count = integer(1, 365)(flagNumber(given, '--days'), '--days');
  const settings = { days: count, users: usersOf(options), seed: seedOf(options) };
  const { out: folder, lang: language } = options;
  const threads = threadCount(options.threads);
  const progress = new ProgressBar(options.quiet === true, language);
  const summary = await abortable((signal) =>
    runDays(settings, { folder, language, threads, signal, onProgress: progress.update }),
  ).finally(() => progress.end());
  if (options.json === true) printJson(summary);
  process.stderr.write(daysText(summary, language, folder));
}

function daysText(summary: DaysSummary, language: Options['lang'], folder: string): string {
  const t = commandTexts(language).daily;
  const lines = [
    ...summary.planted.map(({ kind, date }) => t.planted(date, kind)),
    ...summary.alerts.map(({ kind, date, object }) => t.alert(date, kind, object)),
    ...summary.models.map(({ digest, promotedAt, reason }) =>
      t.model(promotedAt, digest.slice(0, 12), reason),
    ),
    t.written(`${folder}/days`),
  ];
  return `${lines.join('\n')}\n`;
}
