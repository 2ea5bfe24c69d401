import { readNumberSql } from '../../data/numbers/column-numbers.js';
import type { NumberFormat } from '../../data/numbers/number-form.js';
import { plainNumberSql } from '../../data/sql/plain-number.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { renderSql } from '../../data/sql/render.js';
import type { EventsConfig } from '../config.js';
import { type ColumnSource, columnsRead, type Net, type Role, sourceSql } from '../mapping.js';
import { ownStreams, streamValue } from '../own/streams.js';
import { type ColumnSql, firstNumberSql, firstTextSql, netSql } from './net-sql.js';

/** Type of each column of the user's table, by name. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** Forms of the numbers in text columns that are not all plain, by name. */
export type NumberForms = ReadonlyMap<string, NumberFormat>;

const noForms: NumberForms = new Map();

/** A mapped column of numbers, and the events that use it. */
export interface NumberColumn<Option extends string = MappedOption | OwnOption> {
  /** Part of the names of staged columns. */
  readonly option: Option;
  /** How readers and `events.allow` call it. */
  readonly label: string;
  readonly source: ColumnSource;
  /** Roles whose events use it, as mapped. */
  readonly roles: readonly Role[];
  /** Names of further events that use it. */
  readonly names: readonly string[];
}

export type MappedOption = 'amount' | 'couponAmount' | 'duration' | 'quotaUsed' | 'quotaTotal';
type OwnOption = `own_${number}`;

const isNumber = (type: string): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL)/.test(type);

/** The number columns of `events.columns` that its events can use. */
export function mappedNumbers({
  columns,
}: Pick<EventsConfig, 'columns'>): readonly NumberColumn<MappedOption>[] {
  const money: readonly Role[] = ['payment', 'refund'];
  const all: readonly (readonly [MappedOption, readonly Role[]])[] = [
    ['amount', columns.couponAmount === undefined ? [...money, 'coupon'] : money],
    ['couponAmount', ['coupon']],
    ['duration', ['task_succeeded']],
    ['quotaUsed', ['quota']],
    ['quotaTotal', ['quota']],
  ];
  return all.flatMap(([option, roles]) => {
    const source = columns[option];
    return source === undefined ? [] : [{ option, label: option, source, roles, names: [] }];
  });
}

/** The same with the columns that features of the user's own compute with. */
export function numberColumns(config: LogConfig): readonly NumberColumn[] {
  const own = ownStreams(config).flatMap((stream) => {
    const { column: source, isText: noNumber, roles, names } = stream;
    if (source === undefined || noNumber) return [];
    return [{ option: streamValue(stream), label: `features.${stream.feature}`, source, roles, names }];
  });
  return [...mappedNumbers(config), ...own];
}

/** What of a configuration says which columns are read. */
export type LogConfig = Pick<EventsConfig, 'columns' | 'roles' | 'everyRow' | 'active' | 'features'>;

/** The number a source gives, as SQL; NULL, NaN or infinite where there is none. */
export function numberSql(
  source: ColumnSource | undefined,
  types: ColumnTypes,
  forms: NumberForms = noForms,
): string {
  if (source === undefined) return 'NULL::DOUBLE';
  if (typeof source === 'string') return asNumber(source, types, forms);
  if ('firstOf' in source) return `TRY_CAST(${firstNumberSql(source, columnSql(types, forms))} AS DOUBLE)`;
  if ('minus' in source) return `TRY_CAST(${netSql(source, columnSql(types, forms))} AS DOUBLE)`;
  if ('multiply' in source)
    return `TRY_CAST(${source.multiply.map((name) => operand(name, types, forms)).join(' * ')} AS DOUBLE)`;
  return `TRY_CAST(${renderSql(sourceSql(source, isText(types)), 'duckdb')} AS DOUBLE)`;
}

const columnSql = (types: ColumnTypes, forms: NumberForms = noForms): ColumnSql => ({
  number: (name) => operand(name, types, forms),
  present: (name) => presentSql(name, types),
});

/** The value of a source as text, as SQL. */
export function textSql(source: ColumnSource, types: ColumnTypes): string {
  if (typeof source !== 'string' && 'firstOf' in source) return firstTextSql(source, columnSql(types));
  if (typeof source !== 'string' && 'minus' in source) return numberSql(source, types);
  return renderSql(sourceSql(source, isText(types)), 'duckdb');
}

/** Whether comparisons with numbers need the column to be cast. */
export const isText =
  (types: ColumnTypes) =>
  (name: string): boolean =>
    !isNumber(types.get(name) ?? 'VARCHAR');

function asNumber(name: string, types: ColumnTypes, forms: NumberForms): string {
  const column = quotedName(name);
  const form = forms.get(name);
  if (form !== undefined) return readNumberSql(column, form);
  return isNumber(types.get(name) ?? 'VARCHAR')
    ? `TRY_CAST(${column} AS DOUBLE)`
    : plainNumberSql(`${column}::VARCHAR`);
}

// Decimals are multiplied and subtracted exactly.
function operand(name: string, types: ColumnTypes, forms: NumberForms): string {
  return /^DECIMAL/.test(types.get(name) ?? '') ? quotedName(name) : asNumber(name, types, forms);
}

/** Whether a source has a value in a row, readable or not: an empty text and a missing number are none. */
export function givenSql(source: ColumnSource, types: ColumnTypes): string {
  if (typeof source !== 'string' && 'firstOf' in source)
    return `(${source.firstOf.map((name) => presentSql(name, types)).join(' OR ')})`;
  if (typeof source !== 'string' && 'minus' in source) return presentSql(source.minus[0]!, types);
  const names = typeof source === 'string' || 'multiply' in source ? columnsRead(source) : [];
  if (names.length === 0) return `(${textSql(source, types)}) IS NOT NULL`;
  return names.map((name) => presentSql(name, types)).join(' AND ');
}

export function presentSql(name: string, types: ColumnTypes): string {
  const column = quotedName(name);
  const type = types.get(name) ?? 'VARCHAR';
  if (/^(DOUBLE|FLOAT)/.test(type)) return `(${column} IS NOT NULL AND NOT isnan(${column}))`;
  if (isNumber(type) || /^(TIMESTAMP|DATE)/.test(type)) return `${column} IS NOT NULL`;
  return `coalesce(trim(${column}::VARCHAR), '') <> ''`;
}

/** The value of a source as text, for examples of what could not be read. */
export function rawSql(source: ColumnSource, types: ColumnTypes): string {
  if (typeof source === 'string') return `${quotedName(source)}::VARCHAR`;
  if ('multiply' in source) return joined(' x ', source.multiply);
  // The currency stands behind an amount whose unit it decides.
  if ('minus' in source) return `concat_ws(' ', ${joined(' - ', source.minus)}${unitOf(source)})`;
  return `(${textSql(source, types)})::VARCHAR`;
}

const joined = (sign: string, names: readonly string[]): string =>
  `concat_ws(${quotedText(sign)}, ${names.map((name) => `${quotedName(name)}::VARCHAR`).join(', ')})`;

const unitOf = ({ minorUnits }: Net): string =>
  minorUnits === undefined ? '' : `, ${quotedName(minorUnits)}::VARCHAR`;
