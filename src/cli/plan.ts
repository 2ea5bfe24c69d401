import path from 'node:path';

import { type Command, Option } from 'commander';
import { WinbackError } from '../base/errors.js';
import type { DecisionFacts, PlanFile, PlanValidity } from '../entries/campaign.js';
import type { NumberFormat } from '../entries/features.js';
import { verificationTexts } from '../entries/report.js';
import { readConfig } from '../pipeline/config-file.js';
import { type PlanConfig, planConfig } from '../pipeline/plan/config.js';
import { ratesOfFile, withRates } from '../pipeline/plan/rates.js';
import { runPlan } from '../pipeline/plan/run.js';
import { runPlanVerification } from '../pipeline/plan/verify.js';
import { requireRun, writeBackPlan } from '../pipeline/plan/write-back.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { checkWriteBack } from '../pipeline/write-back.js';
import type { AddCommand } from './commands.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, numberFormatFlag, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson, retriesTo, tellWritten, warningsTo } from './terminal.js';

interface PlanFlags extends CommonFlags {
  readonly scores?: string | undefined;
  readonly config?: string | undefined;
  readonly budget?: string | undefined;
  readonly rates?: string | undefined;
  readonly policy?: 'optimal' | 'greedy' | undefined;
  readonly out: string;
  readonly forModel?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly policyId?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly outcomeDays?: string | undefined;
  readonly numberFormat?: NumberFormat | undefined;
  readonly threads?: string | undefined;
  readonly encoding?: string | undefined;
  readonly lang: Language;
}

interface VerifyFlags extends CommonFlags {
  readonly scores?: string | undefined;
  readonly salt?: string | undefined;
  readonly numberFormat?: NumberFormat | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback plan --scores scores.csv --budget 5000
  $ winback plan --scores scores.csv --config plan.yaml --budget 5000
  $ winback plan --scores scores.csv --budget 5000 --rates rates.json
  $ winback plan verify out/plan --scores scores.csv

The configuration is a plan's options (docs/reference/plan-config.md), or a file with them under \`plan:\`; \`output:\` beside them
sets formats, bom and salt. FILE holds one row a user: user_id, churn_prob and the columns the options name. The reasons of
\`winback score --reasons N\` stand in churn_users.csv too, unless a salt hides who the users are.`;

const verifyExamples = `
Examples:
  $ winback plan verify out/plan --scores scores.csv
  $ winback plan verify out/plan --scores scores.csv --salt SALT --json

Exit codes: 0 the plan is what was written, 1 something differs, 2 bad input.`;

/** winback plan, winback plan verify */
export const addPlan: AddCommand = (program: Command) => {
  const command = program
    .command('plan')
    .description('the budget-optimal list with its certificate')
    .option(
      '--scores <file>',
      '.csv, .parquet, .arrow, .jsonl or .xlsx with one row a user, also .gz; or s3://...',
    )
    .option('--config <file>', 'YAML or JSON (default: every option but the budget has a default)')
    .option('--budget <yuan>', "instead of the configuration's")
    .option('--rates <file>', 'rates that a closed campaign taught (winback close --rates-out)')
    .addOption(
      new Option('--policy <name>', 'optimal, or greedy: the simple baseline rule').choices([
        'optimal',
        'greedy',
      ]),
    )
    .option(
      '--out <dir>',
      'folder (or s3://bucket/prefix) for churn_users.csv, not_contacted.csv, decisions.csv and plan.json',
      'out/plan',
    )
    .option('--for-model <digest>', 'digest of the model that gave the scores; `winback serve` asks for it')
    .option('--valid-until <time>', 'when the plan no longer holds, such as 2026-12-01T08:00:00Z')
    .option(
      '--policy-id <name>',
      'name of the policy in the log of decisions (default: digest of its options)',
    )
    .option('--snapshot <time>', 'up to when the scores know the users, such as 2026-12-01T00:00:00Z')
    .option('--outcome-days <n>', 'days after the plan within which outcomes count')
    .option('--encoding <name>', 'encoding of the scores, such as gb18030 (default: found by looking)')
    .addOption(numberFormatFlag('the numbers of the scores'))
    .addOption(terminalLanguageFlag())
    .option('--threads <n>', 'threads (default: 1 below 50,000 users, else all)');
  withCommonFlags(command, 'plan.json', examples).action(plan);
  const verifying = command
    .command('verify')
    .description('recomputes a written plan from its inputs; exit 1 when anything differs')
    .argument('<dir>', 'folder of plan.json, or s3://bucket/prefix')
    .option('--salt <text>', 'the salt of hashed ids');
  // The flags of plan hold for verify too.
  verifying
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', verifyExamples)
    .action((folder: string, _own: unknown, self: Command) => verify(folder, self.optsWithGlobals()));
};

async function plan(flags: PlanFlags): Promise<void> {
  const { scores } = flags;
  if (scores === undefined) throw new WinbackError('BAD_INPUT', 'plan needs --scores FILE');
  const threads = threadCount(flags.threads);
  const config = await configOf(flags);
  const output = {
    folder: flags.out,
    ...config.output,
    validFor: validityOf(flags),
    decisions: decisionsOf(flags),
  };
  const { writeBack } = config;
  const places = { root: path.dirname(flags.config ?? '.'), environment: process.env };
  requireRun(writeBack);
  await checkWriteBack(writeBack, places);
  const progress = new ProgressBar(flags.quiet === true, flags.lang);
  const { file } = await abortable(async (signal) => {
    const work = {
      threads,
      signal,
      onProgress: progress.update,
      onWarning: warningsTo(flags.lang),
      encoding: flags.encoding,
      numberFormat: flags.numberFormat,
      output,
      environment: process.env,
      onRetry: retriesTo(flags.lang),
      language: flags.lang,
    };
    const run = await runPlan(scores, config.options, work);
    if (writeBack !== null)
      tellWritten(await writeBackPlan(writeBack, run, output.salt, { signal, ...places }), flags.lang);
    return run;
  }).finally(() => progress.end());
  if (file === null) return;
  if (flags.json === true) printJson(file);
  else process.stdout.write(summaryOf(file, flags));
}

function validityOf({ forModel: model, validUntil: until }: PlanFlags): PlanValidity | undefined {
  if (model === undefined && until === undefined) return undefined;
  if (model !== undefined && until !== undefined) return { model, until };
  throw new WinbackError('BAD_INPUT', 'a plan for a server needs both --for-model and --valid-until');
}

function decisionsOf({ policyId: policy, snapshot, outcomeDays }: PlanFlags): DecisionFacts {
  const days = outcomeDays === undefined ? undefined : flagNumber(outcomeDays, '--outcome-days');
  return { policy, snapshot, outcomeDays: days };
}

async function configOf(flags: PlanFlags): Promise<PlanConfig> {
  const config = await givenConfig(flags);
  if (flags.rates === undefined) return config;
  const rates = await readConfig(flags.rates, ratesOfFile);
  return { ...config, options: withRates(config.options, rates) };
}

async function givenConfig({ config, budget, policy }: PlanFlags): Promise<PlanConfig> {
  if (config === undefined && budget === undefined)
    throw new WinbackError('BAD_INPUT', 'plan needs --budget YUAN, or --config FILE with a budget');
  const amount = budget === undefined ? undefined : flagNumber(budget, '--budget');
  const check = planConfig({ budget: amount, policy });
  return config === undefined ? check({}, 'plan') : readConfig(config, check);
}

async function verify(folder: string, { scores, json, lang, ...options }: VerifyFlags): Promise<void> {
  if (scores === undefined) throw new WinbackError('BAD_INPUT', 'plan verify needs --scores FILE');
  const { salt, numberFormat } = options;
  const found = await abortable((signal) =>
    runPlanVerification(folder, scores, {
      ...{ salt, numberFormat, signal },
      ...{ environment: process.env, onRetry: retriesTo(lang) },
    }),
  );
  const verified = await verificationTexts(found);
  if (json === true) printJson(verified);
  else {
    const t = commandTexts(lang).verify;
    for (const { status, what, found } of verified.checks)
      process.stdout.write(`${t[status].padEnd(8)} ${what[lang]}: ${found[lang]}\n`);
  }
  if (!verified.ok) process.exitCode = exitCode.gateFailed;
}

/** With the standard deviation by what is not known of the responses, where the plan knows it. */
const profitText = ({ expectedProfit, profitSd }: PlanFile): string =>
  profitSd === undefined
    ? expectedProfit.toFixed(2)
    : `${expectedProfit.toFixed(2)} ± ${profitSd.toFixed(2)}`;

function summaryOf(plan: PlanFile, { out, lang }: PlanFlags): string {
  const t = commandTexts(lang).plan;
  const proof = plan.gap === 0 ? t.proven : t.atMost(plan.gap.toFixed(2));
  const actions = plan.byAction.map(({ action, users, spent }) => `${action} ${users} (${spent.toFixed(2)})`);
  const files = [...plan.files.map(({ name }) => name), 'plan.json'].join(', ');
  return [
    t.targeted(String(plan.targeted), String(plan.users), plan.spent.toFixed(2), plan.budget.toFixed(2)),
    t.profit(profitText(plan), plan.policy === 'greedy' ? t.greedy : proof),
    t.next(plan.shadowPrice.toFixed(2), actions.join(', ')),
    t.written(out, files),
    '',
  ].join('\n');
}
