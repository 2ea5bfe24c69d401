import path from 'node:path';

import type { Command } from 'commander';

import { readExperimentConfig } from '../pipeline/experiment/read-config.js';
import { registerWithData } from '../pipeline/experiment/register.js';
import { withRegister } from '../pipeline/experiment/registers.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { nowUtc } from './environment.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { type RegisterFlags, registerPlace, withRegisterFlags } from './register-flags.js';
import { abortable, printJson } from './terminal.js';

interface Options extends CommonFlags, RegisterFlags {
  readonly config: string;
  readonly data?: string | undefined;
  readonly by?: string | undefined;
  readonly late?: boolean | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback experiment register --config coupon.yaml --by growth
  $ winback experiment register --config coupon.yaml --late
  $ winback experiment register --config coupon.yaml --state winback.db --project shop
  $ winback experiment analyze --config coupon.yaml --register experiments

Register before the first user is exposed: what is laid down then cannot be chosen by its result. The same
configuration may be registered again; a changed one needs a new version.

Exit codes: 0 registered, now or before, 2 it has begun, or its version is registered otherwise.`;

/** winback experiment register */
export function addExperimentRegister(parent: Command): void {
  const command = parent
    .command('register')
    .description('lays down metrics, guardrails, shortest run and looks before the first exposure')
    .requiredOption('--config <file>', 'YAML or JSON file of the experiment, with minimumDays')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .option('--by <name>', 'who registers it')
    .option('--late', 'register an experiment that has begun, marked as late')
    .addOption(terminalLanguageFlag());
  withRegisterFlags(command, 'folder of the register, or s3://bucket/prefix (default: "experiments")');
  withCommonFlags(command, 'the registration', examples).action(register);
}

async function register(options: Options): Promise<void> {
  const { config: file, lang, by = null, late = false } = options;
  const config = await readExperimentConfig(file);
  const root = options.data ?? path.dirname(file);
  const now = nowUtc();
  const place = registerPlace(options) ?? { folder: 'experiments' };
  const { state, registration } = await abortable((signal) =>
    withRegister(place, config, now, ({ register: open }) =>
      registerWithData(config, { register: open, root, now, by, late, signal, environment: process.env }),
    ),
  );
  if (options.json === true) printJson({ state, ...registration });
  const t = commandTexts(lang).register;
  const { name, version, digest, registeredAt } = registration;
  const line = t[state](name, version, digest.slice(0, 12), registeredAt);
  process.stderr.write(`${line}${registration.late ? `\n${t.late}` : ''}\n`);
}
