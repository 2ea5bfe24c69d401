import type { Font, FontTable } from './font.js';

/** Tables a renderer needs. Without GSUB no glyph is replaced by one that was left out; GPOS keeps the kerning. */
const keptTables = [
  'GPOS',
  'OS/2',
  'cmap',
  'cvt ',
  'fpgm',
  'head',
  'hhea',
  'hmtx',
  'maxp',
  'name',
  'post',
  'prep',
];

/**
 * The font with the outlines of the letters in `text` only; glyph numbers, widths and names stay as they are.
 * Null for a font whose outlines are not TrueType's (`glyf`): those are used whole.
 *
 * Layout: OpenType specification 1.9, chapters "otff", "loca" and "glyf". Checksums are left 0: the file lives for one
 * picture and its reader checks none.
 */
export function subsetFont(font: Font, text: string): Uint8Array | null {
  const outlines = outlinesOf(font);
  if (outlines === null) return null;
  const kept = new Map(
    keptTables.flatMap((tag) => {
      const table = font.tables.get(tag);
      return table === undefined ? [] : [[tag, bytesOf(font, table)] as const];
    }),
  );
  const { glyf, loca } = packed(outlines, glyphsOf(font, outlines, text));
  // A copy: the subset's offsets are long ones whatever the original's are (indexToLocFormat = 1).
  const head = kept.get('head')!.slice();
  new DataView(head.buffer).setInt16(50, 1);
  return assembled(new Map([...kept, ['glyf', glyf], ['head', head], ['loca', loca]]));
}

interface Outlines {
  readonly count: number;
  /** The bytes of one glyph; empty for a blank. */
  bytes(glyph: number): Uint8Array;
}

function outlinesOf(font: Font): Outlines | null {
  const { view, tables } = font;
  const [glyf, loca, head, maxp] = ['glyf', 'loca', 'head', 'maxp'].map((tag) => tables.get(tag));
  if (!glyf || !loca || !head || !maxp) return null;
  const long = view.getInt16(head.offset + 50) === 1;
  const start = (glyph: number) =>
    long ? view.getUint32(loca.offset + 4 * glyph) : 2 * view.getUint16(loca.offset + 2 * glyph);
  return {
    count: view.getUint16(maxp.offset + 4),
    bytes: (glyph) =>
      bytesOf(font, { offset: glyf.offset + start(glyph), length: start(glyph + 1) - start(glyph) }),
  };
}

function bytesOf({ view }: Font, { offset, length }: FontTable): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}

/** The glyphs of the letters, and of the parts that composed glyphs are made of. Glyph 0 is always there. */
function glyphsOf(font: Font, outlines: Outlines, text: string): Set<number> {
  const wanted = new Set([0]);
  for (const letter of new Set(text)) wanted.add(font.glyph(letter.codePointAt(0)!));
  // Iteration over a Set also visits members that are added during it.
  for (const glyph of wanted) for (const part of partsOf(outlines.bytes(glyph))) wanted.add(part);
  return wanted;
}

function partsOf(glyph: Uint8Array): number[] {
  const view = new DataView(glyph.buffer, glyph.byteOffset, glyph.byteLength);
  const parts: number[] = [];
  if (glyph.length < 10 || view.getInt16(0) >= 0) return parts;
  for (let at = 10; ; ) {
    const flags = view.getUint16(at);
    parts.push(view.getUint16(at + 2));
    // Arguments are words (0x1) or bytes, then a scale (0x8), two (0x40) or a matrix (0x80); 0x20: more follow.
    at += 4 + (flags & 0x1 ? 4 : 2) + (flags & 0x8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    if ((flags & 0x20) === 0) return parts;
  }
}

function packed(outlines: Outlines, wanted: ReadonlySet<number>) {
  const chosen = [...wanted].sort((a, b) => a - b).map((glyph) => ({ glyph, bytes: outlines.bytes(glyph) }));
  const glyf = new Uint8Array(chosen.reduce((sum, { bytes }) => sum + padded(bytes.length), 0));
  const loca = new Uint8Array(4 * (outlines.count + 1));
  const offsets = new DataView(loca.buffer);
  let [end, next] = [0, 0];
  for (let glyph = 0; glyph <= outlines.count; glyph++) {
    offsets.setUint32(4 * glyph, end);
    if (chosen[next]?.glyph !== glyph) continue;
    const { bytes } = chosen[next++]!;
    glyf.set(bytes, end);
    end += padded(bytes.length);
  }
  return { glyf, loca };
}

const padded = (length: number): number => (length + 3) & ~3;

function assembled(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const directory = 12 + 16 * sorted.length;
  const result = new Uint8Array(sorted.reduce((sum, [, bytes]) => sum + padded(bytes.length), directory));
  const view = new DataView(result.buffer);
  view.setUint32(0, 0x00010000);
  view.setUint16(4, sorted.length);
  let offset = directory;
  for (const [i, [tag, bytes]] of sorted.entries()) {
    const entry = 12 + 16 * i;
    for (let k = 0; k < 4; k++) view.setUint8(entry + k, tag.charCodeAt(k));
    view.setUint32(entry + 8, offset);
    view.setUint32(entry + 12, bytes.length);
    result.set(bytes, offset);
    offset += padded(bytes.length);
  }
  return result;
}
