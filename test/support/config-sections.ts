// What the checks of a configuration accept, found by asking them: the keys, the values and the default of each section.
import { checkPlanOptions } from '../../src/entries/campaign.js';
import { experimentConfig } from '../../src/index.js';
import { churnConfig } from '../../src/pipeline/churn/config.js';

type Given = Record<string, unknown>;
type Path = readonly (string | number)[];

interface Section {
  readonly check: (given: unknown) => unknown;
  /** The least configuration that has the section. */
  readonly least: Given;
  readonly path: Path;
}

export interface KeyFacts {
  readonly key: string;
  /** In the words of the message that refuses a wrong value. */
  readonly values: string;
  /** undefined: the key must be given. */
  readonly fallback: { readonly value: unknown } | undefined;
}

const plan = (given: unknown): unknown => checkPlanOptions(given);
const churn = (given: unknown): unknown => churnConfig(given, 'config');
const events = { source: 'e.csv', columns: { user: 'u', time: 't', event: 'e' } };
const ownFeature = { over: 'active', aggregate: 'count', window: 30 };
const table = { path: 't.csv', label: 'left' };
const metric = { name: 'm', kind: 'proportion', column: 'c', role: 'primary' };
const experiment = {
  ...{ name: 'n', data: { file: 'f', variant: 'v', user: 'u' }, control: 'a', treatments: ['b'] },
  metrics: [metric],
};
const fromEvents = {
  ...experiment,
  ...{ windowDays: 7, asOf: '2026-01-01' },
  data: { events: { file: 'f', outcomes: [{ name: 'o', event: 'e' }] } },
};
const withDerived = (more: object) => {
  const derived = [{ name: 'once', event: 'e', deduplicate: ['id'], ...more }];
  return { ...fromEvents, data: { events: { ...fromEvents.data.events, derived } } };
};
const action = { budget: 1, actions: { a: {} } };
const rules = { coolDown: { column: 'c', days: 1 }, frequencyCap: { column: 'c', most: 1 } };
const eligibility = { ...rules, windows: [{ column: 'c' }], noProfiling: { column: 'c' } };

/** By the name that stands in the mark of a page's table. */
export const sections: Readonly<Record<string, Section>> = {
  'churn events': { check: churn, least: { events }, path: [] },
  'churn table': { check: churn, least: { table }, path: [] },
  'churn events.*': { check: churn, least: { events }, path: ['events'] },
  'churn events.columns': { check: churn, least: { events }, path: ['events', 'columns'] },
  'churn events.features[]': {
    check: churn,
    least: { events: { ...events, features: [{ ...ownFeature, name: 'f' }] } },
    path: ['events', 'features', 0],
  },
  'churn attributes': {
    check: churn,
    least: { events, attributes: { source: 'a.csv', user: 'u', fields: ['f'] } },
    path: ['attributes'],
  },
  'churn windows': { check: churn, least: { events }, path: ['windows'] },
  'churn snapshots': { check: churn, least: { events }, path: ['snapshots'] },
  'churn engine': { check: churn, least: { events }, path: ['engine'] },
  'churn writeBack': {
    check: churn,
    least: { events, writeBack: { to: 'mysql://u@h/d' } },
    path: ['writeBack'],
  },
  'churn output': { check: churn, least: { events }, path: ['output'] },
  'churn table.*': { check: churn, least: { table }, path: ['table'] },
  'churn split': { check: churn, least: { table }, path: ['split'] },
  'churn models': { check: churn, least: { table }, path: ['models'] },
  'churn evaluation': { check: churn, least: { table }, path: ['evaluation'] },
  plan: { check: plan, least: { budget: 1 }, path: [] },
  'plan columns': { check: plan, least: { budget: 1 }, path: ['columns'] },
  'plan tiers[]': { check: plan, least: { budget: 1, tiers: [{ name: 'a', from: 0 }] }, path: ['tiers', 0] },
  'plan actions.NAME': { check: plan, least: action, path: ['actions', 'a'] },
  'plan limits[]': {
    check: plan,
    least: { budget: 1, limits: [{ name: 'l', measure: 'count', max: 1 }] },
    path: ['limits', 0],
  },
  'plan eligibility': { check: plan, least: { budget: 1 }, path: ['eligibility'] },
  'plan eligibility.coolDown': {
    check: plan,
    least: { budget: 1, eligibility },
    path: ['eligibility', 'coolDown'],
  },
  'plan eligibility.frequencyCap': {
    check: plan,
    least: { budget: 1, eligibility },
    path: ['eligibility', 'frequencyCap'],
  },
  'plan eligibility.windows[]': {
    check: plan,
    least: { budget: 1, eligibility },
    path: ['eligibility', 'windows', 0],
  },
  'plan eligibility.noProfiling': {
    check: plan,
    least: { budget: 1, eligibility },
    path: ['eligibility', 'noProfiling'],
  },
  'plan holdout': { check: plan, least: { budget: 1 }, path: ['holdout'] },
  'plan frontier': { check: plan, least: { budget: 1 }, path: ['frontier'] },
  experiment: { check: experimentConfig, least: experiment, path: [] },
  'experiment data': { check: experimentConfig, least: experiment, path: ['data'] },
  'experiment data.events': { check: experimentConfig, least: fromEvents, path: ['data', 'events'] },
  'experiment data.events.outcomes[]': {
    check: experimentConfig,
    least: fromEvents,
    path: ['data', 'events', 'outcomes', 0],
  },
  'experiment data.events.derived[]': {
    check: experimentConfig,
    least: withDerived({}),
    path: ['data', 'events', 'derived', 0],
  },
  'experiment data.events.derived[].refunds': {
    check: experimentConfig,
    least: withDerived({ refunds: { event: 'refund' } }),
    path: ['data', 'events', 'derived', 0, 'refunds'],
  },
  'experiment bots': {
    check: experimentConfig,
    least: { ...experiment, bots: { column: 'c' } },
    path: ['bots'],
  },
  'experiment metrics[]': {
    check: experimentConfig,
    least: { ...experiment, metrics: [metric, { name: 'o', kind: 'mean', column: 'c' }] },
    path: ['metrics', 1],
  },
  'experiment metrics[].winsorise': {
    check: experimentConfig,
    least: { ...experiment, metrics: [{ ...metric, kind: 'mean', winsorise: {} }] },
    path: ['metrics', 0, 'winsorise'],
  },
  'experiment metrics[].rows': {
    check: experimentConfig,
    least: {
      ...experiment,
      metrics: [{ ...metric, kind: 'quantile', quantile: 0.5, rows: { file: 'f', user: 'u' } }],
    },
    path: ['metrics', 0, 'rows'],
  },
  'experiment oec': {
    check: experimentConfig,
    least: { ...experiment, oec: { terms: [{ metric: 'm', weight: 1 }] } },
    path: ['oec'],
  },
  'experiment oec.terms[]': {
    check: experimentConfig,
    least: { ...experiment, oec: { terms: [{ metric: 'm', weight: 1 }] } },
    path: ['oec', 'terms', 0],
  },
  'experiment sequential': {
    check: experimentConfig,
    least: { ...experiment, sequential: { looks: 5, plannedUsers: 100 } },
    path: ['sequential'],
  },
  'experiment sequential.bayesian': {
    check: experimentConfig,
    least: { ...experiment, sequential: { looks: 5, plannedUsers: 100, bayesian: {} } },
    path: ['sequential', 'bayesian'],
  },
  'experiment exclude[]': {
    check: experimentConfig,
    least: { ...experiment, exclude: [{ column: 'c', above: 1, reason: 'r' }] },
    path: ['exclude', 0],
  },
  'experiment assignment': {
    check: experimentConfig,
    least: { ...experiment, assignment: { seed: 's' } },
    path: ['assignment'],
  },
};

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Given | undefined)?.[key as string], value);

const nothing = Symbol('a value that no check takes');

/** A copy of `config` with `value` at `path`. */
function put(config: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = Array.isArray(config) ? [...config] : { ...(config as Given) };
  const inside = (config as Given | undefined)?.[key as string];
  (copy as Given)[key as string] = put(inside ?? {}, rest, value);
  return copy;
}

/** What a check says that it wants instead of `value`; null where it takes it. */
function wanted({ check, least, path }: Section, key: string, value: unknown): string | null {
  try {
    check(put(least, [...path, key], value));
    return null;
  } catch (error) {
    const message = (error as Error).message;
    return / must be (.*?)(?:, got .*)?$/.exec(message)?.[1] ?? message;
  }
}

function valuesOf(section: Section, key: string): string {
  const first = wanted(section, key, nothing) ?? 'anything';
  if (first === 'a finite number' || first.startsWith('a whole number'))
    return wanted(section, key, -1e300) ?? first;
  if (first !== 'an array') return first;
  const item = wanted(section, key, [nothing]) ?? 'anything';
  const range = item === 'a finite number' ? wanted(section, key, [-1e300, -1e300]) : null;
  return `an array of ${range ?? item}`;
}

/** The keys of a section with what the checks say of each. */
export function keysOf(name: string): KeyFacts[] {
  const section = sections[name];
  if (section === undefined)
    throw new Error(`no section "${name}": one of ${Object.keys(sections).join(', ')}`);
  const complete = at(section.check(section.least), section.path) as Given;
  const given = (at(section.least, section.path) ?? {}) as Given;
  return Object.keys(complete)
    .filter((key) => !(section.path.length === 0 && key === 'kind'))
    .map((key) => ({
      key,
      values: valuesOf(section, key),
      fallback: fallbackOf(section, key, key in given ? undefined : { value: complete[key] }),
    }));
}

// A key of the least configuration has a default, too, where the section stands without it.
function fallbackOf(section: Section, key: string, found: KeyFacts['fallback']): KeyFacts['fallback'] {
  if (found !== undefined) return found;
  try {
    const complete = section.check(put(section.least, [...section.path, key], undefined));
    return { value: at(complete, [...section.path, key]) };
  } catch {
    return undefined;
  }
}
