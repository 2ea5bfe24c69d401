import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import type { ChunkView, ColumnView } from '../data/table-view.js';
import type { NativeTable } from '../native/binding.js';
import { pinned } from '../native/crossing.js';
import type { FeatureColumn } from './classifier.js';

/** The code of a category the model never saw, and LightGBM's for a missing one: negative. */
const unknownCode = -1;

/** What the model must remember of its training columns. A dictionary column is categorical. */
export function featureColumns(table: ArrowTable, names: readonly string[]): readonly FeatureColumn[] {
  if (names.length === 0) throw new WinbackError('BAD_INPUT', 'features: name at least one column');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new WinbackError('BAD_INPUT', `features: "${twice}" is named twice`);
  return names.map((name) => {
    const view = viewColumn(table, name);
    return view.categories
      ? { name, kind: 'categorical', categories: view.categories }
      : { name, kind: 'numeric' };
  });
}

/**
 * The table as the model reads it, pinned for use on another thread. Nothing is copied, except for
 * the codes of a dictionary that orders its values differently from the model's code map.
 */
export function encode(table: ArrowTable, features: readonly FeatureColumn[]): NativeTable {
  return pinned({
    columns: features.map((feature) => encodeColumn(viewColumn(table, feature.name), feature)),
  });
}

function encodeColumn(view: ColumnView, feature: FeatureColumn): ColumnView {
  if (feature.kind === 'numeric') {
    if (!view.categorical) return view;
    throw new WinbackError(
      'BAD_INPUT',
      `column "${view.name}" is text, the model was trained on numbers there`,
    );
  }
  if (!view.categories) {
    throw new WinbackError(
      'BAD_INPUT',
      `column "${view.name}" is numeric, the model was trained on categories there`,
    );
  }
  return isPrefix(view.categories, feature.categories) ? view : recoded(view, feature.categories);
}

function isPrefix(given: readonly string[], known: readonly string[]): boolean {
  return given.length <= known.length && given.every((category, i) => category === known[i]);
}

function recoded(view: ColumnView, known: readonly string[]): ColumnView {
  const code = new Map(known.map((category, i) => [category, i]));
  const map = (view.categories ?? []).map((category) => code.get(category) ?? unknownCode);
  const chunks = view.chunks.map((chunk): ChunkView => {
    const values = allocateColumn(Int32Array, chunk.length);
    for (let row = 0; row < chunk.length; row++) values[row] = map[Number(chunk.values[row])] ?? unknownCode;
    return { ...chunk, values };
  });
  return { ...view, type: 'int32', chunks, categories: known };
}
