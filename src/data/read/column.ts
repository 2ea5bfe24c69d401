import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../arrow-shape.js';

/** A column of a table. @throws WinbackError BAD_INPUT where the table has none of this name */
export function columnOf(table: ArrowTable, name: string): ArrowVector {
  const vector = table.getChild(name);
  if (vector !== null) return vector;
  const known = table.schema.fields.map((field) => field.name);
  throw new WinbackError('BAD_INPUT', `the table has no column ${shown(name)}${suggestion(name, known)}`);
}

/** Whether a column holds text, as it is or as codes into a dictionary. */
export function isText({ type }: Pick<ArrowVector, 'type'>): boolean {
  return (
    type.typeId === arrowType.utf8 ||
    type.typeId === arrowType.largeUtf8 ||
    type.typeId === arrowType.dictionary
  );
}

/** What a message about one value of a column says. @param row from 0; the message counts from 1 */
export function badCell(column: string, row: number, expected: string, value: unknown): WinbackError {
  const got = value === null || Number.isNaN(value) ? 'nothing' : shown(value);
  return new WinbackError('BAD_INPUT', `column "${column}", row ${row + 1}: ${expected}, got ${got}`);
}
