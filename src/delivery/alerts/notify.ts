import { microsPerDay } from '../../base/days.js';
import type { AlertRecord } from '../../state/records/system.js';
import { dataFaults, explained } from './kinds.js';

/** What is told about alarms of one severity. */
export interface Notice {
  /** The severity of all its alarms. */
  readonly severity: AlertRecord['severity'];
  /** Alarms that fire. */
  readonly firing: readonly AlertRecord[];
  /** Alarms that were told and are over. */
  readonly resolved: readonly AlertRecord[];
}

/** After how long a fault that goes on is told again; information never is. */
const repeatAfter: Readonly<Record<AlertRecord['severity'], number>> = {
  critical: microsPerDay,
  warning: 7 * microsPerDay,
  info: Number.POSITIVE_INFINITY,
};

/** The alarms with what explains each: a fault of the data that fires explains drift and falls. */
export function inhibited(alerts: readonly AlertRecord[]): readonly AlertRecord[] {
  const fault = alerts.find(({ kind, state }) => dataFaults.includes(kind) && state === 'firing');
  return alerts.map((alert) => ({
    ...alert,
    inhibitedBy: explained.includes(alert.kind) ? (fault?.fingerprint ?? null) : null,
  }));
}

/**
 * What is to be told now, one notice a severity, and the alarms as they are once it was told. Nothing is told of alarms that
 * are muted, taken note of, explained by another, or only pending. An alarm that flaps is told once.
 * @param alerts with what explains each
 */
export function notices(
  alerts: readonly AlertRecord[],
  at: number,
): { readonly notices: readonly Notice[]; readonly alerts: readonly AlertRecord[] } {
  const firing = alerts.filter((alert) => isDue(alert, at));
  const resolved = alerts.filter((alert) => isOver(alert, at));
  const told = new Map<AlertRecord, number | null>([
    ...firing.map((alert) => [alert, at] as const),
    ...resolved.map((alert) => [alert, null] as const),
  ]);
  const severities = (['critical', 'warning', 'info'] as const).map((severity) => ({
    severity,
    firing: firing.filter((alert) => alert.severity === severity),
    resolved: resolved.filter((alert) => alert.severity === severity),
  }));
  return {
    notices: severities.filter((one) => one.firing.length + one.resolved.length > 0),
    alerts: alerts.map((alert) => {
      const notifiedAt = told.get(alert);
      return notifiedAt === undefined ? alert : { ...alert, notifiedAt };
    }),
  };
}

const isMuted = ({ mutedUntil }: AlertRecord, at: number): boolean => mutedUntil !== null && mutedUntil > at;

function isDue(alert: AlertRecord, at: number): boolean {
  const { state, severity, inhibitedBy, ackBy, notifiedAt, flapping, changes } = alert;
  if (state !== 'firing' || inhibitedBy !== null || ackBy !== null || isMuted(alert, at)) return false;
  if (notifiedAt === null) return !flapping || changes.at(-1) === at;
  return !flapping && at - notifiedAt >= repeatAfter[severity];
}

function isOver(alert: AlertRecord, at: number): boolean {
  return alert.state === 'resolved' && alert.notifiedAt !== null && !alert.flapping && !isMuted(alert, at);
}
