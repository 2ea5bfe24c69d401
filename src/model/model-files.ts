import { WinbackError } from '../base/errors.js';
import { finite, listOf, object, oneOf, optional } from '../base/options.js';
import type { FeatureColumn } from './classifier.js';
import { featureList } from './names/feature-list.js';

/** What model.json holds: everything but LightGBM's own text. */
export interface ModelDescription {
  readonly kind: 'lightgbm' | 'logistic' | 'forest';
  readonly features: readonly FeatureColumn[];
  readonly logistic?:
    | {
        readonly intercept: number;
        readonly coefficients: readonly number[];
        readonly means: readonly number[];
        readonly scales: readonly number[];
      }
    | undefined;
}

const descriptionFile = 'model.json';
const textFile = 'model.txt';

/** The files of a model: its description, and LightGBM's text where there is one. */
export function modelFiles(
  description: ModelDescription,
  modelText?: string,
): ReadonlyMap<string, Uint8Array> {
  const encoder = new TextEncoder();
  const files = new Map([[descriptionFile, encoder.encode(`${JSON.stringify(description, null, 1)}\n`)]]);
  if (modelText !== undefined) files.set(textFile, encoder.encode(modelText));
  return files;
}

const checkDescription = object<{
  kind: ModelDescription['kind'];
  features: readonly FeatureColumn[];
  logistic: ModelDescription['logistic'] | undefined;
}>({
  kind: oneOf('lightgbm', 'logistic', 'forest'),
  features: featureList,
  logistic: optional(
    object<NonNullable<ModelDescription['logistic']>>({
      intercept: finite,
      coefficients: listOf(finite),
      means: listOf(finite),
      scales: listOf(finite),
    }),
    undefined,
  ),
});

/** Reads what modelFiles wrote. @throws WinbackError BAD_MODEL naming what is wrong */
export function readModelFiles(files: ReadonlyMap<string, Uint8Array>): {
  readonly description: ModelDescription;
  readonly text: string | undefined;
} {
  const bytes = files.get(descriptionFile);
  if (bytes === undefined) throw new WinbackError('BAD_MODEL', `the model has no ${descriptionFile}`);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    const { kind, features, logistic } = checkDescription(JSON.parse(decoder.decode(bytes)), descriptionFile);
    const modelText = files.get(textFile);
    return {
      description: { kind, features, ...(logistic ? { logistic } : {}) },
      text: modelText === undefined ? undefined : decoder.decode(modelText),
    };
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `${descriptionFile}: ${(cause as Error).message}`, { cause });
  }
}
