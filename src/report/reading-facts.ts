import type {
  AttributesReading,
  ColumnReading,
  EventLogRecord,
  HistoryRecord,
  NamedCount,
} from '../features/records.js';
import { count, percent } from './format.js';
import type { Texts } from './texts/index.js';

/** What was read for a model: the log and, where there are any, the attributes of users. */
export interface ReadingInput {
  /** What was read of the log. */
  readonly log: EventLogRecord;
  /** What was read of the attributes; null without. */
  readonly attributes: AttributesReading | null;
  /** Absent without features of the history. */
  readonly history?: HistoryRecord | undefined;
  /** Absent where every active user is looked at. */
  readonly newUsers?: NewUsers | undefined;
}

/** Users are looked at once, some days after their first event. */
export interface NewUsers {
  /** Days since the first event, its day counted. */
  readonly afterFirstDays: number;
  /** Users with an event in so many first days of the log are left out: it may not be their first. */
  readonly observationDays: number;
}

/** One line of what was read. */
export interface ReadingFact {
  readonly what: string;
  readonly count: number;
  /** Of the rows it is counted in; null where there is no such share. */
  readonly share: number | null;
  readonly detail: string;
  /** Something to look at where the count is not 0; else plain information. */
  readonly fault: boolean;
}

/** Everything that was counted while reading, in the words of one language. */
export function readingFacts(
  { log, attributes, history, newUsers }: ReadingInput,
  texts: Texts,
): readonly ReadingFact[] {
  return [
    ...fileFacts(log, texts),
    ...(log.reading.zeroDates ?? []).map((column) => zeroDateFact(column, texts)),
    ...rowFacts(log, texts),
    ...presetFacts(log, texts),
    ...personFacts(log, texts),
    ...log.reading.columns.slice(1).map((column) => columnFact(column, texts)),
    ...log.reading.columns.flatMap((column) => [...writtenFacts(column, texts), ...dateFacts(column, texts)]),
    ...arrivalFacts(log, texts),
    ...contentFacts(log, texts),
    ...(newUsers === undefined ? [] : [newUsersFact(newUsers, texts)]),
    ...(history === undefined ? [] : [historyFact(history, texts)]),
    ...(attributes === null ? [] : attributeFacts(attributes, texts)),
  ];
}

function fileFacts({ reading: { files } }: EventLogRecord, texts: Texts): ReadingFact[] {
  if (files === undefined) return [];
  const t = texts.reading;
  const others = files.encodings.filter((encoding) => encoding !== 'utf-8');
  const retries = files.objects?.retries ?? 0;
  const parts = [
    ...(files.skipped === 0 ? [] : [t.filesSkipped(count(files.skipped))]),
    ...(retries === 0 ? [] : [t.filesRetried(count(retries))]),
    ...(others.length === 0 ? [] : [t.filesConverted(others.join(texts.and))]),
  ];
  if (parts.length === 0) return [];
  return [{ what: t.files, count: files.files, share: null, detail: parts.join(texts.and), fault: true }];
}

function rowFacts(
  { rows, events, merged, users, dropped, reading }: EventLogRecord,
  texts: Texts,
): ReadingFact[] {
  const t = texts.reading;
  const of = (what: string, counted: number, detail = '', fault = true): ReadingFact => ({
    what,
    count: counted,
    share: rows === 0 ? null : counted / rows,
    detail,
    fault,
  });
  const time = reading.columns[0]!;
  const unreadable = time.unusable === 0 ? '' : t.unreadable(count(time.unusable), examples(time));
  const { after, before, frequentId } = reading;
  return [
    { ...of(t.rows, rows, '', false), share: null },
    of(t.missingUser, dropped.missingUser),
    of(t.missingTime, dropped.missingTime, unreadable),
    of(t.unmapped, dropped.unmapped, named(reading.unmappedEvents.slice(0, 5))),
    of(t.duplicateId, dropped.duplicateId, frequentId === null ? '' : t.frequentId(count(frequentId.rows))),
    of(t.after, dropped.afterEnd, after === null ? '' : t.afterDetail(after.from, after.to)),
    of(t.before, before?.rows ?? 0, before === null ? '' : t.range(before.from, before.to)),
    of(t.merged, merged, '', false),
    of(t.events, events, '', false),
    { ...of(t.users, users, '', false), share: null },
  ];
}

// What PostHog's rows say of a person is what was known when they came.
function personFacts({ rows, preset, reading: { persons } }: EventLogRecord, texts: Texts): ReadingFact[] {
  const t = texts.reading;
  const fact = (what: string, counted: number, detail = '', fault = true): ReadingFact => ({
    ...{ what, count: counted, share: rows === 0 ? null : counted / rows, detail, fault },
  });
  if (persons === undefined)
    return preset?.name === 'posthog' ? [fact(t.personsThen, rows, t.personsThenDetail)] : [];
  const { moved, unknown, deleted } = persons;
  return [
    fact(t.personsMoved, moved, '', false),
    fact(t.personsUnknown, unknown),
    deleted === null
      ? fact(t.deletionsUnknown, rows, t.deletionsUnknownDetail)
      : fact(t.personsDeleted, deleted),
  ];
}

function presetFacts({ preset }: EventLogRecord, texts: Texts): ReadingFact[] {
  if (preset === null) return [];
  const t = texts.reading;
  const filled = [
    ...preset.columns.map(({ option, column }) => `${option} = ${column}`),
    ...Object.entries(preset.roles).map(([role, events]) => t.role(role, events.join(', '))),
  ];
  const what = t.preset(preset.name, preset.vendor);
  return [{ what, count: filled.length, share: null, detail: filled.join('; '), fault: false }];
}

function columnFact(column: ColumnReading, texts: Texts): ReadingFact {
  const t = texts.reading;
  const { option, given, unusable } = column;
  return {
    what: t.unusable(option, column.column),
    count: unusable,
    share: given === 0 ? null : unusable / given,
    detail: unusable === 0 ? '' : t.unusableDetail(count(given), examples(column)),
    fault: true,
  };
}

function writtenFacts({ option, given, written = [] }: ColumnReading, texts: Texts): ReadingFact[] {
  const t = texts.reading;
  return written.map(({ column, form, percent, scaled, money }) => {
    const parts = [
      t.numberForm(form),
      ...(money === null ? [] : [t.money(money)]),
      ...(percent === 0 ? [] : [t.percent(count(percent))]),
      ...(scaled === 0 ? [] : [t.scaled(count(scaled))]),
    ];
    const what = t.written(option, column);
    return { what, count: given, share: null, detail: parts.join(texts.and), fault: false };
  });
}

function dateFacts({ column, given, dates }: ColumnReading, texts: Texts): ReadingFact[] {
  if (dates === undefined) return [];
  const t = texts.reading;
  return [{ what: t.dates(column), count: given, share: null, detail: t.dateOrder[dates], fault: false }];
}

function contentFacts({ events, reading }: EventLogRecord, texts: Texts): ReadingFact[] {
  const t = texts.reading;
  const users = reading.placeholderUsers;
  const ofUsers = users.reduce((sum, { rows }) => sum + rows, 0);
  const never = reading.neverSeen.map(({ event, closest }) =>
    closest === null ? event : t.meant(event, closest),
  );
  const empty = reading.emptyDays;
  const runs = empty.map(({ from, to }) => (from === to ? from : t.range(from, to)));
  const plain = { share: null, fault: true };
  return [
    { what: t.placeholders, count: ofUsers, share: ofUsers / events, detail: named(users), fault: true },
    { ...plain, what: t.neverSeen, count: never.length, detail: never.join(texts.and) },
    { ...plain, what: t.emptyDays, count: daysOf(empty), detail: runs.join(texts.and) },
  ];
}

const daysOf = (runs: EventLogRecord['reading']['emptyDays']): number =>
  runs.reduce((sum, { days }) => sum + days, 0);

function arrivalFacts({ events, reading: { arrivals } }: EventLogRecord, texts: Texts): ReadingFact[] {
  if (arrivals === undefined) return [];
  const t = texts.reading;
  const of = (what: string, counted: number, fault: boolean): ReadingFact => ({
    ...{ what, count: counted, share: counted / events, detail: '', fault },
  });
  return [
    of(t.late, arrivals.late, false),
    of(t.neverKnown, arrivals.neverKnown, true),
    of(t.untimed, arrivals.untimed, true),
  ];
}

function newUsersFact({ afterFirstDays, observationDays }: NewUsers, texts: Texts): ReadingFact {
  const t = texts.reading;
  const detail = t.newUsersDetail(count(observationDays));
  return { what: t.newUsers, count: afterFirstDays, share: null, detail, fault: false };
}

function historyFact({ days, logFrom, earliest, coveredDays }: HistoryRecord, texts: Texts): ReadingFact {
  const t = texts.reading;
  const isShort = days !== null && coveredDays < days;
  const detail = days === null ? t.historyAll(logFrom) : t.historyDays(count(days), logFrom);
  return { what: t.history(earliest), count: coveredDays, share: null, detail, fault: isShort };
}

function attributeFacts(attributes: AttributesReading, texts: Texts): ReadingFact[] {
  const t = texts.reading;
  const { rows, missingUser, duplicates, usersWithoutEvents, usersWithoutAttributes, validFrom } = attributes;
  const of = (what: string, counted: number, fault = true): ReadingFact => ({
    what,
    count: counted,
    share: null,
    detail: '',
    fault,
  });
  return [
    of(t.attributeRows, rows, false),
    of(t.attributesMissingUser, missingUser),
    of(t.attributeDuplicates, duplicates),
    of(t.usersWithoutEvents, usersWithoutEvents),
    of(t.usersWithoutAttributes, usersWithoutAttributes),
    ...(validFrom === null ? [] : [columnFact(validFrom, texts)]),
    ...databaseFacts(attributes, texts),
  ];
}

// A table of a database is overwritten as users change; a file may be a copy of any day.
function databaseFacts({ rows, validFrom, database }: AttributesReading, texts: Texts): ReadingFact[] {
  if (database === undefined) return [];
  const t = texts.reading;
  const today = {
    ...{ what: t.todaysValues, count: rows, share: null, detail: t.todaysValuesDetail, fault: true },
  };
  return [
    ...database.zeroDates.map((column) => zeroDateFact(column, texts)),
    ...(validFrom === null ? [today] : []),
  ];
}

const zeroDateFact = ({ name, rows }: NamedCount, texts: Texts): ReadingFact => ({
  ...{ what: texts.reading.zeroDates(name), count: rows, share: null, detail: '', fault: true },
});

function examples(column: ColumnReading): string {
  return column.examples.map((value) => `'${value}'`).join(', ');
}

function named(names: readonly { readonly name: string; readonly rows: number }[]): string {
  return names.map(({ name, rows }) => `${name} ${count(rows)}`).join(', ');
}

/** A share as a percentage; a small one never as 0. */
export function shareText(share: number | null): string {
  if (share !== null && share > 0 && share < 0.0005) return '< 0.1%';
  return percent(share);
}
