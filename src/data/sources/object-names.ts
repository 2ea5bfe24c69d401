import { WinbackError } from '../../base/errors.js';
import { addressText, isObjectAddress, objectAddress } from '../../base/object-address.js';

/** An object and its copy. */
export interface CopiedObject {
  /** `s3://bucket/key`, for messages. */
  readonly given: string;
  /** Path of the copy, which ends as the key does. */
  readonly path: string;
}

/** An address as messages show it, or a path as it is. */
export const withoutOptions = (given: string): string =>
  isObjectAddress(given) ? addressText(objectAddress(given, 'address')) : given;

/** `error` with the addresses in place of the paths of copies. */
export function withAddresses(error: unknown, copies: readonly CopiedObject[]): unknown {
  if (!(error instanceof WinbackError) || !copies.some(({ path: copy }) => error.message.includes(copy)))
    return error;
  // DuckDB quotes the query below its message, with the path cut to a width.
  const said = error.message.replace(/ LINE 1: .*$/s, '');
  const message = copies.reduce((text, { given, path: copy }) => text.replaceAll(copy, given), said);
  return new WinbackError(error.code, message, { cause: error });
}
