import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { differenceDensity } from '../../../src/report/charts/experiment/posterior.js';
import { loadFont, packagedFont } from '../../../src/report/charts/font.js';
import { renderCharts } from '../../../src/report/charts/render.js';
import type { ChartSpec } from '../../../src/report/charts/theme.js';
import { textsFor } from '../../../src/report/texts/index.js';
import { sampleCharts } from './chart-samples.js';

const { Resvg } = createRequire(import.meta.url)('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
const snapshots = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../report/snapshots');

const zh = textsFor('zh');
const charts = sampleCharts(zh);
const drawn = await renderCharts(charts, { page: true });

const broken: ChartSpec = {
  mark: 'bar',
  data: { values: [] },
  transform: [{ filter: 'nonsense(((' }],
  encoding: {},
};

/** Numbers to one decimal: the last digits of a coordinate may differ between versions of Node. */
function normalised(svg: string): string {
  return svg
    .replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10 + 0))
    .replace(/></g, '>\n<');
}

/** Bars of the first layer. */
function bars(svg: string): number {
  const group = svg.slice(svg.indexOf('class="mark-rect role-mark layer_0_marks"'));
  return (group.slice(0, group.indexOf('</g>')).match(/<path/g) ?? []).length;
}

function pixels(svg: string, font: string | null): Buffer {
  const fonts = font === null ? {} : { fontFiles: [font], defaultFontFamily: loadFont(font).family };
  const options = { font: { loadSystemFonts: false, ...fonts }, fitTo: { mode: 'zoom', value: 2 } as const };
  return Buffer.from(new Resvg(svg, options).render().pixels);
}

/** Pixels of a PNG, by drawing it as the only thing in an SVG. */
function pixelsOf(png: Uint8Array): Buffer {
  const [width, height] = [16, 20].map((at) => Buffer.from(png).readUInt32BE(at));
  const data = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}"><image width="${width}" height="${height}" xlink:href="${data}"/></svg>`;
  return Buffer.from(new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels);
}

describe('charts', () => {
  it('draw the same picture from the same data', async () => {
    expect(charts.size).toBe(17);
    for (const [name, { svg }] of drawn) {
      await expect(normalised(svg)).toMatchFileSnapshot(path.join(snapshots, `${name}.svg`));
    }
  });

  it.each(['zh', 'en'] as const)('raise no warning of Vega in %s', (language) => {
    const warnings: string[] = [];
    const logger = vega.logger(vega.Warn);
    logger.warn = (...parts: readonly unknown[]) => {
      warnings.push(parts.join(' '));
      return logger;
    };
    for (const spec of sampleCharts(textsFor(language)).values()) {
      new vega.View(vega.parse(compile(spec as TopLevelSpec, { logger }).spec), {
        renderer: 'none',
        logger,
      }).run();
    }
    expect(warnings).toEqual([]);
  });

  it('have one bar a decile, and one a feature that loses anything', () => {
    expect(bars(drawn.get('lift')!.svg)).toBe(10);
    // Of 26 sample features 12 lose 0.00005 or more.
    expect(bars(drawn.get('importance')!.svg)).toBe(12);
  });

  it('name their axes', () => {
    for (const words of [zh.charts.roc.x, zh.charts.roc.y, 'LightGBM: 0.7693 [0.7574, 0.7812]']) {
      expect(drawn.get('roc')!.svg).toContain(words);
    }
    expect(drawn.get('frontier')!.svg).toContain(zh.charts.frontier.budget);
    expect(drawn.get('sequential')!.svg).toContain(zh.charts.sequential.unit.points);
  });

  it('keep all text inside the picture', () => {
    const phones = [...drawn].map(([name, { phone }]) => [`${name} on a phone`, { svg: phone! }] as const);
    for (const [name, { svg }] of [...drawn, ...phones]) {
      const size = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
      const font = { loadSystemFonts: false, fontFiles: [packagedFont] };
      // Without its white ground the picture's bounding box is that of what is drawn on it.
      const box = new Resvg(svg.replace(/<rect[^>]*fill="#ffffff"[^>]*>/, ''), { font }).innerBBox()!;
      expect(box.x, name).toBeGreaterThanOrEqual(0);
      expect(box.y, name).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, name).toBeLessThanOrEqual(Number(size[1]) + 0.5);
      expect(box.y + box.height, name).toBeLessThanOrEqual(Number(size[2]) + 0.5);
    }
  });

  it('look the same with their few glyphs as with the whole font', () => {
    for (const [name, { svg, png }] of drawn) {
      // Lining figures of the whole font's GSUB differ from the plain ones in a few edge pixels.
      const [whole, own] = [pixels(svg, packagedFont), pixelsOf(png)];
      expect(own.length, name).toBe(whole.length);
      let different = 0;
      for (let i = 0; i < whole.length; i += 4) if (Math.abs(whole[i]! - own[i]!) > 24) different++;
      expect(different / (whole.length / 4), name).toBeLessThan(0.002);
    }
  });

  it('leave no temporary font behind, not even when one fails', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'winback-test-'));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      await renderCharts(new Map([['lift', charts.get('lift')!]]));
      await renderCharts(
        new Map([
          ['lift', charts.get('lift')!],
          ['broken', broken],
        ]),
      ).catch(() => undefined);
      expect(fs.readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('write a hostile name as text', async () => {
    const bars = [{ name: '<script>alert(1)</script>&"\'', mean: 0.1, sd: 0.01 }];
    const { importanceChart } = await import('../../../src/report/charts/index.js');
    const spec = importanceChart({ bars, repeats: 3, kind: 'single' }, zh);
    const { svg } = (await renderCharts(new Map([['hostile', spec]]))).get('hostile')!;
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
  });

  it('name the chart that cannot be drawn', async () => {
    const broken = {
      mark: 'bar',
      data: { values: [] },
      transform: [{ filter: 'nonsense(((' }],
      encoding: {},
    };
    await expect(renderCharts(new Map([['broken', broken as never]]))).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('chart broken'),
    });
  });
});

describe('Chinese text', () => {
  it('is drawn on a machine without fonts', () => {
    const { svg } = drawn.get('roc')!;
    const [withFont, without] = [pixels(svg, packagedFont), pixels(svg, null)];
    expect(withFont.length).toBe(without.length);
    let inked = 0;
    for (let i = 0; i < withFont.length; i += 4) if (withFont[i] !== without[i]) inked++;
    expect(inked).toBeGreaterThan(2000);
  });

  it.each(['zh', 'en'] as const)('of the %s charts has a glyph for every letter', (language) => {
    const letters = new Set([...drawnTexts(textsFor(language))].filter((letter) => letter.trim() !== ''));
    expect(letters.size).toBeGreaterThan(50);
    expect(boxes([...letters])).toEqual([]);
    expect(boxes(['Ж', '流'])).toEqual(['Ж']);
  });
});

/** Everything the charts write in one language. */
function drawnTexts(texts: typeof zh): string {
  const all: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node === 'string') all.push(node);
    else if (typeof node === 'function') all.push(String(node('1', '2', '3', '4')));
    else if (node !== null && typeof node === 'object') for (const child of Object.values(node)) walk(child);
  };
  walk([
    texts.charts,
    texts.tiers,
    texts.actions,
    texts.churn.models.names,
    texts.experiment.sequential.design,
  ]);
  return all.join('');
}

/** The letters that are drawn as the font's box for a missing glyph (U+FDD0 is never a letter). */
function boxes(letters: readonly string[]): string[] {
  const cell = 24;
  const drawnCell = 2 * cell;
  const cells = ['\ufdd0', ...letters].map(
    (letter, i) =>
      `<text x="4" y="${i * cell + 18}" font-size="16">${letter.replace('&', '&amp;').replace('<', '&lt;')}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${cell}" height="${cell * cells.length}">${cells.join('')}</svg>`;
  const image = pixels(svg, packagedFont);
  const size = drawnCell * drawnCell * 4;
  const at = (i: number) => image.subarray(i * size, (i + 1) * size);
  return letters.filter((_, i) => at(i + 1).equals(at(0)));
}

describe('differenceDensity', () => {
  it('of two normals is the normal of the difference', () => {
    const grid = Array.from({ length: 401 }, (_, i) => -4 + i / 50);
    const normal = (mean: number, sd: number) => (x: number) =>
      Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
    const density = differenceDensity(grid, grid.map(normal(0, 0.3)), grid.map(normal(0.5, 0.4)));
    const exact = normal(0.5, 0.5);
    for (const point of density) expect(point.density).toBeCloseTo(exact(point.x), 8);
  });
});
