import { sha256 } from '../../base/node-crypto.js';
import type { ExperimentConfig } from '../config/config.js';
import { requireConfig } from '../config/guards.js';

/** Keys that say where the data lies and how far it reaches, not what is asked of it. */
const places: ReadonlySet<string> = new Set([
  ...['version', 'asOf', 'reference', 'data.file', 'data.encoding', 'data.numberFormat', 'data.timeFormat'],
  ...[
    'data.aggregates',
    'data.events.file',
    'data.events.source',
    'data.events.table',
    'data.events.passwordFrom',
    'data.events.pushDown',
    'dictionary',
  ],
  // A definition has a digest of its own, of what it computes.
  ...['metrics.definition.meaning', 'metrics.definition.owner', 'metrics.definition.version'],
]);

/**
 * SHA-256 of what an experiment asks: everything of the configuration but its version, the files, and the end of the
 * data. The order of keys and what stands for nothing (an absent key, false, 0, an empty list) do not matter.
 * @param config of experimentConfig
 *
 * @example
 * ```ts
 * import { experimentConfig, experimentDigest } from 'winback/experiment';
 *
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const common = { name: 'coupon', control: 'off', treatments: ['on'], metrics };
 * const of = (file: string) => experimentDigest(experimentConfig({ ...common, data: { file, variant: 'arm' } }));
 * of('monday.csv') === of('tuesday.csv'); // true
 * ```
 */
export function experimentDigest(config: ExperimentConfig): string {
  requireConfig(config);
  return sha256(JSON.stringify(canonical(config, '')));
}

function canonical(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => canonical(item, path));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, path === '' ? key : `${path}.${key}`, item] as const)
    .filter(([, at, item]) => !places.has(at) && !isNothing(item))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, at, item]) => [key, canonical(item, at)]));
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}
