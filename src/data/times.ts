import { msPerDay } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { masked } from '../base/masked.js';
import { shown } from '../base/options.js';
import { instantOfLocal, type ZoneOffset, zoneOffset } from '../base/time-zone.js';
import { type ArrowTable, type ArrowVector, arrowType } from './arrow-shape.js';
import { viewColumn } from './columns.js';
import { isText } from './read/column.js';
import { decideOrder, isTimeDoubt, refuseTimes } from './time-forms/day-order.js';
import { timeParser } from './time-forms/strptime.js';
import { type DayOrder, isoOf, orderOf } from './time-forms/time-form.js';
import { sheetDate, type TimeUnit, timeUnit, unitNames } from './time-units.js';

/** The one place where columns of times are read. */

export interface TimeOptions {
  /**
   * Zone whose days count; also the zone of times that carry none. IANA name or an offset such as +08:00.
   * @default UTC
   */
  readonly timeZone?: string | undefined;
  /** Form of texts as strptime has it, such as `%d/%m/%Y`. @default ISO 8601, and what the whole column tells */
  readonly timeFormat?: string | undefined;
}

export interface TimeColumn {
  /** Days since 1970-01-01 00:00 UTC, fractions kept; NaN for a missing value. */
  readonly instants: Float64Array;
  /** The same as clocks of the zone show it: the whole part is the calendar day there. */
  readonly days: Float64Array;
  /** Every value is the start of a day: within a day the order of two such times cannot be told. */
  readonly dateOnly: boolean;
}

/**
 * Dates, timestamps, numbers and texts of a column as times. Numbers are days, seconds, milliseconds, microseconds or
 * nanoseconds since 1970, told apart by their size, one unit a column. Texts are ISO 8601.
 * @throws WinbackError BAD_INPUT for any other value, naming column, row (from 1), value and remedy
 */
export function readTimes(table: ArrowTable, name: string, options: TimeOptions = {}): TimeColumn {
  const reader = new TimeReader(table, name, options);
  reader.read(0, table.numRows);
  return reader.finish();
}

/** readTimes in pieces, so that other work gets its turn between them. */
export class TimeReader {
  readonly #name: string;
  readonly #vector: ArrowVector;
  readonly #offset: ZoneOffset;
  readonly #kind: 'local' | 'instant' | 'number' | 'text';
  readonly #instants: Float64Array;
  readonly #days: Float64Array;
  readonly #parse: ((value: string) => string | null) | null;
  #order: { readonly order: DayOrder | null } | undefined;
  #dateOnly = true;
  #unit: { readonly unit: TimeUnit; readonly row: number } | null = null;

  constructor(table: ArrowTable, name: string, { timeZone = 'UTC', timeFormat }: TimeOptions = {}) {
    this.#parse = timeFormat === undefined ? null : timeParser(timeFormat);
    this.#name = name;
    this.#vector = table.getChild(name) ?? missingColumn(table, name);
    this.#kind = kindOf(this.#vector, name);
    this.#offset = zoneOffset(timeZone);
    this.#instants = allocateColumn(Float64Array, table.numRows);
    this.#days = isUtc(timeZone) ? this.#instants : allocateColumn(Float64Array, table.numRows);
  }

  /** Rows from `from` up to but not including `to`. */
  read(from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const value = this.#vector.get(row);
      const { instant, local } = isMissing(value) ? missing : this.#timeOf(value, row);
      this.#instants[row] = instant / msPerDay;
      this.#days[row] = local / msPerDay;
      if (local % msPerDay !== 0 && !Number.isNaN(local)) this.#dateOnly = false;
    }
  }

  finish(): TimeColumn {
    return { instants: this.#instants, days: this.#days, dateOnly: this.#dateOnly };
  }

  #timeOf(value: unknown, row: number): Moment {
    if (this.#kind === 'text') return this.#textTime(String(value), row);
    if (this.#kind === 'number') return this.#numberTime(value as number | bigint, row);
    return this.#kind === 'local' ? this.#atLocal(Number(value)) : this.#atInstant(Number(value));
  }

  #textTime(value: string, row: number): Moment {
    if (this.#parse !== null) return this.#formattedTime(value, row, this.#parse);
    if (/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return this.#numberTime(Number(value), row);
    const time = parseTime(value) ?? this.#writtenTime(value);
    if (time === null) this.#refuse(row, value, 'is no time: write 2026-03-05 or 2026-03-05T12:00:00+08:00');
    return time.zoned ? this.#atInstant(time.ms) : this.#atLocal(time.ms);
  }

  #formattedTime(value: string, row: number, parse: (value: string) => string | null): Moment {
    const iso = parse(value);
    const time = iso === null ? null : parseTime(iso);
    if (time === null) this.#refuse(row, value, 'is no time in the form that timeFormat names');
    return time.zoned ? this.#atInstant(time.ms) : this.#atLocal(time.ms);
  }

  // Day and month are told by the whole column, once: most columns have no such text.
  #writtenTime(value: string): ReturnType<typeof parseTime> {
    this.#order ??= columnOrder(this.#vector, this.#name);
    const iso = isoOf(value, this.#order.order);
    return iso === null ? null : parseTime(iso);
  }

  #numberTime(value: number | bigint, row: number): Moment {
    const unit = timeUnit(Number(value));
    const sheet = sheetDate(Number(value));
    if (sheet !== null)
      this.#refuse(
        row,
        value,
        `may be a day of a spreadsheet, where it is ${sheet}: write dates as text such as ${sheet}, or times since 1970`,
      );
    if (unit === null)
      this.#refuse(
        row,
        value,
        'is no time since 1970 in days, seconds, milliseconds, microseconds or nanoseconds: write a date as 2026-03-05',
      );
    this.#unit ??= { unit, row };
    if (this.#unit.unit !== unit)
      this.#refuse(
        row,
        value,
        `would be ${unitNames[unit.name]} since 1970, but row ${this.#unit.row + 1} holds ${unitNames[this.#unit.unit.name]}: ` +
          'use one unit, and leave missing times empty',
      );
    const ms = Number(value) * unit.milliseconds;
    return unit.name === 'd' ? this.#atLocal(ms) : this.#atInstant(ms);
  }

  #atLocal(local: number): Moment {
    return { instant: instantOfLocal(local, this.#offset), local };
  }

  #atInstant(instant: number): Moment {
    return { instant, local: instant + this.#offset(instant) };
  }

  #refuse(row: number, value: unknown, why: string): never {
    const text = typeof value === 'bigint' ? String(value) : shown(value);
    throw new WinbackError('BAD_INPUT', `column "${this.#name}", row ${row + 1}: ${text} ${why}`);
  }
}

/** Milliseconds since 1970-01-01: of the instant, and as local clocks show it. */
interface Moment {
  readonly instant: number;
  readonly local: number;
}

const missing: Moment = { instant: Number.NaN, local: Number.NaN };

const isUtc = (zone: string): boolean => zone === 'UTC';

function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'string' ? value.trim() === '' : Number.isNaN(value);
}

function missingColumn(table: ArrowTable, name: string): never {
  viewColumn(table, name);
  throw new WinbackError('BAD_INPUT', `the table has no column ${shown(name)}`);
}

/** The order of day and month in the texts of a column. @throws WinbackError BAD_INPUT where it cannot be told */
function columnOrder(vector: ArrowVector, name: string): { readonly order: DayOrder | null } {
  const counts = { 'day-first': 0, 'month-first': 0, either: 0, same: 0 };
  const examples = { 'day-first': null, 'month-first': null, either: null, same: null } as Record<
    string,
    string | null
  >;
  for (let row = 0; row < vector.length; row++) {
    const value: unknown = vector.get(row);
    const order = isMissing(value) ? null : orderOf(String(value));
    if (order === null || counts[order]++ > 0) continue;
    examples[order] = masked(String(value));
  }
  const decided = decideOrder(
    {
      dayFirst: counts['day-first'],
      monthFirst: counts['month-first'],
      either: counts.either,
      same: counts.same,
    },
    { dayFirst: examples['day-first']!, monthFirst: examples['month-first']!, either: examples['either']! },
  );
  if (decided === null) return { order: null };
  if (isTimeDoubt(decided)) refuseTimes(`column "${name}"`, decided, 'timeFormat');
  return decided;
}

function kindOf({ type }: ArrowVector, name: string): 'local' | 'instant' | 'number' | 'text' {
  if (isText({ type })) return 'text';
  if (type.typeId === arrowType.int || type.typeId === arrowType.float) return 'number';
  if (type.typeId === arrowType.date || type.typeId === arrowType.null) return 'local';
  if (type.typeId === arrowType.timestamp) return type.timezone ? 'instant' : 'local';
  throw new WinbackError(
    'BAD_INPUT',
    `column "${name}" has Arrow type ${String(type)}, which is no time: give dates, timestamps, numbers or ISO texts`,
  );
}

/**
 * An ISO 8601 date or time, years first, with `-` or `/`: never as the machine's own zone would have it.
 * `ms` is an instant where `zoned`, else what local clocks show. Null for anything else.
 */
export function parseTime(value: string): { readonly ms: number; readonly zoned: boolean } | null {
  const found = pattern.exec(value.trim());
  if (found === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = found;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isDay =
    new Date(date).getUTCDate() === Number(day) && new Date(date).getUTCMonth() === Number(month) - 1;
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const ms = date + clock * 1000 + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000);
  if (zone === undefined) return { ms, zoned: false };
  return { ms: ms - (/^(z|utc)$/i.test(zone) ? 0 : zoneOffset(zone)(0)), zoned: true };
}

/**
 * Milliseconds since 1970-01-01 UTC of a date (its start) or time; one without an offset is local time of `timeZone`.
 * @throws WinbackError BAD_INPUT for anything else
 */
export function instantOfText(value: string, timeZone: string): number {
  const time = parseTime(value);
  if (time === null)
    throw new WinbackError(
      'BAD_INPUT',
      `${shown(value)} is no time: write 2026-03-05 or 2026-03-05T12:00:00+08:00`,
    );
  return time.zoned ? time.ms : instantOfLocal(time.ms, zoneOffset(timeZone));
}

const pattern =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
