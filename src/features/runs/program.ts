import type { NativeFeatureColumn, NativeFilter, NativeProgram } from '../../native/events-binding.js';
import type { EventsConfig, WindowsConfig } from '../config.js';
import type { Aggregate, EventFilter } from '../definitions/aggregate.js';
import type { FeatureDefinition } from '../definitions/definition.js';
import { type Span, spanOf } from '../definitions/span.js';
import { maskDays } from '../definitions/vocabulary.js';
import { type Role, roles } from '../mapping.js';

/** What a program needs to know of a configuration. */
export type ProgramEvents = Pick<EventsConfig, 'active' | 'subtractRefunds' | 'columns'>;

/** Marked events of a role are a class of their own, this far behind the role's. */
const markedClasses = 16;
/** A window without an end. */
const noLimit = 2 ** 31 - 1;

/**
 * The program of the native kernel for some features; the columns are in their order.
 * @param firstDays `snapshots.afterFirstDays`; 0 without
 */
export function programOf(
  definitions: readonly FeatureDefinition[],
  windows: WindowsConfig,
  events: ProgramEvents,
  firstDays = 0,
): NativeProgram {
  return {
    columns: definitions.map((definition) => columnOf(definition, windows, events)),
    active: classesOf({ roles: 'active' }, events),
    observationDays: windows.observationDays,
    firstDays,
    arrivals: events.columns.receivedAt !== undefined,
  };
}

type Column = Omit<NativeFeatureColumn, 'rank'>;

function columnOf(
  definition: FeatureDefinition,
  windows: WindowsConfig,
  events: ProgramEvents,
): NativeFeatureColumn {
  const column = aggregateOf(definition.aggregate, spanOf(definition.window, windows), events);
  return { ...column, rank: definition.rank ?? 'none' };
}

function aggregateOf(aggregate: Aggregate, span: Span, events: ProgramEvents): Column {
  const within = (filter: EventFilter, most = span): NativeFilter => filterOf(filter, most, events);
  const { kind } = aggregate;
  switch (kind) {
    case 'count':
    case 'days':
    case 'newest':
    case 'oldest':
    case 'variety':
    case 'slope':
      return { ...base, kind, of: within(aggregate.of) };
    case 'share':
    case 'rate':
      return { ...base, kind, of: within(aggregate.of), other: within(aggregate.among) };
    case 'paid':
      return {
        ...base,
        kind: 'sum',
        of: within({ roles: ['payment'] }),
        other: within({ roles: events.subtractRefunds ? ['refund'] : [] }),
        per: aggregate.per,
      };
    case 'quantile':
      return { ...base, kind, of: within(aggregate.of), level: aggregate.level, per: aggregate.per };
    case 'sum':
    case 'mean':
    case 'meanPerEvent':
    case 'gap':
      return { ...base, kind, of: within(aggregate.of), per: aggregate.per };
    case 'dayGap':
    case 'overdue':
      return { ...base, kind, of: within(aggregate.of), level: aggregate.level };
    case 'return': {
      const most = { from: span.from, to: Math.min(span.to ?? maskDays, maskDays) };
      return { ...base, kind, of: within(aggregate.of, most), other: within(aggregate.back, most) };
    }
  }
}

const nothing: NativeFilter = { classes: 0, from: 0, to: noLimit, when: 'none' };
const base = { of: nothing, other: nothing, level: 0, per: 1 } as const;

function filterOf(filter: EventFilter, span: Span, events: ProgramEvents): NativeFilter {
  const { when, ages: { from, to } = span } = filter;
  const condition = when === 'weekend' || when === 'night' ? when : 'none';
  return { classes: classesOf(filter, events), from, to: to ?? noLimit, when: condition };
}

/** Class of the copies of a stream's events: the codes behind those of roles, unmarked ones first. */
export function streamClass(number: number): number {
  const free = markedClasses - roles.length;
  const place = number - 1;
  return roles.length + (place % free) + (place < free ? 0 : markedClasses);
}

// An exhausted quota is a marked event.
function classesOf({ roles: of, when, stream }: EventFilter, events: ProgramEvents): number {
  if (stream !== undefined) return 2 ** streamClass(stream);
  const named: readonly Role[] = of === 'active' ? events.active : of === 'any' ? roles : of;
  return named
    .map((role) => roles.indexOf(role))
    .map((code) => (when === 'exhausted' ? 0 : 2 ** code) + 2 ** (code + markedClasses))
    .reduce((all, bits) => all + bits, 0);
}
