import {
  type Check,
  finite,
  flag,
  listOf,
  object,
  oneOf,
  optional,
  positive,
  strictlyBetween,
  text,
} from '../../base/options.js';
import type { NamedMetric } from '../../metrics/dictionary.js';
import type { Alternative } from '../../stats/test-options.js';
import type { Direction, MetricRole, MetricTest } from '../kinds/kind.js';
import { kindOf, kindsTaking, kindsTestedBy, type MetricKind, metricKinds } from '../kinds/kinds.js';
import { label } from './labels.js';

/** How extreme values are capped. */
export interface WinsoriseRule {
  /** Quantile in (0.5, 1) above which values are set to it, e.g. 0.999. */
  readonly upper?: number | undefined;
  /** Quantile in (0, 0.5) below which values are set to it. */
  readonly lower?: number | undefined;
  /** Fixed caps instead, in the metric's unit (a ratio's: its numerator's): chosen before looking at the data. */
  readonly max?: number | undefined;
  /** Least value: smaller ones count as this. */
  readonly min?: number | undefined;
}

/** A file with several rows a user, for one metric. */
export interface MetricRowsConfig {
  /** CSV, Parquet or Arrow file with any number of rows per user. */
  readonly file: string;
  /** Its column with the identifier that `data.user` has. */
  readonly user: string;
}

/** One metric of an experiment. */
export interface MetricConfig {
  /** Name of the metric. */
  readonly name: string;
  /** What is compared: proportions, means, ratios or quantiles. */
  readonly kind: MetricKind;
  /** What the metric is for. */
  readonly role: Exclude<MetricRole, 'oec'>;
  /** Way a good change goes. @default increase */
  readonly direction: Direction;
  /** Money is written with its sign in the report. @default none */
  readonly unit: 'yuan' | undefined;
  /** Column with one value per user; a ratio's numerator. */
  readonly column: string;
  /** Proportions: the text of `column` that counts as 1; every other text is 0. @default the column holds 0 and 1 */
  readonly positive: string | undefined;
  /** A ratio's denominator column. */
  readonly per: string | undefined;
  /** Which quantile, in (0, 1); quantile metrics only. */
  readonly quantile: number | undefined;
  /**
   * Primary metrics: only a change in `direction` counts, at the whole of alpha. Harm is then for guardrails to find.
   * @default false
   */
  readonly oneSided: boolean;
  /** Columns measured before exposure, for CUPED. */
  readonly covariates: readonly string[];
  /** How extreme values are cut; undefined for not at all. */
  readonly winsorise: WinsoriseRule | undefined;
  /**
   * Quantiles over several rows per user (sessions, requests): a file of its own with `column` and the user's
   * identifier; the errors are then clustered by user.
   */
  readonly rows: MetricRowsConfig | undefined;
  /** Guardrails: largest tolerated harm, in the metric's unit, or as a share of the control's value. */
  readonly margin: number | undefined;
  /** Margin of a guardrail as a share of the control; undefined without. */
  readonly relativeMargin: number | undefined;
  /** Definition of the dictionary that it was made of; undefined where the configuration defines it itself. */
  readonly definition?: NamedMetric | undefined;
  /** `score` and `exact` for proportions, `welch` otherwise. @default auto: see docs/explanation/experiment.md */
  readonly test: MetricTest;
}

const winsoriseCheck = object<WinsoriseRule>({
  upper: optional(strictlyBetween(0.5, 1), undefined),
  lower: optional(strictlyBetween(0, 0.5), undefined),
  max: optional(finite, undefined),
  min: optional(finite, undefined),
});

export const metricCheck: Check<Readonly<MetricConfig>> = object<Omit<MetricConfig, 'definition'>>({
  name: text,
  kind: oneOf(...metricKinds),
  role: optional(oneOf('primary', 'secondary', 'guardrail'), 'secondary'),
  direction: optional(oneOf('increase', 'decrease'), 'increase'),
  unit: optional(oneOf('yuan'), undefined),
  column: text,
  positive: optional(label, undefined),
  per: optional(text, undefined),
  quantile: optional(strictlyBetween(0, 1), undefined),
  oneSided: optional(flag, false),
  covariates: optional(listOf(text), []),
  winsorise: optional(winsoriseCheck, undefined),
  rows: optional(object<MetricRowsConfig>({ file: text, user: text }), undefined),
  margin: optional(positive, undefined),
  relativeMargin: optional(positive, undefined),
  test: optional(oneOf('auto', 'score', 'welch', 'exact'), 'auto'),
});

/** The alternative a metric is tested against. */
export function sideOf({ oneSided, direction }: Pick<MetricConfig, 'oneSided' | 'direction'>): Alternative {
  if (!oneSided) return 'two-sided';
  return direction === 'increase' ? 'greater' : 'less';
}

/** The part of a level that lies on each side tested. */
export function tailOf(level: number, side: Alternative): number {
  return side === 'two-sided' ? level / 2 : level;
}

/** What no single key can tell. `refuse` throws. */
export function checkMetric(metric: MetricConfig, refuse: (message: string) => never): void {
  const at = (message: string): never => refuse(`metric "${metric.name}": ${message}`);
  checkKind(metric, at);
  if (metric.oneSided && metric.role !== 'primary') at('oneSided is for the primary metric only');
  const margins = [metric.margin, metric.relativeMargin].filter((m) => m !== undefined).length;
  if (metric.role === 'guardrail' && margins !== 1) at('a guardrail needs margin or relativeMargin');
  if (metric.role !== 'guardrail' && margins > 0) at('margins are for guardrails only');
}

/** The keys that the metric's kind needs, and those that it does not take. */
function checkKind(metric: MetricConfig, at: (message: string) => never): void {
  const { needs, takes, tests, plural } = kindOf(metric);
  for (const [key, message] of Object.entries(needs))
    if (metric[key as keyof typeof needs] === undefined) at(message);
  for (const key of ['per', 'positive', 'quantile'] as const)
    if (metric[key] !== undefined && !takes.includes(key)) at(`${key} is for ${kindsTaking(key)} only`);
  if (metric.covariates.length > 0 && !takes.includes('covariates')) at(`CUPED does not apply to ${plural}`);
  if (metric.rows !== undefined && (!takes.includes('rows') || metric.winsorise !== undefined))
    at(`rows are for ${kindsTaking('rows')}, without winsorise`);
  if (!tests.includes(metric.test)) at(`test ${metric.test} is for ${kindsTestedBy(metric.test)} only`);
}

/** For data without single values: nothing that looks at them. `refuse` throws. */
export function requireNoValues(metrics: readonly MetricConfig[], refuse: (message: string) => never): void {
  const named = metrics.find(({ positive: text }) => text !== undefined);
  if (named !== undefined)
    refuse(
      `metric "${named.name}": positive says which text of a user counts, and aggregates hold no texts: count the users ` +
        'in successes, and leave positive out',
    );
  const capped = metrics.find(({ winsorise }) => winsorise !== undefined);
  if (capped !== undefined)
    refuse(
      `metric "${capped.name}": winsorise needs the values of single users, which aggregates do not hold: cap them ` +
        'before they are aggregated, and leave winsorise out',
    );
}
