import { WinbackError } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import { Booster } from './booster.js';
import type { Classifier } from './classifier.js';
import { LogisticModel } from './logistic.js';
import { type ModelDescription, readModelFiles } from './model-files.js';
import { TreeClassifier } from './tree-classifier.js';

/**
 * The model that `Classifier.files()` wrote. Nothing in the files is trusted.
 * @param files content by name, as `files()` gave it
 * @throws WinbackError BAD_MODEL naming what is wrong
 *
 * @example
 * ```ts
 * import { loadClassifier, trainLogistic } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const model = await trainLogistic(table, { label: 'label_churn_14d', features: ['active_days_30'] });
 * const copy = await loadClassifier(model.files());
 * copy.features[0]?.name; // active_days_30
 * ```
 */
export async function loadClassifier(files: ReadonlyMap<string, Uint8Array>): Promise<Classifier> {
  requireShape(files, 'files', 'map');
  const { description, text } = readModelFiles(files);
  if (description.kind === 'logistic') return loadLogistic(description);
  if (text === undefined) throw new WinbackError('BAD_MODEL', 'the model has no model.txt');
  return new TreeClassifier(description.kind, await Booster.load(text, description.features));
}

function loadLogistic({ features, logistic }: ModelDescription): LogisticModel {
  if (logistic === undefined)
    throw new WinbackError('BAD_MODEL', 'model.json: a logistic model without coefficients');
  const columns = features.map((feature) => (feature.kind === 'numeric' ? 2 : feature.categories.length + 1));
  const expected = columns.reduce((sum, count) => sum + count, 0);
  const { intercept, coefficients, means, scales } = logistic;
  if (
    coefficients.length !== expected ||
    means.length !== features.length ||
    scales.length !== features.length
  ) {
    throw new WinbackError(
      'BAD_MODEL',
      `model.json: ${features.length} features need ${expected} coefficients, got ${coefficients.length}`,
    );
  }
  if (scales.some((scale) => scale <= 0))
    throw new WinbackError('BAD_MODEL', 'model.json: a scale is not > 0');
  const native = {
    intercept,
    coefficients: Float64Array.from(coefficients),
    means: Float64Array.from(means),
    scales: Float64Array.from(scales),
  };
  return new LogisticModel(native, features);
}
