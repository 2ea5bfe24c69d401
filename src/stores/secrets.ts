import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { WinbackError } from '../base/errors.js';
import { type Check, object, text } from '../base/options.js';

/** Where a secret stands: the name of an environment variable, or a file that holds nothing else. */
export type SecretFrom =
  | {
      /** Name of the environment variable. */
      readonly env: string;
    }
  | {
      /** Path of the file. */
      readonly file: string;
    };

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where secrets may be looked for. */
export interface SecretPlaces {
  /** Environment variables. @default none: a secret of the environment is then refused */
  readonly environment?: Environment | undefined;
  /** Folder that relative paths of secret files start from. @default the working directory */
  readonly root?: string | undefined;
}

const remedy = 'write { env: NAME } or { file: PATH }';

/** `{ env: NAME }` or `{ file: PATH }`. A secret that is written out is refused, and no message shows it. */
export const secretFrom: Check<SecretFrom> = (value, name) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new WinbackError(
      'BAD_INPUT',
      `${name} says where the secret stands, and is never the secret itself: ${remedy}`,
    );
  }
  const keys = Object.keys(value);
  if (keys.length !== 1 || !['env', 'file'].includes(keys[0]!))
    throw new WinbackError('BAD_INPUT', `${name} has exactly one of the keys env and file: ${remedy}`);
  return keys[0] === 'env'
    ? object<{ readonly env: string }>({ env: text })(value, name)
    : object<{ readonly file: string }>({ file: text })(value, name);
};

/**
 * The secret that `from` points to. One line break at the end of a file is no part of it.
 * @param from variable or file
 * @param name option that messages name
 * @param places environment and folder
 * @throws WinbackError NOT_FOUND for a variable that is not set or a file that is not there; BAD_INPUT for an empty secret
 */
export async function readSecret(from: SecretFrom, name: string, places: SecretPlaces): Promise<string> {
  const secret =
    'env' in from ? fromEnvironment(from.env, name, places) : await fromFile(from.file, name, places);
  if (secret === '') throw new WinbackError('BAD_INPUT', `${name}: the secret is empty`);
  return secret;
}

function fromEnvironment(variable: string, name: string, { environment }: SecretPlaces): string {
  const secret = environment?.[variable];
  if (secret !== undefined) return secret;
  const why =
    environment === undefined
      ? 'no environment was passed: give the option `environment`, the variables of the process'
      : `set it, or name another variable or a file`;
  throw new WinbackError('NOT_FOUND', `${name}: the environment variable ${variable} is not set; ${why}`);
}

async function fromFile(file: string, name: string, { root = '.' }: SecretPlaces): Promise<string> {
  const content = await readFile(resolve(root, file), 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `${name}: the file ${file} with the secret cannot be read`, {
      cause,
    });
  });
  return content.replace(/\r?\n$/, '');
}
