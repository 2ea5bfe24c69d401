import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';

/** Name of the view or table of an opened log. */
export const logView = 'log';

/** @throws WinbackError BAD_INPUT where a log has no column of the name */
export function requireColumn(option: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${option}: the log has no column ${shown(name)}${suggestion(name, known)}`,
  );
}
