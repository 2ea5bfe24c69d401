// Where a registry keeps what, below its prefix. Every object is written once and never changed; the last two kinds are
// removed when their work is done:
//   versions/DIGEST/FILE              the files of a model, its manifest.json last: without it there is no version
//   publications/DIGEST.json          who published it, when and why
//   pointers/NAME/00000042.json       where a name pointed from then on; the highest number holds now
//   expiring/DIGEST.json              a version that is being removed; nobody may point to it
//   claims/DIGEST/ID.json             somebody who publishes the version or points to it at this moment
import { WinbackError } from '../../base/errors.js';
import { type Check, shown, text } from '../../base/options.js';
import { manifestFile } from '../manifest.js';

export const versionsPrefix = 'versions/';
export const pointersPrefix = 'pointers/';
export const publicationsPrefix = 'publications/';
export const expiringPrefix = 'expiring/';

/** Key of the probe that shows whether the store refuses a key that is taken. */
export const probeKey = '.winback-probe';

export const versionKey = (digest: string, file: string): string => `${versionsPrefix}${digest}/${file}`;
export const manifestKey = (digest: string): string => versionKey(digest, manifestFile);
export const publicationKey = (digest: string): string => `${publicationsPrefix}${digest}.json`;
export const claimsPrefix = 'claims/';
export const claimKey = (digest: string, id: string): string => `${claimsPrefix}${digest}/${id}.json`;
export const expiringKey = (digest: string): string => `${expiringPrefix}${digest}.json`;

/** Digits of a number, so that keys sort as numbers do. */
const digits = 8;
export const mostEntries = 10 ** digits - 1;

export const pointerPrefix = (name: string): string => `${pointersPrefix}${name}/`;
export const pointerKey = (name: string, number: number): string =>
  `${pointerPrefix(name)}${String(number).padStart(digits, '0')}.json`;

/** The number of a pointer's key; null for any other key. */
export function pointerNumber(key: string): number | null {
  const number = /\/(\d{8})\.json$/.exec(key)?.[1];
  return number === undefined ? null : Number(number);
}

/** A name that points to versions, such as `production`. */
export const pointerName: Check<string> = (value, name) => {
  const given = text(value, name);
  if (/^[a-z][a-z0-9-]{0,39}$/.test(given)) return given;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a name such as production, shadow or canary (small letters, digits and -), got ${shown(given)}`,
  );
};
