import type { Sql } from '../../data/sql/tree.js';
import type { EventColumns, Role } from '../mapping.js';
import type { FeatureFamily } from '../records.js';
import type { EventVocabulary } from './vocabulary.js';

/** What a definition reads: a role that must occur, `active`, or an optional column of the log. */
export type Need =
  | Role
  | 'active'
  | `column:${Exclude<keyof EventColumns, 'user' | 'time' | 'event' | 'id' | 'order'>}`;

/** A numeric feature as data: everything a table, a document and both engines need to know. */
export interface FeatureDefinition {
  /** Column name; `{w}` stands for the days of its window. report/texts has its titles by this name. */
  readonly name: string;
  readonly family: FeatureFamily;
  readonly unit: string;
  readonly window: 'observation' | 'value' | 'week' | 'none';
  /** All of these must be in the log; in a list within the list, one is enough. */
  readonly needs: readonly (Need | readonly Need[])[];
  /** The aggregate over a user's events up to the snapshot. */
  readonly sql: (events: EventVocabulary) => Sql;
  /** A second step over the aggregates of all users, such as a rank; `own` is the aggregate. */
  readonly across?: ((own: Sql, events: EventVocabulary) => Sql) | undefined;
}
