import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ExperimentConfig } from '../config/config.js';
import { labelHint } from '../config/labels.js';

type ByName = Readonly<Record<string, unknown>>;

/** What aggregates name: metrics, variants, and the looks at them. */
export interface AggregateNames {
  /** Metric -> variant; may be anything yet. */
  readonly metrics: unknown;
  /** Variant; may be anything yet. */
  readonly joint: unknown;
  /** Treatment. */
  readonly looks?: ByName | undefined;
  /** Metric -> treatment. */
  readonly metricLooks?: Readonly<Record<string, ByName>> | undefined;
}

/**
 * Every name must be one of the config's, as every label in rows must be: a misspelt variant would lose its data, and its
 * looks the guard that a sequential plan gives.
 * @throws BAD_INPUT with the nearest name; also for looks without `sequential`, and for a treatment without looks beside
 *   one that has them
 */
export function checkAggregateNames(names: AggregateNames, config: ExperimentConfig): void {
  const { control, treatments } = config;
  const arms = [control, ...treatments];
  const metrics = config.metrics.map(({ name }) => name);
  known(names.metrics, 'metrics', 'metric', metrics);
  for (const [metric, cells] of entriesOf(names.metrics)) known(cells, `metrics.${metric}`, 'variant', arms);
  known(names.joint, 'joint', 'variant', arms);
  const followed = [...metrics, ...(config.oec === undefined ? [] : ['OEC'])];
  known(names.metricLooks, 'metricLooks', 'metric', followed);
  for (const [place, looks] of placesOfLooks(names)) checkLooks(looks, place, config);
  const primary = config.metrics.find(({ role }) => role === 'primary')!.name;
  if (names.metricLooks !== undefined && primary in names.metricLooks)
    refuse(`metricLooks.${primary}: the looks at the primary metric are given as looks`);
}

function placesOfLooks({ looks, metricLooks }: AggregateNames): readonly (readonly [string, ByName])[] {
  const others = Object.entries(metricLooks ?? {}).map(
    ([metric, of]) => [`metricLooks.${metric}`, of] as const,
  );
  return looks === undefined ? others : [['looks', looks], ...others];
}

function checkLooks(looks: ByName, place: string, { sequential, treatments }: ExperimentConfig): void {
  if (sequential === undefined)
    refuse(`${place}: looks need a sequential plan in the config (sequential: { looks, plannedUsers })`);
  known(looks, place, 'treatment', treatments);
  for (const variant of treatments) {
    const own = looks[variant];
    if (own === undefined) refuse(`${place}: no looks for the treatment "${variant}"`);
    if (Array.isArray(own) && own.length === 0) refuse(`${place}.${variant}: at least one look is needed`);
  }
}

// What is no object has no names: its own check says so.
function entriesOf(given: unknown): readonly (readonly [string, unknown])[] {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
}

function known(given: unknown, place: string, what: string, names: readonly string[]): void {
  for (const [name] of entriesOf(given)) {
    if (names.includes(name)) continue;
    const list = names.join(', ').slice(0, 200);
    refuse(`${place}: unknown ${what} ${shown(name)}, expected one of ${list}${labelHint(name, names)}`);
  }
}

function refuse(message: string): never {
  throw new WinbackError('BAD_INPUT', `aggregates: ${message}`);
}
