import { dayNumber, dayOf } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { masked } from '../../base/masked.js';
import { renderQuery } from '../../data/sql/render.js';
import type { Query } from '../../data/sql/tree.js';
import type { Shard } from '../../stores/clickhouse/shards.js';
import type { EventsConfig } from '../config.js';
import { columnText, jsonColumn } from '../log/column-readings.js';
import { completeThrough } from '../log/describe-log.js';
import { emptyDaysOf } from '../log/log-range.js';
import { noActivity } from '../log/no-activity.js';
import { numberColumns } from '../log/number-sql.js';
import { type LogSpan, rangeOf } from '../log/range-of.js';
import { canBeFrequent, frequentFrom, type LogNames, namesFrom, type RowCounts } from '../log/read-counts.js';
import { type ColumnSource, roles } from '../mapping.js';
import type {
  ArrivalReading,
  ColumnReading,
  Day,
  EventLogRecord,
  LogReading,
  NamedCount,
  PersonCounts,
} from '../records.js';
import { isInstant } from './bounds.js';
import { CountQueries } from './count-queries.js';
import { arrivalsOf, type DayRow, dayRowOf, daysWith, givenIn } from './day-rows.js';
import { pushedJson } from './pushed-json.js';
import type { PushedPersons } from './pushed-persons.js';
import type { PushedSource } from './pushed-source.js';

type Row = Readonly<Record<string, unknown>>;

/** What a table holds, and its events up to the last complete day. */
export interface TableRecord {
  readonly record: Omit<EventLogRecord, 'preset'>;
  readonly counted: number;
  /** Whether no id of a user has spaces around it. */
  readonly isTidy: boolean;
}

interface Found {
  readonly span: LogSpan;
  readonly all: RowCounts;
  readonly names: LogNames;
  readonly columns: readonly ColumnReading[];
  /** Null without times of arrival. */
  readonly arrivals: ArrivalReading | null;
}

/** Asks a server what a table holds. All questions are of the rows up to the time of the first one. */
export class TableReader {
  readonly #config: EventsConfig;
  readonly #source: PushedSource;
  readonly #queries: CountQueries;
  readonly #signal: AbortSignal | undefined;
  #pin: number | null = null;
  #isTidy = false;

  constructor(config: EventsConfig, source: PushedSource, signal: AbortSignal | undefined) {
    this.#config = config;
    this.#source = source;
    this.#signal = signal;
    this.#queries = new CountQueries(config, source);
  }

  async record(): Promise<TableRecord> {
    const { types } = this.#source;
    if (isInstant(types.get(this.#config.columns.time) ?? '')) {
      const [latest] = await this.#ask(this.#queries.latest());
      this.#pin = latest?.['micros'] == null ? null : Number(latest['micros']);
    }
    const days = await this.#days();
    await this.#requireOneUserAnId();
    const span = rangeOf(this.#config, daysWith(days, this.#config));
    const all = await this.#rows();
    const names = namesFrom(this.#config, await this.#names());
    const counts = { given: all.givenTime, unusable: all.badTime };
    const time = await this.#reading('time', this.#config.columns.time, counts);
    const arrival = await this.#arrival(days);
    const arrived = arrival === null ? [] : [arrival];
    const columns = [time, ...arrived, ...(await this.#numbers(days)), ...(await this.#json())];
    const events = span?.kept ?? 0;
    if (span === null || span.active.length === 0)
      throw noActivity(this.#config, { all, names, time, events });
    const arrivals = arrival === null ? null : arrivalsOf(days, arrival, events);
    return this.#described({ span, all, names, columns, arrivals }, days);
  }

  /** Events up to a day. */
  async eventsUpTo(day: Day): Promise<number> {
    const days = await this.#days(day);
    return days.filter((one) => one.day <= dayNumber(day)).reduce((sum, { events }) => sum + events, 0);
  }

  async #described(
    { span, all, names, columns, arrivals }: Found,
    days: readonly DayRow[],
  ): Promise<TableRecord> {
    const lastDay = dayOf(span.lastDay);
    const lastCompleteDay = completeThrough(this.#config, span.lastDay);
    const inside = days.filter(({ day }) => day <= span.lastDay);
    const total = (rows: readonly DayRow[]): number => rows.reduce((sum, { events }) => sum + events, 0);
    const duplicateId = all.usable - span.kept;
    const { missingUser, missingTime, unmapped } = all;
    const persons = this.#source.persons && (await this.#told(this.#source.persons));
    const reading: LogReading = {
      ...(persons === undefined ? {} : { persons }),
      timeZone: this.#config.timeZone,
      columns,
      ...(arrivals === null ? {} : { arrivals }),
      unmappedEvents: names.unmapped,
      neverSeen: names.neverSeen,
      frequentId: await this.#frequentId(all.rows, duplicateId),
      placeholderUsers: await this.#placeholders(lastDay),
      before: span.before,
      after: span.after,
      emptyDays: emptyDaysOf(span.active, dayNumber(lastCompleteDay)),
    };
    const byRole = roles.map((role) => [role, total(inside.filter((row) => row.role === role))] as const);
    const record = {
      rows: all.rows,
      events: total(inside),
      merged: 0,
      users: await this.#users(lastDay),
      firstDay: dayOf(span.firstDay),
      lastDay,
      lastCompleteDay,
      dropped: { missingUser, missingTime, unmapped, duplicateId, afterEnd: span.after?.rows ?? 0 },
      byRole: Object.fromEntries(byRole.filter(([, events]) => events > 0)),
      unmappedNames: names.unmapped.map(({ name }) => name),
      reading,
    };
    return {
      record,
      isTidy: this.#isTidy,
      counted: total(days.filter(({ day }) => day <= dayNumber(lastCompleteDay))),
    };
  }

  #ask(query: Query): Promise<readonly Row[]> {
    return this.#source.server.rows(renderQuery(query, 'clickhouse'), { signal: this.#signal });
  }

  /** The answers of all parts of the users. */
  async #parts(query: (shard: Shard) => Query): Promise<readonly Row[]> {
    return (await this.#source.parts((shard) => this.#ask(query(shard)))).flat();
  }

  async #days(to?: Day): Promise<readonly DayRow[]> {
    const rows = await this.#parts((shard) => this.#queries.events({ shard, pin: this.#pin, to }));
    return rows.map(dayRowOf);
  }

  async #rows(): Promise<RowCounts> {
    const rows = await this.#parts((shard) => this.#queries.rows({ shard, pin: this.#pin }));
    const sum = (name: string): number => rows.reduce((total, row) => total + Number(row[name]), 0);
    this.#isTidy = sum('untidy') === 0;
    return {
      rows: sum('rows'),
      usable: sum('usable'),
      merged: 0,
      missingUser: sum('missingUser'),
      missingTime: sum('missingTime'),
      unmapped: sum('unmapped'),
      givenTime: sum('givenTime'),
      badTime: sum('badTime'),
    };
  }

  async #names(): Promise<readonly NamedCount[]> {
    if (this.#config.columns.event === undefined) return [];
    const rows = await this.#ask(this.#queries.names(this.#whole));
    return rows.map((row) => ({ name: String(row['name']), rows: Number(row['n']) }));
  }

  async #numbers(days: readonly DayRow[]): Promise<readonly ColumnReading[]> {
    const readings: ColumnReading[] = [];
    for (const { option, label, source } of numberColumns(this.#config))
      readings.push({ ...(await this.#reading(option, source, givenIn(days, option))), option: label });
    return readings;
  }

  async #json(): Promise<readonly ColumnReading[]> {
    const readings = await pushedJson(this.#config, this.#source, (query) => this.#ask(query));
    return readings.map(jsonColumn);
  }

  // Loaded for those who have persons.
  async #told(persons: PushedPersons): Promise<PersonCounts> {
    const { personsTold } = await import('./pushed-persons.js');
    return personsTold(persons, (query) => this.#ask(query));
  }

  async #arrival(days: readonly DayRow[]): Promise<ColumnReading | null> {
    const { receivedAt } = this.#config.columns;
    return receivedAt === undefined
      ? null
      : this.#reading('receivedAt', receivedAt, givenIn(days, 'receivedAt'));
  }

  async #reading(
    option: string,
    source: ColumnSource,
    { given, unusable }: Pick<ColumnReading, 'given' | 'unusable'>,
  ): Promise<ColumnReading> {
    const rows = unusable === 0 ? [] : await this.#ask(this.#queries.examples(this.#whole, option, source));
    const examples = [...new Set(rows.map((row) => masked(String(row['value']))))];
    return { option, column: columnText(source), given, unusable, examples };
  }

  async #users(to: Day): Promise<number> {
    const rows = await this.#parts((shard) => this.#queries.users({ shard, pin: this.#pin }, to));
    return rows.reduce((sum, row) => sum + Number(row['users']), 0);
  }

  async #placeholders(to: Day): Promise<readonly NamedCount[]> {
    const rows = await this.#parts((shard) => this.#queries.placeholders({ shard, pin: this.#pin }, to));
    return rows
      .map((row) => ({ name: String(row['name']), rows: Number(row['n']) }))
      .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
  }

  async #frequentId(rows: number, duplicates: number): Promise<LogReading['frequentId']> {
    if (!canBeFrequent(rows, duplicates)) return null;
    const [top] = await this.#ask(this.#queries.topId(this.#whole));
    return frequentFrom(rows, top);
  }

  // Of rows with one id the first counts: parts of the users are right only where no id is in two of them.
  async #requireOneUserAnId(): Promise<void> {
    if (this.#config.columns.id === undefined) return;
    let parts = 1;
    await this.#source.parts(async ({ count }) => {
      parts = count;
    });
    for (let index = 0; parts > 1 && index < mostParts; index++) {
      const shard = { index, count: mostParts };
      const [row] = await this.#ask(this.#queries.sharedIds({ shard, pin: this.#pin }));
      if (Number(row?.['n'] ?? 0) === 0) continue;
      throw new WinbackError(
        'OUT_OF_MEMORY',
        `ClickHouse ${this.#source.server.place}: the server has too little memory for all users at once, and columns.id has ids on rows of two users, so that the users cannot be read in parts: raise max_memory_usage, or leave columns.id out`,
      );
    }
  }

  get #whole(): { readonly shard: Shard; readonly pin: number | null } {
    return { shard: { index: 0, count: 1 }, pin: this.#pin };
  }
}

const mostParts = 64;
