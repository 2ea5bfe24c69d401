import { WinbackError } from '../../base/errors.js';
import { fixedOffset } from '../../base/time-zone.js';
import type { DialectName } from '../../data/sql/render.js';

const msPerHour = 3_600_000;

/**
 * A zone of the configuration as an engine names it: offsets such as +08:00 have names of their own.
 * @throws WinbackError BAD_INPUT for an offset that DuckDB has no name for
 */
export function zoneName(zone: string, dialect: DialectName): string {
  // MySQL knows names only where an administrator has loaded them.
  const offset = fixedOffset(zone) ?? (zone === 'UTC' ? 0 : null);
  if (offset === null) return zone;
  const sign = offset < 0 ? '-' : '+';
  const minutes = Math.abs(offset) / 60_000;
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  if (dialect === 'mysql') return clock;
  if (offset === 0) return 'UTC';
  if (dialect === 'spark') return clock;
  if (dialect === 'clickhouse') return `Fixed/UTC${clock}:00`;
  if (offset % msPerHour !== 0)
    throw new WinbackError(
      'BAD_INPUT',
      `DuckDB has no name for the zone ${zone}: write one such as Asia/Kolkata`,
    );
  // POSIX counts hours to the west.
  return `Etc/GMT${offset < 0 ? '+' : '-'}${minutes / 60}`;
}
