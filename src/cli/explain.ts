import type { Command } from 'commander';

import { integer } from '../base/options.js';
import { explainPlan } from '../pipeline/explain/plan.js';
import { explainAlert, explainExperiment } from '../pipeline/explain/records.js';
import type { Explanation } from '../pipeline/explain/statement.js';
import { explainUser } from '../pipeline/explain/user.js';
import { withState } from '../pipeline/state/place.js';
import type { Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { type ModelFlags, modelOf, withModelFlags } from './model-source.js';
import { flagNumber } from './numeric.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';
import { abortable, printJson } from './terminal.js';

interface Flags extends CommonFlags {
  readonly lang: Language;
}

interface UserFlags extends Flags, ModelFlags, Partial<StateFlags> {
  readonly lang: Language;
  readonly id?: string | undefined;
  readonly features?: string | undefined;
  readonly scores?: string | undefined;
  readonly before?: string | undefined;
  readonly plan?: string | undefined;
  readonly reasons: string;
}

const userExamples = `
Examples:
  $ winback explain user u42 --model out/churn/model --features today.parquet
  $ winback explain user u42 --model out/churn/model --features today.parquet --before yesterday.parquet
  $ winback explain user u42 --plan out/plan --scores scores.csv --lang zh --json

The reasons are the parts of the score (Tree SHAP, or the terms of a logistic regression), in log-odds before calibration; with
the rest they add up to the score. --scores is the file the plan was made from. Each sentence of --json names its record.`;

const planExamples = `
Examples:
  $ winback explain plan out/plan
  $ winback explain plan out/plan --state winback.db

With --state the last sentence says what winback close found, where that state keeps it.`;

const experimentExamples = `
Example:
  $ winback explain experiment coupon --state winback.db`;

const alertExamples = `
Example:
  $ winback explain alert 3f0c --state winback.db`;

const said = 'the sentences with their values and records';

/** winback explain */
export const addExplain: AddCommand = (program: Command) => {
  const explain = program
    .command('explain')
    .description('why a user, plan, experiment or alarm is what it is');
  const user = explain.command('user').argument('<id>').description('score, reasons, plan and messages');
  withStateFlags(withModelFlags(user), 'optional')
    .option('--features <file>', 'features of the model, one row a user')
    .option('--scores <file>', 'scores of the day; with --plan those the plan was made from')
    .option('--before <file>', 'older features or scores: what has changed since')
    .option('--plan <dir>', 'folder of a written plan')
    .option('--id <column>', "column that names the user (default: the model's); - for row numbers")
    .option('--reasons <n>', 'reasons to tell', '5')
    .addOption(terminalLanguageFlag());
  withCommonFlags(user, said, userExamples).action(ofUser);
  const plan = explain.command('plan').argument('<dir>', 'folder of plan.json');
  plan.description('what a plan spends, expects and leaves out, and what closing it found');
  withStateFlags(plan, 'optional').addOption(terminalLanguageFlag());
  withCommonFlags(plan, said, planExamples).action(ofPlan);
  const experiment = explain.command('experiment').argument('<name>');
  withStateFlags(experiment.description('what its newest day says, and what was decided'))
    .option('--project <name>', 'configuration, where several have such an experiment')
    .addOption(terminalLanguageFlag());
  withCommonFlags(experiment, said, experimentExamples).action(ofExperiment);
  const alert = explain.command('alert').argument('<fingerprint>', 'or its beginning');
  withStateFlags(alert.description('what an alarm is about, and who knows of it')).addOption(
    terminalLanguageFlag(),
  );
  withCommonFlags(alert, said, alertExamples).action(async (id: string, flags: Flags & StateFlags) =>
    tell(await withState(placeOf(flags), { create: false }, (state) => explainAlert(id, state)), flags),
  );
};

async function ofPlan(folder: string, flags: Flags & Partial<StateFlags>): Promise<void> {
  const { state: url, ...password } = flags;
  if (url === undefined) return tell(await explainPlan(folder), flags);
  const place = placeOf({ ...password, state: url });
  tell(await withState(place, { create: false }, (state) => explainPlan(folder, state)), flags);
}

async function ofExperiment(
  name: string,
  flags: Flags & StateFlags & { readonly project?: string | undefined },
): Promise<void> {
  const { project } = flags;
  const found = await withState(placeOf(flags), { create: false }, (state) =>
    explainExperiment(name, state, { project }),
  );
  tell(found, flags);
}

async function ofUser(user: string, flags: UserFlags): Promise<void> {
  const { features, scores, before, plan, state: url } = flags;
  const reasons = integer(1, 1000)(flagNumber(flags.reasons, '--reasons'), '--reasons');
  const needsModel = flags.model !== undefined || flags.registry !== undefined;
  const model = needsModel ? await modelOf(flags) : null;
  const modelFlag =
    flags.model === undefined
      ? `--registry ${flags.registry} --name ${flags.name}`
      : `--model ${flags.model}`;
  const id = flags.id === '-' ? null : (flags.id ?? model?.manifest.idColumn ?? null);
  try {
    const found = await abortable((signal) => {
      const sources = { model, modelFlag, id, features, scores, before, plan, reasons, signal };
      const access = { environment: process.env };
      if (url === undefined) return explainUser(user, { ...sources, ...access });
      return withState(placeOf({ ...flags, state: url }), { create: false }, (state) =>
        explainUser(user, { ...sources, ...access, state }),
      );
    });
    tell(found, flags);
  } finally {
    model?.classifier.close();
  }
}

function tell(explanation: Explanation, { json, lang }: Flags): void {
  if (json === true) printJson(explanation);
  else process.stdout.write(explanation.statements.map(({ text }) => `${text[lang]}\n`).join(''));
}
