import type { Command } from 'commander';
import { Option } from 'commander';

import { WinbackError } from '../base/errors.js';
import { holdoutPlan } from '../pipeline/close/holdout-plan.js';
import type { AbsentUsers } from '../pipeline/close/join.js';
import { type Closing, runClose } from '../pipeline/close/run.js';
import { runObserved } from '../pipeline/close/run-observed.js';
import { type ClosingPlace, keepClosing, withOutbox } from '../pipeline/close/state-records.js';
import { type Language, reportTexts } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, withCommonFlags } from './flags.js';
import { flagNumber } from './numeric.js';
import { placeOf, withStateFlags } from './state-flags.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface CloseFlags extends CommonFlags {
  readonly plan: readonly string[];
  readonly outcomes: readonly string[];
  readonly column: readonly string[];
  readonly covariates?: string | undefined;
  readonly from?: string | undefined;
  readonly absent: AbsentUsers;
  readonly salt?: string | undefined;
  readonly out: string;
  readonly ratesOut?: string | undefined;
  readonly state?: string | undefined;
  readonly project?: string | undefined;
  readonly passwordEnv?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly planHoldout?: boolean | undefined;
  readonly halfWidth?: string | undefined;
  readonly contacts?: string | undefined;
  readonly caliper?: string | undefined;
  readonly replacement?: boolean | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback close --plan out/plan --outcomes outcomes.csv
  $ winback close --plan out/plan --outcomes outcomes.csv --rates-out rates.json --json
  $ winback close --plan out/may --plan out/june --outcomes may.csv --outcomes june.csv
  $ winback close --plan out/plan --outcomes outcomes.csv --state winback.db --project shop
  $ winback close --plan out/plan --plan-holdout --half-width 2000
  $ winback close --contacts sent.csv --outcomes outcomes.csv --covariates visits,spend
  $ winback close --plan out/plan --outcomes last.csv --from 2026-06-01 --column lastActive=last_seen

FILE holds one row a user: user_id, and stayed (true, false) or last_active. It may have revenue, cost (booked, yuan),
window_closed, delivered, contacted_elsewhere and refunded (yuan after the window).

Exit codes: 0 every check passed, 1 a check failed, 2 bad input.`;

const repeated = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** winback close */
export const addClose: AddCommand = (program: Command) => {
  const command = program
    .command('close')
    .description('what a campaign brought, against the users whom its holdout kept from it')
    .option('--plan <dir>', 'folder that winback plan wrote; once for each campaign', repeated, [])
    .option(
      '--outcomes <file>',
      'what became of the users: one file a plan, in the order of the plans, or one for all',
      repeated,
      [],
    )
    .option(
      '--column <name=column>',
      'another name of a column, such as stayed=kept; once for each',
      repeated,
      [],
    )
    .option('--covariates <columns>', 'more number columns that were known before, separated by commas')
    .option('--from <day>', 'first day of the window, where the outcomes have a last activity')
    .addOption(
      new Option(
        '--absent <as>',
        'users without an outcome: out fails the check, left counts them as having left',
      )
        .choices(['out', 'left'])
        .default('out'),
    )
    .option('--salt <text>', 'the salt of hashed ids')
    .option('--out <dir>', 'folder for the report and summary.json', 'out/closing')
    .option('--rates-out <file>', 'file of rates for the next plan (winback plan --rates)')
    .option('--project <name>', 'with --state: name of the configuration that the closing is kept under')
    .option('--plan-holdout', 'say which share to hold back of a plan that was not yet run')
    .option('--half-width <yuan>', 'with --plan-holdout: half of the interval that is wanted')
    .option('--contacts <file>', 'a campaign without a holdout: users who were contacted, with --covariates')
    .option(
      '--caliper <n>',
      'with --contacts: largest distance of two scores in standard deviations (default: 0.2)',
    )
    .option('--replacement', 'with --contacts: one user may stand for several contacted ones')
    .addOption(languageFlag());
  withStateFlags(command, 'optional');
  withCommonFlags(command, 'the summary', examples).action(close);
};

async function close(flags: CloseFlags): Promise<void> {
  if (flags.planHoldout === true) return planHoldout(flags);
  if (flags.contacts !== undefined) return closeContacts(flags, flags.contacts);
  const { plan: plans, outcomes, from, absent, salt, ratesOut, lang: language } = flags;
  if (plans.length === 0 || outcomes.length === 0)
    throw new WinbackError('BAD_INPUT', 'close needs --plan DIR and --outcomes FILE');
  const place = placeOfClosing(flags);
  const progress = new ProgressBar(flags.quiet === true, language);
  const closing = await withOutbox(place, (outbox) =>
    abortable((signal) =>
      runClose({
        ...{ plans, outcomes, from, absent, salt, ratesOut, outbox, signal, columns: columnsOf(flags) },
        ...{ onProgress: progress.update, environment: process.env },
        output: { folder: flags.out, language, now: nowUtc() },
      }),
    ),
  ).finally(() => progress.end());
  if (place !== null) await keepClosing(closing, place);
  if (flags.json === true) printJson(closing);
  process.stderr.write(shortText(closing, flags));
  if (!closing.ok) process.exitCode = exitCode.gateFailed;
}

/** Where the closing is kept; null where nobody says. */
function placeOfClosing({ state, project, ...password }: CloseFlags): ClosingPlace | null {
  if ((state === undefined) !== (project === undefined))
    throw new WinbackError(
      'BAD_INPUT',
      'close keeps its result with --state URL and --project NAME together',
    );
  if (state === undefined || project === undefined) return null;
  return { state: placeOf({ ...password, state }), project, now: nowUtc() };
}

async function planHoldout({ plan: [folder], halfWidth, json, lang }: CloseFlags): Promise<void> {
  if (folder === undefined) throw new WinbackError('BAD_INPUT', 'close --plan-holdout needs --plan DIR');
  const wanted = halfWidth === undefined ? null : flagNumber(halfWidth, '--half-width');
  const found = await abortable((signal) => holdoutPlan(folder, wanted, signal));
  if (json === true) return printJson(found);
  const { closing: t } = reportTexts(lang);
  const lines = found.holdoutWidths.map(({ share, halfWidth: half, forgone }) =>
    t.width((100 * share).toFixed(0), half.toFixed(2), forgone.toFixed(2)),
  );
  const least = found.share === null ? t.noShare : t.leastShare((100 * found.share).toFixed(1));
  process.stdout.write(`${[...lines, ...(wanted === null ? [] : [least])].join('\n')}\n`);
}

async function closeContacts(flags: CloseFlags, contacts: string): Promise<void> {
  const { outcomes, from, lang, json, out, replacement } = flags;
  const caliper = flags.caliper === undefined ? undefined : flagNumber(flags.caliper, '--caliper');
  const file = outcomes[0];
  if (file === undefined || outcomes.length > 1 || flags.plan.length > 0)
    throw new WinbackError('BAD_INPUT', 'close --contacts needs one --outcomes FILE, and no --plan');
  const closing = await abortable((signal) =>
    runObserved({
      ...{ contacts, outcomes: file, from, caliper, replacement, signal, columns: columnsOf(flags) },
      output: { folder: out, language: lang, now: nowUtc() },
    }),
  );
  if (json === true) printJson(closing);
  const { closing: t } = reportTexts(lang);
  process.stderr.write(`${t.observed.notProven}\n${t.observed.written(out)}\n`);
  if (!closing.ok) process.exitCode = exitCode.gateFailed;
}

function columnsOf({ column, covariates }: CloseFlags): Record<string, string | readonly string[]> {
  const named = column.map((given) => {
    const at = given.indexOf('=');
    if (at > 0 && at < given.length - 1) return [given.slice(0, at), given.slice(at + 1)];
    throw new WinbackError('BAD_INPUT', `--column must be such as stayed=kept, got ${JSON.stringify(given)}`);
  });
  const more =
    covariates === undefined ? {} : { covariates: covariates.split(',').map((name) => name.trim()) };
  return { ...Object.fromEntries(named), ...more };
}

function shortText(closing: Closing, { lang, out, ratesOut }: CloseFlags): string {
  const { closing: t, sentences } = reportTexts(lang);
  const failed = closing.checks.filter(({ status }) => status === 'failed');
  const yuan = (value: number): string => value.toFixed(2);
  const { incremental, claimed, claimedOverTrue: ratio } = closing;
  const times =
    ratio.value === null || ratio.low === null
      ? t.noRatio
      : t.ratio(ratio.value.toFixed(2), `${ratio.low.toFixed(2)} … ${ratio.high?.toFixed(2) ?? t.unbounded}`);
  const lines = [
    t.brought(yuan(incremental.value), `${yuan(incremental.low)} … ${yuan(incremental.high)}`),
    t.claimed(yuan(claimed), times),
    ...failed.map(({ code, values }) => {
      const { what, found } = sentences.closeChecks[code] as Record<'what' | 'found', (of: never) => string>;
      return `${t.states.failed}: ${what(values as never)}: ${found(values as never)}`;
    }),
    t.written(out),
    ...(ratesOut === undefined ? [] : [t.ratesWritten(ratesOut)]),
  ];
  return `${lines.join('\n')}\n`;
}
