import type { Command } from 'commander';

import { ensure } from '../base/errors.js';
import { loadModel } from '../entries/registry.js';
import { winbackVersion } from '../pipeline/package-facts.js';
import { withState } from '../pipeline/state/place.js';
import type { Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { languageFlag } from './flags.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';

interface Flags extends StateFlags {
  readonly allowIds?: boolean | undefined;
  readonly metrics?: string | undefined;
  readonly drafts?: string | undefined;
  readonly scores?: string | undefined;
  readonly planConfig?: string | undefined;
  readonly model?: string | undefined;
  readonly features?: string | undefined;
  readonly plan?: string | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback mcp --state winback.db
  $ winback mcp --state postgres://winback@db/winback --password-env PGPASSWORD --metrics metrics.yaml
  $ winback mcp --state winback.db --model out/churn/model --features today.parquet --plan out/plan
  $ winback mcp --state winback.db --drafts out/drafts --scores scores.csv --plan-config plan.yaml

An assistant starts this program and talks to it over standard input and output, in the Model Context Protocol. Every tool reads
only. Groups of 1 to 9 users are hidden. Ids of users stand in answers under a salt that changes with every start, unless
--allow-ids is given. --model and --features let it tell why a user has the score, with his values; --plan explains the plan and
the actions of users. --drafts adds a tool that writes plans into folders of DIR; nobody is contacted.`;

/** winback mcp */
export const addMcp: AddCommand = (program: Command) => {
  const command = program.command('mcp').description('answers questions of assistants about the state');
  withStateFlags(command)
    .option('--allow-ids', 'answers hold the ids of users as they are')
    .option('--metrics <file>', 'dictionary of metrics, whose definitions are told')
    .option('--drafts <dir>', 'folder for drafts of plans (default: no drafts)')
    .option('--scores <file>', 'with --drafts: scored users to plan for')
    .option('--plan-config <file>', 'with --drafts: configuration of the plan')
    .option('--model <dir>', 'with --features: the model whose scores are explained')
    .option('--features <file>', 'with --model: features of the users, one row each')
    .option('--plan <dir>', 'folder of the plan that is explained')
    .addOption(languageFlag())
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(mcp);
};

async function mcp(flags: Flags): Promise<void> {
  const { allowIds = false, metrics = null, lang: language } = flags;
  const drafts = draftsOf(flags);
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const { serveAssistant } = await import('../assistant/serve.js');
  const { stdin: input, stdout: output } = process;
  const explaining = await explainingOf(flags);
  try {
    await withState(placeOf(flags), { create: false }, (state) =>
      serveAssistant({
        ...{ state, language, version: winbackVersion(), allowIds, drafts, metricsFile: metrics },
        ...{ explaining, input, output, signal: ending.signal },
      }),
    );
  } finally {
    explaining.model?.classifier.close();
  }
}

async function explainingOf({ model: folder, features, plan }: Flags) {
  ensure(
    (folder === undefined) === (features === undefined),
    '--model and --features belong together: the model, and the users whose scores are explained',
  );
  const model = folder === undefined ? null : await loadModel(folder);
  const environment = process.env;
  return {
    model,
    modelFlag: `--model ${folder}`,
    features: features ?? null,
    plan: plan ?? null,
    environment,
  };
}

function draftsOf({ drafts: folder, scores, planConfig }: Flags) {
  ensure(
    (folder === undefined) === (scores === undefined),
    '--drafts and --scores belong together: where drafts are written, and the users they are for',
  );
  ensure(planConfig === undefined || folder !== undefined, '--plan-config needs --drafts and --scores');
  if (folder === undefined || scores === undefined) return null;
  return { folder, scores, config: planConfig ?? null, environment: process.env };
}
