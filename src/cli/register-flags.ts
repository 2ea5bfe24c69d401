import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import type { RegisterPlace } from '../pipeline/experiment/registers.js';
import { placeOf } from './state-flags.js';

/** The flags that say where experiments are registered. */
export interface RegisterFlags {
  readonly register?: string | undefined;
  readonly state?: string | undefined;
  readonly project?: string | undefined;
  readonly passwordEnv?: string | undefined;
  readonly passwordFile?: string | undefined;
}

/** Adds them. @param meaning of the folder, for the help */
export const withRegisterFlags = (command: Command, meaning: string): Command =>
  command
    .option('--register <dir>', meaning)
    .option('--state <url>', 'the same in a state: SQLite file, or postgres://user@host/database')
    .option('--project <name>', 'name of the configuration of `winback run daily`; with --state')
    .option('--password-env <name>', 'environment variable with the password of PostgreSQL')
    .option('--password-file <file>', 'file with the password of PostgreSQL');

/** Where the register is; null where no flag says it. @throws WinbackError BAD_INPUT for flags that contradict each other */
export function registerPlace(flags: RegisterFlags): RegisterPlace | null {
  const { register, state, project } = flags;
  if (state === undefined) {
    if (project !== undefined)
      throw new WinbackError('BAD_INPUT', '--project names a configuration inside a state: give --state too');
    return register === undefined ? null : { folder: register, environment: process.env };
  }
  if (register !== undefined)
    throw new WinbackError('BAD_INPUT', 'give --register or --state, not both: there is one register');
  if (project === undefined)
    throw new WinbackError(
      'BAD_INPUT',
      '--state needs --project: the name in the configuration of the daily run',
    );
  return { state: placeOf({ ...flags, state }), project };
}
