import { WinbackError } from '../base/errors.js';
import { finite, listOf, object, oneOf, optional, text } from '../base/options.js';
import type { FeatureColumn } from './classifier.js';

/** What model.json holds: everything but LightGBM's own text. */
export interface ModelDescription {
  readonly kind: 'lightgbm' | 'logistic' | 'forest';
  readonly features: readonly FeatureColumn[];
  readonly logistic?: {
    readonly intercept: number;
    readonly coefficients: readonly number[];
    readonly means: readonly number[];
    readonly scales: readonly number[];
  };
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

interface RawFeature {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly categories: readonly string[] | undefined;
}

const anyText = (value: unknown, name: string): string => {
  if (typeof value === 'string') return value;
  throw new WinbackError('BAD_MODEL', `${name} must be a string`);
};

const checkDescription = object<{
  kind: ModelDescription['kind'];
  features: readonly RawFeature[];
  logistic: ModelDescription['logistic'] | undefined;
}>({
  kind: oneOf('lightgbm', 'logistic', 'forest'),
  features: listOf(
    object<RawFeature>({
      name: text,
      kind: oneOf('numeric', 'categorical'),
      categories: optional(listOf(anyText), undefined),
    }),
  ),
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
    const columns = features.map(
      ({ name, kind: column, categories }): FeatureColumn =>
        column === 'numeric' ? { name, kind: column } : { name, kind: column, categories: categories ?? [] },
    );
    const modelText = files.get(textFile);
    return {
      description: { kind, features: columns, ...(logistic ? { logistic } : {}) },
      text: modelText === undefined ? undefined : decoder.decode(modelText),
    };
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `${descriptionFile}: ${(cause as Error).message}`, { cause });
  }
}
