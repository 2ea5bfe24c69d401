import type { Command } from 'commander';

import { verifyModel } from '../index.js';
import type { AddCommand } from './commands.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, withCommonFlags } from './flags.js';
import { printJson } from './terminal.js';

const examples = `
Examples:
  $ winback model verify out/churn/model
  $ winback model verify out/churn/model --digest 3f0c... --json

Exit codes: 0 the model is what was stored, 1 it is not.`;

/** winback model */
export const addModel: AddCommand = (program: Command) => {
  const model = program.command('model').description('stored models');
  const command = model
    .command('verify')
    .argument('<dir>', 'folder of the model')
    .description("checks an artefact's digests and structure")
    .option('--digest <sha256>', 'digest the model must have, from a trusted place');
  withCommonFlags(command, 'the findings', examples).action(verify);
};

async function verify(
  folder: string,
  options: CommonFlags & { readonly digest?: string | undefined },
): Promise<void> {
  const result = await verifyModel(folder, { digest: options.digest });
  if (options.json === true) printJson(result);
  const list = result.findings.map(({ file, problem }) => `  ${file}: ${problem}\n`).join('');
  process.stderr.write(
    `${folder}: ${result.ok ? `ok, digest ${result.digest}` : 'not a valid model'}\n${list}`,
  );
  if (!result.ok) process.exitCode = exitCode.gateFailed;
}
