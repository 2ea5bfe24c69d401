import type { Viewed } from './behaviour.js';
import type { Column } from './columns.js';
import type { GuessReason, Problem } from './records.js';
import type { TimeReader } from './times.js';

/** The zone whose days count, and why; a problem where the times are instants and nothing tells the zone. */
export interface ZoneGuess {
  readonly zone: string | null;
  readonly reason: GuessReason;
  readonly problems: readonly Problem[];
}

/** Hours of the night that are looked for. */
const nightHours = 5;
/** A night has less than this share of the rows that so many hours have on average. */
const quietShare = 0.35;
/** Middle of the hours in which people do least, as their clocks show it. */
const middleOfNight = 3.5;

/**
 * The zone of the users: the offset that all times are written with, or, for instants of a log in Chinese whose quiet hours
 * fit, China's. Quiet hours alone only tell a zone within an hour or two: it is said, not taken.
 */
export async function zoneOf(
  viewed: Viewed,
  column: Column,
  reader: TimeReader,
  chinese: boolean,
): Promise<ZoneGuess> {
  const problems: readonly Problem[] = [];
  if (!reader.instant) return { zone: null, reason: { code: 'noZone', values: {} }, problems };
  const written = column.timeForm === 'isoZoned' ? await offsetOf(viewed, column) : null;
  if (written !== null && written !== '+00:00') {
    const zone = written === '+08:00' && chinese ? 'Asia/Shanghai' : written;
    return { zone, reason: { code: 'zoneWritten', values: { zone: written } }, problems };
  }
  const night = await nightOf(viewed, reader);
  if (night === null) {
    const reason: GuessReason = { code: 'noNight', values: {} };
    return { zone: null, reason, problems: [{ code: 'zoneUnknown', values: { zone: null } }] };
  }
  const { from, to, offset } = night;
  if (chinese && Math.abs(offset - 8) <= 2.5)
    return { zone: 'Asia/Shanghai', reason: { code: 'chineseNights', values: { from, to } }, problems };
  const zone = offsetText(offset);
  return {
    zone: null,
    reason: { code: 'quietHours', values: { from, to, zone } },
    problems: Math.abs(offset) <= 1 ? [] : [{ code: 'zoneUnknown', values: { zone } }],
  };
}

/** The one offset that every time is written with; null where they differ. */
async function offsetOf({ engine, view, signal }: Viewed, { alias }: Column): Promise<string | null> {
  const rows = await engine.rows(
    `SELECT DISTINCT regexp_extract(${alias}::VARCHAR, '(Z|UTC|[+-]\\d{2}(:?\\d{2})?)$') AS zone FROM ${view}
     WHERE ${alias} IS NOT NULL LIMIT 3`,
    { signal },
  );
  const zones = new Set(rows.map((row) => normalised(String(row['zone']))));
  return zones.size === 1 ? [...zones][0]! : null;
}

function normalised(zone: string): string {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  return found === null ? '+00:00' : `${found[1]}${found[2]}:${found[3] ?? '00'}`;
}

interface Night {
  /** First and last hour in UTC. */
  readonly from: number;
  readonly to: number;
  /** Hours by which clocks of the users are ahead of UTC. */
  readonly offset: number;
}

async function nightOf({ engine, view, signal }: Viewed, { sql }: TimeReader): Promise<Night | null> {
  const rows = await engine.rows(
    `SELECT hour(${sql}) AS h, count(*) AS n FROM ${view} WHERE ${sql} IS NOT NULL GROUP BY 1`,
    { signal },
  );
  const byHour = Array.from({ length: 24 }, () => 0);
  for (const row of rows) byHour[Number(row['h'])] = Number(row['n']);
  const sumFrom = (first: number): number =>
    Array.from({ length: nightHours }, (_, i) => byHour[(first + i) % 24]!).reduce((a, b) => a + b, 0);
  const sums = byHour.map((_, hour) => sumFrom(hour));
  const least = Math.min(...sums);
  const usual = (byHour.reduce((a, b) => a + b, 0) * nightHours) / 24;
  if (usual === 0 || least > quietShare * usual) return null;
  // Several windows may be equally quiet: the middle one of the run.
  const equal = sums.flatMap((sum, hour) => (sum === least ? [hour] : []));
  const from = equal[Math.floor(equal.length / 2)]!;
  const middle = from + (nightHours - 1) / 2;
  const offset = ((Math.round(middleOfNight - middle - 0.5) + 36) % 24) - 12;
  return { from, to: (from + nightHours - 1) % 24, offset };
}

function offsetText(hours: number): string {
  return `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
}
