import { dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { outputFormatOf } from '../../data/tables/paths.js';
import { writeTable } from '../../data/tables/write.js';
import type { FeaturesConfig } from '../../features/config.js';
import type { Day } from '../../features/records.js';
import {
  buildStoredFeatures,
  parseStoredFeatures,
  type StoredFeatures,
  type StoredFeaturesTable,
} from '../../features/stored-features.js';
import { conform } from '../../model/conform.js';
import type { StoredModel } from '../../registry/model-store.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';
import { requireCsvFor } from '../byte-order-mark.js';

/** Which day, where files start from, and whom the run tells where it stands. */
export interface FeaturesRunOptions {
  /** Last day of the windows. @default the last complete day of the log */
  readonly day?: Day | undefined;
  /** Add the label of training: whether the user left within the horizon after the day. @default false */
  readonly labels?: boolean | undefined;
  /** Folder that data paths of the configuration start from. @default the working directory */
  readonly root?: string | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** The stages are `log`, `features` and `writing`. */
  readonly onProgress?: OnProgress | undefined;
  /** File or object (`s3://bucket/key`) to write: .csv, .parquet or .arrow; appears when complete. @default nothing is written */
  readonly output?: string | undefined;
  /** Begin a CSV output with a byte order mark, by which spreadsheets know UTF-8. @default false */
  readonly bom?: boolean | undefined;
  /** Environment variables that hold secrets, such as `process.env`. @default none: `passwordFrom: { env }` is refused */
  readonly environment?: Environment | undefined;
  /** Refuse an output that is there already. For object stores only. @default false: it is replaced, whole */
  readonly createOnly?: boolean | undefined;
  /**
   * Takes every request for the output in an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/**
 * The whole of `winback features`: new events to the features of a stored model, a row for each active user, ready to be
 * scored.
 * @param config the one of training; its files may be newer ones
 * @param model of loadModel; trained on events
 * @param options day, folder that paths start from, stop signal, progress, and the file that is written
 * @throws WinbackError BAD_INPUT when the model was not trained on events or with another configuration, or the log does
 *   not hold the observation window; BAD_MODEL; NOT_FOUND, IO, ABORTED
 *
 * @example
 * ```ts
 * import { churnConfig, readConfig } from 'winback/churn';
 * import { runFeatures } from 'winback/features';
 * import { loadModel } from 'winback/registry';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * if (config.kind !== 'events') throw new Error('features are built from events');
 * const model = await loadModel('out/model');
 * const { day } = await runFeatures(config, model, { root: 'out/data', output: 'today.parquet' });
 * day; // 2025-07-28
 * model.classifier.close();
 * ```
 */
export async function runFeatures(
  config: FeaturesConfig,
  model: StoredModel,
  options: FeaturesRunOptions = {},
): Promise<StoredFeaturesTable> {
  progressOf('runFeatures', options);
  requireKeys(options, 'options', {
    ...{
      day: true,
      labels: true,
      root: true,
      signal: true,
      onProgress: true,
      output: true,
      bom: true,
      environment: true,
    },
    ...{ createOnly: true, onRetry: true },
  });
  requireShape(model, 'model', { classifier: { features: 'list' }, manifest: 'object' });
  const { output, bom, createOnly, onRetry, ...work } = options;
  checkFeaturesRun(options);
  const { described, version } = storedFeatures(model);
  const built = await buildStoredFeatures(config, described, version, work);
  // What scoring will do with the file: a column of another name or kind shows here.
  conform(built.table, model.classifier.features);
  if (output === undefined) return built;
  work.onProgress?.({ stage: 'writing', done: 0, total: null });
  const { signal, environment } = work;
  await writeTable(output, built.table, { bom, signal, environment, createOnly, onRetry });
  return built;
}

/**
 * What the day and the name of the output alone tell, before a model is loaded.
 * @throws WinbackError BAD_INPUT for what is no day or an unknown ending
 */
export function checkFeaturesRun({
  day,
  output,
  bom,
}: Pick<FeaturesRunOptions, 'day' | 'output' | 'bom'>): void {
  if (output !== undefined) {
    outputFormatOf(output);
    requireCsvFor(bom, output);
  }
  if (day !== undefined) dayNumber(day);
}

/** The recipe of a model's features. @throws WinbackError BAD_INPUT for a model of a table, BAD_MODEL */
export function storedFeatures({ features, manifest, classifier }: StoredModel): {
  readonly described: StoredFeatures;
  readonly version: string;
} {
  if (features === null || manifest.featureVersion === null)
    throw new WinbackError('BAD_INPUT', `the model ${manifest.name} was not trained on events`);
  const described = parseStoredFeatures(features);
  const names = classifier.features.map(({ name }) => name);
  if (names.join('\n') !== described.names.join('\n'))
    throw new WinbackError(
      'BAD_MODEL',
      `the model ${manifest.name}: features.json does not list its features`,
    );
  return { described, version: manifest.featureVersion };
}
