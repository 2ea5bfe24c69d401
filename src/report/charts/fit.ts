import type { View } from 'vega';

import type { Font } from './font.js';
import type { ChartSpec } from './theme.js';

/** Widths a report's picture is drawn at, in units of the SVG = CSS pixels. */
export const pageWidths = { half: 540, full: 1100, phone: 344 } as const;

/** A plot wider than this asks for the whole width of the page. */
const widestHalf = 520;

type Json = Readonly<Record<string, unknown>>;

/** The part of a specification that phones see: `usermeta.phone` where the chart brings its own, else made narrow. */
export function phoneSpec(spec: ChartSpec): ChartSpec {
  const own = (spec as { readonly usermeta?: { readonly phone?: ChartSpec } }).usermeta?.phone;
  return narrowed(own ?? spec) as unknown as ChartSpec;
}

/** Panels below each other, legends one entry a line, fewer ticks. */
function narrowed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(narrowed);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).flatMap(([key, value]) => narrowedEntry(key, value)));
}

function narrowedEntry(key: string, value: unknown): [string, unknown][] {
  if (key === 'usermeta') return [];
  // The rows of the chart's data are nobody's layout.
  if (key === 'values' || key === 'data') return [[key, value]];
  if (key === 'hconcat') return [['vconcat', narrowed(value)]];
  if (key === 'direction' && value === 'horizontal') return [[key, 'vertical']];
  if (key === 'tickCount' && typeof value === 'number') return [[key, Math.min(value, 5)]];
  if (key === 'labelLimit' && typeof value === 'number') return [[key, Math.min(value, 250)]];
  return [[key, narrowed(value)]];
}

/** Width at which a page shows the picture. */
export function pageWidth(spec: ChartSpec): number {
  const { width } = spec as { width?: unknown };
  return typeof width === 'number' && width > widestHalf ? pageWidths.full : pageWidths.half;
}

/** Readers' own fonts are wider than the packaged one: DejaVu Sans, the widest of the usual ones, by an eighth. */
const widestFont = 1.13;

/** Room that a text needs in any of the usual fonts. */
export function widthOf(font: Font, text: string, size: number): number {
  return widestFont * font.width(text, size);
}

/**
 * Headings in lines of at most `width`: the layout gives a picture the room of its longest line, so that a long heading
 * would push the plot to the left.
 */
export function wrapped(spec: ChartSpec, font: Font, width: number): ChartSpec {
  const { title, padding } = spec as unknown as { title?: Json; padding?: { left: number; right: number } };
  const room = width - (padding?.left ?? 0) - (padding?.right ?? 0);
  if (title === undefined || typeof title !== 'object') return spec;
  const lines = (text: unknown, size: number) =>
    text === undefined ? undefined : (Array.isArray(text) ? text : [text]).flatMap((t) => broken(t, size));
  const broken = (text: unknown, size: number) =>
    linesOf(String(text), (part) => widthOf(font, part, size), room);
  const [text, subtitle] = [lines(title['text'], 16), lines(title['subtitle'], 12.5)];
  return { ...spec, title: { ...title, text, ...(subtitle && { subtitle }) } } as ChartSpec;
}

/** Text broken between words, or between Chinese letters but never before a closing sign. */
export function linesOf(text: string, widthOf: (part: string) => number, room: number): string[] {
  const parts = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? [text];
  const lines = [''];
  for (const part of parts) {
    const line = lines.at(-1)!;
    const closing = /^[，。；：、）】》！？]/.test(part);
    if (line === '' || closing || widthOf((line + part).trimEnd()) <= room)
      lines[lines.length - 1] = line + part;
    else lines.push(part);
  }
  return lines.map((line) => line.trim());
}

/** Where a compiled chart keeps the width of its plots. */
const widthSignal = /^(width|childWidth|child_width|concat_\d+_width)$/;

interface Compiled {
  readonly width?: unknown | undefined;
  readonly signals?: readonly { readonly name: string; readonly value?: unknown | undefined }[] | undefined;
}

/** Narrowest plot: below it a picture rather gets wider than the page. */
const leastPlot = 60;

/**
 * Changes the plots of a view that has run until the whole picture is as wide as asked.
 *
 * @param side plots beside each other
 * @param total width of the whole picture as laid out
 */
export function fitWidth(
  view: View,
  compiled: object,
  side: number,
  asked: number,
  total: () => number,
): void {
  const { width, signals = [] } = compiled as Compiled;
  const names = signals
    .filter((s) => widthSignal.test(s.name) && typeof s.value === 'number')
    .map((s) => s.name);
  if (typeof width === 'number') names.push('width');
  // Labels that come or go with the width, and headings wider than the plot, want another round.
  for (let round = 0; round < 4; round++) {
    const missing = (asked - total()) / side;
    if (Math.abs(missing) < 0.5) return;
    for (const name of names) view.signal(name, Math.max(leastPlot, view.signal(name) + missing));
    view.resize().run();
  }
}

/** Plots that share the width of the picture. */
export function plotsBeside(spec: ChartSpec): number {
  const { hconcat } = spec as { hconcat?: readonly unknown[] };
  return hconcat?.length ?? 1;
}
