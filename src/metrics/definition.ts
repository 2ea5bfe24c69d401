import { WinbackError } from '../base/errors.js';
import {
  type Check,
  finite,
  listOf,
  object,
  oneOf,
  optional,
  strictlyBetween,
  text,
} from '../base/options.js';

/** What is counted, or summed, of a user. */
export interface MetricSource {
  /** Column of a prepared table with one row a user; instead of `event`. */
  readonly column: string | undefined;
  /** Name of the event in a log; instead of `column`. */
  readonly event: string | undefined;
  /** `any`: 1 for users with the event; `count`: how many; `sum`: of `value`; `each`: every single value. @default any */
  readonly count: 'any' | 'count' | 'sum' | 'each';
  /** Column (or key of the properties) that is summed, or taken one by one. */
  readonly value: string | undefined;
}

/** Events that say the same: the first one by time counts. */
export interface DeduplicationRule {
  /** Columns (or keys of the properties) that are equal in them, beside the user. Events without a value are never equal. */
  readonly by: readonly string[];
}

/** Events that take back others with the same keys (those of the deduplication). */
export interface RefundRule {
  /** Name of the event. */
  readonly event: string;
  /** Column (or key) with what is taken back. @default all of it */
  readonly value: string | undefined;
}

/** How extreme values are capped. */
export interface OutlierRule {
  /** Quantile in (0.5, 1) above which values are set to it. */
  readonly upper: number | undefined;
  /** Quantile in (0, 0.5) below which values are set to it. */
  readonly lower: number | undefined;
  /** Largest value, in the metric's unit. */
  readonly max: number | undefined;
  /** Least value, in the metric's unit. */
  readonly min: number | undefined;
}

/** One metric as a dictionary defines it. Every rule is said, `none` too: what is not said is not agreed. */
export interface MetricDefinition {
  /** What it means, for readers. */
  readonly meaning: {
    /** In Chinese. */
    readonly zh: string;
    /** In English. */
    readonly en: string;
  };
  /** Version that its owner gives it. */
  readonly version: string;
  /** Who answers for it. */
  readonly owner: string;
  /** What one value of it belongs to: a user, or an event (ratios, and quantiles of single values). */
  readonly level: 'user' | 'event';
  /** What is compared. */
  readonly kind: 'proportion' | 'mean' | 'ratio' | 'quantile';
  /** Which quantile, in (0, 1); quantiles only. */
  readonly quantile: number | undefined;
  /** Unit of its values: `users`, `yuan`, `ms` and the like. */
  readonly unit: string;
  /** Way a good change goes. */
  readonly direction: 'increase' | 'decrease';
  /** What is counted or summed. */
  readonly numerator: MetricSource;
  /** What a ratio divides by. */
  readonly denominator: MetricSource | undefined;
  /** Events that say the same. */
  readonly deduplication: DeduplicationRule | 'none';
  /** Whether users that the bot rule finds are left out. */
  readonly bots: 'exclude' | 'include';
  /** Events that take back others. */
  readonly refunds: RefundRule | 'none';
  /** How extreme values are capped. */
  readonly outliers: OutlierRule | 'none';
}

const orNone =
  <T>(check: Check<T>): Check<T | 'none'> =>
  (value, name) =>
    value === 'none' ? value : check(value, name);

const source = object<MetricSource>({
  column: optional(text, undefined),
  event: optional(text, undefined),
  count: optional(oneOf('any', 'count', 'sum', 'each'), 'any'),
  value: optional(text, undefined),
});

const shape = object<MetricDefinition>({
  meaning: object({ zh: text, en: text }),
  version: (value, name) => text(typeof value === 'number' ? String(value) : value, name),
  owner: text,
  level: oneOf('user', 'event'),
  kind: oneOf('proportion', 'mean', 'ratio', 'quantile'),
  quantile: optional(strictlyBetween(0, 1), undefined),
  unit: text,
  direction: oneOf('increase', 'decrease'),
  numerator: source,
  denominator: optional(source, undefined),
  deduplication: orNone(object<DeduplicationRule>({ by: listOf(text) })),
  bots: oneOf('exclude', 'include'),
  refunds: orNone(object<RefundRule>({ event: text, value: optional(text, undefined) })),
  outliers: orNone(
    object<OutlierRule>({
      upper: optional(strictlyBetween(0.5, 1), undefined),
      lower: optional(strictlyBetween(0, 0.5), undefined),
      max: optional(finite, undefined),
      min: optional(finite, undefined),
    }),
  ),
});

/** Checks one definition; `name` is that of the metric. @throws WinbackError BAD_INPUT naming the key */
export const definitionCheck: Check<MetricDefinition> = (value, name) => {
  const definition = shape(value, name);
  const fault = faultOf(definition);
  if (fault !== null) throw new WinbackError('BAD_INPUT', `${name}: ${fault}`);
  return definition;
};

function faultOf(definition: MetricDefinition): string | null {
  const { kind, level, numerator, denominator, quantile } = definition;
  const byEvent = kind === 'ratio' || (kind === 'quantile' && numerator.count === 'each');
  if ((level === 'event') !== byEvent)
    return 'level: event is for ratios and for quantiles with count: each, and these have no other level';
  if ((kind === 'ratio') !== (denominator !== undefined))
    return 'a ratio, and only a ratio, needs denominator';
  if ((kind === 'quantile') !== (quantile !== undefined))
    return 'a quantile, and only a quantile, needs quantile';
  for (const [key, part] of Object.entries({ numerator, denominator })) {
    const fault = part === undefined ? null : sourceFault(part);
    if (fault !== null) return `${key}: ${fault}`;
  }
  if (denominator?.count === 'each') return 'denominator: count: each is for quantiles only';
  if (numerator.count === 'each' && kind !== 'quantile')
    return 'numerator: count: each is for quantiles only';
  return rulesFault(definition);
}

function sourceFault({ column, event, count, value }: MetricSource): string | null {
  if ((column === undefined) === (event === undefined)) return 'needs either column or event';
  if (column !== undefined && (value !== undefined || count !== 'any'))
    return 'count and value go with event: a column holds one value a user';
  if (event !== undefined && (count === 'sum' || count === 'each') !== (value !== undefined))
    return 'value goes with count: sum and count: each';
  return null;
}

/** What rules about events need. */
function rulesFault({ numerator, deduplication, refunds, kind, outliers }: MetricDefinition): string | null {
  if (deduplication !== 'none' && deduplication.by.length === 0)
    return 'deduplication: by must name one column at least';
  if (numerator.event === undefined && (deduplication !== 'none' || refunds !== 'none'))
    return 'deduplication and refunds look at events: numerator must name one';
  if (refunds !== 'none' && deduplication === 'none')
    return 'refunds are matched by the keys of deduplication, which is none';
  if (refunds !== 'none' && refunds.value !== undefined && numerator.value === undefined)
    return 'refunds.value takes from numerator.value, which is not given';
  if (outliers !== 'none' && (kind === 'proportion' || kind === 'quantile'))
    return `outliers: a ${kind} has no extreme values to cap, write none`;
  return null;
}
