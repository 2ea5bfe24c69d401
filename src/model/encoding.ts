import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import { clearBit, copiedValidity } from '../data/read/bits.js';
import type { ChunkView, ColumnView } from '../data/table-view.js';
import type { NativeTable } from '../native/binding.js';
import { pinned } from '../native/crossing.js';
import type { FeatureColumn } from './classifier.js';

/**
 * How the columns of a table are meant. 'names': a category column is a dictionary, matched by name. 'codes':
 * integers are accepted too, as the codes of the training, where no category's name could be meant by them.
 */
export type Reading = 'names' | 'codes';

/** What the model must remember of its training columns. A dictionary column is categorical. */
export function featureColumns(table: ArrowTable, names: readonly string[]): readonly FeatureColumn[] {
  if (names.length === 0) throw new WinbackError('BAD_INPUT', 'features: name at least one column');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new WinbackError('BAD_INPUT', `features: "${twice}" is named twice`);
  return names.map((name) => {
    const view = viewColumn(table, name);
    return view.categories
      ? { name, kind: 'categorical', categories: [...new Set(view.categories)] }
      : { name, kind: 'numeric' };
  });
}

/**
 * The table as the model reads it, pinned for use on another thread. Nothing is copied, except for
 * the codes of a dictionary that orders its values differently from the model's code map.
 */
export function encode(
  table: ArrowTable,
  features: readonly FeatureColumn[],
  reading: Reading = 'names',
): NativeTable {
  return pinned({
    columns: features.map((feature) => encodeColumn(viewColumn(table, feature.name), feature, reading)),
  });
}

function encodeColumn(view: ColumnView, feature: FeatureColumn, reading: Reading): ColumnView {
  if (feature.kind === 'numeric') {
    if (!view.categorical) return view;
    throw new WinbackError(
      'BAD_INPUT',
      `column "${view.name}" is text, ${
        reading === 'names'
          ? 'the model was trained on numbers there'
          : 'and the model does not say which category has which code: ' +
            'give `features` with its categories in the order of the training'
      }`,
    );
  }
  if (!view.categories) {
    if (reading === 'codes' && !readsAsNumber(feature)) return view;
    throw new WinbackError(
      'BAD_INPUT',
      `column "${view.name}" is numeric, the model was trained on categories there: ` +
        'give a dictionary of their names (`conform` makes one)',
    );
  }
  return isPrefix(view.categories, feature.categories) ? view : recoded(view, feature.categories);
}

function isPrefix(given: readonly string[], known: readonly string[]): boolean {
  return given.length <= known.length && given.every((category, i) => category === known[i]);
}

const numberLike = new WeakMap<FeatureColumn, boolean>();

/** Whether a number in the column could be meant as the name of a category, such as a shop's 101. */
function readsAsNumber(feature: FeatureColumn & { kind: 'categorical' }): boolean {
  const found = numberLike.get(feature);
  if (found !== undefined) return found;
  const isNumber = (name: string): boolean => name.trim() !== '' && !Number.isNaN(Number(name));
  const reads = feature.categories.some((name) => isNumber(name) || /^(true|false)$/i.test(name));
  numberLike.set(feature, reads);
  return reads;
}

/** Codes of the model; a category it never saw is missing, as LightGBM's Python package has it. */
function recoded(view: ColumnView, known: readonly string[]): ColumnView {
  const code = new Map(known.map((category, i) => [category, i]));
  const map = (view.categories ?? []).map((category) => code.get(category) ?? -1);
  const chunks = view.chunks.map((chunk) => recodedChunk(chunk, map));
  return { ...view, type: 'int32', chunks, categories: known };
}

function recodedChunk(chunk: ChunkView, map: readonly number[]): ChunkView {
  const values = allocateColumn(Int32Array, chunk.length);
  let validity: Uint8Array | null = null;
  for (let row = 0; row < chunk.length; row++) {
    const code = map[Number(chunk.values[row])] ?? -1;
    values[row] = code;
    if (code >= 0) continue;
    validity ??= copiedValidity(chunk);
    clearBit(validity, chunk.bitOffset + row);
  }
  return { ...chunk, values, validity: validity ?? chunk.validity };
}
