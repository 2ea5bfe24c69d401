import { WinbackError } from '../../base/errors.js';
import { type Check, shown, suggestion } from '../../base/options.js';

/** A name in the data: texts as they are, numbers and bools of YAML as their text. */
export const label: Check<string> = (value, name) => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && value !== '') return value;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a non-empty text, a number, true or false, got ${shown(value)}`,
  );
};

/** Whether a column must be read as text for `name` to be found in it: a CSV reader makes bools of Yes and No. */
export function namesText(name: string): boolean {
  return !isTruth(name) && String(Number(name)) !== name;
}

/** Index of `found` among `names`; true and false in any case, as Python writes them. */
export function labelIndex(found: string, names: readonly string[]): number {
  const at = names.indexOf(found);
  if (at >= 0 || !isTruth(found)) return at;
  return names.findIndex((name) => name.toLowerCase() === found.toLowerCase());
}

const isTruth = (text: string): boolean => /^(true|false)$/i.test(text);

/** ` (did you mean "x"?)`, or how two names that look the same differ; else an empty string. */
export function labelHint(found: string, names: readonly string[]): string {
  const twin = names.find((name) => name !== found && looks(name) === looks(found));
  if (twin === undefined) return suggestion(found, names);
  const difference = `the data has ${codePoints(found)}, the config ${codePoints(twin)}`;
  return found.normalize('NFC') === twin.normalize('NFC')
    ? `: it looks like "${twin}" but is written in another Unicode form (${difference})`
    : `: it looks like "${twin}" but has blanks or invisible characters (${difference})`;
}

/** What a reader sees of a name. */
function looks(name: string): string {
  return name.normalize('NFKC').replace(/[\s\p{Cf}\p{Cc}]+/gu, '');
}

/** The characters that are not plain letters, as U+XXXX; every one where there are none of those. */
function codePoints(name: string): string {
  const all = Array.from(name.slice(0, 40));
  const unusual = all.filter((letter) => !/^[!-~]$/.test(letter));
  return (unusual.length > 0 ? unusual : all)
    .map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}
