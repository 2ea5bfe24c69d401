// Every value that a program can import from the package, whichever entry it comes from.
export { errorCodes, WinbackError } from '../../src/base/errors.js';
export * from '../../src/entries/campaign.js';
export * from '../../src/entries/churn.js';
export * from '../../src/entries/data.js';
export * from '../../src/entries/experiment.js';
export { mergeMoments as mergeJointMoments } from '../../src/entries/experiment.js';
export type { LeftOutFeature } from '../../src/entries/features.js';
export * from '../../src/entries/features.js';
export * from '../../src/entries/model.js';
export * from '../../src/entries/registry.js';
export * from '../../src/entries/report.js';
export * from '../../src/entries/simulate.js';
export type { IsotonicCurve } from '../../src/entries/stats.js';
export * from '../../src/entries/stats.js';
export { mergeMoments } from '../../src/entries/stats.js';
