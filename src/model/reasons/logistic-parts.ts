import { allocateColumn } from '../../base/large-arrays.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { readerOf } from '../../data/read/reader.js';
import { encode } from '../encoding.js';
import type { LogisticModel } from '../logistic.js';
import type { RawParts } from './raw-parts.js';

/** The terms of a logistic regression; a row starts from the intercept, where every number is at its mean in training. */
export function logisticParts(model: LogisticModel, table: ArrowTable): RawParts {
  const width = model.features.length + 1;
  const values = allocateColumn(Float64Array, table.numRows * width);
  const { columns } = encode(table, model.features);
  const { intercept, coefficients, means, scales } = model.native;
  let first = 0;
  for (const [i, feature] of model.features.entries()) {
    const { value, present } = readerOf(columns[i]!);
    const start = first;
    const ofNumber = (x: number): number =>
      Number.isNaN(x) ? coefficients[start + 1]! : ((x - means[i]!) / scales[i]!) * coefficients[start]!;
    const known = feature.kind === 'categorical' ? feature.categories.length : 0;
    const ofCode = (code: number): number =>
      coefficients[start + (code >= 0 && code < known ? 1 + code : 0)]!;
    const part = feature.kind === 'categorical' ? ofCode : ofNumber;
    for (let row = 0; row < table.numRows; row++)
      values[row * width + i] = part(present(row) ? Number(value(row)) : Number.NaN);
    first += feature.kind === 'categorical' ? known + 1 : 2;
  }
  for (let row = 0; row < table.numRows; row++) values[row * width + width - 1] = intercept;
  return { rows: table.numRows, width, values };
}
