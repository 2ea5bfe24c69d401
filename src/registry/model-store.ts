import path from 'node:path';
import { WinbackError } from '../base/errors.js';
import { requireKeys } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { type Calibration, parseCalibration } from '../model/calibration/calibration.js';
import type { Classifier } from '../model/classifier.js';
import { loadClassifier } from '../model/load-classifier.js';
import { type Finding, inspectFolder, writeFolder } from './artefact-files.js';
import { artefactFormat, type Manifest, type ModelDescription } from './manifest.js';
import { settleFolder } from './output-folder.js';
import { type StoredThreshold, storedThreshold, thresholdFrom } from './stored-threshold.js';
import { storedWarmUp, type WarmUp, warmUpFile, warmUpFrom, warmUpOf } from './warm-up.js';

const calibrationFile = 'calibration.json';
const thresholdFile = 'threshold.json';
const extraFile = 'features.json';
const profileNames = ['profile.json', 'profile.arrow'];

/** A model with all that scoring needs. */
export interface ModelToStore {
  /** The trained model. */
  readonly classifier: Classifier;
  /** Turns its scores into probabilities. */
  readonly calibration: Calibration;
  /** From which probability a user counts as leaving. */
  readonly threshold: StoredThreshold;
  /** Where it comes from, for those who find it later. */
  readonly description: ModelDescription;
  /** What else rebuilds the features, such as their configuration and encodings: plain JSON. */
  readonly features?: unknown | undefined;
  /** The profile of the training rows, as `profileFiles` of winback/monitor writes it. @default none, drift cannot be told */
  readonly profile?: ReadonlyMap<string, Uint8Array> | null | undefined;
  /**
   * Rows of training, or the warm-up rows of a loaded model. Up to 32 rows are put together of their values, no one of them a
   * person's, and stored with the probabilities that the model gives them: whoever serves the model compares these. @default none
   */
  readonly warmUp?: ArrowTable | WarmUp | null | undefined;
}

/** A loaded model. Close its classifier when done. */
export interface StoredModel {
  /** The model, ready to score. */
  readonly classifier: Classifier;
  /** Turns its scores into probabilities. */
  readonly calibration: Calibration;
  /** From which probability a user counts as leaving. */
  readonly threshold: StoredThreshold;
  /** What the folder says about itself. */
  readonly manifest: Manifest;
  /** SHA-256 of the manifest: names exactly this model. */
  readonly digest: string;
  /** As stored; null when nothing was. Not checked here: its room does. */
  readonly features: unknown;
  /** Files of the profile of the training rows, for `profileFrom` of winback/monitor; null in models of version 0.1. */
  readonly profile: ReadonlyMap<string, Uint8Array> | null;
  /** Rows with the probabilities that the model gave them when it was stored; null in models of version 0.1. */
  readonly warmUp: WarmUp | null;
}

/**
 * Stores a model as a folder of JSON and text with digests of every file; nothing in it can be executed.
 * An older model of that name is replaced at once, never half.
 * @param folder path of the model's folder; its parent is made where it is missing
 * @param model everything that scoring needs, with its description
 * @returns the model's digest, which `loadModel` can be asked to insist on
 * @throws WinbackError IO
 *
 * @example
 * ```ts
 * import { loadModel, saveModel } from 'winback/registry';
 *
 * const model = await loadModel('out/model');
 * const description = { ...model.manifest, name: 'churn of august' };
 * const digest = await saveModel('models/august', { ...model, description });
 * model.classifier.close();
 * const stored = await loadModel('models/august', { digest });
 * stored.manifest.name; // churn of august
 * ```
 */
export async function saveModel(folder: string, model: ModelToStore): Promise<string> {
  requireShape(folder, 'folder', 'text');
  requireShape(model, 'model', {
    classifier: 'object',
    calibration: 'object',
    threshold: 'object',
    description: 'object',
  });
  const files = new Map(model.classifier.files());
  files.set(calibrationFile, json(model.calibration));
  files.set(thresholdFile, json(storedThreshold(model.threshold)));
  if (model.features !== undefined) files.set(extraFile, json(model.features));
  for (const [name, bytes] of model.profile ?? []) files.set(name, bytes);
  const warmUp = await warmUpToStore(model);
  if (warmUp !== null) files.set(warmUpFile, json(storedWarmUp(warmUp)));
  return writeFolder(folder, files, (stored) => ({
    format: artefactFormat,
    ...model.description,
    files: stored,
  }));
}

function warmUpToStore({ warmUp, ...model }: ModelToStore): WarmUp | null | Promise<WarmUp | null> {
  if (warmUp === null || warmUp === undefined) return null;
  return 'probabilities' in warmUp ? warmUp : warmUpOf(model, warmUp);
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);

/** What a folder is checked against. */
export interface LoadOptions {
  /** Digest the model must have, from a trusted place: the manifest alone cannot vouch for itself. */
  readonly digest?: string | undefined;
}

/**
 * Loads a stored model after comparing every byte with the manifest.
 * @param folder written by saveModel
 * @param options the digest it must have
 * @throws WinbackError NOT_FOUND; TAMPERED when a file is missing, added or changed; BAD_MODEL when the content
 * is not a model
 *
 * @example
 * ```ts
 * import { calibrate } from 'winback/model';
 * import { loadModel } from 'winback/registry';
 *
 * const model = await loadModel('out/model');
 * model.manifest.name; // demo
 * calibrate(model.calibration, Float64Array.of(0.3)).length; // 1
 * model.classifier.close();
 * ```
 */
export async function loadModel(folder: string, options: LoadOptions = {}): Promise<StoredModel> {
  requireKeys(options, 'options', { digest: true });
  requireShape(folder, 'folder', 'text');
  await settleFolder(path.dirname(path.resolve(folder)));
  const { manifest, digest, files, findings } = await inspectFolder(folder);
  if (findings.length > 0) {
    const list = findings.map(({ file, problem }) => `${file} ${problem}`).join('; ');
    throw new WinbackError('TAMPERED', `the model in ${folder} is not what was stored: ${list}`);
  }
  if (options.digest !== undefined && options.digest !== digest)
    throw new WinbackError(
      'TAMPERED',
      `the model in ${folder} has the digest ${digest}, not ${options.digest}`,
    );
  const calibration = parseCalibration(parsed(files, calibrationFile));
  const threshold = thresholdFrom(parsed(files, thresholdFile));
  const features = files.has(extraFile) ? parsed(files, extraFile) : null;
  const profile = profileNames.every((name) => files.has(name))
    ? new Map(profileNames.map((name) => [name, files.get(name)!]))
    : null;
  const warmUp = files.has(warmUpFile) ? warmUpFrom(parsed(files, warmUpFile)) : null;
  const classifier = await loadClassifier(files);
  return { classifier, calibration, threshold, manifest, digest, features, profile, warmUp };
}

/** What was found in the folder of a model. */
export interface ModelVerification {
  /** Path of the folder, as it was given. */
  readonly folder: string;
  /** Whether nothing is wrong with it. */
  readonly ok: boolean;
  /** Its digest; null where the manifest cannot be read. */
  readonly digest: string | null;
  /** Its manifest; null where it cannot be read. */
  readonly model: Manifest | null;
  /** What is wrong, file by file. */
  readonly findings: readonly Finding[];
}

/**
 * Whether a folder holds an untouched, loadable model. Never throws for what is wrong with the folder.
 * @param folder written by saveModel
 * @param options the digest it must have
 *
 * @example
 * ```ts
 * import { verifyModel } from 'winback/registry';
 *
 * const { ok, findings } = await verifyModel('out/model');
 * ok; // true
 * findings.length; // 0
 * ```
 */
export async function verifyModel(folder: string, options: LoadOptions = {}): Promise<ModelVerification> {
  requireKeys(options, 'options', { digest: true });
  requireShape(folder, 'folder', 'text');
  try {
    await settleFolder(path.dirname(path.resolve(folder)));
    const inspected = await inspectFolder(folder);
    const { manifest, digest, findings } = inspected;
    if (findings.length > 0) return { folder, ok: false, digest, model: manifest, findings };
    const loaded = await loadModel(folder, options);
    loaded.classifier.close();
    return { folder, ok: true, digest, model: manifest, findings };
  } catch (error) {
    if (!(error instanceof WinbackError)) throw error;
    const findings = [{ file: folder, problem: `${error.code}: ${error.message}` }];
    return { folder, ok: false, digest: null, model: null, findings };
  }
}

function parsed(files: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  const bytes = files.get(name);
  if (bytes === undefined) throw new WinbackError('BAD_MODEL', `the model has no ${name}`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `${name} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
