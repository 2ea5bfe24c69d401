import { type Reason, reason } from '../records/reason-record.js';
import type { MetricRecord, NotComputableRecord, SequentialRecord } from '../records/records.js';

export function gainOf(record: MetricRecord): number {
  return record.direction === 'increase' ? record.difference : -record.difference;
}

/**
 * What the primary metric says: its direction is that of the look whose statistic crossed. Where the difference has
 * the opposite sign by now a second reason says so, and a win so contradicted does not ship.
 */
export function primaryReasons(
  primary: MetricRecord,
  sequence: SequentialRecord | undefined,
): readonly Reason[] {
  const { name: metric, effectDirection, direction } = primary;
  const variants = sequence === undefined ? 1 : Math.round((1 - primary.level) / sequence.alpha);
  const values = { metric, p: primary.adjustedP, kind: kindOfP(primary), variants };
  if (effectDirection === null)
    return [reason('primary-undecided', 'neutral', { ...values, boundary: sequence !== undefined })];
  const found =
    effectDirection === direction
      ? reason('primary-better', 'for', values)
      : reason('primary-worse', 'against', values);
  return [found, ...reversed(primary, sequence)];
}

/** Which p decided. */
function kindOfP({ sequential, adjustedP, p }: MetricRecord): 'plain' | 'adjusted' | 'sequential' {
  if (sequential) return 'sequential';
  return adjustedP === p ? 'plain' : 'adjusted';
}

function reversed(primary: MetricRecord, sequence: SequentialRecord | undefined): readonly Reason[] {
  const { name: metric, difference, effectDirection } = primary;
  const agrees = effectDirection === 'increase' ? difference >= 0 : difference <= 0;
  if (agrees || sequence === undefined) return [];
  return [reason('primary-reversed', 'against', { metric, look: sequence.stoppedAt, difference })];
}

/** A metric without a result decides nothing, and what asks for it waits; null for a secondary one, which none asks for. */
export function missingReason({ name: metric, role, reason: why }: NotComputableRecord): Reason | null {
  switch (role) {
    case 'primary':
      return reason('primary-not-computable', 'neutral', { metric, why });
    case 'oec':
      return reason('oec-not-computable', 'neutral', { why });
    case 'guardrail':
      return reason('guardrail-undecided', 'neutral', { metric, cause: 'no-result', why });
    default:
      return null;
  }
}

export function guardrailReason({ name: metric, guardrail }: MetricRecord): Reason {
  const { status, margin, power, reason: why } = guardrail!;
  if (why !== null) return reason('guardrail-undecided', 'neutral', { metric, cause: 'no-margin', why });
  if (status === 'passed') return reason('guardrail-passed', 'for', { metric, margin });
  if (status === 'harmed') return reason('guardrail-harmed', 'against', { metric });
  return reason('guardrail-undecided', 'neutral', { metric, cause: 'noise', margin, power });
}

export function oecReason({ difference, low, high }: MetricRecord): Reason {
  return difference > 0
    ? reason('oec-better', 'for', { low, high })
    : reason('oec-worse', 'against', { low, high });
}
