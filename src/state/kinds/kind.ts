import type { Fields } from '../fields.js';

/** What a kind of record is in the database. */
export interface Kind<T> {
  readonly table: string;
  /** Fields that tell one record from another. A record with the same key replaces the one before. */
  readonly key: readonly (keyof T & string)[];
  readonly fields: Fields<T>;
}

/** The column of a field: `trained_from` for `trainedFrom`. */
export const columnOf = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
