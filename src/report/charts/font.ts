import fs from 'node:fs';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { packageRoot } from '../../base/package-root.js';

/** A font whose widths are known: enough to lay text out without a canvas. */
export interface Font {
  readonly file: string;
  /** Family name as the file states it (name id 1); the SVG renderer selects the font by it. */
  readonly family: string;
  /** Width of `text` set at `size`, in the unit of `size`. Kerning is not counted. */
  width(text: string, size: number): number;
  /** Number of the glyph of a code point; 0 = the box of a missing glyph. */
  glyph(code: number): number;
  readonly view: DataView;
  readonly tables: ReadonlyMap<string, FontTable>;
}

/** Where a table of the font file lies, in bytes. */
export interface FontTable {
  readonly offset: number;
  readonly length: number;
}

/** The font made by set-up: the Simplified Chinese subset of Noto Sans SC with its Latin letters (OFL 1.1). */
export const packagedFont = path.join(packageRoot(), 'assets/fonts/noto-sans-sc.ttf');

const loaded = new Map<string, Font>();

/**
 * Reads an OpenType or TrueType font (.ttf, .otf, or the first font of a .ttc). A file is read once a process.
 * @throws WinbackError NOT_FOUND when there is no such file, BAD_INPUT when it is no such font (WOFF is not)
 */
export function loadFont(file: string = packagedFont): Font {
  let font = loaded.get(file);
  if (font === undefined) {
    font = parse(file, readFile(file));
    loaded.set(file, font);
  }
  return font;
}

function readFile(file: string): DataView {
  try {
    const bytes = fs.readFileSync(file);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (cause) {
    const remedy = file === packagedFont ? '; `npm run setup` makes it' : '';
    throw new WinbackError('NOT_FOUND', `cannot read the font ${file}${remedy}`, { cause });
  }
}

function parse(file: string, view: DataView): Font {
  try {
    const tables = tablesOf(view);
    const at = (tag: string): number => offsetOf(tables, tag);
    const unitsPerEm = view.getUint16(at('head') + 18);
    const advances = advanceWidths(view, at('hhea'), at('hmtx'));
    const glyph = characterMap(view, at('cmap'));
    const width = (text: string, size: number): number => {
      let units = 0;
      for (const letter of text) units += advances(glyph(letter.codePointAt(0)!));
      return (units * size) / unitsPerEm;
    };
    return { file, family: familyName(view, at('name')), width, glyph, view, tables };
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${file} is no TrueType or OpenType font (WOFF cannot be used)`, {
      cause,
    });
  }
}

// Layout of the tables: the OpenType specification 1.9, chapters "otff", "hmtx", "cmap" and "name".
function tablesOf(view: DataView): Map<string, FontTable> {
  const start = tagAt(view, 0) === 'ttcf' ? view.getUint32(12) : 0;
  const tables = new Map<string, FontTable>();
  const tableCount = view.getUint16(start + 4);
  for (let i = 0; i < tableCount; i++) {
    const entry = start + 12 + 16 * i;
    tables.set(tagAt(view, entry), { offset: view.getUint32(entry + 8), length: view.getUint32(entry + 12) });
  }
  return tables;
}

function offsetOf(tables: ReadonlyMap<string, FontTable>, tag: string): number {
  const table = tables.get(tag);
  if (table === undefined) throw new RangeError(`no table ${tag}`);
  return table.offset;
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}

function advanceWidths(view: DataView, hhea: number, hmtx: number): (glyph: number) => number {
  const metricCount = view.getUint16(hhea + 34);
  if (metricCount === 0) throw new RangeError('no glyph widths');
  return (glyph) => view.getUint16(hmtx + 4 * Math.min(glyph, metricCount - 1));
}

function characterMap(view: DataView, cmap: number): (code: number) => number {
  const tableCount = view.getUint16(cmap + 2);
  const subtables = Array.from({ length: tableCount }, (_, i) => cmap + view.getUint32(cmap + 8 + 8 * i));
  const full = subtables.find((at) => view.getUint16(at) === 12);
  if (full !== undefined) return (code) => glyphOfFormat12(view, full, code);
  const basic = subtables.find((at) => view.getUint16(at) === 4);
  if (basic === undefined) throw new RangeError('no character map of format 4 or 12');
  return (code) => glyphOfFormat4(view, basic, code);
}

function glyphOfFormat12(view: DataView, at: number, code: number): number {
  let low = 0;
  let high = view.getUint32(at + 12) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = at + 16 + 12 * middle;
    if (code < view.getUint32(group)) high = middle - 1;
    else if (code > view.getUint32(group + 4)) low = middle + 1;
    else return view.getUint32(group + 8) + code - view.getUint32(group);
  }
  return 0;
}

function glyphOfFormat4(view: DataView, at: number, code: number): number {
  const doubled = view.getUint16(at + 6);
  let low = 0;
  let high = doubled / 2 - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (view.getUint16(at + 14 + 2 * middle) < code) low = middle + 1;
    else high = middle;
  }
  const first = view.getUint16(at + 16 + doubled + 2 * low);
  if (code < first || code > view.getUint16(at + 14 + 2 * low)) return 0;
  const delta = view.getUint16(at + 16 + 2 * doubled + 2 * low);
  const rangeAt = at + 16 + 3 * doubled + 2 * low;
  const range = view.getUint16(rangeAt);
  if (range === 0) return (code + delta) & 0xffff;
  const glyph = view.getUint16(rangeAt + range + 2 * (code - first));
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
}

function familyName(view: DataView, name: number): string {
  const recordCount = view.getUint16(name + 2);
  const strings = name + view.getUint16(name + 4);
  for (let i = 0; i < recordCount; i++) {
    const record = name + 6 + 12 * i;
    // Platform 3 (Windows) is UTF-16BE; every font made this century has it.
    if (view.getUint16(record) !== 3 || view.getUint16(record + 6) !== 1) continue;
    const length = view.getUint16(record + 8);
    const from = strings + view.getUint16(record + 10);
    const codes = Array.from({ length: length / 2 }, (_, k) => view.getUint16(from + 2 * k));
    return String.fromCharCode(...codes);
  }
  throw new RangeError('no family name');
}
