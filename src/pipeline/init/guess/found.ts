import { WinbackError } from '../../../base/errors.js';
import { shown, suggestion } from '../../../base/options.js';
import type { Column } from '../columns.js';
import type { Candidate, Guess } from '../records.js';
import type { Scored } from './candidates.js';

/** A guess with the columns of the view behind it. */
export interface Found {
  readonly guess: Guess;
  readonly columns: readonly Column[];
  /** How SQL gets the number. @default the product of the columns */
  readonly sql?: string | undefined;
}

/** Others that are told beside a guess. */
export const mostOthers = 3;

/** The column with this name; the caller's choice. @throws WinbackError BAD_INPUT with a suggestion */
export function columnNamed(columns: readonly Column[], name: string, flag: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const known = columns.map((column) => column.name);
  const hint = suggestion(name, known) || `; it has ${known.slice(0, 20).join(', ')}`;
  throw new WinbackError('BAD_INPUT', `${flag}: the file has no column ${shown(name)}${hint}`);
}

/** A column that the caller chose. */
export const chosen = (column: Column, flag: string): Scored => ({
  column,
  score: 1,
  reasons: [{ code: 'given', values: { flag } }],
});

/** The `source` of a column as a configuration names it. */
export const sourceOf = ({ name }: Column): string => name;

/** The best of some candidates, with the next ones beside it. */
export function single(candidates: readonly Scored[], given: boolean): Found {
  const [best, ...others] = candidates;
  const { column, score, reasons } = best!;
  const guess: Guess = {
    column: column.name,
    source: sourceOf(column),
    score,
    reasons,
    by: given ? 'caller' : 'data',
    others: othersOf(others),
  };
  return { guess, columns: [column] };
}

function othersOf(others: readonly Scored[]): readonly Candidate[] {
  return others
    .slice(0, mostOthers)
    .map(({ column, score, reasons }) => ({ column: column.name, score, reasons }));
}
