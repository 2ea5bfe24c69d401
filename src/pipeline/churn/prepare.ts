import { requireKeys } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import type { Environment } from '../../stores/secrets.js';
import type { ChurnConfig } from './config.js';
import type { PreparedChurn } from './dataset.js';

/** Where data starts from, and how the work is stopped. */
export interface PrepareChurnOptions {
  /** Folder that data paths of the configuration start from. @default the working directory */
  readonly root?: string | undefined;
  /** Language of the warnings. @default 'zh' */
  readonly language?: 'zh' | 'en' | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Takes one sentence about what the data may not be as the user thinks.
   * @param message the sentence
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** With events; the stages are `log` and `features`. */
  readonly onProgress?: OnProgress | undefined;
  /** Environment variables that hold secrets, such as `process.env`. @default none: `passwordFrom: { env }` is refused */
  readonly environment?: Environment | undefined;
}

/**
 * Reads the data that a churn configuration names and splits them into the parts of a run: a prepared table, or events,
 * of which it makes features and labels.
 * @param config of churnConfig
 * @param options where files start from, language of the features' meanings, stop signal, warnings and progress
 * @throws WinbackError NOT_FOUND, BAD_INPUT, ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { churnConfig, prepareChurn, readConfig } from 'winback/churn';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * const { dataset, idColumn } = await prepareChurn(config, { root: 'out/data' });
 * dataset.label; // label_churn_14d
 * idColumn; // user_id
 * ```
 */
export async function prepareChurn(
  config: ChurnConfig,
  options: PrepareChurnOptions = {},
): Promise<PreparedChurn> {
  requireShape(config, 'config', { kind: 'text' });
  progressOf('prepareChurn', options);
  requireKeys(options, 'options', {
    ...{ root: true, language: true, signal: true, onWarning: true, onProgress: true, environment: true },
  });
  const { readEvents, readPrepared } = await import('./read.js');
  return config.kind === 'table' ? readPrepared(config, options) : readEvents(config, options);
}
