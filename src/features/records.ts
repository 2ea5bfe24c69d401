/** Plain results of the features room: readonly, JSON-safe, what reports and artefacts hold. */

import type { DefinitionName } from './definitions.js';
import type { AttributesReading, LogReading } from './log/reading-records.js';
import type { OwnRecord } from './own/own-definitions.js';

export type { PersonCounts } from '../data/posthog/persons.js';
export type {
  ArrivalReading,
  AttributesReading,
  ColumnReading,
  EmptyDays,
  LogReading,
  NamedCount,
  NeverSeen,
  RowsOutside,
  WrittenNumbers,
} from './log/reading-records.js';

/** A calendar day `YYYY-MM-DD` in the configured time zone. */
export type Day = string;

/**
 * What a column says about a user: how often, how much money, how regularly, how recently, who the user is, how much of a
 * quota is used, what the whole history tells, where the user is heading, or what `events.features` asks for.
 */
export type FeatureFamily =
  | 'frequency'
  | 'value'
  | 'stickiness'
  | 'rfm'
  | 'attribute'
  | 'quota'
  | 'history'
  | 'trend'
  | 'own';

/**
 * What a feature is made of: roles of events, `column:NAME` for a mapped column, `attributes.NAME`. All of them; of those in
 * a list within the list, one is enough.
 */
export type FeatureNeeds = readonly (string | readonly string[])[];

/** One feature column as it was built. */
export interface FeatureRecord {
  /** Column name in the table. */
  readonly name: string;
  /** What the column tells of a user. */
  readonly family: FeatureFamily;
  /** Numbers, or categories. */
  readonly kind: 'numeric' | 'categorical';
  /** The definition it was built by, as `login_cnt_{w}`; null for an attribute and for a feature of the user's own. */
  readonly definition: DefinitionName | null;
  /** `days`, `count`, `yuan`, `ms`, `hours`, `share`, `ratio`, `rank`, `category`, or `value` of a column of the log. */
  readonly unit: string;
  /** Days of the window ending with the snapshot day; null where the feature has no window. */
  readonly windowDays: number | null;
  /** Event roles and columns that the definition reads. */
  readonly needs: FeatureNeeds;
  /** How the configuration defines it; absent for features of winback. */
  readonly own?: OwnRecord | undefined;
}

/** A defined feature the log cannot give. */
export interface LeftOutFeature {
  /** Name of the column. */
  readonly name: string;
  /** Its definition, as `login_cnt_{w}`. */
  readonly definition: DefinitionName | null;
  /** Days of the window ending with the snapshot day; null where the feature has no window. */
  readonly windowDays: number | null;
  /** The roles and columns that are not mapped or never occur. */
  readonly missing: FeatureNeeds;
}

/** What a preset filled in the mapping of the log. */
export interface PresetRecord {
  /** Its name in the configuration. */
  readonly name: string;
  /** The vendor's name. */
  readonly vendor: string;
  /** Columns that it named, by what they mean. */
  readonly columns: readonly {
    /** What they mean: `user`, `time`, `amount`, ... */
    readonly option: string;
    /** The column, or the columns with a sign between them. */
    readonly column: string;
  }[];
  /** Events that it gave a role, whether or not they occur. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** What was read from the event log. */
export interface EventLogRecord {
  /** What the preset of the configuration filled; null without one. */
  readonly preset: PresetRecord | null;
  /** Rows of the source, whatever becomes of them. */
  readonly rows: number;
  /** Events that were kept: what features and labels see. */
  readonly events: number;
  /** Rows added to another of the same order. */
  readonly merged: number;
  /** Users with at least one event. */
  readonly users: number;
  /** Day of the first event. */
  readonly firstDay: Day;
  /** Day of the last event. */
  readonly lastDay: Day;
  /** The last day whose events are all there; labels look no further. */
  readonly lastCompleteDay: Day;
  /** Rows left out, by reason. */
  readonly dropped: {
    /** Rows without a user. */
    readonly missingUser: number;
    /** Rows of a user whose time is empty or cannot be read. */
    readonly missingTime: number;
    /** Rows whose id an earlier row had. */
    readonly duplicateId: number;
    /** Events whose name has no role. */
    readonly unmapped: number;
    /** Rows long after all others; see `reading.after`. */
    readonly afterEnd: number;
  };
  /** Events kept, by role. */
  readonly byRole: Readonly<Record<string, number>>;
  /** Names in the log that no role takes, most frequent first, at most 20. */
  readonly unmappedNames: readonly string[];
  /** What was odd about the log. */
  readonly reading: LogReading;
}

/** Rows of one snapshot in the table: `firstRow .. firstRow + rows - 1`. */
export interface SnapshotRecord {
  /** The last day that features see. */
  readonly day: Day;
  /** Its first row in the joined table, counted from 0. */
  readonly firstRow: number;
  /** Its rows: users active in the observation window. */
  readonly rows: number;
  /** Users who left within the horizon; null for a snapshot whose horizon has not passed. */
  readonly positives: number | null;
}

/** How far back the features of a user's history see. */
export interface HistoryRecord {
  /** Days that were asked for; null = to the first day of the log. */
  readonly days: number | null;
  /** First day of the log: nothing before it is seen. */
  readonly logFrom: Day;
  /** The earliest snapshot, which sees least. */
  readonly earliest: Day;
  /** Days of the log up to the earliest snapshot. */
  readonly coveredDays: number;
}

/** What was read, and what came of it. */
export interface FeatureReport {
  /** What was read of the log. */
  readonly log: EventLogRecord;
  /** Null without attributes. */
  readonly attributes: AttributesReading | null;
  /** What the configuration lets a training go on without (`events.allow`). */
  readonly allowed: readonly string[];
  /** Time zone in which days begin. */
  readonly timeZone: string;
  /** Days that features look back over. */
  readonly observationDays: number;
  /** Days without activity that make a user one who left. */
  readonly horizonDays: number;
  /** Days after a user's first event at whose end the user is looked at, once; absent where every active user is. */
  readonly afterFirstDays?: number | undefined;
  /** Absent without features of the history (`windows.historyDays`). */
  readonly history?: HistoryRecord | undefined;
  /** Columns that were built. */
  readonly features: readonly FeatureRecord[];
  /** Columns that could not be built, and why. */
  readonly leftOut: readonly LeftOutFeature[];
  /** The days, the earliest first. */
  readonly snapshots: readonly SnapshotRecord[];
  /** SHA-256 over definitions, windows and mapping: equal versions mean equal features. */
  readonly featureVersion: string;
}

/** Snapshot days of a section, ascending. */
export interface SectionRecord {
  /** What the days are for. */
  readonly name: 'train' | 'calibration' | 'test' | 'current';
  /** The days, the earliest first. */
  readonly days: readonly Day[];
}

/** The time split: between two sections lies at least one whole horizon. */
export interface SplitRecord {
  /** Days that a label looks ahead: two sections are further apart. */
  readonly horizonDays: number;
  /** Days by what they are for. */
  readonly sections: readonly SectionRecord[];
  /** Rolling-origin folds inside the train section, earliest first. */
  readonly folds: readonly {
    /** Days to train on. */
    readonly train: readonly Day[];
    /** Days to validate on. */
    readonly validation: readonly Day[];
  }[];
}

/** Something that smells of the future. */
export interface LeakAlarm {
  /** Name of the column. */
  readonly column: string;
  /** Alone it ranks the label too well, or it holds times after the snapshot. */
  readonly kind: 'single-feature-auc' | 'time-after-snapshot';
  /** The AUC, in [0.5, 1] (max of a and 1 - a), or the number of rows with a time after the snapshot. */
  readonly value: number;
}
