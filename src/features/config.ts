import { WinbackError } from '../base/errors.js';
import {
  type Check,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  optional,
  shown,
  suggestion,
  text,
} from '../base/options.js';
import { timeZone } from '../base/time-zone.js';
import { encodingName } from '../data/files/encoding.js';
import { columnName } from '../data/nested/column-path.js';
import { type NumberFormat, numberFormat } from '../data/numbers/number-form.js';
import { columnSource, type EventColumns, type Role, roles } from './mapping.js';
import { longestWindow, type OwnFeature, ownFeatures, windowLength } from './own/own-feature.js';
import { checkedFeatures } from './own/require-own.js';
import { requireOwnEvents } from './own/streams.js';
import { type PersonsSection, personsChecks, withPersonsDefaults } from './persons-section.js';
import { filledEvents, type PresetUse, presetUse } from './presets/fill.js';
import type { PresetColumn } from './presets/preset.js';
import { requireStoreKeys, type StoreSection, storeSectionChecks } from './store-section.js';

/** Where events are, and what their columns mean. */
export interface EventsConfig extends StoreSection, PersonsSection {
  /**
   * Files (CSV, Parquet, JSON lines; globs allowed), one DuckDB file or `clickhouse://user@host:port/database` together with
   * `table`, or one database (`postgres://user@host:port/database`, `mysql://...`) together with `table` or `query`.
   */
  readonly source: readonly string[];
  /** Table of the DuckDB file or of the database. */
  readonly table: string | undefined;
  /** Encoding of text files, such as `gb18030` or `windows-1252`. @default found by looking at the files */
  readonly encoding?: string | undefined;
  /**
   * The vendor whose export it is. It fills columns, roles and zone of timestamps that the user did not write: for the
   * columns of the export of today at first, for those of the files once they are opened (`completeEvents`).
   */
  readonly preset: PresetUse | undefined;
  /** Columns by what they mean. */
  readonly columns: EventColumns;
  /** The user's event names under each role. */
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** Role of every row of a log without event names. */
  readonly everyRow: Role | undefined;
  /** Roles that count as being active, in features and in the label alike. @default all but refund, quota */
  readonly active: readonly Role[];
  /** IANA zone, or an offset such as +08:00, in which days, weekends and nights are counted. @default UTC */
  readonly timeZone: string;
  /** Zone of timestamps that carry none. @default timeZone */
  readonly timestampsIn: string | undefined;
  /** Unit of numeric timestamps since 1970. @default the one that most of them have by their size */
  readonly timeUnit: 'auto' | 's' | 'ms' | 'us' | 'ns';
  /** Form of numbers in text columns, by example. @default found by looking at each whole column */
  readonly numberFormat?: NumberFormat | undefined;
  /** strptime format of text timestamps that are not ISO 8601. @default found by looking at the whole column */
  readonly timeFormat: string | undefined;
  /** Last day whose events are complete, YYYY-MM-DD. @default the day before the last event */
  readonly completeThrough: string | undefined;
  /**
   * What a training goes on without: columns with over 5 % unusable values (`time`, `amount`, ...), event names that never
   * occur, `id` for one id on many rows, `json` for texts that are no JSON, `emptyDays` for days without events in a label's horizon.
   */
  readonly allow: readonly string[];
  /** Features of the user's own, computed besides those of winback. @default none */
  readonly features?: readonly OwnFeature[] | undefined;
  /** Whether refunds (and negative payments) lower the amounts paid. @default true */
  readonly subtractRefunds: boolean;
}

/** Where attributes of users are. */
export interface AttributesConfig extends StoreSection {
  /** Files, relative to the root that is given to the work, or one database (`mysql://...`, `postgres://...`). */
  readonly source: readonly string[];
  /** Table of a DuckDB file or of a database; undefined for other files. */
  readonly table: string | undefined;
  /** Encoding of text files. @default found by looking at the files */
  readonly encoding?: string | undefined;
  /** Column of the user's id. */
  readonly user: string;
  /** Column with the day a row starts to hold; absent when there is one row a user. */
  readonly validFrom: string | undefined;
  /** strptime format of `validFrom` where it is text that is not ISO 8601. @default found by looking at the column */
  readonly timeFormat?: string | undefined;
  /** Attribute columns, such as channel, device, region. */
  readonly fields: readonly string[];
  /** Most frequent values kept; the rest becomes "other". @default 8 */
  readonly topK: number;
}

/** Lengths of the windows that features and labels look at, in days. */
export interface WindowsConfig {
  /** Days up to and with the snapshot day that features look at. @default 30 */
  readonly observationDays: number;
  /** A user without an active event in the next so many days has left. @default 14 */
  readonly horizonDays: number;
  /** Window of monetary value and of the time since the last payment, days. @default 90 */
  readonly valueDays: number;
  /** More windows, days: counts and sums of the observation window are computed over each of these, too. @default none */
  readonly furtherDays?: readonly number[] | undefined;
  /** Days of the features of a user's history; `all`: from the first day of the log. @default no such features */
  readonly historyDays?: number | 'all' | undefined;
  /** Whether the last week is compared with the time before it. @default false */
  readonly trends?: boolean | undefined;
}

/** How far snapshots are apart, and how many are for what. */
export interface SnapshotsConfig {
  /** Days between snapshots. @default 7 */
  readonly everyDays: number;
  /** Snapshots of the test section, the latest. @default 2 */
  readonly test: number;
  /** Snapshots of the calibration section. @default 2 */
  readonly calibration: number;
  /** Most snapshots of the train section. @default 8 */
  readonly train: number;
  /** Rolling-origin folds inside the train section. @default 4 */
  readonly folds: number;
  /**
   * Each user is looked at once, at the end of so many days since the first event, the day of that event counted: for
   * models of new users. A snapshot a day then; 56 for training, 14 for calibration and 14 for test unless given.
   * @default every user who was active is looked at on each snapshot day
   */
  readonly afterFirstDays?: number | undefined;
}

/** What the work on events may use of the machine. */
export interface EngineConfig {
  /**
   * Memory of the process while events are read, MiB: what Node leaves is shared between DuckDB and the events. A log that does
   * not fit is refused; a store of events works on a part of the users at a time. @default no limit for events, DuckDB's own for it
   */
  readonly memoryLimitMb: number | undefined;
  /** Threads of DuckDB; undefined for every hardware thread. */
  readonly threads: number | undefined;
  /** Where it may write what does not fit in memory; undefined for the system's folder. */
  readonly tempDirectory: string | undefined;
  /**
   * What computes features: native code over events in memory; SQL in DuckDB, which is slower and gives the same values to
   * the bit; or the ClickHouse server that holds the events (`pushdown`), so that no event leaves it. @default native
   */
  readonly features?: 'native' | 'sql' | 'pushdown' | undefined;
}

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

const paths: Check<readonly string[]> = (value, name) =>
  typeof value === 'string' ? [text(value, name)] : listOf(text)(value, name);

/** `YYYY-MM-DD`; YAML may have made a Date of it. */
const day: Check<string> = (value, name) => {
  const given = value instanceof Date ? value.toISOString().slice(0, 10) : text(value, name);
  const valid = /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given));
  if (!valid) throw new WinbackError('BAD_INPUT', `${name} must be a day YYYY-MM-DD, got ${given}`);
  return given;
};

const names: Check<readonly string[]> = (value, name) =>
  Array.isArray(value) ? listOf(text)(value, name) : [text(value, name)];

const roleNames: Check<Readonly<Partial<Record<Role, readonly string[]>>>> = (value, name) => {
  const given = object<Record<Role, readonly string[] | undefined>>(
    Object.fromEntries(roles.map((role) => [role, optional(names, undefined)])) as never,
  )(value, name);
  const seen = new Map<string, string>();
  for (const [role, events] of Object.entries(given)) {
    for (const event of events ?? []) {
      const other = seen.get(event);
      if (other)
        throw new WinbackError('BAD_INPUT', `${name}: "${event}" is under both ${other} and ${role}`);
      seen.set(event, role);
    }
  }
  return Object.fromEntries(Object.entries(given).filter(([, events]) => events !== undefined));
};

const notActive: readonly Role[] = ['refund', 'quota'];

const columns: Check<EventColumns> = object<EventColumns>({
  user: columnName,
  time: columnName,
  receivedAt: optional(columnName, undefined),
  event: optional(columnSource, undefined),
  id: optional(columnName, undefined),
  order: optional(columnName, undefined),
  amount: optional(columnSource, undefined),
  couponAmount: optional(columnSource, undefined),
  duration: optional(columnSource, undefined),
  feature: optional(columnSource, undefined),
  quotaUsed: optional(columnSource, undefined),
  quotaTotal: optional(columnSource, undefined),
});

/** What `events.allow` can name beside event names. */
const allowable = [
  'time',
  'receivedAt',
  'amount',
  'couponAmount',
  'duration',
  'quotaUsed',
  'quotaTotal',
  'id',
  'validFrom',
  'json',
  'emptyDays',
];

function requireAllowed({ allow, roles: mapped, features = [] }: EventsConfig, name: string): void {
  const own = features.map((feature) => `features.${feature.name}`);
  const known = [...allowable, ...Object.values(mapped).flat(), ...own];
  const wrong = allow.find((item) => !known.includes(item));
  if (wrong === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.allow: ${shown(wrong)} is no column option and no event of ${name}.roles${suggestion(wrong, known)}`,
  );
}

/** The `events` section. Unknown keys, roles, zones and presets are refused with a suggestion. */
export const eventsCheck: Check<EventsConfig> = (value, name) => {
  const use = presetUse(value, name);
  const given = use === undefined ? value : filledEvents(value as object as Given, use, []);
  const checked = object<EventsConfig>({
    source: paths,
    table: optional(text, undefined),
    ...storeSectionChecks,
    encoding: optional(encodingName, undefined),
    preset: () => use,
    ...personsChecks,
    columns,
    roles: optional(roleNames, {}),
    everyRow: optional(oneOf(...roles), undefined),
    active: optional(
      listOf(oneOf(...roles)),
      roles.filter((role) => !notActive.includes(role)),
    ),
    timeZone: optional(timeZone, 'UTC'),
    timestampsIn: optional(timeZone, undefined),
    timeUnit: optional(oneOf('auto', 's', 'ms', 'us', 'ns'), 'auto'),
    numberFormat: optional(numberFormat, undefined),
    timeFormat: optional(text, undefined),
    completeThrough: optional(day, undefined),
    allow: optional(names, []),
    features: optional(ownFeatures, undefined),
    subtractRefunds: optional(flag, true),
  })(given, name);
  const config = withPersonsDefaults(checked, name);
  requireOwnEvents(config, name);
  requireAllowed(config, name);
  requireStoreKeys(config, name);
  if ((config.columns.event === undefined) === (config.everyRow === undefined)) {
    const message = `${name}: give either columns.event (with roles) or everyRow`;
    throw new WinbackError('BAD_INPUT', message);
  }
  return config;
};

type Given = Readonly<Record<string, unknown>>;

/**
 * A section whose preset is replaced by the mapping it gives for the columns of the files. Without a preset it stays.
 * @param columns of the files that are read
 * @throws WinbackError BAD_INPUT as `eventsCheck`
 */
export function completeEvents(config: EventsConfig, columns: readonly PresetColumn[]): EventsConfig {
  if (config.preset === undefined) return config;
  const filled = filledEvents({ ...config }, config.preset, columns);
  requireUserAndTime(filled, config.preset.name, columns);
  const { persons, teamId, table } = config;
  const others = { preset: undefined, persons: undefined, teamId: undefined };
  return { ...eventsCheck({ ...filled, ...others, table }, 'events'), persons, teamId };
}

const attributes = object<AttributesConfig>({
  source: paths,
  table: optional(text, undefined),
  ...storeSectionChecks,
  encoding: optional(encodingName, undefined),
  user: columnName,
  validFrom: optional(columnName, undefined),
  timeFormat: optional(text, undefined),
  fields: listOf(columnName),
  topK: optional(integer(1, 1000), 8),
});

// A preset for another vendor's export finds none of its columns.
function requireUserAndTime(
  { columns }: Readonly<Record<string, unknown>>,
  preset: string,
  files: readonly PresetColumn[],
): void {
  const given = columns as Given | undefined;
  const missing = ['user', 'time'].find((option) => given?.[option] === undefined);
  if (missing === undefined) return;
  const names = files.slice(0, 20).map(({ name }) => name);
  throw new WinbackError(
    'BAD_INPUT',
    `events.preset: the files have no column that "${preset}" takes for the ${missing}; they have ${names.join(', ')}: ` +
      `write events.columns.${missing}, or leave the preset out`,
  );
}

export const attributesCheck: Check<AttributesConfig> = (value, name) => {
  const config = attributes(value, name);
  requireStoreKeys(config, name);
  return config;
};

export const windowsCheck: Check<WindowsConfig> = object<WindowsConfig>({
  observationDays: optional(integer(1, 730), 30),
  horizonDays: optional(integer(1, 365), 14),
  valueDays: optional(integer(1, 1460), 90),
  furtherDays: optional(listOf(integer(1, longestWindow)), undefined),
  historyDays: optional(windowLength, undefined),
  trends: optional(flag, undefined),
});

const snapshotChecks = (
  days: Pick<SnapshotsConfig, 'everyDays' | 'test' | 'calibration' | 'train'>,
): Check<SnapshotsConfig> =>
  object<SnapshotsConfig>({
    everyDays: optional(integer(1, 365), days.everyDays),
    test: optional(integer(1, 1000), days.test),
    calibration: optional(integer(1, 1000), days.calibration),
    train: optional(integer(1, 1000), days.train),
    folds: optional(integer(0, 100), 4),
    afterFirstDays: optional(integer(1, 730), undefined),
  });

const calendarSnapshots = snapshotChecks({ everyDays: 7, test: 2, calibration: 2, train: 8 });
const newUserSnapshots = snapshotChecks({ everyDays: 1, test: 14, calibration: 14, train: 56 });

export const snapshotsCheck: Check<SnapshotsConfig> = (value, name) => {
  const { afterFirstDays } = calendarSnapshots(value, name);
  if (afterFirstDays === undefined) return calendarSnapshots(value, name);
  const config = newUserSnapshots(value, name);
  if (config.everyDays === 1) return config;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.everyDays is ${config.everyDays}: with afterFirstDays it is 1, or the users of the days between would be left out`,
  );
};

const engines = ['native', 'sql', 'pushdown'] as const;

/** `engine: pushdown` is short for `engine: { features: pushdown }`. */
export const engineCheck: Check<EngineConfig> = (value, name) =>
  typeof value === 'string'
    ? { ...engineKeys({}, name), features: oneOf(...engines)(value, name) }
    : engineKeys(value, name);

const engineKeys = object<EngineConfig>({
  memoryLimitMb: optional(integer(64), undefined),
  threads: optional(integer(1, 1024), undefined),
  tempDirectory: optional(text, undefined),
  features: optional(oneOf(...engines), 'native'),
});

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
