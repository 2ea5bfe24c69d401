import { shown } from '../../base/options.js';
import { isObject } from './fill-row.js';
import { ValueErrors } from './problem.js';

/** A tensor of a request, with its values in a flat list: numbers, booleans or texts. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<unknown>;
  /** JSON pointer to it. */
  readonly pointer: string;
}

/** A request of the Open Inference Protocol. */
export interface InferRequest {
  readonly id: string | null;
  readonly inputs: readonly Tensor[];
  /** Whether the answer is to be binary. */
  readonly isBinary: boolean;
}

/** Bytes a value, and how one is read. */
const binary: Readonly<Record<string, readonly [number, (view: DataView, at: number) => unknown]>> = {
  FP64: [8, (view, at) => view.getFloat64(at, true)],
  FP32: [4, (view, at) => view.getFloat32(at, true)],
  INT64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  INT32: [4, (view, at) => view.getInt32(at, true)],
  INT16: [2, (view, at) => view.getInt16(at, true)],
  INT8: [1, (view, at) => view.getInt8(at)],
  UINT64: [8, (view, at) => Number(view.getBigUint64(at, true))],
  UINT32: [4, (view, at) => view.getUint32(at, true)],
  UINT16: [2, (view, at) => view.getUint16(at, true)],
  UINT8: [1, (view, at) => view.getUint8(at)],
  BOOL: [1, (view, at) => view.getUint8(at) !== 0],
};

/** The request in a body. @param tail bytes of the binary tensors, in the order of the inputs. @throws Problem BAD_VALUES */
export function inferRequest(body: Readonly<Record<string, unknown>>, tail: Buffer): InferRequest {
  const errors = new ValueErrors();
  const { id = null, inputs, outputs, parameters } = body;
  if (id !== null && typeof id !== 'string')
    errors.add('/id', 'NOT_A_TEXT', `must be a text, got ${shown(id)}`);
  if (!Array.isArray(inputs) || inputs.length === 0)
    errors.add('/inputs', 'NOT_A_LIST', `must be a list of tensors, got ${shown(inputs)}`);
  errors.throwAny();
  let from = 0;
  const tensors = (inputs as readonly unknown[]).flatMap((input, i) => {
    const read = tensorOf(input, `/inputs/${i}`, tail.subarray(from), errors);
    if (read === null) return [];
    from += read.bytes;
    return [read.tensor];
  });
  if (errors.count === 0 && from !== tail.length)
    errors.add('', 'WRONG_LENGTH', `the binary tensors take ${from} bytes, the body has ${tail.length}`);
  errors.throwAny();
  const first = Array.isArray(outputs) ? (outputs as readonly unknown[])[0] : null;
  const isBinary = flagOf(parameters, 'binary_data_output') || flagOf(paramsOf(first), 'binary_data');
  return { id: id as string | null, inputs: tensors, isBinary };
}

/** Texts are not read by their bytes a value. */
const datatypes: readonly string[] = [...Object.keys(binary), 'BYTES'];

const paramsOf = (value: unknown): unknown => (isObject(value) ? value['parameters'] : undefined);
const flagOf = (parameters: unknown, name: string): boolean =>
  isObject(parameters) && parameters[name] === true;

function tensorOf(
  input: unknown,
  pointer: string,
  tail: Buffer,
  errors: ValueErrors,
): { readonly tensor: Tensor; readonly bytes: number } | null {
  const before = errors.count;
  const { name, shape, datatype, data } = isObject(input) ? input : {};
  if (typeof name !== 'string')
    errors.add(`${pointer}/name`, 'NOT_A_TEXT', `must be a text, got ${shown(name)}`);
  const dimensions = Array.isArray(shape) ? (shape as readonly unknown[]) : [];
  const isShape =
    [1, 2].includes(dimensions.length) && dimensions.every((n) => Number.isSafeInteger(n) && Number(n) >= 0);
  if (!isShape) errors.add(`${pointer}/shape`, 'BAD_SHAPE', 'must be [rows] or [rows, columns]');
  if (!datatypes.includes(datatype as string))
    errors.add(
      `${pointer}/datatype`,
      'BAD_DATATYPE',
      `must be one of ${datatypes.join(', ')}, got ${shown(datatype)}`,
    );
  if (errors.count > before) return null;
  const sizes = dimensions as readonly number[];
  const count = sizes.reduce((product, size) => product * size, 1);
  const size = isObject(paramsOf(input))
    ? (paramsOf(input) as Record<string, unknown>)['binary_data_size']
    : undefined;
  const values = size === undefined ? listed(data) : fromBytes(datatype as string, count, size, tail);
  if (values === null || values.length !== count) {
    errors.add(`${pointer}/data`, 'WRONG_LENGTH', `must hold ${count} values of the type ${shown(datatype)}`);
    return null;
  }
  return { tensor: { name: name as string, shape: sizes, data: values, pointer }, bytes: Number(size ?? 0) };
}

/** A list, flattened: the protocol allows a list of rows. */
const listed = (data: unknown): readonly unknown[] | null =>
  Array.isArray(data) ? (data.some(Array.isArray) ? (data.flat() as unknown[]) : data) : null;

function fromBytes(datatype: string, count: number, size: unknown, tail: Buffer): readonly unknown[] | null {
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > tail.length) return null;
  if (datatype === 'BYTES') return textsOf(tail.subarray(0, size));
  const known = binary[datatype];
  if (known === undefined || size !== known[0] * count) return null;
  const view = new DataView(tail.buffer, tail.byteOffset, size);
  return Array.from({ length: count }, (_, i) => known[1](view, i * known[0]));
}

/** Texts, each behind its length in four bytes. */
function textsOf(bytes: Buffer): readonly string[] | null {
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const length = bytes.readUInt32LE(at);
    if (at + 4 + length > bytes.length) return null;
    texts.push(bytes.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return texts;
}
