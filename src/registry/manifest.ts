import { WinbackError } from '../base/errors.js';
import {
  type Check,
  finite,
  integer,
  listOf,
  object,
  oneOf,
  optional,
  positive,
  shown,
  text,
} from '../base/options.js';

/** Format of the folder; a reader refuses any other. */
export const artefactFormat = 'winback-model/1';

/** One stored file. */
export interface StoredFile {
  /** Plain name inside the folder. */
  readonly name: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Where a model comes from and what it may be expected to do. */
export interface ModelDescription {
  /** Name the user gave, or the configuration's. */
  readonly name: string;
  /** ISO 8601, UTC; null when the caller gave none. */
  readonly createdAt: string | null;
  /** Commit of the user's project; null when not passed in. */
  readonly gitCommit: string | null;
  /** SHA-256 over the feature definitions; null for a prepared table. */
  readonly featureVersion: string | null;
  /** Column of the scoring input that names the user; null = row numbers. */
  readonly idColumn: string | null;
  /** Columns that plans read beside the scores and the money: scoring carries them over. @default none */
  readonly planColumns?: readonly string[] | undefined;
  /** Days looked at and days looked ahead; null for a prepared table. */
  readonly windows: {
    /** Days that features look back over. */
    readonly observationDays: number;
    /** Days that the label looked at. */
    readonly horizonDays: number;
  } | null;
  /** First and last training snapshot, YYYY-MM-DD; null without dates. */
  readonly training: {
    /** First snapshot of the training; null without days. */
    readonly from: string | null;
    /** Last snapshot of the training; null without days. */
    readonly to: string | null;
    /** User-snapshots that the model learnt from. */
    readonly rows: number;
  };
  /** Test figures. */
  readonly metrics: {
    /** Area under the ROC curve on the test rows. */
    readonly auc: number;
    /** Area under the precision-recall curve on the test rows. */
    readonly prAuc: number;
    /** Log loss in nats on the test rows. */
    readonly logLoss: number;
    /** Brier score on the test rows. */
    readonly brier: number;
  };
  /** Versions by library, such as winback, lightgbm, node. */
  readonly versions: Readonly<Record<string, string>>;
  /** Where only calibration and threshold are newer than the trees. @default the whole model was trained */
  readonly recalibrated?: RecalibratedFrom | undefined;
}

/** What a new calibration of a model rests on. */
export interface RecalibratedFrom {
  /** SHA-256 of the manifest of the model with the same trees. */
  readonly parent: string;
  /** When the trees were trained, ISO 8601, UTC; null where the parent does not say. */
  readonly trainedAt: string | null;
  /** First snapshot of the final labels that it was fitted on, YYYY-MM-DD. */
  readonly from: string;
  /** Last snapshot, YYYY-MM-DD. */
  readonly to: string;
  /** Untreated rows of these. */
  readonly rows: number;
  /** Slope of the line that the log odds were moved along, above 0. */
  readonly slope: number;
  /** What was added to the log odds. */
  readonly intercept: number;
}

export interface Manifest extends ModelDescription {
  /** Version of the layout. */
  readonly format: typeof artefactFormat;
  /** Every file of the folder with its digest. */
  readonly files: readonly StoredFile[];
}

// No separators, no leading dot: a name can neither leave the folder nor hide in it.
const plainName = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*\.(json|txt|arrow)$/i;

const fileName: Check<string> = (value, name) => {
  const given = text(value, name);
  if (given.length <= 100 && plainName.test(given) && given !== manifestFile) return given;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a plain file name ending in .json, .txt or .arrow, got ${shown(given)}`,
  );
};

const digest: Check<string> = (value, name) => {
  const given = text(value, name);
  if (/^[0-9a-f]{64}$/.test(given)) return given;
  throw new WinbackError('BAD_INPUT', `${name} must be a SHA-256 in hexadecimal, got ${shown(given)}`);
};

const versions: Check<Readonly<Record<string, string>>> = (value, name) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new WinbackError('BAD_INPUT', `${name} must be an object, got ${shown(value)}`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item, `${name}.${key}`)]));
};

export const manifestFile = 'manifest.json';

/** Most bytes of one file: a model of this size would not fit in a string either. */
export const largestFile = 2 ** 29;

const nullable = <T>(check: Check<T>): Check<T | null> => optional<T, T | null>(check, null);

const recalibrated = object<RecalibratedFrom>({
  ...{ parent: digest, trainedAt: nullable(text), from: text, to: text, rows: integer(0) },
  ...{ slope: positive, intercept: finite },
});

const manifestCheck = object<Manifest>({
  format: oneOf(artefactFormat),
  name: text,
  createdAt: nullable(text),
  gitCommit: nullable(text),
  featureVersion: nullable(text),
  idColumn: nullable(text),
  planColumns: optional(listOf(text), []),
  windows: nullable(object({ observationDays: integer(1), horizonDays: integer(1) })),
  training: object({ from: nullable(text), to: nullable(text), rows: integer(0) }),
  metrics: object({ auc: finite, prAuc: finite, logLoss: finite, brier: finite }),
  versions,
  recalibrated: optional<RecalibratedFrom, RecalibratedFrom | undefined>(recalibrated, undefined),
  files: listOf(object<StoredFile>({ name: fileName, bytes: integer(0, largestFile), sha256: digest })),
});

/** The manifest in `bytes`. @throws WinbackError BAD_MODEL naming what is wrong */
export function parseManifest(bytes: Uint8Array): Manifest {
  try {
    const manifest = manifestCheck(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
      'manifest',
    );
    const names = manifest.files.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new WinbackError('BAD_INPUT', `manifest.files names ${twice} twice`);
    return manifest;
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `${manifestFile}: ${(cause as Error).message}`, { cause });
  }
}
