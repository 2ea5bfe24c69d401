/**
 * Stored models: a folder with its manifest and digests, verified before use, and output that appears whole.
 * Examples that read files of `out/` run in a folder in which `npx winback demo` was run.
 *
 * @packageDocumentation
 */

// Saving, loading and verifying a model.
export {
  loadModel,
  type LoadOptions,
  type ModelToStore,
  type ModelVerification,
  saveModel,
  type StoredModel,
  verifyModel,
} from '../registry/model-store.js';
export type { WarmUp } from '../registry/warm-up.js';
export type { StoredThreshold } from '../registry/stored-threshold.js';
export type { Manifest, ModelDescription, RecalibratedFrom, StoredFile } from '../registry/manifest.js';
export type { Finding } from '../registry/artefact-files.js';

// A registry: versions that never change, and names that point to one of them.
export { openRegistry, Registry } from '../registry/versions/registry.js';
export type { PointerStatus, RegistryOptions, RegistryStatus } from '../registry/versions/status.js';
export type { Expired, ExpiryRules } from '../registry/versions/expire.js';
export type { Pointed, PointerChange } from '../registry/versions/promote.js';
export type { Published } from '../registry/versions/publish.js';
export type { Deed, PointerEntry, Publication, RegisteredVersion } from '../registry/versions/records.js';
export type { ObjectRetry } from '../stores/objects/attempts.js';
export type { Environment } from '../stores/secrets.js';

// Scoring files with a stored model, of any size in bounded memory.
export { scoreFile } from '../pipeline/score/file.js';
export type { ScoreOptions } from '../pipeline/score/options.js';
export type { ScoreWarning } from '../pipeline/score/warnings.js';

// Folders of output that are whole at any moment.
export { settleFolder, writeFiles, writeOutputs, writeWhole } from '../registry/output-folder.js';
export type { OnProgress, Progress } from '../base/progress.js';
