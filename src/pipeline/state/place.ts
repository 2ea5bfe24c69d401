import { WinbackError } from '../../base/errors.js';
import { openState } from '../../state/open.js';
import type { State } from '../../state/state.js';
import type { SecretFrom } from '../../stores/secrets.js';

/** Where a state is, as a command line or a configuration says it. */
export interface StatePlace {
  /** Path of an SQLite file, or `postgres://user@host/database`. */
  readonly url: string;
  /** Where the password stands. */
  readonly passwordFrom?: SecretFrom | undefined;
  /** Environment variables by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How it is opened. */
export interface PlaceOptions {
  /** Make it where it is missing. */
  readonly create: boolean;
}

/** Runs `work` with an open state, which is closed at the end. @throws WinbackError as openState, and what `work` throws */
export async function withState<T>(
  { url, passwordFrom, environment }: StatePlace,
  { create }: PlaceOptions,
  work: (state: State) => Promise<T>,
): Promise<T> {
  const state = await openState(url, { create, access: { passwordFrom }, places: { environment } });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

/** The variable or file with a password, of two flags of which at most one is given. */
export function passwordOf(variable: string | undefined, file: string | undefined): SecretFrom | undefined {
  if (variable !== undefined && file !== undefined)
    throw new WinbackError('BAD_INPUT', 'give --password-env or --password-file, not both');
  if (variable !== undefined) return { env: variable };
  return file === undefined ? undefined : { file };
}
