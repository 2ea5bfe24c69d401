import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { packFeatures } from '../pipeline/serve/pack.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { CommonFlags } from './flags.js';
import { type ModelFlags, modelOf } from './model-source.js';
import { abortable, printJson } from './terminal.js';

interface Flags extends CommonFlags, ModelFlags {
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  readonly asOf?: string | undefined;
  readonly id?: string | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback features --config winback.yaml --model out/churn/model --output today.parquet
  $ winback features pack --model out/churn/model --input today.parquet --as-of 2026-03-31 --output today.wbf
  $ winback serve --model out/churn/model --features today.wbf

The file appears when it is complete, in the place of an older one: a server that has this opens the new one. It is to be
replaced by a rename, as this command does, and never written in place.`;

/** winback features pack */
export function addFeaturesPack(features: Command): void {
  const command = features
    .command('pack')
    .description('features of users -> the file that `winback serve --features` maps')
    .option('--input <file>', 'one row a user with the features of the model: .csv, .parquet, .arrow, ...')
    .option('--id <column>', "column that names the user (default: the model's)");
  // The flags of features hold for pack too.
  command
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples)
    .action((_own: unknown, self: Command) => pack(self.optsWithGlobals()));
}

async function pack(flags: Flags): Promise<void> {
  const { input, output, asOf, id, lang } = flags;
  if (input === undefined || output === undefined || asOf === undefined)
    throw new WinbackError('BAD_INPUT', 'winback features pack needs --input, --output and --as-of');
  const model = await modelOf(flags);
  try {
    const users = await abortable((signal) => packFeatures(model, { input, output, asOf, id, signal }));
    if (flags.json === true) printJson({ output, users, asOf, digest: model.digest });
    process.stderr.write(`${commandTexts(lang).serve.packed(String(users), output)}\n`);
  } finally {
    model.classifier.close();
  }
}
