import { WinbackError } from '../base/errors.js';
import { sha256 } from '../base/node-crypto.js';
import { object, optional, recordOf, suggestion } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { type BotRule, botRuleCheck } from './bot-rule.js';
import { definitionCheck, type MetricDefinition } from './definition.js';

/** A metric with its name and the digest of what it computes. */
export interface NamedMetric extends MetricDefinition {
  /** The name it is used by. */
  readonly name: string;
  /** SHA-256 of what it computes: a changed definition is another series, whatever its version says. */
  readonly digest: string;
}

/** Metrics by name, and the rule that says which users are programs. */
export interface MetricDictionary {
  /** Which users are programs; undefined without a rule. */
  readonly bots: BotRule | undefined;
  /** The definitions. */
  readonly metrics: ReadonlyMap<string, NamedMetric>;
}

const fileCheck = object<{
  readonly bots: BotRule | undefined;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
}>({ bots: optional(botRuleCheck, undefined), metrics: recordOf(definitionCheck) });

/**
 * A checked dictionary of metrics from parsed YAML or JSON. Keys are documented in docs/reference/metric-dictionary.md.
 * @param given the mapping as parsed from YAML or JSON
 * @throws WinbackError BAD_CONFIG naming metric and key
 *
 * @example
 * ```ts
 * import { metricDictionary } from 'winback/experiment';
 *
 * const rules = { deduplication: 'none', bots: 'include', refunds: 'none', outliers: 'none' };
 * const about = { meaning: { zh: 'Paid', en: 'Paid' }, version: 1, owner: 'growth', unit: 'users', direction: 'increase' };
 * const paid = { ...about, ...rules, level: 'user', kind: 'proportion', numerator: { event: 'pay' } };
 * metricDictionary({ metrics: { paid } }).metrics.get('paid')?.digest.length; // 64
 * ```
 */
export function metricDictionary(given: unknown): MetricDictionary {
  try {
    const { bots, metrics } = fileCheck(given, 'dictionary');
    const named = Object.entries(metrics).map(
      ([name, definition]) => [name, { ...definition, name, digest: digestOf(definition) }] as const,
    );
    return { bots, metrics: new Map(named) };
  } catch (cause) {
    throw new WinbackError('BAD_CONFIG', (cause as Error).message, { cause });
  }
}

/** Digest of what is computed: the words, the owner and the version are about it, not part of it. */
function digestOf({ meaning: _, owner: __, version: ___, ...computed }: MetricDefinition): string {
  return sha256(JSON.stringify(sortedKeys(computed)));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortedKeys(item)]),
  );
}

/** @throws WinbackError BAD_CONFIG where the dictionary has no such metric, with a suggestion */
export function metricOf({ metrics }: MetricDictionary, name: string): NamedMetric {
  const found = metrics.get(name);
  if (found !== undefined) return found;
  throw new WinbackError(
    'BAD_CONFIG',
    `the dictionary has no metric "${name}"${suggestion(name, [...metrics.keys()])}`,
  );
}

/**
 * The series that values of a metric belong to: name and the first 12 digits of the digest. Values of two series are never
 * drawn as one line.
 * @param metric of a dictionary
 *
 * @example
 * ```ts
 * import { type NamedMetric, seriesOf } from 'winback/experiment';
 *
 * seriesOf({ name: 'paid', digest: '0123456789abcdef' } as NamedMetric); // paid-0123456789ab
 * ```
 */
export function seriesOf(metric: Pick<NamedMetric, 'name' | 'digest'>): string {
  requireShape(metric, 'metric', { name: 'text', digest: 'text' });
  const { name, digest } = metric;
  return `${name}-${digest.slice(0, 12)}`;
}
