import type { View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';

import { fitWidth, plotsBeside, widthOf, wrapped } from './fit.js';
import type { Font } from './font.js';
import type { ChartSpec } from './theme.js';

interface TextItem {
  readonly fontSize?: number | undefined;
  /** Room in pixels; longer texts are cut with an ellipsis. */
  readonly limit?: number | undefined;
}

/** The part of vega's exports its types leave out. */
interface VegaText {
  readonly textMetrics: { width: (item: TextItem, text: unknown) => number };
  resetSVGDefIds(): void;
}

interface SvgStrings {
  initialize(element: null, width: number, height: number, origin: readonly number[], scale: number): this;
  background(colour: string): this;
  render(root: unknown): this;
  svg(): string;
}

interface LaidOut {
  readonly _viewWidth: number;
  readonly _viewHeight: number;
}

/** Draws one chart, `width` wide as a whole; null leaves its plot as wide as the chart says. */
type DrawSvg = (spec: ChartSpec, width: number | null) => string;

/** Text is measured with the font's own widths, so that no canvas is needed and nothing is clipped. */
export async function svgRenderer(font: Font): Promise<DrawSvg> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const text = vega as unknown as VegaText & { SVGStringRenderer: new () => SvgStrings };
  const silent = vega.logger(vega.None);
  return (given, width) => {
    const before = text.textMetrics.width;
    text.textMetrics.width = (item, value) =>
      value === null || value === undefined ? 0 : shownWidth(font, item, String(value).trim());
    try {
      text.resetSVGDefIds();
      const spec = width === null ? given : wrapped(given, font, width);
      const compiled = compile(spec as TopLevelSpec, { logger: silent }).spec;
      const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger: silent });
      view.run();
      if (width !== null) fitWidth(view, compiled, plotsBeside(spec), width, () => sizeOf(view).width);
      const svg = svgOf(view, text.SVGStringRenderer, width ?? 0);
      view.finalize();
      return labelled(svg, spec);
    } finally {
      // Everything above is synchronous, so nobody else in the process ever sees our text widths.
      text.textMetrics.width = before;
    }
  };
}

/** Width of a text; one that will be cut has that of its room, and a pixel more so that Vega does cut it. */
function shownWidth(font: Font, { fontSize = 11, limit = 0 }: TextItem, text: string): number {
  const width = widthOf(font, text, fontSize);
  return limit > 0 ? Math.min(width, limit + 1) : width;
}

// What view.toSVG() does, but within one turn: it also reads the laid-out size from these fields.
function sizeOf(view: View) {
  const { _viewWidth: laidWidth, _viewHeight: laidHeight } = view as unknown as LaidOut;
  const pad = view.padding() as { left: number; right: number; top: number; bottom: number };
  return { width: laidWidth + pad.left + pad.right, height: laidHeight + pad.top + pad.bottom, pad };
}

/** @param least a picture of less is given room at its right, so that pictures beside each other are alike */
function svgOf(view: View, Renderer: new () => SvgStrings, least: number): string {
  const [left, top] = view.origin() as [number, number];
  const { width: laid, height, pad } = sizeOf(view);
  const width = Math.max(laid, least);
  return new Renderer()
    .initialize(null, width, height, [pad.left + left, pad.top + top], 1)
    .background(String(view.background()))
    .render((view.scenegraph() as unknown as { root: unknown }).root)
    .svg()
    .replace(/ (?:d|transform)="[^"]*"/g, shortened);
}

interface Titled {
  readonly title?: { readonly text?: string | string[]; readonly subtitle?: string | string[] };
}

/** One picture with one name for screen readers, in place of roles on every unnamed group of marks. */
function labelled(svg: string, spec: ChartSpec): string {
  const { text, subtitle } = (spec as Titled).title ?? {};
  const name = [text, subtitle]
    .flat()
    .filter((line) => line !== undefined && line !== '')
    .join(' ');
  const label = name === '' ? '' : ` role="img" aria-label="${escapeXml(name)}"`;
  return svg
    .replace(/<[^>]*>/g, (tag) => tag.replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, ''))
    .replace(/^<svg\b/, `<svg${label}`);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!);
}

/** Coordinates to two decimals: the picture is the same and the file half as long. */
function shortened(attribute: string): string {
  return attribute.replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}
