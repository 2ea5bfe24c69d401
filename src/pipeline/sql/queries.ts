import { dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { cast, column } from '../../data/sql/build.js';
import { quotedText } from '../../data/sql/quote.js';
import { type DialectName, renderQuery } from '../../data/sql/render.js';
import type { Query } from '../../data/sql/tree.js';
import { instantOfText } from '../../data/times.js';
import type { ExperimentConfig } from '../../experiment/config/config.js';
import { userQuery, valuesQuery } from '../../experiment/sources/events-sql.js';
import type { FeaturesConfig } from '../../features/config.js';
import { normalised, rows, settled } from '../../features/own-names/own-events.js';
import { ownSnapshot } from '../../features/own-names/own-snapshot.js';
import { zoneName } from '../../features/own-names/zone-names.js';
import type { Language } from '../../report/format.js';
import { commandTexts } from '../terminal-texts.js';
import { tableOf } from './table.js';

export { dialectNames } from '../../data/sql/render.js';

/** How queries are written. */
export interface SqlOptions {
  /** The engine they run on. */
  readonly dialect: DialectName;
  /** Table or view that holds the data. @default the table of the configuration */
  readonly table?: string | undefined;
  /** Language of the comments. */
  readonly language: Language;
}

/**
 * Features, or labels, of some days as queries over the user's own table, one a day.
 * @param config configuration with events
 * @param kind features or labels
 * @param days snapshot days, YYYY-MM-DD
 * @param options dialect, table, language of comments
 * @throws WinbackError BAD_INPUT for what SQL over the table cannot do, no day, or no table
 */
export function snapshotSql(
  config: FeaturesConfig,
  kind: 'features' | 'labels',
  days: readonly string[],
  { dialect, table, language }: SqlOptions,
): string {
  if (days.length === 0)
    throw new WinbackError('BAD_INPUT', `--as-of: name the days of the ${kind}, YYYY-MM-DD`);
  const { events, windows } = config;
  const texts = commandTexts(language).sql;
  const comments = {
    ...{ [rows]: texts.rows, [settled]: texts.settled, [normalised.events]: texts.events },
    ...{ [normalised.users]: texts.users, [normalised.active_days]: texts.activeDays },
  };
  const observed = String(windows.observationDays);
  const statements = days.map((day) => {
    dayNumber(day);
    const query = ownSnapshot(config, { day, kind }, tableOf(events, table, dialect), dialect);
    const title =
      kind === 'features'
        ? texts.features(observed, day)
        : texts.labels(String(windows.horizonDays), observed, day);
    return `-- ${title}\n${renderQuery(query, dialect, comments)};\n`;
  });
  return [
    ...sessionSql(dialect, events.timestampsIn ?? events.timeZone, events.timeZone, texts),
    ...statements,
  ].join('\n');
}

type Texts = ReturnType<typeof commandTexts>['sql'];

/** What the session has to be set to, for times without a zone. */
function sessionSql(dialect: DialectName, from: string, shown: string, texts: Texts): readonly string[] {
  const quoted = (zone: string): string => quotedText(zoneName(zone, dialect));
  if (dialect === 'duckdb') return [`-- ${texts.zone}\nSET TimeZone = ${quoted(from)};\n`];
  if (dialect === 'spark') return [`-- ${texts.sparkZone}\nSET TIME ZONE 'UTC';\n`];
  if (dialect !== 'mysql') return [];
  // A name that the server does not know is refused here; convert_tz() would give NULL for every time.
  const names = [...new Set([shown, from].map(quoted))];
  return [`-- ${texts.zone}\n${names.map((zone) => `SET time_zone = ${zone};\n`).join('')}`];
}

/**
 * Attributes of users as a query over the user's own table.
 * @throws WinbackError BAD_INPUT where the configuration has no attributes, or no table
 */
export function attributesSql(config: FeaturesConfig, { dialect, table, language }: SqlOptions): string {
  const { attributes } = config;
  if (attributes === undefined) throw new WinbackError('BAD_INPUT', 'the configuration has no attributes');
  const { validFrom } = attributes;
  const query: Query = {
    columns: [
      { name: 'user_id', sql: cast(column(attributes.user), 'text') },
      ...(validFrom === undefined ? [] : [{ name: 'valid_from', sql: cast(column(validFrom), 'date') }]),
      ...attributes.fields.map((name) => ({ name, sql: cast(column(name), 'text') })),
    ],
    from: tableOf(attributes, table, dialect),
  };
  return `-- ${commandTexts(language).sql.attributes}\n${renderQuery(query, dialect)};\n`;
}

/**
 * Users of an experiment with their outcomes as queries over the user's own log.
 * @throws WinbackError BAD_INPUT for an experiment without events, or no table
 */
export function experimentSql(config: ExperimentConfig, { dialect, table, language }: SqlOptions): string {
  const { events } = config.data;
  if (events === undefined)
    throw new WinbackError('BAD_INPUT', 'data.events: only an experiment on events is written as SQL');
  if (config.bots !== undefined || (events.derived ?? []).length > 0)
    throw new WinbackError(
      'BAD_CONFIG',
      'rules about single events (deduplication, refunds, bots) are not written as SQL: analyze the log itself',
    );
  if (events.preset !== undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      'data.events.preset: persons and repeats of PostHog are not written as SQL: analyze the log itself',
    );
  const at = events.source === undefined ? [] : [events.source];
  const source = tableOf({ source: at, table: events.table }, table, dialect);
  const full = {
    ...events,
    experimentValue: config.name,
    windowDays: config.windowDays!,
    asOf: new Date(instantOfText(config.asOf!, config.timeZone)).toISOString(),
  };
  const texts = commandTexts(language).sql;
  const each = full.outcomes.filter(({ count }) => count === 'each');
  return [
    // In DuckDB times without a zone are not moved here.
    ...(dialect === 'duckdb' ? [] : sessionSql(dialect, 'UTC', 'UTC', texts)),
    `-- ${texts.outcomes}\n${renderQuery(userQuery(full, source), dialect)};\n`,
    ...each.map((outcome) => {
      const title = texts.values(outcome.name).replaceAll(/\s+/g, ' ');
      return `-- ${title}\n${renderQuery(valuesQuery(full, source, outcome), dialect)};\n`;
    }),
  ].join('\n');
}
