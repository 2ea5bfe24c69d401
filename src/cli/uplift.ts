import type { Command } from 'commander';

import { readConfig } from '../pipeline/config-file.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { runUpliftScoring } from '../pipeline/uplift/score.js';
import { runUpliftTraining, type UpliftTraining, upliftConfig } from '../pipeline/uplift/train.js';
import type { AddCommand } from './commands.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface TrainFlags extends CommonFlags {
  readonly log: string;
  readonly config: string;
  readonly out: string;
  readonly lang: Language;
}

interface ScoreFlags extends CommonFlags {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly user: string;
  readonly lang: Language;
}

const trainExamples = `
Examples:
  $ winback uplift train --log log.csv --config uplift.yaml --out out/uplift

FILE of --log has one row a user: user_id, action, probability_ACTION for every action and for none, stayed (1 or 0), value (yuan that a
user who stays is worth, known before), redeemed where an action has a coupon, and what was known of the user before the action.
The configuration names the actions and what they cost:
  actions: { sms: { contact: 0.05 }, coupon5: { contact: 0.05, face: 5 } }
  control: none

Exit codes: 0 a model of effects is better than measured rates, 1 it is not and the rates are used, 2 bad input.`;

const scoreExamples = `
Examples:
  $ winback uplift score --model out/uplift --input users.csv --output scored.csv

Adds gain_ACTION and cost_ACTION in yuan. A plan takes them as its columns:
  actions: { sms: { gain: gain_sms, cost: cost_sms } }`;

/** winback uplift train, winback uplift score */
export const addUplift: AddCommand = (program: Command) => {
  const command = program
    .command('uplift')
    .description('what actions change, learnt from a log of randomised ones');
  const training = command
    .command('train')
    .description('learns effects, judges them on held-out users and stores the model')
    .requiredOption('--log <file>', '.csv, .parquet, .arrow, .jsonl or .xlsx with one row a user, also .gz')
    .requiredOption('--config <file>', 'YAML or JSON with the actions and their costs')
    .option('--out <dir>', 'folder for the model', 'out/uplift')
    .addOption(terminalLanguageFlag());
  withCommonFlags(training, 'the report', trainExamples).action(train);
  const scoring = command
    .command('score')
    .description('what every action gains and costs each user')
    .requiredOption('--model <dir>', 'folder of the model')
    .requiredOption('--input <file>', 'users with the features and the value of the training')
    .requiredOption('--output <file>', '.csv, .parquet or .arrow')
    .option('--user <column>', 'column of users', 'user_id')
    .addOption(terminalLanguageFlag());
  withCommonFlags(scoring, 'rows and columns', scoreExamples).action(score);
};

async function train({ log, config, out, lang, json, quiet }: TrainFlags): Promise<void> {
  const options = await readConfig(config, upliftConfig);
  const progress = new ProgressBar(quiet === true, lang);
  const trained = await abortable((signal) =>
    runUpliftTraining(log, options, out, { signal, onProgress: progress.update }),
  ).finally(() => progress.end());
  if (json === true) printJson(trained);
  else process.stdout.write(trainingText(trained, out, lang));
  if (!trained.report.gate.passed) process.exitCode = exitCode.gateFailed;
}

function trainingText({ report, files }: UpliftTraining, out: string, lang: Language): string {
  const t = commandTexts(lang).uplift;
  const yuan = (value: number): string => value.toFixed(3);
  const actions = report.actions.map(({ name, users, effect, slope, slopeError }) =>
    t.action(
      name,
      String(users),
      (100 * effect.value).toFixed(2),
      (100 * effect.low).toFixed(2),
      (100 * effect.high).toFixed(2),
      // Predictions that do not differ have no slope.
      Number.isNaN(slopeError) ? '-' : `${slope.toFixed(2)} ± ${slopeError.toFixed(2)}`,
    ),
  );
  const candidates = report.candidates.map(({ name, value, claimed, overRates }) =>
    t.candidate(
      name,
      yuan(value.value),
      `${yuan(value.low)} .. ${yuan(value.high)}`,
      yuan(claimed),
      `${yuan(overRates.low)} .. ${yuan(overRates.high)}`,
    ),
  );
  const { model, passed } = report.gate;
  return [
    ...[t.rows(String(report.rows)), ...actions, ...candidates],
    passed ? t.passed(model) : t.failed(model),
    commandTexts(lang).plan.written(out, files.join(', ')),
    '',
  ].join('\n');
}

async function score({ model, input, output, user, lang, json }: ScoreFlags): Promise<void> {
  const scored = await abortable((signal) => runUpliftScoring(model, input, output, { signal, user }));
  if (json === true) printJson(scored);
  else
    process.stdout.write(
      `${commandTexts(lang).uplift.scored(String(scored.rows), scored.columns.join(', '), output)}\n`,
    );
}
