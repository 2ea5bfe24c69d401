/** Plain results of the features room: readonly, JSON-safe, what reports and artefacts hold. */

import type { AttributesReading, LogReading } from './log/reading-records.js';

export type {
  AttributesReading,
  ColumnReading,
  EmptyDays,
  LogReading,
  NamedCount,
  NeverSeen,
  RowsOutside,
} from './log/reading-records.js';

/** A calendar day `YYYY-MM-DD` in the configured time zone. */
export type Day = string;

export type FeatureFamily = 'frequency' | 'value' | 'stickiness' | 'rfm' | 'attribute' | 'quota';

/** One feature column as it was built. */
export interface FeatureRecord {
  /** Column name in the table. */
  readonly name: string;
  readonly family: FeatureFamily;
  readonly kind: 'numeric' | 'categorical';
  readonly titleZh: string;
  readonly titleEn: string;
  /** `days`, `count`, `yuan`, `ms`, `hours`, `share`, `rank`, or `category`. */
  readonly unit: string;
  /** Days of the window ending with the snapshot day; null where the feature has no window. */
  readonly windowDays: number | null;
  /** Event roles and columns that the definition reads. */
  readonly needs: readonly string[];
}

/** A defined feature the log cannot give. */
export interface LeftOutFeature {
  readonly name: string;
  readonly titleZh: string;
  readonly titleEn: string;
  /** The roles and columns that are not mapped or never occur. */
  readonly missing: readonly string[];
}

/** What was read from the event log. */
export interface EventLogRecord {
  /** Rows in the source. */
  readonly rows: number;
  /** Events kept. */
  readonly events: number;
  /** Rows added to another of the same order. */
  readonly merged: number;
  readonly users: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** The last day whose events are all there; labels look no further. */
  readonly lastCompleteDay: Day;
  /** Rows left out, by reason. */
  readonly dropped: {
    readonly missingUser: number;
    /** Rows of a user whose time is empty or cannot be read. */
    readonly missingTime: number;
    readonly duplicateId: number;
    /** Events whose name has no role. */
    readonly unmapped: number;
    /** Rows long after all others; see `reading.after`. */
    readonly afterEnd: number;
  };
  /** Events by role. */
  readonly byRole: Readonly<Record<string, number>>;
  /** Names in the log that no role takes, most frequent first, at most 20. */
  readonly unmappedNames: readonly string[];
  readonly reading: LogReading;
}

/** Rows of one snapshot in the table: `firstRow .. firstRow + rows - 1`. */
export interface SnapshotRecord {
  readonly day: Day;
  readonly firstRow: number;
  readonly rows: number;
  /** Users who left within the horizon; null for a snapshot whose horizon has not passed. */
  readonly positives: number | null;
}

export interface FeatureReport {
  readonly log: EventLogRecord;
  /** Null without attributes. */
  readonly attributes: AttributesReading | null;
  /** What the configuration lets a training go on without (`events.allow`). */
  readonly allowed: readonly string[];
  readonly timeZone: string;
  readonly observationDays: number;
  readonly horizonDays: number;
  readonly features: readonly FeatureRecord[];
  readonly leftOut: readonly LeftOutFeature[];
  readonly snapshots: readonly SnapshotRecord[];
  /** SHA-256 over definitions, windows and mapping: equal versions mean equal features. */
  readonly featureVersion: string;
}

/** Snapshot days of a section, ascending. */
export interface SectionRecord {
  readonly name: 'train' | 'calibration' | 'test' | 'current';
  readonly days: readonly Day[];
}

/** The time split: between two sections lies at least one whole horizon. */
export interface SplitRecord {
  readonly horizonDays: number;
  readonly sections: readonly SectionRecord[];
  /** Rolling-origin folds inside the train section, earliest first. */
  readonly folds: readonly { readonly train: readonly Day[]; readonly validation: readonly Day[] }[];
}

/** Something that smells of the future. */
export interface LeakAlarm {
  readonly column: string;
  readonly kind: 'single-feature-auc' | 'time-after-snapshot';
  /** The AUC (max of a and 1 - a), or the number of rows after the snapshot. */
  readonly value: number;
  readonly message: string;
}
