import { WinbackError } from '../../base/errors.js';
import {
  type Checks,
  finite,
  flag,
  listOf,
  object,
  oneOf,
  optional,
  positive,
  text,
} from '../../base/options.js';
import type { MetricSource } from '../../metrics/definition.js';
import { type MetricDictionary, metricOf, type NamedMetric } from '../../metrics/dictionary.js';
import type { DerivedEvent, OutcomeConfig } from './events-config.js';

type Section = Readonly<Record<string, unknown>>;

/** What an experiment says of a metric that a dictionary defines: what it is for, and how it is tested. */
interface UsedMetric {
  readonly use: string;
  readonly name: string | undefined;
  readonly role: string | undefined;
  readonly oneSided: boolean | undefined;
  readonly covariates: readonly string[] | undefined;
  readonly margin: number | undefined;
  readonly relativeMargin: number | undefined;
  readonly test: string | undefined;
}

const usedChecks: Checks<UsedMetric> = {
  use: text,
  name: optional(text, undefined),
  role: optional(oneOf('primary', 'secondary', 'guardrail'), undefined),
  oneSided: optional(flag, undefined),
  covariates: optional(listOf(text), undefined),
  margin: optional(positive, undefined),
  relativeMargin: optional(finite, undefined),
  test: optional(oneOf('auto', 'score', 'welch', 'exact'), undefined),
};

/** A configuration whose metrics stand there in full, and the definitions by the metrics' names. */
export interface Expanded {
  readonly given: unknown;
  readonly definitions: ReadonlyMap<string, NamedMetric>;
}

/**
 * Puts the definitions of a dictionary in the place of `use: NAME`, with the outcomes and derived events that they need.
 * @throws WinbackError BAD_CONFIG for a metric that the dictionary does not have, without a dictionary, or where rules about
 *   events meet a prepared table
 */
export function expandMetrics(given: unknown, dictionary: MetricDictionary | undefined): Expanded {
  const config = given as Section | null;
  const metrics = typeof config === 'object' && Array.isArray(config?.['metrics']) ? config['metrics'] : [];
  if (!metrics.some(isUse)) return { given, definitions: new Map() };
  if (dictionary === undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      'metrics say use: NAME, which needs a dictionary: name its file under dictionary, or give it to experimentConfig',
    );
  const out: Out = { definitions: new Map(), outcomes: [], derived: [] };
  const full = metrics.map((metric: unknown, i) =>
    isUse(metric) ? expanded(metric, `metrics[${i}]`, dictionary, out) : metric,
  );
  return {
    given: { ...withBots(config!, dictionary, out), metrics: full, data: withEvents(config!['data'], out) },
    definitions: out.definitions,
  };
}

interface Out {
  readonly definitions: Map<string, NamedMetric>;
  readonly outcomes: OutcomeConfig[];
  readonly derived: DerivedEvent[];
}

const isUse = (metric: unknown): boolean => typeof metric === 'object' && metric !== null && 'use' in metric;

function expanded(metric: unknown, at: string, dictionary: MetricDictionary, out: Out): Section {
  const { use, name = use, ...own } = object(usedChecks)(metric, at);
  const definition = metricOf(dictionary, use);
  out.definitions.set(name, definition);
  const event = derivedEvent(definition, out);
  const column = sourceColumn(definition.numerator, name, event, out);
  const { denominator, quantile, outliers } = definition;
  const per =
    denominator === undefined ? undefined : sourceColumn(denominator, `${name} divisor`, undefined, out);
  return {
    ...{ name, kind: definition.kind, direction: definition.direction, column, per, quantile },
    ...{ unit: definition.unit === 'yuan' ? 'yuan' : undefined },
    ...{ winsorise: outliers === 'none' ? undefined : outliers, ...own },
  };
}

/** The event that stands for the numerator's with its rules; the numerator's own where there are none. */
function derivedEvent(definition: NamedMetric, out: Out): string | undefined {
  const { name, numerator, deduplication, refunds } = definition;
  if (numerator.event === undefined || deduplication === 'none') return numerator.event;
  const derived = `@${name}`;
  if (!out.derived.some((known) => known.name === derived))
    out.derived.push({
      ...{ name: derived, event: numerator.event, deduplicate: deduplication.by, value: numerator.value },
      refunds: refunds === 'none' ? undefined : refunds,
    });
  return derived;
}

/** The column of the users' table that a source becomes. */
function sourceColumn(source: MetricSource, name: string, event: string | undefined, out: Out): string {
  if (source.column !== undefined) return source.column;
  const { count, value } = source;
  out.outcomes.push({ name, event: event ?? source.event!, count, value, daysBefore: undefined });
  return name;
}

function withEvents(data: unknown, { outcomes, derived }: Out): unknown {
  if (outcomes.length === 0) return data;
  const events = (data as Section | null | undefined)?.['events'] as Section | undefined;
  if (events === undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `metric "${outcomes[0]!.name}" counts events, so data needs events: a file of users cannot show that its rules were kept`,
    );
  const given = (key: string): readonly unknown[] => (Array.isArray(events[key]) ? events[key] : []);
  return {
    ...(data as Section),
    events: {
      ...events,
      outcomes: [...given('outcomes'), ...outcomes],
      derived: [...given('derived'), ...derived],
    },
  };
}

/** The bot rule that the definitions ask for. Users are left out of a whole experiment, so all metrics must agree. */
function withBots(config: Section, { bots }: MetricDictionary, { definitions }: Out): Section {
  const all = [...definitions.values()];
  const without = all.filter((metric) => metric.bots === 'exclude');
  const rule = config['bots'] ?? bots;
  const refuse = (message: string): never => {
    throw new WinbackError('BAD_CONFIG', message);
  };
  const other = all.find((metric) => metric.bots === 'include');
  if (without.length > 0 && other !== undefined)
    refuse(
      `metric "${without[0]!.name}" leaves programs out and "${other.name}" counts them: one experiment has one set of users`,
    );
  if (without.length > 0 && rule === undefined)
    refuse(`metric "${without[0]!.name}" leaves programs out: say which users they are under bots`);
  if (without.length === 0) return config;
  return { ...config, bots: rule };
}
