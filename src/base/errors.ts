/**
 * Every code a WinbackError can carry. Branch on these, never on messages.
 * docs/reference/errors.md explains each; native/core/base/error.h holds the codes that come from C++.
 *
 * @example
 * ```ts
 * import { errorCodes } from 'winback';
 *
 * errorCodes.includes('NOT_FOUND'); // true
 * ```
 */
export const errorCodes = [
  'BAD_INPUT',
  'BAD_MODEL',
  'BAD_CONFIG',
  'ABORTED',
  'CLOSED',
  'NOT_CONVERGED',
  'TRAINING',
  'OUT_OF_MEMORY',
  'NOT_FOUND',
  'IO',
  'LOCKED',
  'CONFLICT',
  'TAMPERED',
  'INTERNAL',
] as const;

/** The codes a program may branch on; docs/reference/errors.md says what each means. */
export type ErrorCode = (typeof errorCodes)[number];

/** What a caller passes can be a whole file: no message may carry it into a log. */
const mostLetters = 1500;
const lastLetters = 300;

const shortened = (message: string): string =>
  `${message.slice(0, mostLetters - lastLetters)} ... ${message.slice(-lastLetters)}`;

/**
 * Every error this library throws on purpose.
 *
 * @example
 * ```ts
 * import { readTable, WinbackError } from 'winback';
 *
 * const error: unknown = await readTable('missing.csv').catch((reason: unknown) => reason);
 * error instanceof WinbackError && error.code; // NOT_FOUND
 * ```
 */
export class WinbackError extends Error {
  /** Always `WinbackError`, also where an error came from another copy of the package. */
  override readonly name = 'WinbackError';
  /** What kind of fault it is. */
  readonly code: ErrorCode;

  /**
   * An error with a code; a message of more than 1,500 characters loses its middle.
   * @param code one of errorCodes
   * @param message what was wrong with which value, and the remedy
   * @param options the `cause`, where another error led to it
   */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message.length > mostLetters ? shortened(message) : message, options);
    this.code = code;
  }
}

/** Throws BAD_INPUT with `message` unless `condition` holds. */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw new WinbackError('BAD_INPUT', message);
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}
