import { WinbackError } from '../base/errors.js';
import type { ArrowData, ArrowVector } from './arrow-shape.js';
import { clearBit, copiedValidity, isPresent } from './read/bits.js';
import type { ChunkView } from './table-view.js';

/** The texts of a column of dictionaries, and what each chunk's codes are among them. */
export interface MergedDictionaries {
  readonly categories: readonly string[];
  /** One per chunk: the new code of each old one, -1 for a null of the dictionary; null = the codes stay as they are. */
  readonly codes: readonly (Int32Array | null)[];
}

/** Chunks of one column may carry dictionaries that grow or that have nothing in common: all texts in order of appearance. */
export function mergeDictionaries(chunks: readonly ArrowData[]): MergedDictionaries {
  const first = chunks.find(({ dictionary }) => dictionary)?.dictionary ?? null;
  const isPlain = first === null || !hasNulls(first);
  const categories = isPlain ? textsOf(first).map(String) : [];
  // Most columns have one dictionary: no look-up table of its texts then.
  if (isPlain && chunks.every(({ dictionary }) => !dictionary || dictionary === first))
    return { categories, codes: chunks.map(() => null) };
  const codeOf = new Map<string, number>();
  for (const [code, text] of categories.entries()) if (!codeOf.has(text)) codeOf.set(text, code);
  const known = new Map<ArrowVector | null, Int32Array | null>(isPlain ? [[first, null]] : []);
  const codesOf = (dictionary: ArrowVector | null): Int32Array | null => {
    const found = known.get(dictionary);
    if (found !== undefined) return found;
    const codes = codesInto(dictionary, categories, codeOf);
    known.set(dictionary, codes);
    return codes;
  };
  return { categories, codes: chunks.map(({ dictionary }) => (dictionary ? codesOf(dictionary) : null)) };
}

/** Whether a dictionary holds a null, whose code means a missing value. */
export function hasNulls({ data }: ArrowVector): boolean {
  return data.some(({ nullCount }) => nullCount > 0);
}

function textsOf(dictionary: ArrowVector | null): (string | null)[] {
  return Array.from({ length: dictionary?.length ?? 0 }, (_, i) => {
    const value = dictionary!.get(i) ?? null;
    return value === null ? null : String(value);
  });
}

function codesInto(
  dictionary: ArrowVector | null,
  categories: string[],
  codeOf: Map<string, number>,
): Int32Array | null {
  const texts = textsOf(dictionary);
  const codes = Int32Array.from(texts, (text, old) => {
    // A text that comes twice keeps its place where the dictionaries agree.
    if (text === null) return -1;
    if (categories[old] === text) return old;
    const code = codeOf.get(text) ?? categories.push(text) - 1;
    codeOf.set(text, code);
    return code;
  });
  return codes.every((code, old) => code === old) ? null : codes;
}

/**
 * A chunk with its codes replaced by `codes` (null = as they are), as int32: a copy.
 * @throws WinbackError BAD_INPUT for a code that the chunk's dictionary does not have
 */
export function recoded(chunk: ChunkView, codes: Int32Array | null): ChunkView {
  let { validity } = chunk;
  const values = Int32Array.from({ length: chunk.length }, (_, row) => {
    const old = Number(chunk.values[row]);
    const code = codes === null ? old : codes[old];
    if (code !== undefined && code >= 0) return code;
    if (!isPresent(chunk, row)) return 0;
    if (code !== undefined) {
      if (validity === chunk.validity) validity = copiedValidity(chunk);
      clearBit(validity!, chunk.bitOffset + row);
      return 0;
    }
    throw new WinbackError('BAD_INPUT', `code ${old} is not in the dictionary of ${codes?.length} texts`);
  });
  return { ...chunk, values, validity };
}

/** A dictionary of the given texts. */
export function dictionaryOf(texts: readonly string[], like: ArrowVector): ArrowVector {
  return { type: like.type, length: texts.length, data: [], get: (index) => texts[index] };
}
