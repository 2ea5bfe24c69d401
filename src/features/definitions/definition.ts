import { binary, literal, percentRank } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { WindowsConfig } from '../config.js';
import type { EventColumns, Role } from '../mapping.js';
import type { FeatureFamily } from '../records.js';
import type { Aggregate } from './aggregate.js';
import { aggregateSql } from './aggregate-sql.js';
import { laterEnd, type NamedWindow, type Span, spanOf } from './span.js';
import type { EventVocabulary } from './vocabulary.js';

/** What a definition reads: a role that must occur, `active`, or an optional column of the log. */
export type Need =
  | Role
  | 'active'
  | `column:${Exclude<keyof EventColumns, 'user' | 'time' | 'receivedAt' | 'event' | 'id' | 'order'>}`;

/** A numeric feature as data: everything a table, a document, every SQL engine and the native kernel need to know. */
export interface FeatureDefinition {
  /** Column name; `{w}` stands for the days of its window. report/texts has its titles by this name. */
  readonly name: string;
  readonly family: FeatureFamily;
  readonly unit: string;
  /** A window of the configuration, or ages of its own. */
  readonly window: NamedWindow | Span;
  /** All of these must be in the log; in a list within the list, one is enough. */
  readonly needs: readonly (Need | readonly Need[])[];
  /** What is computed from a user's events in the window. */
  readonly aggregate: Aggregate;
  /** A second step over all users of a snapshot: the rank of the aggregate from 0 to 1, in this order. */
  readonly rank?: 'ascending' | 'descending' | undefined;
}

/** Name of a definition's column for the given windows. */
export function featureName(definition: FeatureDefinition, windows: WindowsConfig): string {
  return definition.name.replaceAll('{w}', String(windowDays(definition, windows)));
}

/** Days that a definition looks back over; null = to the log's beginning. */
export function windowDays({ window }: FeatureDefinition, windows: WindowsConfig): number | null {
  return spanOf(window, windows).to;
}

/** Days that the longest window of some definitions looks back over; null = to the log's beginning. */
export function longestDays(
  definitions: readonly FeatureDefinition[],
  windows: WindowsConfig,
): number | null {
  return definitions
    .map((definition) => windowDays(definition, windows))
    .reduce(laterEnd, Math.max(windows.observationDays, windows.valueDays, 7));
}

/** The aggregate of a definition over a user's events up to the snapshot. */
export function ownSql(definition: FeatureDefinition, events: EventVocabulary): Sql {
  return aggregateSql(definition.aggregate, spanOf(definition.window, events.windows), events);
}

/** The second step over all users; `own` is the aggregate. */
export function acrossSql({ rank }: FeatureDefinition, own: Sql): Sql {
  if (rank === undefined) return own;
  return percentRank(rank === 'ascending' ? own : binary('*', own, literal(-1)));
}
