import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { type Font, packagedFont } from './font.js';
import { encodePng } from './png-encode.js';
import { loadResvg } from './resvg.js';
import { subsetFont } from './subset.js';

/** Draws PNGs until it is closed. */
export interface PngRenderer {
  /** SVG to PNG, on libuv threads. */
  draw(svg: string): Promise<Uint8Array>;
  /** Removes the temporary fonts; nothing may be drawn afterwards. */
  close(): void;
}

/**
 * resvg reads the whole font file again for every text it sets (30 ms a chart with the packaged 2.5 MB), and takes
 * fonts by file name only: each picture gets a temporary font of the few glyphs it shows, which takes 3 ms. A font of
 * the user's own is used whole: its script may need the substitutions that a subset drops.
 *
 * @param scale pixels for one unit of the SVG
 * @throws WinbackError IO when the temporary folder cannot be written
 */
export async function pngRenderer(font: Font, scale: number): Promise<PngRenderer> {
  const { renderAsync } = await loadResvg();
  const folder = temporaryFolder();
  let count = 0;
  const spare: Buffer[] = [];
  return {
    async draw(svg) {
      const subset = font.file === packagedFont ? subsetFont(font, svg) : null;
      let file = font.file;
      if (subset !== null) {
        file = path.join(folder, `${count++}.ttf`);
        await fs.promises.writeFile(file, subset);
      }
      const image = await renderAsync(svg, {
        font: {
          loadSystemFonts: false,
          fontFiles: [file],
          defaultFontFamily: font.family,
          sansSerifFamily: font.family,
        },
        fitTo: { mode: 'zoom', value: scale },
      });
      const { width, height } = image;
      return (await encodePng({ width, height, rgba: image.pixels }, spare)) ?? image.asPng();
    },
    close: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function temporaryFolder(): string {
  try {
    return fs.mkdtempSync(path.join(os.tmpdir(), 'winback-fonts-'));
  } catch (cause) {
    throw new WinbackError('IO', `cannot make a folder under ${os.tmpdir()}`, { cause });
  }
}
