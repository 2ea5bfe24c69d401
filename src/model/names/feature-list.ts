import { WinbackError } from '../../base/errors.js';
import { type Check, listOf, object, oneOf, optional, shown } from '../../base/options.js';
import type { FeatureColumn } from '../classifier.js';

interface RawFeature {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly categories: readonly string[] | undefined;
}

const anyText: Check<string> = (value, name) => {
  if (typeof value === 'string') return value;
  throw new WinbackError('BAD_INPUT', `${name} must be a string, got ${shown(value)}`);
};

const raw = listOf(
  object<RawFeature>({
    name: anyText,
    kind: oneOf('numeric', 'categorical'),
    categories: optional(listOf(anyText), undefined),
  }),
);

/** A model's columns, from a caller or a file. */
export const featureList: Check<readonly FeatureColumn[]> = (value, name) =>
  raw(value, name).map(
    (feature): FeatureColumn =>
      feature.kind === 'numeric'
        ? { name: feature.name, kind: 'numeric' }
        : { name: feature.name, kind: 'categorical', categories: feature.categories ?? [] },
  );

/**
 * `given` where a caller names the columns, else the model's own. Categories must have the codes that the
 * model's own list, where it has one, gives them; more may follow.
 * @throws WinbackError BAD_INPUT
 */
export function chosenFeatures(
  given: unknown,
  own: readonly FeatureColumn[],
  code: 'BAD_INPUT' | 'BAD_MODEL' = 'BAD_INPUT',
): readonly FeatureColumn[] {
  if (given === undefined) return own;
  const features = featureList(given, 'features');
  if (features.length !== own.length) {
    throw new WinbackError(code, `the model has ${own.length} features, ${features.length} are named`);
  }
  for (const [i, feature] of features.entries()) refuseOtherCodes(feature, own[i]!);
  return features;
}

function refuseOtherCodes(feature: FeatureColumn, own: FeatureColumn): void {
  if (feature.kind !== 'categorical' || own.kind !== 'categorical') return;
  const at = feature.categories.findIndex(
    (name, i) => i < own.categories.length && name !== own.categories[i],
  );
  if (at < 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    `features: category ${at} of "${feature.name}" is ${shown(feature.categories[at])}, ` +
      `in the model itself it is ${shown(own.categories[at])}`,
  );
}
