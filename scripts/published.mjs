// npm runs this before it packs or publishes, and with --restore afterwards: the package.json that users get names the
// platform packages, which no registry has while this version is worked on, and leaves out what serves a checkout only.
import fs from 'node:fs';
import path from 'node:path';

import { publishedPlatforms } from './lib/platform.mjs';
import { root } from './lib/run.mjs';

const manifestFile = path.join(root, 'package.json');
const kept = path.join(root, 'build/package.json.checkout');

/** package.json as it is published. */
function published({ scripts: _, overrides: __, gypfile: ___, ...manifest }) {
  const platforms = publishedPlatforms.map((name) => [`winback-${name}`, manifest.version]);
  return {
    ...manifest,
    optionalDependencies: { ...manifest.optionalDependencies, ...Object.fromEntries(platforms) },
  };
}

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

// Also where an earlier packing was interrupted. A package.json with scripts is the checkout's own, and newer than the copy.
if (fs.existsSync(kept)) {
  if ('scripts' in read(manifestFile)) fs.rmSync(kept);
  else fs.renameSync(kept, manifestFile);
}
if (!process.argv.includes('--restore')) {
  const manifest = read(manifestFile);
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  fs.copyFileSync(manifestFile, kept);
  // Renamed into place: another process never reads half a file.
  fs.writeFileSync(`${manifestFile}.part`, `${JSON.stringify(published(manifest), null, 2)}\n`);
  fs.renameSync(`${manifestFile}.part`, manifestFile);
}
