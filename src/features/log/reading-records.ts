/** What was found while reading an event log and its attributes: JSON-safe, part of records.ts. */

import type { FilesReading } from '../../data/files/engine-source.js';
import type { NumberReading } from '../../data/numbers/column-numbers.js';
import type { PersonCounts } from '../../data/posthog/persons.js';
import type { DayOrder } from '../../data/time-forms/time-form.js';
import type { Day } from '../records.js';

/** How the values of one mapped column could be read. */
export interface ColumnReading {
  /** Option of the configuration, such as `amount`; `json` for a column of JSON texts that values are taken from. */
  readonly option: string;
  /** Column or columns of the user's table. */
  readonly column: string;
  /** Rows with a value; for numbers, of the events that use them. */
  readonly given: number;
  /** Of these, the rows whose value cannot be read. */
  readonly unusable: number;
  /** The most frequent of these values, at most three of at most 40 letters; phones, mail addresses and ids masked. */
  readonly examples: readonly string[];
  /** Columns of it whose numbers have separators, signs of money, units or per cent signs; absent without. */
  readonly written?: readonly WrittenNumbers[] | undefined;
  /** Order of the parts of dates that are not all ISO 8601; absent where they are. */
  readonly dates?: DayOrder | 'year-first' | undefined;
}

/** A column of texts whose numbers are not all plain, and how they are read. */
export interface WrittenNumbers extends NumberReading {
  /** Name of the column. */
  readonly column: string;
}

/** Rows of a name. */
export interface NamedCount {
  /** The name as it stands in the log. */
  readonly name: string;
  /** Rows that have it. */
  readonly rows: number;
}

/** An event of the configuration that no row of the log has. */
export interface NeverSeen {
  /** What the configuration wants the event for. */
  readonly role: string;
  /** Name of the event that no row has. */
  readonly event: string;
  /** The name in the log that is nearest to it; null when none is near. */
  readonly closest: string | null;
}

/** Rows far away from all others, by time. */
export interface RowsOutside {
  /** Rows outside of the days that were asked for. */
  readonly rows: number;
  /** Day of the first of them. */
  readonly from: Day;
  /** Day of the last of them. */
  readonly to: Day;
}

/** Days without an active event, one after the other. */
export interface EmptyDays {
  /** First day without an event. */
  readonly from: Day;
  /** Last day without an event. */
  readonly to: Day;
  /** Days of the gap. */
  readonly days: number;
}

/** How the attributes of users were read. */
export interface AttributesReading {
  /** Rows read. */
  readonly rows: number;
  /** Rows without a user id. */
  readonly missingUser: number;
  /** Rows equal to another in every column read; each holds once. */
  readonly duplicates: number;
  /** Users with attributes who have no event. */
  readonly usersWithoutEvents: number;
  /** Users with events who have no attributes. */
  readonly usersWithoutAttributes: number;
  /** How the column of days was read; null without one. */
  readonly validFrom: ColumnReading | null;
  /** What a database gave; absent for files. */
  readonly database?:
    | {
        /** Columns with dates that are none, such as 0000-00-00: rows taken as missing. */
        readonly zeroDates: readonly NamedCount[];
      }
    | undefined;
}

/** How late events arrived (`columns.receivedAt`): counts of events. */
export interface ArrivalReading {
  /** Without a time of arrival that can be read: they count from their own day. */
  readonly untimed: number;
  /** Arrived on a later day than their own: seen from that day on. */
  readonly late: number;
  /** Of these, arrived more than 254 days later: they are in no snapshot and no label. */
  readonly neverKnown: number;
}

/** What the rows of an event log held, beside the events that were made of them. */
export interface LogReading {
  /** How the files were opened; absent for a table of a database. */
  readonly files?: FilesReading | undefined;
  /** Columns of a database with dates that are none, such as 0000-00-00: rows taken as missing. Absent without such. */
  readonly zeroDates?: readonly NamedCount[] | undefined;
  /** Absent without `events.persons`. */
  readonly persons?: PersonCounts | undefined;
  /** Zone whose days are counted. */
  readonly timeZone: string;
  /** Bytes of events that a temporary file took, since `engine.memoryLimitMb` had no room for them. Absent without. */
  readonly spilledBytes?: number | undefined;
  /** Time first, then the numbers that events use, then texts that should hold JSON. */
  readonly columns: readonly ColumnReading[];
  /** Names that no role takes, most frequent first, at most 20; masked and cut like examples. */
  readonly unmappedEvents: readonly NamedCount[];
  /** Events of the configuration that no row has. */
  readonly neverSeen: readonly NeverSeen[];
  /** The id that more than 1 % of the rows share; null where there is none. Its value where it says "no id". */
  readonly frequentId: {
    /** Rows with the most frequent id. */
    readonly rows: number;
    /** Their share of all rows. */
    readonly share: number;
    /** The id where it says that there is none, such as `NULL`; else null. */
    readonly value: string | null;
  } | null;
  /** Users whose id says that there is no user, such as `NULL` or `anonymous`; they are kept. */
  readonly placeholderUsers: readonly NamedCount[];
  /** Rows long before all others: kept, but the log does not start there. */
  readonly before: RowsOutside | null;
  /** Rows long after all others: left out. */
  readonly after: RowsOutside | null;
  /** Absent without `columns.receivedAt`. */
  readonly arrivals?: ArrivalReading | undefined;
  /** Unusually long runs of days without an active event inside the log. */
  readonly emptyDays: readonly EmptyDays[];
}
