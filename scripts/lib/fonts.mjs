// Makes the one font that renders Chinese charts on a machine without fonts: the Simplified Chinese
// subset of Noto Sans SC (OFL) comes as WOFF2, which the SVG renderer cannot read.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { root } from './run.mjs';

export const fontFile = 'assets/fonts/noto-sans-sc.ttf';

export async function makeFont() {
  const target = path.join(root, fontFile);
  if (fs.existsSync(target)) return;
  const require = createRequire(path.join(root, 'package.json'));
  const folder = path.dirname(require.resolve('@fontsource/noto-sans-sc/package.json'));
  const source = path.join(folder, 'files/noto-sans-sc-chinese-simplified-400-normal.woff2');
  const { decompress } = require('wawoff2');
  const bytes = await decompress(fs.readFileSync(source));
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(path.join(folder, 'LICENSE'), path.join(root, 'assets/fonts/LICENSE'));
  fs.writeFileSync(`${target}.part`, bytes);
  fs.renameSync(`${target}.part`, target);
}
