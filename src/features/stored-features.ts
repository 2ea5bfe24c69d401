import { addDays, dayNumber } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { type Check, integer, listOf, object, optional, requireKeys, shown, text } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { readAttributes } from './attributes.js';
import { definitionsNamed } from './available.js';
import { buildSnapshot, type SnapshotTable } from './build.js';
import type { FeaturesConfig } from './config.js';
import { longestDays } from './definitions/definition.js';
import { type EventLog, openEventLog, type WorkOptions, workKeys, workOf } from './log/event-log.js';
import type { AttributesReading, Day, EventLogRecord } from './records.js';
import type { AttributeEncoding } from './snapshot-query.js';
import { type MatureSnapshot, matureSnapshot, type OpenSnapshot } from './splits.js';
import { featureVersion, formerVersion } from './version.js';

/** What a stored model says about the features it was trained on. */
export interface StoredFeatures {
  /** Time zone in which days begin. */
  readonly timeZone: string;
  /** Days that features look back over. */
  readonly observationDays: number;
  /** Days that the label looked at. */
  readonly horizonDays: number;
  /** Names in the order of training. */
  readonly names: readonly string[];
  /** Column with the amount paid in the observation window, yuan; null when the log of training had no amounts. */
  readonly value: string | null;
  /** Categories of attributes, as the training saw them. */
  readonly encodings: readonly AttributeEncoding[];
  /** First day of the log of training where features see all of it (`windows.historyDays: all`); null for other models. */
  readonly historyFrom?: Day | null | undefined;
  /** Days after a user's first event at whose end the model looks at a user; null for models of all active users. */
  readonly afterFirstDays?: number | null | undefined;
}

const anything: Check<unknown> = (value) => value;

const content = object({
  timeZone: text,
  observationDays: integer(1),
  horizonDays: integer(1),
  columns: object({
    user: text,
    day: text,
    label: text,
    features: listOf(text),
    value: optional<string, string | null>(text, null),
  }),
  features: listOf(anything),
  encodings: listOf(object<AttributeEncoding>({ field: text, categories: listOf(text) })),
  historyFrom: optional<string, string | null>(text, null),
  afterFirstDays: optional<number, number | null>(integer(1), null),
});

/**
 * The feature description of a stored model.
 * @param value `features` of a stored model
 * @throws WinbackError BAD_MODEL naming what is wrong
 *
 * @example
 * ```ts
 * import { parseStoredFeatures } from 'winback/features';
 * import { loadModel } from 'winback/registry';
 *
 * const model = await loadModel('out/model');
 * parseStoredFeatures(model.features).horizonDays; // 14
 * model.classifier.close();
 * ```
 */
export function parseStoredFeatures(value: unknown): StoredFeatures {
  try {
    const { columns, features: _, ...rest } = content(value, 'features');
    return { ...rest, names: columns.features, value: columns.value };
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', (cause as Error).message, { cause });
  }
}

/** A model's features of one day. */
export interface StoredFeaturesTable extends SnapshotTable {
  /** What was read of the log. */
  readonly log: EventLogRecord;
  /** Null without attributes. */
  readonly attributes: AttributesReading | null;
  /** Days of the longest window that lie before the log: features over that window see less than they could. */
  readonly missingDays: number;
  /** Days of the longest window; null where it reaches to the first day of the log of training. */
  readonly longestDays: number | null;
}

/** Which day, and how the work is done. */
export interface StoredFeaturesOptions extends WorkOptions {
  /** Last day of the windows. @default the last complete day of the log; with labels, the last whose horizon is complete */
  readonly day?: Day | undefined;
  /** Add the label, as in training: whether the user left within the horizon after the day. @default false */
  readonly labels?: boolean | undefined;
}

/**
 * The features of a stored model for the users of one day, built as in training: same definitions, windows and
 * categories, also where a role does not occur in this log. For scoring; with `labels`, the outcome stands beside them.
 * @param config of featuresConfig, for the new events
 * @param stored of parseStoredFeatures
 * @param version `featureVersion` of the model's manifest; the configuration must give the same one
 * @param options day, whether labels are wanted, folder that paths start from, stop signal and progress
 * @throws WinbackError BAD_INPUT when the configuration is not the model's, or the log does not hold the whole
 * observation window, or with labels the whole horizon; as openEventLog; ABORTED
 *
 * @example
 * ```ts
 * import { churnConfig, readConfig } from 'winback/churn';
 * import { buildStoredFeatures, parseStoredFeatures } from 'winback/features';
 * import { loadModel } from 'winback/registry';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * if (config.kind !== 'events') throw new Error('features are built from events');
 * const { features, manifest } = await loadModel('out/model');
 * const version = manifest.featureVersion ?? '';
 * const built = await buildStoredFeatures(config, parseStoredFeatures(features), version, { root: 'out/data' });
 * built.day; // 2025-07-28
 * ```
 */
export async function buildStoredFeatures(
  config: FeaturesConfig,
  stored: StoredFeatures,
  version: string,
  options: StoredFeaturesOptions = {},
): Promise<StoredFeaturesTable> {
  requireKeys(options, 'options', { ...workKeys, day: true, labels: true });
  requireShape(config, 'config', { events: 'object', engine: 'object' });
  requireShape(stored, 'stored', { names: 'list', encodings: 'list' });
  requireShape(version, 'version', 'text');
  if (config.events.preset === undefined) requireSameFeatures(config, stored, version);
  if (options.day !== undefined) dayNumber(options.day);
  const log = await openEventLog(config.events, config.engine, workOf(options));
  try {
    return await storedSnapshot(log, config, stored, version, options);
  } finally {
    log.close();
  }
}

/** The same from a log that is open already, which stays open. */
export async function storedSnapshot(
  log: EventLog,
  config: FeaturesConfig,
  stored: StoredFeatures,
  version: string,
  options: StoredFeaturesOptions,
): Promise<StoredFeaturesTable> {
  requireSameFeatures({ ...config, events: log.config }, stored, version);
  const snapshot = snapshotOf(log.record, stored, options);
  const { day } = snapshot;
  const attributesRead = config.attributes ? await readAttributes(log, config.attributes, options) : null;
  const attributes = new Set(stored.encodings.map(({ field }) => field));
  const features = stored.names.filter((name) => !attributes.has(name));
  const longest = longestDays(definitionsNamed(features, config), config.windows);
  const reach = { day, longest, since: stored.historyFrom ?? null };
  const missingDays = missingDaysOf(log.record, config, reach);
  const built = await buildSnapshot(log, config, snapshot, stored.encodings, {
    ...workOf(options),
    features,
  });
  return { ...built, log: log.record, attributes: attributesRead, missingDays, longestDays: longest };
}

function snapshotOf(
  { lastCompleteDay }: EventLogRecord,
  { horizonDays }: StoredFeatures,
  { day, labels = false }: StoredFeaturesOptions,
): MatureSnapshot | OpenSnapshot {
  if (!labels) return { day: day ?? lastCompleteDay };
  return matureSnapshot(day ?? addDays(lastCompleteDay, -horizonDays), horizonDays, lastCompleteDay);
}

/** @throws WinbackError BAD_INPUT where the configuration is not the one of the model's training */
export function requireSameFeatures(config: FeaturesConfig, stored: StoredFeatures, version: string): void {
  const { windows, events } = config;
  const asked = { ...windows, timeZone: events.timeZone };
  for (const name of ['observationDays', 'horizonDays', 'timeZone'] as const) {
    if (asked[name] === stored[name]) continue;
    throw new WinbackError(
      'BAD_INPUT',
      `${name} is ${shown(asked[name])} in the configuration, the model was trained with ${shown(stored[name])}`,
    );
  }
  const { afterFirstDays = null } = stored;
  if ((config.snapshots.afterFirstDays ?? null) !== afterFirstDays)
    throw new WinbackError(
      'BAD_INPUT',
      `snapshots.afterFirstDays is ${shown(config.snapshots.afterFirstDays ?? null)} in the configuration, the model was trained with ${shown(afterFirstDays)}`,
    );
  const names = stored.names.map((name) => ({ name }));
  if (featureVersion(config, names) === version || formerVersion(config, names) === version) return;
  throw new WinbackError(
    'BAD_INPUT',
    'the configuration gives other features than the model was trained on: columns, roles, active, windows, zones and ' +
      'attribute fields must be those of training (in zones whose clocks are changed a model of version 0.1 with ' +
      'avg_session_gap_h must be trained anew)',
  );
}

interface Reach {
  readonly day: Day;
  /** Days of the longest window; null = to the first day of the log of training. */
  readonly longest: number | null;
  readonly since: Day | null;
}

/**
 * Days of the longest window that lie before the log.
 * @throws WinbackError BAD_INPUT where the log does not hold the observation window
 */
export function missingDaysOf(
  log: Pick<EventLogRecord, 'firstDay' | 'lastDay'>,
  { windows, snapshots }: Pick<FeaturesConfig, 'windows' | 'snapshots'>,
  { day, longest, since }: Reach,
): number {
  const start = (days: number): Day => addDays(day, 1 - days);
  // Whether an event is a user's first is seen in an observation window before it.
  const observed = windows.observationDays + (snapshots.afterFirstDays ?? 0);
  const first = dayNumber(log.firstDay);
  if (dayNumber(day) > dayNumber(log.lastDay))
    throw new WinbackError('BAD_INPUT', `the log ends on ${log.lastDay}, before ${day}`);
  if (snapshots.afterFirstDays !== undefined && first > dayNumber(start(observed)))
    throw new WinbackError(
      'BAD_INPUT',
      `whose first event is ${snapshots.afterFirstDays} days old on ${day} shows in ${observed} days of the log, from ` +
        `${start(observed)} on; the log starts on ${log.firstDay}`,
    );
  if (first > dayNumber(start(windows.observationDays)))
    throw new WinbackError(
      'BAD_INPUT',
      `the observation window of ${windows.observationDays} days to ${day} starts on ` +
        `${start(windows.observationDays)}, the log on ${log.firstDay}`,
    );
  const needed = longest === null ? (since ?? log.firstDay) : start(longest);
  return Math.max(0, first - dayNumber(needed));
}
