import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { loadFont, packagedFont } from '../../../src/report/charts/font.js';

const { Resvg } = createRequire(import.meta.url)('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'winback-font-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Advance of `text` by the renderer: what ten more of it add to the drawn width. */
function drawnAdvance(text: string, size: number): number {
  const width = (times: number) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="60"><text x="5" y="40" font-size="${size}" font-kerning="none">${text.repeat(times)}</text></svg>`;
    const font = {
      loadSystemFonts: false,
      fontFiles: [packagedFont],
      defaultFontFamily: loadFont().family,
    };
    return new Resvg(svg, { font }).getBBox()!.width;
  };
  return (width(20) - width(10)) / 10;
}

describe('loadFont', () => {
  it.each(['流失', 'Hamburg', '0.7693 [0.75]', '（百分点）', 'Il1 mW'])(
    'measures %s as the renderer does',
    (text) => {
      const own = loadFont().width(text, 20);
      expect(Math.abs(own - drawnAdvance(text, 20)) / own).toBeLessThan(0.015);
    },
  );

  it('says what to do when the file is missing', () => {
    expect(() => loadFont(path.join(folder, 'none.ttf'))).toThrowError(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
  });

  it('refuses what is no font, and every truncation of one', () => {
    const bytes = fs.readFileSync(packagedFont);
    const cases = [Buffer.from('wOF2 not usable'), Buffer.alloc(0), Buffer.alloc(64), bytes.subarray(0, 300)];
    for (const [i, content] of cases.entries()) {
      const file = path.join(folder, `bad-${i}.ttf`);
      fs.writeFileSync(file, content);
      expect(() => loadFont(file)).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
    }
  });
});
