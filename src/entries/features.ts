/**
 * Events to features: snapshots of users in which nothing after the snapshot's day is seen.
 * Examples that read files of `out/` run in a folder in which `npx winback demo` was run.
 *
 * @packageDocumentation
 */

// The configuration and the tables of features and labels it gives.
export {
  type AttributesConfig,
  type EngineConfig,
  type EventsConfig,
  type FeaturesConfig,
  featuresConfig,
  type SnapshotsConfig,
  type WindowsConfig,
} from '../features/config.js';
export {
  type BuildOptions,
  buildSnapshot,
  buildSnapshots,
  type FeatureSet,
  type SnapshotOptions,
  snapshotsOf,
  type SnapshotTable,
  tableOf,
} from '../features/build.js';
export type { AttributeEncoding } from '../features/snapshot-query.js';
export type { DefinitionName } from '../features/definitions.js';
export type { OwnAggregate, OwnFeature } from '../features/own/own-feature.js';
export type { OwnRecord } from '../features/own/own-definitions.js';
export type {
  ArrivalReading,
  AttributesReading,
  ColumnReading,
  Day,
  EmptyDays,
  EventLogRecord,
  FeatureFamily,
  FeatureNeeds,
  FeatureRecord,
  FeatureReport,
  HistoryRecord,
  LeakAlarm,
  LeftOutFeature,
  LogReading,
  NamedCount,
  NeverSeen,
  PersonCounts,
  RowsOutside,
  SectionRecord,
  SnapshotRecord,
  SplitRecord,
  WrittenNumbers,
} from '../features/records.js';

// Exports of vendors: which one a table is, and the mapping it needs.
export {
  type Preset,
  type PresetColumn,
  type PresetEvents,
  presetFor,
  type PresetGuess,
} from '../features/presets/presets.js';
export type { PresetUse } from '../features/presets/fill.js';
export type { PresetRecord } from '../features/records.js';

// The log of events, and checks of it.
export { type EventLog, openEventLog, type WorkOptions } from '../features/log/event-log.js';
export type { Environment, SecretFrom } from '../stores/secrets.js';
export type { TlsOptions } from '../stores/sql/access.js';
export { leakCheck, type LeakCheckOptions } from '../features/leak-check.js';

// Days for training, calibration and test, apart by the horizon.
export {
  type Fold,
  type LogRange,
  type MatureSnapshot,
  matureSnapshot,
  type OpenSnapshot,
  planSplits,
  rollingOrigin,
  type SplitPlan,
} from '../features/splits.js';

// The recipe a stored model carries, to build the same features again.
export {
  buildStoredFeatures,
  parseStoredFeatures,
  type StoredFeatures,
  type StoredFeaturesOptions,
  type StoredFeaturesTable,
} from '../features/stored-features.js';
export type {
  ColumnCase,
  ColumnSource,
  EventColumns,
  FirstOf,
  Net,
  Role,
  roles,
} from '../features/mapping.js';
export type { Literal } from '../data/sql/tree.js';
export type { FilesReading, ObjectsReading } from '../data/files/engine-source.js';
export type { NumberFormat } from '../data/numbers/number-form.js';
export type { DayOrder } from '../data/time-forms/time-form.js';

// The whole of `winback init`: what the columns of a file mean, and a configuration of it.
export { inspect, type InspectOptions } from '../pipeline/init/inspect.js';
export { initConfig, type InitConfigOptions } from '../pipeline/init/config.js';
export type {
  Answers,
  Ask,
  AttributesGuess,
  Candidate,
  EventGuess,
  ExperimentGuess,
  Guess,
  GuessReason,
  Inspection,
  LabelGuess,
  Meaning,
  Problem,
  Question,
  RoleReason,
  WindowsGuess,
} from '../pipeline/init/records.js';
export type { ColumnProfile, EpochUnit, ShapeName, TimeForm, ValueKind } from '../data/profile/records.js';

// The whole of `winback features`: new events to the features of a stored model.
export { type FeaturesRunOptions, runFeatures } from '../pipeline/features/run.js';

// The whole of `winback features --labels`: features and labels of given days, to train on.
export { writeLabelled } from '../pipeline/features/labelled-run.js';
export type { LabelledDay, LabelledOptions, LabelledRun } from '../pipeline/features/labelled-records.js';
export type { DayRange } from '../pipeline/features/labelled-days.js';

// Events kept in a folder from day to day, and the features of a model from them.
export { appendEvents, type AppendOptions, type AppendRecord } from '../features/day-store/append.js';
export type { Overlap } from '../features/day-store/overlap.js';
export { type ForgetRecord, forgetUsers } from '../features/day-store/forget.js';
export {
  runStore,
  type StoreRun,
  type StoreRunOptions,
  type WrittenSnapshot,
} from '../pipeline/features/store-run.js';
export type { OnProgress, Progress } from '../base/progress.js';
