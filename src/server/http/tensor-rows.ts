import { shown, suggestion } from '../../base/options.js';
import type { FeatureColumn } from '../../entries/model.js';
import type { ServedModel } from '../../pipeline/serve/served-model.js';
import { Problem, ValueErrors } from './problem.js';
import type { InferRequest, Tensor } from './tensors.js';

/** Rows of a request as columns of a model. */
export interface TensorColumns {
  readonly rows: number;
  readonly columns: readonly Float64Array<ArrayBuffer>[];
}

/**
 * The columns of a model from tensors: one tensor a feature, by its name, or one tensor `[rows, features]` of numbers in the
 * model's order. Features without a tensor are missing.
 * @param mostRows of a request
 * @throws Problem BAD_VALUES, TOO_LARGE
 */
export function columnsOf({ inputs }: InferRequest, model: ServedModel, mostRows: number): TensorColumns {
  const errors = new ValueErrors();
  const rows = inputs[0]!.shape[0]!;
  // A shape takes a few bytes, whatever number stands in it: nothing is made of that size before.
  if (rows > mostRows) throw new Problem('TOO_LARGE', `${rows} rows are more than ${mostRows}`);
  const columns = model.features.map(() => new Float64Array(rows).fill(Number.NaN));
  const [only] = inputs;
  const isMatrix = inputs.length === 1 && only!.shape.length === 2 && !model.places.has(only!.name);
  if (isMatrix) fillMatrix(only!, model, columns, errors);
  else {
    refuseTwice(inputs, errors);
    for (const tensor of inputs) fillFeature(tensor, rows, { model, columns, errors });
  }
  errors.throwAny();
  return { rows, columns };
}

function fillMatrix(
  { shape, data, pointer }: Tensor,
  { features }: ServedModel,
  columns: readonly Float64Array[],
  errors: ValueErrors,
): void {
  const width = shape[1]!;
  if (width !== features.length) {
    errors.add(
      `${pointer}/shape`,
      'BAD_SHAPE',
      `must have ${features.length} columns, in the order of the model`,
    );
    return;
  }
  for (let i = 0; i < data.length; i++)
    put(columns[i % width]!, Math.floor(i / width), data[i], {
      feature: features[i % width]!,
      at: `${pointer}/data/${i}`,
      errors,
    });
}

function refuseTwice(inputs: readonly Tensor[], errors: ValueErrors): void {
  const seen = new Map<string, string>();
  for (const { name, pointer } of inputs) {
    const before = seen.get(name);
    if (before === undefined) seen.set(name, pointer);
    else errors.add(`${pointer}/name`, 'TWICE', `the tensor of this name stands in ${before} already`);
  }
}

interface Filling {
  readonly model: ServedModel;
  readonly columns: readonly Float64Array[];
  readonly errors: ValueErrors;
}

function fillFeature(
  { name, shape, data, pointer }: Tensor,
  rows: number,
  { model, columns, errors }: Filling,
): void {
  const place = model.places.get(name);
  if (place === undefined) {
    const hint = suggestion(name, [...model.places.keys()]);
    errors.add(`${pointer}/name`, 'UNKNOWN_FEATURE', `the model has no feature ${shown(name)}${hint}`);
    return;
  }
  if (shape[0] !== rows || (shape[1] ?? 1) !== 1) {
    errors.add(`${pointer}/shape`, 'BAD_SHAPE', `must be [${rows}] or [${rows}, 1], as the first tensor`);
    return;
  }
  const feature = model.features[place]!;
  for (let row = 0; row < rows; row++)
    put(columns[place]!, row, data[row], { feature, at: `${pointer}/data/${row}`, errors });
}

interface Target {
  readonly feature: FeatureColumn;
  readonly at: string;
  readonly errors: ValueErrors;
}

function put(column: Float64Array, row: number, value: unknown, { feature, at, errors }: Target): void {
  if (value === null) return;
  if (feature.kind === 'categorical') {
    if (typeof value !== 'string')
      errors.add(at, 'NOT_A_CATEGORY', `must be a category's name, got ${shown(value)}`);
    else column[row] = codeOf(feature.categories, value);
    return;
  }
  // Numbers of JSON that are too large for one come as infinity.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    errors.add(at, 'NOT_FINITE', 'must be a finite number');
  else if (typeof value === 'number') column[row] = value;
  else if (typeof value === 'boolean') column[row] = value ? 1 : 0;
  else errors.add(at, 'NOT_A_NUMBER', `must be a number, got ${shown(value)}`);
}

function codeOf(categories: readonly string[], name: string): number {
  const code = categories.indexOf(name);
  return code < 0 ? Number.NaN : code;
}
