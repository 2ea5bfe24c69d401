import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import type { EventsConfig } from '../config.js';
import type { AttributesReading, ColumnReading, EventLogRecord, LogReading, NeverSeen } from '../records.js';
import { noTime } from './no-activity.js';

/** Share of a column's values that may be unusable in training. */
export const unusableShare = 0.05;

const mostProblems = 5;

/**
 * Refuses what a model should not be trained on without a word: a mapped column with over 5 % unusable values, a mapped event
 * that never occurs, one id on over 1 % of the rows. Each can be allowed by name.
 * @throws WinbackError BAD_INPUT naming every such thing and the remedy
 */
export function requireReadable(
  log: Pick<EventLogRecord, 'reading'>,
  events: Pick<EventsConfig, 'allow'>,
  attributes: AttributesReading | null = null,
): void {
  requireShape(log, 'log', { reading: 'object' });
  requireShape(events, 'events', { allow: 'list' });
  const { reading } = log;
  const { allow } = events;
  const problems = problemsOf(reading, attributes).filter(({ name }) => !allow.includes(name));
  if (problems.length === 0) return;
  const told = problems.slice(0, mostProblems).map(({ text }) => text);
  const more = problems.length - told.length;
  const names = problems.slice(0, mostProblems).map(({ name }) => name);
  throw new WinbackError(
    'BAD_INPUT',
    `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}; mend it, or allow it by name: events.allow: [${names.join(', ')}]`,
  );
}

interface Problem {
  /** Item of `events.allow` that admits it. */
  readonly name: string;
  readonly text: string;
}

/** What a training refuses unless it is allowed; for a day's new file these are warnings. */
export function problemsOf(reading: LogReading, attributes: AttributesReading | null): readonly Problem[] {
  const validFrom = attributes?.validFrom ?? null;
  const columns = [...reading.columns, ...(validFrom === null ? [] : [validFrom])];
  return [
    ...columns.filter(isUnusable).map((column) => ({ name: column.option, text: columnText(column) })),
    ...lateProblem(reading),
    ...reading.neverSeen.map((event) => ({ name: event.event, text: eventText(event) })),
    ...(reading.frequentId === null ? [] : [{ name: 'id', text: idText(reading.frequentId) }]),
  ];
}

// A history that was loaded at once arrived long after it happened: none of it was known then.
function lateProblem({ arrivals, columns }: LogReading): readonly Problem[] {
  const read = columns.find(({ option }) => option === 'receivedAt');
  if (arrivals === undefined || read === undefined) return [];
  const { neverKnown, untimed } = arrivals;
  const events = read.given - read.unusable + untimed;
  if (neverKnown <= events * unusableShare) return [];
  const share = ((100 * neverKnown) / events).toFixed(1);
  const text =
    `receivedAt: ${neverKnown} of ${events} events (${share} %) arrived more than 254 days after they happened, by column ` +
    `"${read.column}", and are in no snapshot`;
  return [{ name: 'receivedAt', text }];
}

const isUnusable = ({ given, unusable }: ColumnReading): boolean => unusable > given * unusableShare;

const kindsRead: ReadonlyMap<string, string> = new Map([
  ['time', 'times'],
  ['receivedAt', 'times'],
  ['validFrom', 'times'],
  ['json', 'JSON objects'],
]);

function columnText(reading: ColumnReading): string {
  const { option, column, given, unusable, examples } = reading;
  if (option === 'time' && unusable === given) return noTime(reading);
  const kind = kindsRead.get(option) ?? 'numbers';
  const example = examples.map((value) => `'${value}'`).join(', ');
  const share = ((100 * unusable) / given).toFixed(1);
  return `${option}: ${unusable} of ${given} values of column "${column}" (${share} %) cannot be read as ${kind}, e.g. ${example}`;
}

function eventText({ role, event, closest }: NeverSeen): string {
  const hint = closest === null ? '' : ` (did you mean "${closest}"?)`;
  return `roles.${role}: the event "${event}" never occurs in the log${hint}`;
}

function idText({ rows, share, value }: NonNullable<LogReading['frequentId']>): string {
  const which = value === null ? 'one id' : `the id '${value}'`;
  return (
    `columns.id: ${which} stands on ${rows} rows (${(100 * share).toFixed(1)} %), ` +
    'all but one of which are left out as repeated'
  );
}
