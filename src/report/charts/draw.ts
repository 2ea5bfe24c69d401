import { setImmediate as nextTurn } from 'node:timers/promises';

import type { View } from 'vega';

import { WinbackError } from '../../base/errors.js';
import { type Font, loadFont } from './font.js';
import { pngRenderer } from './png.js';
import type { ChartSpec } from './theme.js';

export interface Picture {
  readonly svg: string;
  readonly png: Uint8Array;
}

export interface DrawOptions {
  readonly font: string | undefined;
  readonly scale: number;
  /** Asked before each chart; true leaves the rest undrawn. */
  readonly stopped: () => boolean;
  readonly onPicture: (name: string, picture: Picture) => void;
}

/**
 * Draws charts on this thread, in the order given, until stopped: SVG in one turn each (about 20 ms), PNG meanwhile on
 * libuv threads. Text is measured with the font's own widths, so that no canvas is needed and nothing is clipped.
 *
 * @throws WinbackError NOT_FOUND or BAD_INPUT for the font, INTERNAL when a chart cannot be drawn
 */
export async function drawCharts(
  charts: Iterable<readonly [string, ChartSpec]>,
  { font: file, scale, stopped, onPicture }: DrawOptions,
): Promise<void> {
  const font = loadFont(file);
  const [drawSvg, png] = await Promise.all([svgRenderer(font), pngRenderer(font, scale)]);
  const pending: Promise<void>[] = [];
  try {
    for (const [name, spec] of charts) {
      if (stopped()) break;
      const svg = named(name, () => drawSvg(spec));
      pending.push(png.draw(svg).then((bytes) => onPicture(name, { svg, png: bytes })));
      await nextTurn();
    }
    await Promise.all(pending);
  } finally {
    await Promise.allSettled(pending);
    png.close();
  }
}

/** Loads what drawing needs, so that the first chart does not wait for it. */
export async function loadDrawing(): Promise<void> {
  loadFont();
  await Promise.all([import('vega'), import('vega-lite'), import('@resvg/resvg-js')]);
}

function named<T>(name: string, draw: () => T): T {
  try {
    return draw();
  } catch (cause) {
    throw new WinbackError('INTERNAL', `chart ${name} could not be drawn: ${(cause as Error).message}`, {
      cause,
    });
  }
}

interface TextItem {
  readonly fontSize?: number;
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

async function svgRenderer(font: Font): Promise<(spec: ChartSpec) => string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const text = vega as unknown as VegaText & { SVGStringRenderer: new () => SvgStrings };
  const silent = vega.logger(vega.None);
  return (spec) => {
    const before = text.textMetrics.width;
    text.textMetrics.width = (item, value) =>
      value === null || value === undefined ? 0 : font.width(String(value).trim(), item.fontSize ?? 11);
    try {
      text.resetSVGDefIds();
      const view = new vega.View(vega.parse(compile(spec, { logger: silent }).spec), {
        renderer: 'none',
        logger: silent,
      });
      view.run();
      const svg = svgOf(view, text.SVGStringRenderer);
      view.finalize();
      return svg;
    } finally {
      // Everything above is synchronous, so nobody else in the process ever sees our text widths.
      text.textMetrics.width = before;
    }
  };
}

function svgOf(view: View, Renderer: new () => SvgStrings): string {
  // What view.toSVG() does, but within one turn: it also reads the laid-out size from these fields.
  const { _viewWidth: laidWidth, _viewHeight: laidHeight } = view as unknown as LaidOut;
  const [left, top] = view.origin() as [number, number];
  const pad = view.padding() as { left: number; right: number; top: number; bottom: number };
  const width = laidWidth + pad.left + pad.right;
  const height = laidHeight + pad.top + pad.bottom;
  return new Renderer()
    .initialize(null, width, height, [pad.left + left, pad.top + top], 1)
    .background(String(view.background()))
    .render((view.scenegraph() as unknown as { root: unknown }).root)
    .svg()
    .replace(/ (?:d|transform)="[^"]*"/g, shortened);
}

/** Coordinates to two decimals: the picture is the same and the file half as long. */
function shortened(attribute: string): string {
  return attribute.replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}
