import { queryRows } from '../../state/reads.js';
import type { AlertRecord } from '../../state/records/system.js';
import { requireState, type State } from '../../state/state.js';
import { evaluated, fingerprintOf, type Observation } from './evaluate.js';

const microsPerHour = 3_600_000_000;
/** A daily run that is two hours late is late. */
const mostHours = 26;
/** Object of the alarms about runs. */
export const runObject = 'daily';

/**
 * Looks whether every configuration that has ever run has ended a run within 26 hours, and writes the alarms of kind `no-run` that
 * begin or end. A system that does not run cannot say so itself: whoever reads the alarms asks.
 * @param state open
 * @param at this moment, microseconds since 1970
 * @returns the alarms that fire
 *
 * @example
 * ```ts
 * import { checkRuns } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/runs.db');
 * const alarms = await checkRuns(state, Date.now() * 1000);
 * await state.close();
 * alarms; // []
 * ```
 */
export async function checkRuns(state: State, at: number): Promise<readonly AlertRecord[]> {
  requireState(state);
  const rows = await queryRows(
    state,
    `SELECT "project", max("started_at") AS "started", max(CASE WHEN "state" IN ('done', 'held') THEN "ended_at" END) AS "ended"
      FROM winback_run GROUP BY "project" ORDER BY "project"`,
  );
  const known = new Map(
    (await state.list('alert', { where: { kind: 'no-run' } })).map((one) => [one.project, one]),
  );
  const judged = rows.map((row) => {
    const project = String(row['project']);
    // A configuration whose runs have all failed counts from the newest of them: it has never ended one.
    const last = Number(row['ended'] ?? row['started']);
    const before = known.get(project);
    return { before, after: evaluated(before, observationOf((at - last) / microsPerHour), { project, at }) };
  });
  const changed = judged.filter(({ before, after }) => after.state !== (before?.state ?? 'resolved'));
  if (changed.length > 0) await state.put({ alert: changed.map(({ after }) => after) });
  return judged.map(({ after }) => after).filter((alert) => alert.state === 'firing');
}

const observationOf = (hours: number): Observation => ({
  ...{ kind: 'no-run', object: runObject, model: null, severity: 'critical', found: hours > mostHours },
  ...{ value: Math.floor(hours), threshold: mostHours, values: { hours: Math.floor(hours) } },
});

/** The same alarm, once a run has ended. */
export const ranAgain: Observation = {
  ...{ kind: 'no-run', object: runObject, model: null, severity: 'critical', found: false },
  ...{ value: null, threshold: mostHours, values: {} },
};

/** Fingerprints of the alarms about runs. */
export const runAlarms: readonly string[] = (['no-run', 'run-failed'] as const).map((kind) =>
  fingerprintOf({ kind, object: runObject, model: null }),
);
