import { WinbackError } from '../../base/errors.js';
import {
  between,
  type Check,
  integer,
  listOf,
  object,
  oneOf,
  optional,
  shown,
  text,
} from '../../base/options.js';
import { type ColumnSource, columnSource } from '../mapping.js';

/** What a feature of the user's own computes, by its name in the configuration. */
export const ownAggregates = [
  /** Number of events. */
  'count',
  /** Different days with an event. */
  'days',
  /** Events over those of `among`. */
  'share',
  /** Sum of `column`; 0 without a value. */
  'sum',
  /** Mean of `column`. */
  'mean',
  /** Quantile `level` of `column` (Hyndman-Fan 7). */
  'quantile',
  /** Different values of `column`. */
  'variety',
  /** Days since the last event. */
  'last',
  /** Days since the first event of the window. */
  'first',
  /** Mean hours between neighbouring events. */
  'gap',
  /** Quantile `level` of the days between neighbouring days with an event. */
  'dayGap',
  /** Days since the last event over that quantile. */
  'overdue',
  /** Change of the number of events from week to week. */
  'slope',
  /** Share of the days with an event on whose next day there is one of `among`. */
  'return',
] as const;

/** What a feature of the user's own computes. */
export type OwnAggregate = (typeof ownAggregates)[number];

/** A feature of the user's own, `events.features` of a configuration. */
export interface OwnFeature {
  /** Name of the column: letters, digits and `_`. */
  readonly name: string;
  /** Events that are looked at: roles, event names of `events.roles`, or `active`. */
  readonly over: readonly string[];
  /** What is computed from them. */
  readonly aggregate: OwnAggregate;
  /** Column of the log whose values are taken: numbers, for `variety` any values. */
  readonly column?: ColumnSource | undefined;
  /** The events that `share` and `return` compare with. */
  readonly among?: readonly string[] | undefined;
  /** Days up to and with the snapshot day; `all`: from the first day of the log. */
  readonly window: number | 'all';
  /** Level of a quantile, from 0 to 1. @default 0.5 */
  readonly level?: number | undefined;
  /** Only events of weekends, or before six o'clock. @default every event */
  readonly when?: 'weekend' | 'night' | undefined;
  /** The rank among the users of the snapshot, from 0 to 1, instead of the value. @default the value */
  readonly rank?: 'ascending' | 'descending' | undefined;
  /** Title in reports. @default one made of the other keys */
  readonly title?: string | undefined;
}

/** Days of the longest window that has an end. */
export const longestWindow = 3650;

const days: Check<number | 'all'> = (value, name) =>
  typeof value === 'string' ? oneOf('all')(value, name) : integer(1, longestWindow)(value, name);

/** A number of days, or `all`. */
export const windowLength = days;

const columnTitle: Check<string> = (value, name) => {
  const given = text(value, name);
  if (/^[A-Za-z_]\w{0,62}$/.test(given)) return given;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be letters, digits and _, at most 63, got ${shown(given)}: the title may be any text`,
  );
};

const some: Check<readonly string[]> = (value, name) => {
  const names = Array.isArray(value) ? listOf(text)(value, name) : [text(value, name)];
  if (names.length > 0) return names;
  throw new WinbackError('BAD_INPUT', `${name} names no event`);
};

const plain = object<OwnFeature>({
  name: columnTitle,
  over: some,
  aggregate: oneOf(...ownAggregates),
  column: optional(columnSource, undefined),
  among: optional(some, undefined),
  window: days,
  level: optional(between(0, 1), undefined),
  when: optional(oneOf('weekend', 'night'), undefined),
  rank: optional(oneOf('ascending', 'descending'), undefined),
  title: optional(text, undefined),
});

/** The aggregates that a key goes with: those need it, or may have it. */
const goesWith: readonly {
  readonly key: 'column' | 'among' | 'level' | 'when';
  readonly with: readonly OwnAggregate[];
  readonly isNeeded: boolean;
}[] = [
  { key: 'column', with: ['sum', 'mean', 'quantile', 'variety'], isNeeded: true },
  { key: 'among', with: ['share', 'return'], isNeeded: true },
  { key: 'level', with: ['quantile', 'dayGap', 'overdue'], isNeeded: false },
  { key: 'when', with: ['count', 'share'], isNeeded: false },
];

const mostReturnDays = 62;

/** @throws WinbackError BAD_INPUT for a key that the aggregate lacks or does not take, or a window that it cannot have */
const oneFeature: Check<OwnFeature> = (value, name) => {
  const feature = plain(value, name);
  const { aggregate, window } = feature;
  for (const { key, with: takes, isNeeded } of goesWith) {
    const isGiven = feature[key] !== undefined;
    if (isGiven && !takes.includes(aggregate))
      throw new WinbackError(
        'BAD_INPUT',
        `${name}: ${aggregate} takes no ${key}, only ${takes.join(', ')} do`,
      );
    if (!isGiven && isNeeded && takes.includes(aggregate))
      throw new WinbackError('BAD_INPUT', `${name}: ${aggregate} needs ${key}`);
  }
  if (aggregate === 'slope' && (window === 'all' || window % 7 !== 0 || window < 14))
    throw new WinbackError(
      'BAD_INPUT',
      `${name}.window: a slope is over whole weeks: 14, 21, 28 days or more`,
    );
  if (aggregate === 'return' && (window === 'all' || window > mostReturnDays))
    throw new WinbackError('BAD_INPUT', `${name}.window: return takes at most ${mostReturnDays} days`);
  return feature;
};

/** The features of the user's own; each name once. */
export const ownFeatures: Check<readonly OwnFeature[]> = (value, name) => {
  const features = listOf(oneFeature)(value, name);
  const names = features.map((feature) => feature.name);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice === undefined) return features;
  throw new WinbackError('BAD_INPUT', `${name}: two features are called ${shown(twice)}`);
};
