import { microsPerDay } from '../../base/days.js';
import { sha256 } from '../../base/node-crypto.js';
import { canonicalJson } from '../../state/canonical-json.js';
import type { AlertRecord } from '../../state/records/system.js';
import { type AlertKind, pendingOf } from './kinds.js';

/** What one evaluation found about one object. */
export interface Observation {
  /** What the alarm is about. */
  readonly kind: AlertKind;
  /** Such as the name of a column. */
  readonly object: string;
  /** Digest of the model; null where it is about none. */
  readonly model: string | null;
  /** How bad it is. */
  readonly severity: AlertRecord['severity'];
  /** Whether the fault is there; `no-data` and `error` where nobody can tell, which counts as a fault. */
  readonly found: boolean | 'no-data' | 'error';
  /** What was measured, in the unit of the limit; null where nothing was. */
  readonly value: number | null;
  /** The limit at which it begins. */
  readonly threshold: number | null;
  /** The limit below which it ends, where that is another one: between both a fault that is there stays. */
  readonly endsBelow?: number | undefined;
  /** It fires now, however often it was seen: no rows at all. */
  readonly immediate?: boolean | undefined;
  /** What its sentences name. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Days over which changes are counted, and how many of them are one too many. */
const flappingDays = 14;
const mostChanges = 4;

/** The same kind, object and model is the same alarm. */
export const fingerprintOf = ({
  kind,
  object,
  model,
}: Pick<Observation, 'kind' | 'object' | 'model'>): string =>
  sha256(canonicalJson([kind, object, model], 'alert'));

/**
 * The alarm after an evaluation. A fault is pending until it was seen in enough of the last evaluations; it is over once
 * as many in a row did not see it.
 * @param before the alarm so far; undefined for none
 * @param at microseconds since 1970, not before the evaluation before
 */
export function evaluated(
  before: AlertRecord | undefined,
  observation: Observation,
  { project, at }: { readonly project: string; readonly at: number },
): AlertRecord {
  const alert = before ?? fresh(observation, project, at);
  const isFault = faultIn(observation, alert.state === 'firing');
  const recent = [...alert.recent, isFault ? 1 : 0].slice(-pendingOf[observation.kind].of);
  const state = nextState(alert.state, recent, observation);
  const changed = (state === 'firing') !== (alert.state === 'firing');
  const lately = alert.changes.filter((change) => change > at - flappingDays * microsPerDay);
  const changes = changed ? [...lately, at] : lately;
  const isNew = state !== 'resolved' && alert.state === 'resolved';
  return {
    ...alert,
    ...{ severity: observation.severity, state, recent, changes, flapping: changes.length > mostChanges },
    firstAt: isNew ? at : alert.firstAt,
    lastAt: isFault ? at : alert.lastAt,
    count: isFault ? (isNew ? 1 : alert.count + 1) : alert.count,
    ...(isFault
      ? { value: observation.value, threshold: observation.threshold, values: observation.values }
      : {}),
    // Whoever took note took note of this time.
    ...(isNew ? { ackBy: null, ackAt: null } : {}),
  };
}

function fresh(
  { kind, object, model, severity, ...rest }: Observation,
  project: string,
  at: number,
): AlertRecord {
  return {
    ...{ project, fingerprint: fingerprintOf({ kind, object, model }), kind, severity, object, model },
    ...{ state: 'resolved', firstAt: at, lastAt: at, count: 0, recent: [], value: rest.value },
    ...{ threshold: rest.threshold, values: rest.values, changes: [], flapping: false, inhibitedBy: null },
    ...{ notifiedAt: null, ackBy: null, ackAt: null, mutedUntil: null, mutedReason: null },
  };
}

function faultIn({ found, value, endsBelow }: Observation, firing: boolean): boolean {
  if (found !== false) return true;
  return firing && value !== null && endsBelow !== undefined && value >= endsBelow;
}

function nextState(
  before: AlertRecord['state'],
  recent: readonly number[],
  { kind, immediate, found }: Observation,
): AlertRecord['state'] {
  const { seen } = pendingOf[kind];
  const faults = recent.reduce((sum, one) => sum + one, 0);
  if (before === 'firing') return recent.slice(-seen).includes(1) ? 'firing' : 'resolved';
  if (faults >= seen || (immediate === true && found !== false)) return 'firing';
  return faults > 0 ? 'pending' : 'resolved';
}
