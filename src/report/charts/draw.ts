import { setImmediate as nextTurn } from 'node:timers/promises';

import { WinbackError } from '../../base/errors.js';
import { pageWidth, pageWidths, phoneSpec } from './fit.js';
import { loadFont } from './font.js';
import { pngRenderer } from './png.js';
import { loadResvg } from './resvg.js';
import { svgRenderer } from './svg.js';
import type { ChartSpec } from './theme.js';

/** A drawn chart. */
export interface Picture {
  /** As a text of SVG. */
  readonly svg: string;
  /** As a PNG file. */
  readonly png: Uint8Array;
  /** The same for a screen of 390 px; null where `page` was not asked for. */
  readonly phone: string | null;
}

export interface DrawOptions {
  readonly font: string | undefined;
  readonly scale: number;
  /** Draw at the widths of a report's page, and once more for phones. */
  readonly page: boolean;
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
  { font: file, scale, page, stopped, onPicture }: DrawOptions,
): Promise<void> {
  const font = loadFont(file);
  const [drawSvg, png] = await Promise.all([svgRenderer(font), pngRenderer(font, scale)]);
  const pending: Promise<void>[] = [];
  try {
    for (const [name, spec] of charts) {
      if (stopped()) break;
      const svg = named(name, () => drawSvg(spec, page ? pageWidth(spec) : null));
      pending.push(
        png.draw(svg).then((bytes) => {
          const phone = page ? named(name, () => drawSvg(phoneSpec(spec), pageWidths.phone)) : null;
          onPicture(name, { svg, png: bytes, phone });
        }),
      );
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
  await Promise.all([import('vega'), import('vega-lite'), loadResvg()]);
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
