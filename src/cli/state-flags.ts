import type { Command } from 'commander';

import { passwordOf, type StatePlace } from '../pipeline/state/place.js';

/** The flags that say where a state is. */
export interface StateFlags {
  readonly state: string;
  readonly passwordEnv?: string | undefined;
  readonly passwordFile?: string | undefined;
}

const stateFlag = ['--state <url>', 'SQLite file, or postgres://user@host/database'] as const;

/** Adds --state and the place of its password. @param need whether the command can do without a state */
export const withStateFlags = (command: Command, need: 'required' | 'optional' = 'required'): Command =>
  (need === 'required' ? command.requiredOption(...stateFlag) : command.option(...stateFlag))
    .option('--password-env <name>', 'environment variable with the password of PostgreSQL')
    .option('--password-file <file>', 'file with the password of PostgreSQL');

/** Where the state is. @throws WinbackError BAD_INPUT where both places of a password are given */
export const placeOf = ({ state, passwordEnv, passwordFile }: StateFlags): StatePlace => ({
  url: state,
  passwordFrom: passwordOf(passwordEnv, passwordFile),
  environment: process.env,
});
