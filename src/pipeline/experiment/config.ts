import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { type ExperimentConfig, experimentConfig } from '../../experiment/config/config.js';
import type { MetricDictionary } from '../../metrics/dictionary.js';
import { isShared, sectionOf } from '../config-sections.js';

/**
 * An experiment's configuration: its keys at the top, or under `experiment:` of a file for several commands. There `name`,
 * `seed` and `events.timeZone` of the file hold for the experiment as well, unless it has its own.
 * @param value the mapping as parsed from YAML or JSON
 * @param name what messages call it
 * @param dictionary of metricDictionary, for metrics with `use: NAME`
 * @throws WinbackError BAD_CONFIG naming the key
 *
 * @example
 * ```ts
 * import { experimentSection } from 'winback/experiment';
 *
 * const shop = {
 *   name: 'shop',
 *   table: { path: 'users.csv', label: 'left' },
 *   experiment: {
 *     data: { file: 'coupon.csv', variant: 'arm' },
 *     control: 'none',
 *     treatments: ['coupon'],
 *     metrics: [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }],
 *   },
 * };
 * const config = experimentSection(shop, 'config');
 * config.name; // shop
 * config.control; // none
 * ```
 */
export const experimentSection = (
  value: unknown,
  name: string,
  dictionary?: MetricDictionary,
): ExperimentConfig => {
  requireShape(name, 'name', 'text');
  const file = sectionOf(value, name);
  // A section of its own, which another check looks at.
  const { writeBack: _, ...experiment } = file;
  if (!isShared(file, name)) return experimentConfig(experiment, dictionary);
  if (!('experiment' in file)) throw new WinbackError('BAD_CONFIG', `${name} has no section \`experiment\``);
  const { name: title, seed } = file;
  const { timeZone } = sectionOf(file['events'], 'events');
  const shared = Object.entries({ name: title, seed, timeZone }).filter(([, given]) => given !== undefined);
  const own = { ...Object.fromEntries(shared), ...sectionOf(file['experiment'], 'experiment') };
  return experimentConfig(own, dictionary);
};
