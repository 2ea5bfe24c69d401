import { readFile } from 'node:fs/promises';

import { WinbackError } from '../base/errors.js';
import { requireInputFile } from '../base/input-file.js';
import type { Check } from '../base/options.js';
import { requireShape } from '../base/shape.js';

/**
 * Reads a YAML or JSON file and checks it.
 * @param file path of a YAML or JSON file
 * @param check of the kind of configuration: `churnConfig`, `planConfig()`, `experimentConfig`
 * @throws WinbackError NOT_FOUND, BAD_CONFIG naming file and option
 *
 * @example
 * ```ts
 * import { churnConfig, readConfig } from 'winback/churn';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * config.name; // demo
 * ```
 */
export async function readConfig<T>(file: string, check: Check<T>): Promise<T> {
  requireShape(file, 'file', 'text');
  requireShape(check, 'check', 'function');
  await requireInputFile(file);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WinbackError(
      'NOT_FOUND',
      `cannot read the configuration ${file}: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  });
  const { parse } = await import('yaml');
  try {
    return check(parse(text), 'config');
  } catch (cause) {
    throw new WinbackError('BAD_CONFIG', `${file}: ${(cause as Error).message}`, { cause });
  }
}
