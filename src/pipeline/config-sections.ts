import { WinbackError } from '../base/errors.js';
import { shown, suggestion } from '../base/options.js';
import { churnChecks } from '../churn/checks.js';
import { featuresChecks } from '../features/config.js';

/** A mapping of a configuration, its values not checked yet. */
export type Section = Readonly<Record<string, unknown>>;

const { models, evaluation, split } = churnChecks;

/** Every section that one file for all commands may hold. */
const sections: readonly string[] = [
  ...['name', 'seed', 'table', 'plan', 'output', 'writeBack', 'experiment', 'daily', 'delivery'],
  ...Object.keys({ models, evaluation, split }),
  ...Object.keys(featuresChecks),
];

/** The mapping `value`; nothing given is an empty one. @throws WinbackError BAD_CONFIG for anything else */
export function sectionOf(value: unknown, name: string): Section {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Section;
  throw new WinbackError('BAD_CONFIG', `${name} must be a mapping, got ${shown(value)}`);
}

/**
 * Whether a file is one for several commands: it has their sections, and not the keys of one command at its top.
 * @throws WinbackError BAD_CONFIG for a section that no command has
 */
export function isShared(file: Section, name: string): boolean {
  if (!['plan', 'experiment', 'events', 'table'].some((section) => section in file)) return false;
  const unknown = Object.keys(file).find((key) => !sections.includes(key));
  if (unknown === undefined) return true;
  throw new WinbackError(
    'BAD_CONFIG',
    `${name}: unknown option ${shown(unknown)}${suggestion(unknown, sections)}`,
  );
}
