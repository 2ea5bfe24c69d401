import type { Role } from '../mapping.js';
import type { Span } from './span.js';

/** What an event must be beside its role. */
export type Condition =
  /** On a Saturday or Sunday of the configured zone. */
  | 'weekend'
  /** Before six o'clock of the configured zone. */
  | 'night'
  /** The quota was used up. */
  | 'exhausted';

/** The events that an aggregate looks at, within the window of its definition. */
export interface EventFilter {
  /** Roles, `active` for those of `events.active`, or `any`. */
  readonly roles: readonly Role[] | 'active' | 'any';
  /** Absent = every event of the roles. */
  readonly when?: Condition | undefined;
  /** Number of a stream of events of the user's own (own/streams.ts); `roles` are none then. */
  readonly stream?: number | undefined;
  /** The part of the definition's window that is looked at. @default all of it */
  readonly ages?: Span | undefined;
}

/** Number that an event carries: fen, microseconds, millionths of the quota, millionths of a column of the user's own. */
export type ValueColumn = 'amount' | 'duration_us' | 'quota_ppm' | `own_${number}`;

/**
 * What is computed from the events of one user in a window. The same aggregate becomes SQL (aggregate-sql.ts) and the
 * program of the native kernel (runs/program.ts); both give the same bits.
 */
export type Aggregate =
  /** Number of events. */
  | { readonly kind: 'count'; readonly of: EventFilter }
  /** Different days with an event. */
  | { readonly kind: 'days'; readonly of: EventFilter }
  /** Events of `of` over events of `among`; nothing where there is none of these. */
  | { readonly kind: 'share'; readonly of: EventFilter; readonly among: EventFilter }
  /** Events of `of` a day over events of `among` a day; nothing where there is none of these. Both have ages with an end. */
  | { readonly kind: 'rate'; readonly of: EventFilter; readonly among: EventFilter }
  /** Change of the number of events a week from one week to the next: slope of least squares over the weeks of the window. */
  | { readonly kind: 'slope'; readonly of: EventFilter }
  /** Sum over `per`; 0 where nothing is summed. */
  | {
      readonly kind: 'sum';
      readonly of: EventFilter;
      readonly column: ValueColumn;
      readonly per: number;
    }
  /** Amounts of payments, less those of refunds unless `events.subtractRefunds` is false, over `per`. */
  | { readonly kind: 'paid'; readonly per: number }
  /** Mean of the values that are there, over `per`; nothing without one. */
  | {
      readonly kind: 'mean';
      readonly of: EventFilter;
      readonly column: ValueColumn;
      readonly per: number;
    }
  /** Sum over the number of events, with or without a value, over `per`; nothing without a value. */
  | {
      readonly kind: 'meanPerEvent';
      readonly of: EventFilter;
      readonly column: ValueColumn;
      readonly per: number;
    }
  /** Quantile of the values that are there (Hyndman-Fan 7), over `per`; nothing without one. */
  | {
      readonly kind: 'quantile';
      readonly of: EventFilter;
      readonly column: ValueColumn;
      readonly level: number;
      readonly per: number;
    }
  /** Days since the last event; nothing without one. */
  | { readonly kind: 'newest'; readonly of: EventFilter }
  /** Days since the first event of the window; nothing without one. */
  | { readonly kind: 'oldest'; readonly of: EventFilter }
  /** Different values of a column. @default the product's features */
  | { readonly kind: 'variety'; readonly of: EventFilter; readonly column?: ValueColumn | undefined }
  /** Mean time between neighbouring events in microseconds, over `per`; nothing with fewer than two. */
  | { readonly kind: 'gap'; readonly of: EventFilter; readonly per: number }
  /** Quantile of the days between neighbouring days with an event (Hyndman-Fan 7); nothing with fewer than two such days. */
  | { readonly kind: 'dayGap'; readonly of: EventFilter; readonly level: number }
  /** Days since the last event over that quantile; nothing with fewer than two days with an event. */
  | { readonly kind: 'overdue'; readonly of: EventFilter; readonly level: number }
  /** Share of the days with an event of `of`, of which the next day is over, that an event of `back` followed on. */
  | { readonly kind: 'return'; readonly of: EventFilter; readonly back: EventFilter };
