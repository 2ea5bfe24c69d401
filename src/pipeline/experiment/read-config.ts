import path from 'node:path';

import type { ExperimentConfig } from '../../experiment/config/config.js';
import { type MetricDictionary, metricDictionary } from '../../metrics/dictionary.js';
import { readConfig } from '../config-file.js';
import { isShared, sectionOf } from '../config-sections.js';
import { experimentSection } from './config.js';

/**
 * Reads the configuration of an experiment, and the dictionary of metrics that it names under `dictionary`, a path from the
 * folder of the configuration.
 * @param file path of a YAML or JSON file
 * @throws WinbackError NOT_FOUND, BAD_CONFIG naming file and option
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { readExperimentConfig } from 'winback/experiment';
 *
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const data = { file: 'users.csv', variant: 'arm' };
 * await writeFile('coupon.json', JSON.stringify({ name: 'coupon', control: 'off', treatments: ['on'], data, metrics }));
 * (await readExperimentConfig('coupon.json')).name; // coupon
 * ```
 */
export async function readExperimentConfig(file: string): Promise<ExperimentConfig> {
  const named = await readConfig(file, dictionaryFile);
  const dictionary =
    named === undefined
      ? undefined
      : await readConfig(
          path.resolve(path.dirname(file), named),
          (value): MetricDictionary => metricDictionary(value),
        );
  return readConfig(file, (value, name) => experimentSection(value, name, dictionary));
}

/** What the configuration says under `dictionary`; its check says what is wrong with anything else. */
function dictionaryFile(value: unknown, name: string): string | undefined {
  const file = sectionOf(value, name);
  const section = isShared(file, name) ? sectionOf(file['experiment'], 'experiment') : file;
  const named = section['dictionary'];
  return typeof named === 'string' && named !== '' ? named : undefined;
}
