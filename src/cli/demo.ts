import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { type Command, Option } from 'commander';

import { integer, nonNegative } from '../base/options.js';
import type { Sample } from '../entries/churn.js';
import { writeWhole } from '../entries/registry.js';
import type { GeneratedEvents } from '../entries/simulate.js';
import {
  buildSnapshots,
  type ChurnDataset,
  type ExperimentResult,
  featuresConfig,
  generateChurnTable,
  generateEvents,
  writeFiles,
} from '../index.js';
import { churnConfig } from '../pipeline/churn/config.js';
import { datasetOfEvents, datasetOfTable, type LoadedData } from '../pipeline/churn/dataset.js';
import { type RunOptions, runAndWrite } from '../pipeline/churn/run.js';
import { type ChurnSummary, summaryText } from '../pipeline/churn/summary.js';
import type { AddCommand } from './commands.js';
import { experimentDemo } from './demo-experiment.js';
import { commitOf, nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options {
  readonly users: string;
  readonly seed: string;
  readonly out: string;
  readonly budget: string;
  readonly table?: boolean | undefined;
  readonly lang: 'zh' | 'en';
  readonly threads?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

const examples = `
Examples:
  $ winback demo
  $ winback demo --users 5000 --seed 7 --out out/small --lang en --json > summary.json
  $ winback demo --table --out out/table

Exit codes: 0 every gate passed, 1 the run is complete but a gate failed, 2 bad input.`;

/** winback demo */
export const addDemo: AddCommand = (program: Command) => {
  program
    .command('demo')
    .description('generates events with a known truth, then churn, plan and report end to end')
    .option('--users <n>', 'users to generate', '30000')
    .option('--seed <n>', 'same seed, same data and same result', '42')
    .option('--out <dir>', 'folder for the data, report, plan and model', 'out')
    .option('--budget <yuan>', 'budget of the plan', '5000')
    .option('--table', 'a table as the reference script makes it, one row a user, instead of events')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['zh', 'en']).default('zh'))
    .option('--threads <n>', 'threads of each training (default: 1; candidates train beside each other)')
    .option('--json', 'print the summary as one JSON document')
    .option('--quiet', 'no progress')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(demo);
};

async function demo(options: Options): Promise<void> {
  const users = integer(100, 5_000_000)(flagNumber(options.users, '--users'), '--users');
  const seed = integer(0, 2 ** 31 - 1)(flagNumber(options.seed, '--seed'), '--seed');
  const budget = nonNegative(flagNumber(options.budget, '--budget'), '--budget');
  const threads = threadCount(options.threads);
  const progress = new ProgressBar(options.quiet === true);
  const summary = await abortable((signal) =>
    writeWhole(options.out, signal, (out) =>
      wholeDemo(options.table === true, users, seed, budget, {
        out,
        language: options.lang,
        now: nowUtc(),
        commit: commitOf(undefined),
        threads,
        signal,
        onProgress: progress.update,
      }),
    ),
  ).finally(() => progress.end());
  if (options.json === true) printJson(summary);
  process.stderr.write(await summaryText(summary, options.lang, options.out));
  if (!summary.passed) process.exitCode = exitCode.gateFailed;
}

/** What the demo prints with --json: the churn summary and the experiment's outcome. */
interface DemoSummary extends ChurnSummary {
  readonly experiment: Pick<ExperimentResult, 'decision' | 'srm' | 'metrics'> & {
    /** True rise of the conversion rate that the experiment's data were made with. */
    readonly truth: number;
  };
}

/** All three questions: churn and plan on events or one table, then an experiment with a known effect. */
async function wholeDemo(
  onTable: boolean,
  users: number,
  seed: number,
  budget: number,
  work: RunOptions,
): Promise<DemoSummary> {
  const churn = await (onTable ? tableDemo : eventDemo)(users, seed, budget, work);
  work.onProgress?.({ stage: 'experiment', done: 0, total: 1 });
  const { result, truth, files } = await experimentDemo(users, seed, work);
  const { metrics, srm, decision } = result;
  const experiment = { truth, decision, srm, metrics };
  const summary = { ...churn, experiment, files: [...churn.files, ...files] };
  // summary.json is what --json prints.
  await writeFiles(work.out, new Map([['summary.json', `${JSON.stringify(summary, null, 1)}\n`]]));
  return summary;
}

/**
 * Churn and plan on a table as the reference script makes it. Its users appear once and know no calendar, so no embargo
 * is needed between the parts.
 */
export async function tableDemo(
  users: number,
  seed: number,
  budget: number,
  work: RunOptions,
): Promise<ChurnSummary> {
  work.onProgress?.({ stage: 'generating', done: 0, total: 1 });
  const { table, probability } = await generateChurnTable({ users, seed });
  const config = churnConfig(
    {
      name: 'demo-table',
      seed,
      table: { path: 'generated', id: 'user_id', label: 'label_churn_14d', date: 'snapshot_date' },
      split: { testDays: 7, calibrationDays: 7, embargoDays: 0 },
      // Over 24 seeds as good as 50 rounds of patience: the test AUC differs by -0.00002, standard error 0.00001.
      models: { trees: 100, earlyStoppingRounds: 25 },
      evaluation: { maximumTruthDistance: 0.01 },
      plan: { budget },
    },
    'demo',
  );
  if (config.kind !== 'table') throw new TypeError('the demo names a table');
  const { path: _, ...columns } = config.table;
  const data = datasetOfTable(table, 'generated', { split: config.split, table: columns }, probability);
  return runAndWrite(config, { ...data, valueColumn: 'pay_amt_30' }, work);
}

/**
 * Actions and values under which a budget of 5,000 yuan is short, so that the plan has to choose: a user who comes back
 * pays for two months (50 yuan a month where nothing is known); a call costs much and works best.
 */
const demoEconomics = {
  alpha: 2,
  zeroRevenue: 50,
  actions: {
    push: { response: { high: 0.005, medium: 0.01, low: 0.01 } },
    sms: { contact: 0.05, response: { high: 0.02, medium: 0.03, low: 0.02 } },
    coupon: {
      face: 20,
      paid: 'redemption',
      freeRiders: 0.1,
      response: { high: 0.12, medium: 0.15, low: 0.1 },
    },
    call: { contact: 8, response: { high: 0.24, medium: 0.2, low: 0.12 } },
  },
} as const;

/** A generated event log: the way of real data, from events to plan. */
export async function eventDemo(
  users: number,
  seed: number,
  budget: number,
  work: RunOptions,
): Promise<ChurnSummary> {
  const { signal, onProgress } = work;
  const folder = path.join(work.out, 'data');
  await mkdir(folder, { recursive: true });
  const generated = await generateEvents(folder, {
    users,
    seed,
    signal,
    onProgress,
  });
  // Three snapshots a fortnight apart tell nearly as much as eight a week apart: neighbours share most of their window.
  const sections = { ...generated.config, snapshots: { everyDays: 14, train: 3, calibration: 1, test: 1 } };
  const plan = { budget, ...demoEconomics, holdout: { share: 0.1, seed } };
  const whole = { name: 'demo', ...sections, seed, models: { trees: 100 }, plan };
  await writeFile(path.join(folder, 'winback.yaml'), await configText(whole, generated));
  const features = featuresConfig(sections, 'demo');
  const set = await buildSnapshots(features, {
    signal,
    onProgress,
  });
  const data = withTruth(datasetOfEvents(set, 'generated', work.language), generated, set.report.horizonDays);
  return runAndWrite(churnConfig(whole, 'demo'), data, work);
}

/** The configuration as a file beside the data it names, so that every command can be tried on them. */
async function configText(
  config: GeneratedEvents['config'],
  { eventsPath, attributesPath }: GeneratedEvents,
): Promise<string> {
  const { stringify } = await import('yaml');
  const events = { ...config.events, source: path.basename(eventsPath) };
  const attributes = { ...config.attributes, source: path.basename(attributesPath) };
  return `# Of \`winback demo\`; try it with: winback churn --config FILE\n${stringify({ ...config, events, attributes })}`;
}

function withTruth(data: LoadedData, { truth }: GeneratedEvents, horizonDays: number): LoadedData {
  const { split } = data.dataset;
  if (split.kind !== 'time') return data;
  const { users, days } = split.test;
  const probabilities = Float64Array.from(users, (user, row) =>
    truth.probability(String(user), isoDay(days![row]!), horizonDays),
  );
  const test: Sample = { ...split.test, truth: probabilities };
  const dataset: ChurnDataset = { ...data.dataset, split: { ...split, test } };
  return { ...data, dataset };
}

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
