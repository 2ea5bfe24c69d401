/**
 * Monitoring: whether today's rows are still those that the model learnt from, and how sure that is.
 *
 * @packageDocumentation
 */

// Evidence that grows over days.
export {
  type DriftEvidence,
  type EvidenceOptions,
  type EvidenceStep,
  type EvidenceUpdate,
  nextEvidence,
  type SeriesEvidence,
  type SeriesUpdate,
} from '../monitor/rule/evidence.js';

// Whether the day's events came in the usual numbers.
export { checkVolume } from '../monitor/volume/volume.js';
export type {
  DayCounts,
  Expectation,
  VolumeCheck,
  VolumeFault,
  VolumeReading,
  VolumeState,
} from '../monitor/volume/records.js';
