import type { PresetColumn } from './preset.js';

/** Which columns of a table are there. */
export interface Columns {
  /** Whether a column has this name; with dots, whether a nested one has. */
  has(name: string): boolean;
  /** The first of the names that is there; the first of all when the table is not known. */
  first(...names: readonly string[]): string | undefined;
}

/** @param given columns of the table; none for a table that is not known, which has what the vendor documents */
export function columnsOf(given: readonly PresetColumn[]): Columns {
  const types = new Map(given.map(({ name, type }) => [name, type]));
  const has = (name: string): boolean => types.has(name) || inStruct(types, name);
  const first = (...names: readonly string[]): string | undefined =>
    given.length === 0 ? names[0] : names.find(has);
  return { has, first };
}

/** How sure a set of columns is: 0 unless all of `needed` are there, else 0.6 plus a share of 0.4 for `usual`. */
export function likeness(
  given: readonly PresetColumn[],
  needed: readonly string[],
  usual: readonly string[],
): number {
  const { has } = columnsOf(given);
  if (!needed.every(has)) return 0;
  return 0.6 + (0.4 * usual.filter(has).length) / usual.length;
}

// DuckDB writes STRUCT(revenue DOUBLE, "order id" VARCHAR, items STRUCT(...)[]).
function inStruct(types: ReadonlyMap<string, string>, name: string): boolean {
  const dot = name.indexOf('.');
  if (dot < 0) return false;
  const fields = fieldsOf(types.get(name.slice(0, dot)) ?? '');
  const rest = name.slice(dot + 1);
  return fields.has(rest) || inStruct(fields, rest);
}

/** Fields of a struct type with their types; none of another type. */
export function fieldsOf(type: string): ReadonlyMap<string, string> {
  const inner = /^STRUCT\((.*)\)$/s.exec(type)?.[1];
  if (inner === undefined) return new Map();
  return new Map(
    splitOutside(inner).map((field) => {
      const quoted = /^"((?:[^"]|"")*)" (.*)$/s.exec(field);
      if (quoted !== null) return [quoted[1]!.replaceAll('""', '"'), quoted[2]!];
      const space = field.indexOf(' ');
      return [field.slice(0, space), field.slice(space + 1)];
    }),
  );
}

// The parts of a list between commas that stand in no brackets and no quotes.
function splitOutside(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < list.length; i++) {
    const letter = list[i];
    if (letter === '"') quoted = !quoted;
    if (quoted) continue;
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter !== ',' || depth > 0) continue;
    parts.push(list.slice(start, i).trim());
    start = i + 1;
  }
  parts.push(list.slice(start).trim());
  return parts;
}
