import { roles } from '../mapping.js';
import type { EventLog } from './event-log.js';

/** Events of one day by role. */
export interface DayEvents {
  /** Days since 1970-01-01, in the zone of the log. */
  readonly day: number;
  /** Roles without an event on that day are absent. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * The events of a log by day and role, days without any event left out.
 * @throws WinbackError ABORTED
 */
export async function countsByDay(
  log: EventLog,
  signal: AbortSignal | undefined,
): Promise<readonly DayEvents[]> {
  if (log.runs !== null)
    return log.runs.days().map(({ day, byRole }) => ({
      day,
      rows: Object.fromEntries(roles.map((role, i) => [role, byRole[i] ?? 0]).filter(([, n]) => n !== 0)),
    }));
  const found = await log.engine.rows(
    `SELECT epoch(day) // 86400 AS day, role::VARCHAR AS role, count(*) AS n FROM events GROUP BY ALL ORDER BY 1, 2`,
    { signal },
  );
  const days = new Map<number, Record<string, number>>();
  for (const row of found) {
    const rows = days.get(Number(row['day'])) ?? {};
    rows[String(row['role'])] = Number(row['n']);
    days.set(Number(row['day']), rows);
  }
  return [...days].map(([day, rows]) => ({ day, rows }));
}
