import { ensure, WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';
import { requirePart } from '../base/shape.js';
import type { Cell } from '../stores/sql/store.js';
import type { CellRow, Statement } from '../stores/sql/transactions.js';
import type { Field } from './fields.js';
import { columnOf, type Kind } from './kinds/kind.js';

/** Which records of a kind are wanted. */
export interface ListOptions<T> {
  /** Values that fields must have. */
  readonly where?: Partial<T> | undefined;
  /** First day, included; for kinds with a date. */
  readonly from?: string | undefined;
  /** Last day, included; for kinds with a date. */
  readonly to?: string | undefined;
  /** The newest day first; for kinds with a date. @default false: in the order of the keys */
  readonly newest?: boolean | undefined;
  /** At most how many. @default all */
  readonly limit?: number | undefined;
}

const quoted = (field: string): string => `"${columnOf(field)}"`;
const list = (fields: readonly string[]): string => fields.map(quoted).join(', ');
const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

type AnyField = Field<unknown>;

const fieldsOf = <T>({ fields }: Kind<T>): readonly (readonly [keyof T & string, AnyField])[] =>
  Object.entries(fields) as never;

/** What a record does where another one has its key: it takes the place, or leaves the one that was first. */
export type PutRule = 'replace' | 'keep-first';

/** The statement that writes records. @throws WinbackError BAD_INPUT naming kind, place and field */
export function putStatement<T>(
  kind: Kind<T>,
  name: string,
  records: readonly T[],
  rule: PutRule = 'replace',
): Statement {
  const fields = fieldsOf(kind);
  const names = fields.map(([field]) => field);
  const rest = names.filter((field) => !kind.key.includes(field));
  const update = rest.map((field) => `${quoted(field)} = excluded.${quoted(field)}`).join(', ');
  // Without a named key, records with another thing that may exist only once are kept as well.
  const conflict = rule === 'replace' ? `(${list(kind.key)}) DO UPDATE SET ${update}` : 'DO NOTHING';
  const sql = `INSERT INTO ${kind.table} (${list(names)}) VALUES (${marks(names.length)})
    ON CONFLICT ${conflict}`;
  const known = new Set<string>(names);
  return {
    sql,
    rows: records.map((record, i) => {
      refuseUnknown(record, known, name, i);
      return cellsOf(fields, record, name, i);
    }),
  };
}

/** @throws WinbackError BAD_INPUT for what is no record, or a field that the kind does not have */
function refuseUnknown(record: unknown, known: ReadonlySet<string>, name: string, place: number): void {
  requirePart(record, `${name}[${place}]`, 'object');
  for (const given in record as object) {
    if (known.has(given)) continue;
    const hint = suggestion(given, [...known]);
    throw new WinbackError('BAD_INPUT', `${name}[${place}]: unknown option "${given}"${hint}`);
  }
}

// Names are only made where a field is wrong: some million cells are written at once.
function cellsOf<T>(
  fields: readonly (readonly [keyof T & string, AnyField])[],
  record: T,
  name: string,
  place: number,
): readonly Cell[] {
  try {
    return fields.map(([field, { toCell }]) => toCell(record[field], field));
  } catch {
    return fields.map(([field, { toCell }]) => toCell(record[field], `${name}[${place}].${field}`));
  }
}

/** The record of a row. */
export function recordOf<T>(kind: Kind<T>, row: CellRow): T {
  const record: Record<string, unknown> = {};
  for (const [field, { fromCell }, column] of columnsOf(kind)) record[field] = fromCell(row[column] ?? null);
  return record as T;
}

type ColumnsOfKind = readonly (readonly [string, AnyField, string])[];
const columnsByKind = new WeakMap<object, ColumnsOfKind>();

/** Fields with the names of their columns, made once for each kind. */
function columnsOf<T>(kind: Kind<T>): ColumnsOfKind {
  const known = columnsByKind.get(kind);
  if (known !== undefined) return known;
  const columns = fieldsOf(kind).map(([field, how]) => [field, how, columnOf(field)] as const);
  columnsByKind.set(kind, columns);
  return columns;
}

/** The statement that finds records. @throws WinbackError BAD_INPUT for a field that the kind does not have */
export function listStatement<T>(kind: Kind<T>, options: ListOptions<T>): Statement {
  const { where = {}, from, to, newest = false, limit } = options;
  const names = fieldsOf(kind).map(([field]) => field);
  const days = from !== undefined || to !== undefined || newest;
  ensure(!days || names.includes('date' as never), `${kind.table} has no dates to choose by`);
  const conditions = [
    ...Object.entries(where).map(([field, value]) => equals(kind, field, value)),
    ...(from === undefined ? [] : [{ sql: '"date" >= ?', cells: [from] }]),
    ...(to === undefined ? [] : [{ sql: '"date" <= ?', cells: [to] }]),
  ];
  const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const order = newest ? `"date" DESC, ${list(kind.key)}` : list(kind.key);
  const most = limit === undefined ? [] : [limit];
  const sql = `SELECT * FROM ${kind.table}${filter} ORDER BY ${order}${most.length === 0 ? '' : ' LIMIT ?'}`;
  return { sql, rows: [[...conditions.flatMap(({ cells }) => cells), ...most]] };
}

function equals<T>(
  kind: Kind<T>,
  field: string,
  value: unknown,
): { readonly sql: string; readonly cells: readonly Cell[] } {
  const found = fieldsOf(kind).find(([name]) => name === field)?.[1];
  ensure(found !== undefined, `${kind.table} has no field "${field}"`);
  if (value === null) return { sql: `${quoted(field)} IS NULL`, cells: [] };
  return { sql: `${quoted(field)} = ?`, cells: [found.toCell(value, field)] };
}

/** The statement for the next page of all records, after `last`. */
export function pageStatement<T extends object>(
  kind: Kind<T>,
  last: T | undefined,
  limit: number,
): Statement {
  const after = last === undefined ? '' : ` WHERE (${list(kind.key)}) > (${marks(kind.key.length)})`;
  const cells =
    last === undefined ? [] : kind.key.map((field) => kind.fields[field].toCell(last[field], field));
  return {
    sql: `SELECT * FROM ${kind.table}${after} ORDER BY ${list(kind.key)} LIMIT ?`,
    rows: [[...cells, limit]],
  };
}
