import type { Command } from 'commander';

import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { type Evaluation, runEvaluation } from '../pipeline/uplift/evaluate.js';
import type { AddCommand } from './commands.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, printJson } from './terminal.js';

interface Flags extends CommonFlags {
  readonly log: string;
  readonly policy: string;
  readonly against?: string | undefined;
  readonly reward: string;
  readonly user: string;
  readonly clip?: string | undefined;
  readonly seed?: string | undefined;
  readonly threads?: string | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback evaluate --log log.csv --policy uniform
  $ winback evaluate --log log.csv --policy sms --against logged
  $ winback evaluate --log log.csv --policy new-plan/decisions.csv --json

FILE of --log is decisions.csv of a plan with a column of rewards: user_id, action, probability_ACTION for every action and for none, reward.
Columns expected_ACTION with what a model expects are used where they are there; else what each action brought to other users.
A policy is logged (the one that drew the log), uniform, the name of an action, or a file with one row a user and columns probability_ACTION
or one column action.

Exit codes: 0 the log answers for the policy, 1 it does not (the reasons are printed), 2 bad input.`;

/** winback evaluate */
export const addEvaluate: AddCommand = (program: Command) => {
  const command = program
    .command('evaluate')
    .description('what a policy would have earned, according to a log of another one')
    .requiredOption('--log <file>', 'decisions with probabilities and rewards')
    .requiredOption('--policy <name|file>', 'policy to evaluate')
    .option('--against <name|file>', 'policy to compare it with, on the same users')
    .option('--reward <column>', 'column of rewards, such as profit in the outcome window', 'reward')
    .option('--user <column>', 'column of users', 'user_id')
    .option('--clip <weight>', 'largest weight that counts in full (default: 10)')
    .option('--seed <n>', 'seed of the resamples (default: 42)')
    .option('--threads <n>', 'threads of the resamples (default: by the rows)')
    .addOption(terminalLanguageFlag());
  withCommonFlags(command, 'the evaluation', examples).action(evaluate);
};

async function evaluate({ log, policy, json, lang, ...flags }: Flags): Promise<void> {
  const number = (value: string | undefined, flag: string) =>
    value === undefined ? undefined : flagNumber(value, flag);
  const found = await abortable((signal) =>
    runEvaluation(log, policy, {
      ...{ signal, reward: flags.reward, user: flags.user, against: flags.against },
      ...{ clip: number(flags.clip, '--clip'), seed: number(flags.seed, '--seed') },
      threads: threadCount(flags.threads),
    }),
  );
  if (json === true) printJson(found);
  else process.stdout.write(textOf(found, lang));
  const both = [found.gate, ...(found.against === null ? [] : [found.against.second.gate])];
  if (both.some(({ isEvaluable }) => !isEvaluable)) process.exitCode = exitCode.gateFailed;
}

function textOf(found: Evaluation, lang: Language): string {
  const t = commandTexts(lang).evaluate;
  const { gate, chosen, interval, bias, against } = found;
  const four = (value: number): string => value.toFixed(4);
  const range = (low: number, high: number): string => `${four(low)} .. ${four(high)}`;
  const lines = gate.isEvaluable
    ? [
        t.value(
          found.policy,
          four(chosen.value),
          range(interval?.low ?? chosen.low!, interval?.high ?? chosen.high!),
        ),
      ]
    : [t.notEvaluable(found.policy), ...gate.reasons.map((reason) => t.reasons[reason])];
  if (found.unsupportedUsers.length > 0)
    lines.push(t.users(String(gate.unsupportedRows), found.unsupportedUsers.slice(0, 10).join(', ')));
  lines.push(t.rows(String(gate.rows), gate.effectiveRows.toFixed(0), gate.largestWeight.toFixed(2)));
  lines.push(
    t.clipped(
      String(bias.clip),
      (100 * bias.clippedShare).toFixed(2),
      four(bias.bound),
      four(bias.sensitivity),
    ),
  );
  if (against?.second.gate.isEvaluable === false) lines.push(t.notEvaluable(against.policy));
  else if (against !== null && gate.isEvaluable) {
    const { low, high, value } = against.difference;
    lines.push(
      t.difference(
        against.policy,
        four(value),
        range(against.interval?.low ?? low, against.interval?.high ?? high),
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}
