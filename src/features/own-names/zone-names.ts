import { WinbackError } from '../../base/errors.js';
import { fixedOffset } from '../../base/time-zone.js';
import type { DialectName } from '../../data/sql/render.js';

const msPerHour = 3_600_000;

/**
 * A zone of the configuration as an engine names it: offsets such as +08:00 have names of their own.
 * @throws WinbackError BAD_INPUT for an offset that DuckDB has no name for
 */
export function zoneName(zone: string, dialect: DialectName): string {
  const offset = fixedOffset(zone);
  if (offset === null) return zone;
  if (offset === 0) return 'UTC';
  const sign = offset < 0 ? '-' : '+';
  const minutes = Math.abs(offset) / 60_000;
  if (dialect === 'clickhouse') {
    const two = (n: number): string => String(n).padStart(2, '0');
    return `Fixed/UTC${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`;
  }
  if (offset % msPerHour !== 0)
    throw new WinbackError(
      'BAD_INPUT',
      `DuckDB has no name for the zone ${zone}: write one such as Asia/Kolkata`,
    );
  // POSIX counts hours to the west.
  return `Etc/GMT${offset < 0 ? '+' : '-'}${minutes / 60}`;
}
