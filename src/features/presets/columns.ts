import { nestedType } from '../../data/nested/struct-type.js';
import type { PresetColumn } from './preset.js';

/** Which columns of a table are there. */
export interface Columns {
  /** Whether a column has this name; with dots, whether a nested one has. */
  has(name: string): boolean;
  /** Those of the names that are there, in the given order. */
  those(...names: readonly string[]): readonly string[];
  /** The first of the names that is there; the first of all when the table is not known. */
  first(...names: readonly string[]): string | undefined;
}

/** @param given columns of the table; none for a table that is not known, which has what the vendor documents */
export function columnsOf(given: readonly PresetColumn[]): Columns {
  const types = new Map(given.map(({ name, type }) => [name, type]));
  const has = (name: string): boolean => types.has(name) || inRecord(types, name);
  const those = (...names: readonly string[]): readonly string[] => names.filter(has);
  const first = (...names: readonly string[]): string | undefined =>
    given.length === 0 ? names[0] : names.find(has);
  return { has, those, first };
}

/** How sure a set of columns is: 0 unless all of `needed` are there, else 0.6 plus a share of 0.4 for `usual`. */
export function likeness(
  given: readonly PresetColumn[],
  needed: readonly string[],
  usual: readonly string[],
): number {
  const { has, those } = columnsOf(given);
  if (!needed.every(has)) return 0;
  return 0.6 + (0.4 * those(...usual).length) / usual.length;
}

function inRecord(types: ReadonlyMap<string, string>, name: string): boolean {
  const dot = name.indexOf('.');
  if (dot < 0) return false;
  const type = nestedType(types.get(name.slice(0, dot)) ?? '');
  if (type.kind !== 'record') return false;
  const rest = name.slice(dot + 1);
  return type.fields.has(rest) || inRecord(type.fields, rest);
}
