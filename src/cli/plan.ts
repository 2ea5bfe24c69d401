import path from 'node:path';

import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { flag, listOf, object, oneOf, optional, text } from '../base/options.js';
import { checkPlanOptions, type PlanFile } from '../entries/campaign.js';
import { settleFolder, writeWhole } from '../entries/registry.js';
import {
  type ArrowTable,
  type PlanOptions,
  planCampaign,
  readTable,
  verifyPlan,
  writePlan,
} from '../index.js';
import { readConfig } from '../pipeline/config-file.js';
import type { AddCommand } from './commands.js';
import { warnOfCut } from './cut-files.js';
import { exitCode } from './exit-code.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface PlanArguments {
  readonly scores: string;
  readonly config: string;
  readonly budget?: string | undefined;
  readonly policy?: string | undefined;
  readonly out: string;
  readonly threads?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

interface VerifyArguments {
  readonly scores: string;
  readonly salt?: string | undefined;
  readonly json?: boolean | undefined;
}

/** How the lists are written: the `output` section of a plan's configuration. */
interface OutputConfig {
  readonly formats: readonly ('parquet' | 'arrow')[];
  readonly bom: boolean;
  readonly salt: string | null;
}

const outputChecks = object<OutputConfig>({
  formats: optional(listOf(oneOf('parquet', 'arrow')), []),
  bom: optional(flag, false),
  salt: optional(text, null),
});

const examples = `
Examples:
  $ winback plan --scores scores.csv --budget 5000
  $ winback plan --scores scores.csv --config plan.yaml --budget 5000
  $ winback plan verify out/plan --scores scores.csv

The configuration is a plan's options (docs/reference/plan-config.md), or a file with them under \`plan:\`; \`output:\` beside them
sets formats, bom and salt. FILE holds one row a user: user_id, churn_prob and the columns the options name.`;

/** winback plan, winback plan verify */
export const addPlan: AddCommand = (program: Command) => {
  const command = program
    .command('plan')
    .description('the budget-optimal list with its certificate')
    .option('--scores <file>', '.csv, .csv.gz, .parquet or .arrow with one row a user')
    .option('--config <file>', 'YAML or JSON (default: every option but the budget has a default)')
    .option('--budget <yuan>', "instead of the configuration's")
    .option('--policy <name>', 'optimal, or greedy: the baseline rule of the reference script')
    .option('--out <dir>', 'folder for churn_users.csv, not_contacted.csv and plan.json', 'out/plan')
    .option('--threads <n>', 'threads (default: 1 below 50,000 users, else all)')
    .option('--json', 'print plan.json on stdout')
    .option('--quiet', 'no progress')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(plan);
  command
    .command('verify')
    .description('recomputes a written plan from its inputs; exit 1 when anything differs')
    .argument('<dir>', 'folder of plan.json')
    .option('--salt <text>', 'the salt of hashed ids')
    .action((folder: string, _own: unknown, self: Command) => verify(folder, self.optsWithGlobals()));
};

async function plan(options: Partial<PlanArguments> & Pick<PlanArguments, 'out'>): Promise<void> {
  const { scores, config: file } = options;
  if (scores === undefined) throw new WinbackError('BAD_INPUT', 'plan needs --scores FILE');
  if (file === undefined && options.budget === undefined)
    throw new WinbackError('BAD_INPUT', 'plan needs --budget YUAN, or --config FILE with a budget');
  const threads = threadCount(options.threads);
  const given = await configOf(file, options);
  const progress = new ProgressBar(options.quiet === true);
  const written = await abortable(async (signal) => {
    progress.update({ stage: 'reading', done: 0, total: null });
    await settleFolder(path.dirname(scores));
    const user = given.options.columns?.user ?? 'user_id';
    const table = await readTable(scores, { text: [user], utf8: [user], signal });
    requireColumns(given.options, table);
    await warnOfCut(scores);
    const made = await planCampaign(table, given.options, {
      signal,
      threads,
      onProgress: progress.update,
    });
    progress.update({ stage: 'writing', done: 0, total: null });
    return writeWhole(options.out, signal, (out) =>
      writePlan(table, made, out, { ...given.output, source: scores, signal }),
    );
  }).finally(() => progress.end());
  if (options.json === true) printJson(written);
  else process.stdout.write(summaryOf(written, options.out));
}

// What `winback score` writes lacks the columns of the features unless it is told to keep them.
function requireColumns(options: PlanOptions, table: ArrowTable): void {
  checkPlanOptions(options);
  try {
    checkPlanOptions(
      options,
      table.schema.fields.map(({ name }) => name),
    );
  } catch (cause) {
    const remedy = '`winback score --keep COLUMN` carries a column of the features over into the scores';
    throw new WinbackError('BAD_INPUT', `${(cause as Error).message}; ${remedy}`, { cause });
  }
}

// The file is the plan's options, or holds them under `plan:` beside other sections.
async function configOf(
  file: string | undefined,
  { budget, policy }: Partial<PlanArguments>,
): Promise<{ readonly options: PlanOptions; readonly output: OutputConfig }> {
  const config =
    file === undefined
      ? {}
      : await readConfig(file, (value, name) => {
          const sections = recordOfUnknown(value, name);
          const nested = 'plan' in sections ? recordOfUnknown(sections['plan'], `${name}.plan`) : sections;
          return {
            ...nested,
            ...('plan' in sections && 'output' in sections ? { output: sections['output'] } : {}),
          };
        });
  const { output, ...rest } = config as Record<string, unknown>;
  const options = {
    ...rest,
    ...(budget === undefined ? {} : { budget: flagNumber(budget, '--budget') }),
    ...(policy === undefined ? {} : { policy }),
  };
  // planCampaign checks every key.
  return { options: options as unknown as PlanOptions, output: outputChecks(output ?? {}, 'output') };
}

function recordOfUnknown(value: unknown, name: string): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new WinbackError('BAD_CONFIG', `${name} must be a mapping`);
}

async function verify(folder: string, options: Partial<VerifyArguments>): Promise<void> {
  if (options.scores === undefined) throw new WinbackError('BAD_INPUT', 'plan verify needs --scores FILE');
  await settleFolder(folder);
  const verified = await verifyPlan(folder, options.scores, { salt: options.salt ?? null });
  if (options.json === true) printJson(verified);
  else {
    for (const { check, status, detail } of verified.checks)
      process.stdout.write(`${status.padEnd(8)} ${check}: ${detail}\n`);
  }
  if (!verified.ok) process.exitCode = exitCode.gateFailed;
}

function summaryOf(plan: PlanFile, folder: string): string {
  const proof = plan.gap === 0 ? 'proven optimal' : `at most ${plan.gap.toFixed(2)} below the optimum`;
  const actions = plan.byAction.map(({ action, users, spent }) => `${action} ${users} (${spent.toFixed(2)})`);
  return [
    `${plan.targeted} of ${plan.users} users, ${plan.spent.toFixed(2)} of ${plan.budget.toFixed(2)} yuan spent`,
    `expected profit ${plan.expectedProfit.toFixed(2)} yuan, ${plan.policy === 'greedy' ? 'greedy rule' : proof}`,
    `next yuan of budget brings ${plan.shadowPrice.toFixed(2)}; ${actions.join(', ')}`,
    `written to ${folder}: ${[...plan.files.map(({ name }) => name), 'plan.json'].join(', ')}`,
    '',
  ].join('\n');
}
