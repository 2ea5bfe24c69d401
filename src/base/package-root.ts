import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { WinbackError } from './errors.js';

let found: string | undefined;

/**
 * The folder of winback's own package.json: where the packaged addon, font and examples lie. Found by
 * walking up, because bundled modules sit at another depth than their sources.
 * @throws WinbackError NOT_FOUND in a program that a bundler has put winback into
 */
export function packageRoot(): string {
  found ??= walkUp(path.dirname(fileURLToPath(import.meta.url)));
  return found;
}

function walkUp(folder: string): string {
  const manifest = path.join(folder, 'package.json');
  try {
    if ((JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'winback') return folder;
  } catch {
    // No package.json here: go on upwards.
  }
  const parent = path.dirname(folder);
  if (parent === folder) {
    throw new WinbackError(
      'NOT_FOUND',
      'winback is not inside its own package: a bundler has put it into another file. Leave it external: esbuild --external:winback, serverExternalPackages of Next.js, ssr.external of Vite (docs/how-to/bundle.md)',
    );
  }
  return walkUp(parent);
}
