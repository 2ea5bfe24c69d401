import type { Conditions } from './person.js';

/**
 * What is planted in the simulated days, so that the daily run has something to find: `drift`, a release that makes
 * everything slower; `tracking-loss`, most events of one name are lost on their way; `bad-model`, somebody promotes a model
 * whose labels were turned round.
 */
export type PlantedKind = 'drift' | 'tracking-loss' | 'bad-model';

/** One planted fault. */
export interface Planted {
  /** What it is. */
  readonly kind: PlantedKind;
  /** First day, counted from the first day of the log. */
  readonly from: number;
  /** Last day; the drift lasts to the end of the log. */
  readonly to: number;
}

/** Share of the events of the lost name that never arrive. */
export const lostShare = 0.9;
/** The event whose tracking is lost. */
export const lostEvent = 'feature_used';

const usual: Conditions = { slowness: 1, failing: 0, hazard: 1 };
const slowRelease: Conditions = { slowness: 2.5, failing: 0.1, hazard: 1.3 };

const holds = (planted: readonly Planted[], kind: PlantedKind, day: number): boolean =>
  planted.some((fault) => fault.kind === kind && fault.from <= day && day <= fault.to);

/** The conditions of a day, the same for all users. */
export const conditionsOf = (planted: readonly Planted[], day: number): Conditions =>
  holds(planted, 'drift', day) ? slowRelease : usual;

/** Whether events of {@link lostEvent} are lost on that day. */
export const isLost = (planted: readonly Planted[], day: number): boolean =>
  holds(planted, 'tracking-loss', day);
