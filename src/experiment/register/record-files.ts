import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import type { Check } from '../../base/options.js';
import type { Registration } from './registration.js';

/** A name that any file system takes; the digest tells apart what reads alike. */
function safeName(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 40)}-${sha256(name).slice(0, 12)}`;
}

/** Where the registration of a version stands in a register. */
export const recordKey = (name: string, version: string): string =>
  `${safeName(name)}/${safeName(version)}.json`;

/** Where the looks at a version stand in a register. */
export const looksKey = (name: string, version: string): string =>
  `${safeName(name)}/${safeName(version)}.looks`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of names and versions. */
export const byName = (a: Registration, b: Registration): number =>
  compare(a.name, b.name) || compare(a.version, b.version);

/** A record as a register holds it. */
export const recordText = (record: object): string => `${JSON.stringify(record, null, 1)}\n`;

/** @throws WinbackError BAD_INPUT for what is no record, naming the file */
export function recordOf<T>(content: string, file: string, check: Check<T>): T {
  try {
    return check(JSON.parse(content), 'record');
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${file} is no record of the register: ${(cause as Error).message}`, {
      cause,
    });
  }
}
