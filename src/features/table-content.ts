import { fitEncodings, readAttributes } from './attributes.js';
import { available } from './available.js';
import type { FeaturesConfig } from './config.js';
import type { EventLog, WorkOptions } from './log/event-log.js';
import { requireReadable } from './log/require-readable.js';
import { requireOwnWindows } from './own/require-own.js';
import type { AttributesReading, Day } from './records.js';
import type { AttributeEncoding } from './snapshot-query.js';
import type { TableContent } from './snapshot-tables.js';

/** How features are built. */
export interface BuildOptions extends WorkOptions {
  /** Categories of a stored model, to be used instead of fitting new ones. */
  readonly encodings?: readonly AttributeEncoding[] | undefined;
}

/**
 * What tables to train on hold: all features that the log can give, and the attributes, whose categories are those of `fitDay`.
 * @param config as the log was read
 * @throws WinbackError BAD_INPUT for what a model should not be trained on without a word; as readAttributes
 */
export async function tableContent(
  log: EventLog,
  config: FeaturesConfig,
  fitDay: Day,
  options: BuildOptions,
): Promise<TableContent & { readonly attributes: AttributesReading | null }> {
  requireOwnWindows(log.record, config);
  const attributes = config.attributes ? await readAttributes(log, config.attributes, options) : null;
  requireReadable(log.record, config.events, attributes);
  const { signal, encodings } = options;
  const fitted = config.attributes ? await fitEncodings(log.engine, config.attributes, fitDay, signal) : [];
  const { definitions } = available(log.record, config);
  return { config, definitions, encodings: encodings ?? fitted, attributes };
}

/** With a preset, columns and roles are known once the files are. */
export const asRead = (config: FeaturesConfig, log: EventLog): FeaturesConfig =>
  config.events.preset === undefined ? config : { ...config, events: log.config };
