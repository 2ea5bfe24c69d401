import type { NativeLogSupport } from '../../native/uplift-binding.js';
import type { OffPolicyGate, UnsupportedReason } from './records.js';

/** Below this share of effective rows, normal and bootstrap intervals cover too rarely (docs/explanation/uplift.md). */
const leastEffectiveShare = 0.1;

/** A weight above this lets single rows decide. */
const largestWeight = 20;

/** Rows without support that are named. */
export const shownRows = 100;

/** Whether the log can answer for the policy. */
export function gateOf(support: NativeLogSupport): OffPolicyGate {
  const { rows, effectiveRows, meanWeight, unsupported, unsupportedShare, unsupportedRows } = support;
  const against: readonly (readonly [UnsupportedReason, boolean])[] = [
    ['unsupported-users', unsupported > 0],
    ['few-effective-rows', !(effectiveRows >= leastEffectiveShare * rows)],
    ['large-weights', support.largestWeight > largestWeight],
  ];
  const reasons = against.flatMap(([reason, holds]) => (holds ? [reason] : []));
  return {
    ...{ isEvaluable: reasons.length === 0, reasons, rows, effectiveRows, meanWeight },
    ...{ largestWeight: support.largestWeight, unsupportedRows: unsupported, unsupportedShare },
    firstUnsupportedRows: [...unsupportedRows],
  };
}
