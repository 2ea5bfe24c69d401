import { type Check, object, optional } from '../base/options.js';
import { type AttributesConfig, attributesCheck } from './attributes-section.js';
import { type EngineConfig, engineCheck } from './engine-section.js';
import { type EventsConfig, eventsCheck } from './events-section.js';
import { checkedFeatures } from './own/require-own.js';
import { type SnapshotsConfig, snapshotsCheck, type WindowsConfig, windowsCheck } from './windows-section.js';

export { type AttributesConfig, attributesCheck } from './attributes-section.js';
export { completeEvents } from './complete-events.js';
export { type EngineConfig, engineCheck } from './engine-section.js';
export { type EventsConfig, eventsCheck } from './events-section.js';
export {
  type SnapshotsConfig,
  snapshotsCheck,
  type WindowsConfig,
  windowsCheck,
} from './windows-section.js';

/** Everything between raw events and a feature table. */
export interface FeaturesConfig {
  /** Where events are, and what their columns mean. */
  readonly events: EventsConfig;
  /** Attributes of users; undefined without. */
  readonly attributes: AttributesConfig | undefined;
  /** Lengths of the windows, in days. */
  readonly windows: WindowsConfig;
  /** Which days are looked at. */
  readonly snapshots: SnapshotsConfig;
  /** What DuckDB may use of the machine. */
  readonly engine: EngineConfig;
}

/** Default of an absent section: every field's own default. */
const section =
  <T>(check: Check<T>): Check<T> =>
  (value, name) =>
    check(value ?? {}, name);

/** The checks of FeaturesConfig, for a config that holds more sections beside these. */
export const featuresChecks = {
  events: eventsCheck,
  attributes: optional(attributesCheck, undefined),
  windows: section(windowsCheck),
  snapshots: section(snapshotsCheck),
  engine: section(engineCheck),
};

/**
 * Reads and completes a config.
 * @throws WinbackError BAD_INPUT naming the option
 *
 * @example
 * ```ts
 * import { featuresConfig } from 'winback/features';
 *
 * const columns = { user: 'user_id', time: 'at', event: 'name' };
 * const roles = { login: ['open_app'], payment: ['paid'] };
 * const config = featuresConfig({ events: { source: ['events.parquet'], columns, roles } }, 'config');
 * config.windows.observationDays; // 30
 * config.windows.horizonDays; // 14
 * ```
 */
export const featuresConfig: Check<FeaturesConfig> = (value, name) =>
  checkedFeatures(object<FeaturesConfig>(featuresChecks)(value, name), name);
