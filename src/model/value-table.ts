import type { ArrowTable } from '../data/arrow-shape.js';
import { categoryVector, numberVector, tableOf } from '../data/gather.js';
import type { FeatureColumn } from './classifier.js';

/**
 * A table of a model's columns from plain numbers.
 * @param features of the model
 * @param columns one array a feature, in the model's order: numbers, or codes of categories; NaN = missing
 */
export function valueTable(
  features: readonly FeatureColumn[],
  columns: readonly Float64Array<ArrayBuffer>[],
): ArrowTable {
  return tableOf(
    features.map((feature, i) => {
      const values = columns[i]!;
      if (feature.kind === 'numeric') return [feature.name, numberVector(values)] as const;
      const codes = Int32Array.from(values, (code) => (Number.isNaN(code) ? -1 : code));
      return [feature.name, categoryVector(codes, feature.categories)] as const;
    }),
  );
}
