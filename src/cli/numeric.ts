import { WinbackError } from '../base/errors.js';
import { integer, shown } from '../base/options.js';

/** The number behind a flag; an empty text (an unset shell variable) is no 0. @throws WinbackError BAD_INPUT */
export function flagNumber(text: string, flag: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new WinbackError('BAD_INPUT', `${flag} must be a number, got ${shown(text)}`);
}

/** The number behind `--threads`; undefined where it was not given. @throws WinbackError BAD_INPUT */
export function threadCount(text: string | undefined): number | undefined {
  return text === undefined ? undefined : integer(1, 1024)(flagNumber(text, '--threads'), '--threads');
}
