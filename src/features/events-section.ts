import { WinbackError } from '../base/errors.js';
import {
  type Check,
  flag,
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
import { type OwnFeature, ownFeatures } from './own/own-feature.js';
import { requireOwnEvents } from './own/streams.js';
import { type PersonsSection, personsChecks, withPersonsDefaults } from './persons-section.js';
import { filledEvents, type PresetUse, presetUse } from './presets/fill.js';
import { requireStoreKeys, type StoreSection, sourcePaths, storeSectionChecks } from './store-section.js';

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
  const given =
    use === undefined ? value : filledEvents(value as object as Readonly<Record<string, unknown>>, use, []);
  const checked = object<EventsConfig>({
    source: sourcePaths,
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
