import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { quotedName, quotedText } from '../sql/quote.js';
import type { Step } from './column-path.js';
import { nestedType } from './struct-type.js';

/** Where a value inside a column is: an expression, or a place inside JSON text. */
export type Place =
  | { readonly kind: 'value'; readonly sql: string }
  | {
      readonly kind: 'json';
      /** The JSON text. */
      readonly sql: string;
      /** Keys from its root. */
      readonly steps: readonly Step[];
    };

/** What is being looked for, for messages. */
export interface Sought {
  /** The whole path as the configuration has it. */
  readonly name: string;
  /** The option that names it. */
  readonly option: string;
}

/**
 * The place of a value below `sql`, which has the DuckDB type `type`.
 * @throws WinbackError BAD_INPUT for a key that the type has not, listing those it has
 */
export function placeOf(sql: string, type: string, steps: readonly Step[], sought: Sought): Place {
  const [first, ...rest] = steps;
  if (first === undefined) return { kind: 'value', sql };
  const nested = nestedType(type);
  switch (nested.kind) {
    case 'json':
      return { kind: 'json', sql, steps };
    case 'map':
      if (typeof first !== 'string') break;
      return placeOf(`map_extract_value(${sql}, ${quotedText(first)})`, nested.of, rest, sought);
    case 'record': {
      if (typeof first !== 'string') break;
      const field = nested.fields.get(first);
      if (field === undefined) throw noKey(sought, first, [...nested.fields.keys()]);
      return placeOf(`(${sql}).${quotedName(first)}`, field, rest, sought);
    }
    case 'list':
      if (typeof first === 'string') break;
      return inList(sql, nested.of, first.key, rest, sought);
  }
  const told = typeof first === 'string' ? `key ${shown(first)}` : `list with the key ${shown(first.key)}`;
  throw new WinbackError(
    'BAD_INPUT',
    `${sought.option}: ${shown(sought.name)}: a value of type ${type.slice(0, 60)} has no ${told}`,
  );
}

/** @param known keys that are there */
export function noKey({ option, name }: Sought, key: string, known: readonly string[]): WinbackError {
  const list = known.slice(0, 20).join(', ') + (known.length > 20 ? ', ...' : '');
  const there = known.length === 0 ? 'no row has keys there' : `there are ${list}`;
  return new WinbackError(
    'BAD_INPUT',
    `${option}: ${shown(name)}: no row has the key ${shown(key)}${suggestion(key, known)}; ${there}`,
  );
}

function inList(sql: string, element: string, key: string, rest: readonly Step[], sought: Sought): Place {
  const type = nestedType(element);
  const value = type.kind === 'record' ? type.fields.get('value') : undefined;
  if (type.kind !== 'record' || value === undefined || !type.fields.has('key'))
    throw new WinbackError(
      'BAD_INPUT',
      `${sought.option}: ${shown(sought.name)}: the list holds no records with the fields key and value`,
    );
  const found = `(list_filter(${sql}, lambda e: e."key" = ${quotedText(key)})[1]).value`;
  if (rest.length > 0) return placeOf(found, value, rest, sought);
  const inner = nestedType(value);
  if (inner.kind !== 'record') return { kind: 'value', sql: found };
  // One field is filled: GA4 writes a value as string_value, int_value, float_value or double_value.
  const fields = [...inner.fields.keys()].map((name) => `(${found}).${quotedName(name)}::VARCHAR`);
  return { kind: 'value', sql: `coalesce(${fields.join(', ')})` };
}

/** The JSON pointer of keys (RFC 6901). */
export const pointer = (keys: readonly string[]): string =>
  keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** JSON text, NULL where it is none. */
export const validJson = (sql: string): string => `CASE WHEN json_valid(${sql}) THEN ${sql} END`;

/** The text of a value inside JSON below a list; NULL where it is missing. */
export function jsonListSql(sql: string, steps: readonly Step[]): string {
  const at = steps.findIndex((one) => typeof one !== 'string');
  const before = pointer(steps.slice(0, at) as readonly string[]);
  const { key } = steps[at] as { readonly key: string };
  const list = `json_extract(json_extract(${validJson(sql)}, ${quotedText(before)}), '$[*]')`;
  const found = `json_extract(list_filter(${list}, lambda e: e ->> '/key' = ${quotedText(key)})[1], '/value')`;
  const rest = steps.slice(at + 1) as readonly string[];
  if (rest.length > 0) return `json_extract_string(${found}, ${quotedText(pointer(rest))})`;
  const filled = `list_filter(json_extract_string(${found}, '$.*'), lambda e: e IS NOT NULL)[1]`;
  return `CASE WHEN json_type(${found}) = 'OBJECT' THEN ${filled} ELSE json_extract_string(${found}, '$') END`;
}
