import { createInterface } from 'node:readline/promises';

import type { Command } from 'commander';

import { WinbackError } from '../index.js';
import { nextCommand } from '../pipeline/init/config.js';
import { inspectionJson } from '../pipeline/init/json.js';
import { questionText, writtenText } from '../pipeline/init/question-text.js';
import type { Answers, Ask, Question } from '../pipeline/init/records.js';
import { runInit } from '../pipeline/init/run.js';
import { inspectionText } from '../pipeline/init/text.js';
import type { AddCommand } from './commands.js';
import { type CommonFlags, languageFlag, numberFormatFlag, withCommonFlags } from './flags.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options extends CommonFlags, Answers {
  readonly events: readonly string[];
  readonly attributes?: readonly string[] | undefined;
  readonly encoding?: string | undefined;
  readonly out: string;
  readonly lang: 'zh' | 'en';
}

const examples = `
Examples:
  $ winback init --events events.csv
  $ winback init --events 'logs/*.parquet' --attributes users.csv --lang en
  $ winback init --events orders.csv --time-format '%d/%m/%Y %H:%M' --amount total --out shop.yaml
  $ winback init --events users.csv --label churned
  $ winback churn --config winback.yaml

What the data do not tell (03/04/2026 in every row, two amounts) is asked on a terminal. Elsewhere it is an error that
names the flag which answers it. Exit codes: 0 written, 2 bad input or an open question.`;

/** winback init */
export const addInit: AddCommand = (program: Command) => {
  const command = program
    .command('init')
    .description(
      'look at a file of events (or a prepared or experiment table) and write a commented configuration',
    )
    .requiredOption('--events <files...>', 'CSV, Parquet or other files of one table; globs allowed')
    .option('--attributes <files...>', "files of users' attributes")
    .option('--encoding <name>', 'encoding of the events, such as gb18030 (default: found by looking)')
    .option('--out <file>', 'configuration to write; never overwritten', 'winback.yaml')
    .addOption(languageFlag())
    .option('--user <column>', 'column of the user')
    .option('--time <column>', 'column of the time')
    .option('--event <column>', 'column of the event name, or none: every row is one event')
    .option('--amount <column>', 'column of the amount paid, a product such as Quantity*UnitPrice, or none')
    .option('--time-format <format>', 'how the times are written, as strptime has it: %d/%m/%Y %H:%M')
    .addOption(numberFormatFlag('the amounts'))
    .option('--time-zone <zone>', 'zone whose days count: Asia/Shanghai or +08:00')
    .option('--preset <name>', 'whose export it is: posthog, segment, ga4, sensorsdata, ..., or none')
    .option('--label <column>', 'column that says who left: the file is a prepared table')
    .option('--variant <column>', 'column of the variant: the file is the table of an experiment');
  withCommonFlags(command, 'the profile and the guesses', examples).action(init);
};

async function init(options: Options): Promise<void> {
  const { events, attributes, encoding, out, lang } = options;
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const ask =
    process.stdin.isTTY === true && process.stderr.isTTY === true ? asking(lang, progress) : undefined;
  const found = await abortable((signal) =>
    runInit(
      {
        events,
        attributes,
        encoding,
        answers: answersOf(options),
        ask,
        signal,
        onProgress: progress.update,
        environment: process.env,
      },
      { file: out, language: lang },
    ),
  ).finally(() => progress.end());
  if (options.json === true) printJson(inspectionJson(found));
  else process.stdout.write(inspectionText(found, lang));
  process.stderr.write(writtenText(out, nextCommand(found, out), lang));
}

function answersOf(options: Options): Answers {
  const { user, time, event, amount, timeFormat, numberFormat, timeZone, preset, label, variant } = options;
  return { user, time, event, amount, timeFormat, numberFormat, timeZone, preset, label, variant };
}

/** Asks on the terminal until one of the numbers is given. */
function asking(lang: 'zh' | 'en', progress: ProgressBar): Ask {
  return async (question: Question) => {
    progress.end();
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const { text, choose, again } = questionText(question, lang);
      process.stderr.write(`${text}\n`);
      for (;;) {
        const answer = (await terminal.question(choose)).trim();
        const choice = question.choices[Number(answer) - 1];
        if (choice !== undefined && /^\d+$/.test(answer)) return choice;
        process.stderr.write(`${again(answer)}\n`);
      }
    } catch (cause) {
      throw new WinbackError('ABORTED', 'the question was not answered: nothing was written', { cause });
    } finally {
      terminal.close();
    }
  };
}
