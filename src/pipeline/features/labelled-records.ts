import type { WriteTableOptions } from '../../data/tables/write.js';
import type { WorkOptions } from '../../features/log/event-log.js';
import type {
  AttributesReading,
  Day,
  EventLogRecord,
  FeatureRecord,
  LeftOutFeature,
} from '../../features/records.js';
import type { AttributeEncoding } from '../../features/snapshot-query.js';
import type { DayRange } from './labelled-days.js';

/** Which days, and how the work is done. */
export interface LabelledOptions extends WorkOptions {
  /** Snapshot days: a list, or days at equal distances. @default the last day whose horizon has passed */
  readonly days?: readonly Day[] | DayRange | undefined;
  /** Begin a CSV output with a byte order mark, by which spreadsheets know UTF-8. @default false */
  readonly bom?: boolean | undefined;
  /** Refuse an object that is there already. For object stores only. @default false: it is replaced, whole */
  readonly createOnly?: boolean | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: WriteTableOptions['onRetry'];
}

/** The rows of one snapshot day as they were written. */
export interface LabelledDay {
  /** The last day that features see. */
  readonly day: Day;
  /** Rows: one for each user. */
  readonly rows: number;
  /** Users who left within the horizon. */
  readonly positives: number;
  /** Days without any event in the horizon, where the log usually has some: who left is doubtful then. */
  readonly emptyDays: number;
  /** Days of the longest window that lie before the log: features over that window see less than they could. */
  readonly missingDays: number;
  /** The file that holds the rows; null for a day without a row where each day has its file. */
  readonly file: string | null;
}

/** What was written. */
export interface LabelledRun {
  /** The snapshot days, the earliest first. */
  readonly days: readonly LabelledDay[];
  /** Rows of all days. */
  readonly rows: number;
  /** Names of columns. */
  readonly columns: {
    /** Column of the user's id. */
    readonly user: string;
    /** Column of the snapshot's day. */
    readonly day: string;
    /** Column of the label: 1 for users who left within the horizon, 0 for others. */
    readonly label: string;
    /** Columns of the features. */
    readonly features: readonly string[];
  };
  /** The features, with the definition of each. */
  readonly features: readonly FeatureRecord[];
  /** Features that the log cannot give, and why. */
  readonly leftOut: readonly LeftOutFeature[];
  /** Categories of the attributes as of the last snapshot day; what is not among them is `other` in the table. */
  readonly encodings: readonly AttributeEncoding[];
  /** Days of the longest window; null where it reaches to the first day of the log. */
  readonly longestDays: number | null;
  /** What was read of the log. */
  readonly log: EventLogRecord;
  /** Null without attributes. */
  readonly attributes: AttributesReading | null;
}
