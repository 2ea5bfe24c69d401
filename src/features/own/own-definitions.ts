import type { Aggregate, EventFilter, ValueColumn } from '../definitions/aggregate.js';
import type { FeatureDefinition, Need } from '../definitions/definition.js';
import { lastDays } from '../definitions/span.js';
import { columnsRead } from '../mapping.js';
import type { OwnAggregate, OwnFeature } from './own-feature.js';
import {
  type EventSet,
  eventSet,
  type OwnEvents,
  type OwnStream,
  ownStreams,
  perUnit,
  streamOf,
  streamValue,
} from './streams.js';

/** A feature of the user's own, in words: what reports and stored models say of it. */
export interface OwnRecord {
  /** Events that are looked at. */
  readonly over: readonly string[];
  /** What is computed from them. */
  readonly aggregate: OwnAggregate;
  /** Columns of the log whose values are taken; empty without. */
  readonly columns: readonly string[];
  /** Events that are compared with; empty without. */
  readonly among: readonly string[];
  /** Level of a quantile; null without. */
  readonly level: number | null;
  /** When events count; null = always. */
  readonly when: 'weekend' | 'night' | null;
  /** Whether the value is a rank among users. */
  readonly isRank: boolean;
  /** The title of the configuration; null without. */
  readonly title: string | null;
}

/** A definition that the configuration made. */
export interface OwnDefinition extends FeatureDefinition {
  readonly own: OwnRecord;
}

const units: Readonly<Record<OwnAggregate, string>> = {
  ...{ count: 'count', days: 'days', share: 'share', sum: 'value', mean: 'value', quantile: 'value' },
  ...{ variety: 'count', last: 'days', first: 'days', gap: 'hours', dayGap: 'days', overdue: 'ratio' },
  ...{ slope: 'count', return: 'share' },
};

const microsPerHour = 3_600_000_000;
const middle = 0.5;

/** The features of `events.features` as definitions. */
export function ownDefinitions(events: OwnEvents): readonly OwnDefinition[] {
  const streams = ownStreams(events);
  return (events.features ?? []).map((feature) => ({
    name: feature.name,
    family: 'own',
    unit: feature.rank === undefined ? units[feature.aggregate] : 'rank',
    window: feature.window === 'all' ? { from: 0, to: null } : lastDays(feature.window),
    needs: needsOf(feature, events),
    aggregate: aggregateOf(feature, events, streams),
    rank: feature.rank,
    own: recordOf(feature),
  }));
}

function recordOf(feature: OwnFeature): OwnRecord {
  const { over, aggregate, column, among = [], when = null, title = null } = feature;
  const hasLevel = ['quantile', 'dayGap', 'overdue'].includes(aggregate);
  return {
    ...{ over, aggregate, among, when, title },
    columns: columnsRead(column),
    level: hasLevel ? (feature.level ?? middle) : null,
    isRank: feature.rank !== undefined,
  };
}

// One of the roles must occur; whether an event of a name does, the reading of the log says.
function needsOf({ over, among = [] }: OwnFeature, events: OwnEvents): FeatureDefinition['needs'] {
  const rolesOf = (items: readonly string[]): readonly Need[] => {
    const { roles, names } = eventSet(items, events, 'over');
    const named = Object.entries(events.roles).filter(([, mapped]) =>
      mapped.some((one) => names.includes(one)),
    );
    return [...new Set([...roles, ...named.map(([role]) => role as Need)])];
  };
  const all = [rolesOf(over), ...(among.length === 0 ? [] : [rolesOf(among)])];
  return all.map((one) => (one.length === 1 ? one[0]! : one));
}

function aggregateOf(feature: OwnFeature, events: OwnEvents, streams: readonly OwnStream[]): Aggregate {
  const { aggregate, column, over, among, when, level = middle, name } = feature;
  const isText = aggregate === 'variety';
  const set = eventSet(over, events, name);
  const stream = streamOf(set, column, isText, streams);
  const of = filterOf(set, stream, when);
  const other = (): EventFilter => {
    const compared = eventSet(among!, events, name);
    return filterOf(compared, streamOf(compared, undefined, false, streams), undefined);
  };
  const value = (): ValueColumn => streamValue(stream!);
  switch (aggregate) {
    case 'count':
    case 'days':
    case 'slope':
      return { kind: aggregate, of };
    case 'last':
      return { kind: 'newest', of };
    case 'first':
      return { kind: 'oldest', of };
    case 'share':
      return { kind: 'share', of, among: other() };
    case 'return':
      return { kind: 'return', of, back: other() };
    case 'gap':
      return { kind: 'gap', of, per: microsPerHour };
    case 'dayGap':
    case 'overdue':
      return { kind: aggregate, of, level };
    case 'variety':
      return { kind: 'variety', of, column: value() };
    case 'sum':
    case 'mean':
      return { kind: aggregate, of, column: value(), per: perUnit };
    case 'quantile':
      return { kind: 'quantile', of, column: value(), level, per: perUnit };
  }
}

function filterOf(set: EventSet, stream: OwnStream | undefined, when: EventFilter['when']): EventFilter {
  return stream === undefined ? { roles: set.roles, when } : { roles: [], stream: stream.number, when };
}
