import { WinbackError } from '../../base/errors.js';
import { type Check, object, optional, shown, text } from '../../base/options.js';

/** How a configuration names a value inside a column. One form is kept everywhere: a text such as `properties.amount`. */

/** A value inside a column of JSON objects (text) or records. */
export interface JsonColumn {
  /** The column: JSON text, a record (STRUCT), a map, or a key of a JSON lines file. */
  readonly json: string;
  /** Key of the value; keys below it follow after dots: `price.amount`. A key with a dot or quote stands in quotes. */
  readonly path: string;
}

/** A value of a column that holds a list of records with `key` and `value`, such as `event_params` of GA4. */
export interface ListColumn {
  /** The column that holds the list. */
  readonly list: string;
  /** The record whose field `key` is this gives the value; of several the first. */
  readonly key: string;
  /**
   * Field of the record's `value` that is read, such as `int_value`.
   * @default the first of its fields that is filled, or `value` itself where it has none
   */
  readonly value?: string | undefined;
}

/** One step of a path: a key, or the record of a list with that key. */
export type Step = string | { readonly key: string };

/** A checked configuration value as the text of a path. */
export const columnName: Check<string> = (value, name) => {
  if (value === null || typeof value !== 'object') return text(value, name);
  if (Object.hasOwn(value, 'list')) {
    const check = object<ListColumn>({ list: text, key: text, value: optional(text, undefined) });
    const given = check(value, name);
    const rest = given.value === undefined ? [] : [given.value];
    return pathText([given.list, { key: given.key }, ...rest]);
  }
  const { json, path } = object<JsonColumn>({ json: text, path: text })(value, name);
  const steps = stepsOf(path);
  if (steps === null) throw new WinbackError('BAD_INPUT', `${name}.path: ${shown(path)} is no path of keys`);
  return pathText([json, ...steps]);
};

/** Whether an object of a configuration is meant as a value inside a column. */
export const isNested = (value: object): boolean =>
  Object.hasOwn(value, 'json') || Object.hasOwn(value, 'list');

/** The steps of a path; null for a text that is none, such as one that ends with a dot. */
export function stepsOf(path: string): readonly Step[] | null {
  const steps: Step[] = [];
  let at = 0;
  while (at < path.length) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (found === null) return null;
    const [whole, dot, quoted, plain, quotedKey, plainKey] = found;
    const isFirst = at === 0;
    const isKey = quotedKey !== undefined || plainKey !== undefined;
    if (isKey ? isFirst : (dot === undefined) !== isFirst) return null;
    if (isKey) steps.push({ key: unquoted(quotedKey) ?? plainKey! });
    else steps.push(unquoted(quoted) ?? plain!);
    at += whole.length;
  }
  return steps.length === 0 ? null : steps;
}

const step = /(\.)?(?:"((?:[^"]|"")*)"|([^."[\]]+))|\[(?:"((?:[^"]|"")*)"|([^"\]]+))\]/y;

const unquoted = (text: string | undefined): string | undefined => text?.replaceAll('""', '"');

/** The path as text; `stepsOf` reads it back. */
export function pathText(steps: readonly Step[]): string {
  return steps
    .map((one, i) => (typeof one === 'string' ? `${i === 0 ? '' : '.'}${part(one)}` : `[${part(one.key)}]`))
    .join('');
}

const part = (key: string): string =>
  key === '' || /[."[\]]/.test(key) ? `"${key.replaceAll('"', '""')}"` : key;

/** Where a path of a table starts: the column, and the steps below it. */
export interface Reference {
  readonly column: string;
  readonly steps: readonly Step[];
}

/**
 * The column that `name` starts with and the steps below it: none where a column has the whole name. Of several columns
 * the longest name counts. Null where no column fits.
 */
export function referenceOf(name: string, columns: ReadonlySet<string>): Reference | null {
  if (columns.has(name)) return { column: name, steps: [] };
  const steps = stepsOf(name);
  if (steps === null) return null;
  for (let length = steps.length; length > 0; length--) {
    const first = steps.slice(0, length);
    if (!first.every((one) => typeof one === 'string')) continue;
    const column = [first.join('.'), pathText(first)].find((text) => columns.has(text));
    if (column !== undefined) return { column, steps: steps.slice(length) };
  }
  return null;
}

/** Names of the columns that a path may start with, whatever the table is. */
export function possibleColumns(name: string): readonly string[] {
  const steps = stepsOf(name) ?? [];
  const texts = steps.slice(0, steps.findIndex((one) => typeof one !== 'string') >>> 0);
  return [name, ...texts.map((_, i) => texts.slice(0, i + 1).join('.'))];
}
