import { WinbackError } from '../base/errors.js';
import { shown } from '../base/options.js';

/** The number behind a flag; an empty text (an unset shell variable) is no 0. @throws WinbackError BAD_INPUT */
export function flagNumber(text: string, flag: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new WinbackError('BAD_INPUT', `${flag} must be a number, got ${shown(text)}`);
}
