import type { Command } from 'commander';

import { verifyModel } from '../index.js';
import { commandTexts, type Language, messageText } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { addModelPointers } from './model-pointers.js';
import { addModelVersions } from './model-versions.js';
import { printJson } from './terminal.js';

const examples = `
Examples:
  $ winback model verify out/churn/model
  $ winback model verify out/churn/model --digest 3f0c... --json

Exit codes: 0 the model is what was stored, 1 it is not.`;

/** winback model */
export const addModel: AddCommand = (program: Command) => {
  const model = program.command('model').description('stored models, and registries of them');
  const command = model
    .command('verify')
    .argument('<dir>', 'folder of the model')
    .description("checks an artefact's digests and structure")
    .addOption(terminalLanguageFlag())
    .option('--digest <sha256>', 'digest the model must have, from a trusted place');
  withCommonFlags(command, 'the findings', examples).action(verify);
  addModelVersions(model);
  addModelPointers(model);
};

async function verify(
  folder: string,
  options: CommonFlags & { readonly digest?: string | undefined; readonly lang: Language },
): Promise<void> {
  const result = await verifyModel(folder, { digest: options.digest });
  if (options.json === true) printJson(result);
  const { lang } = options;
  const list = result.findings
    .map(({ file, problem }) => `  ${file}: ${messageText(problem, lang)}\n`)
    .join('');
  const t = commandTexts(lang).model;
  process.stderr.write(`${result.ok ? t.ok(folder, String(result.digest)) : t.bad(folder)}\n${list}`);
  if (!result.ok) process.exitCode = exitCode.gateFailed;
}
