import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/**
 * The folder of winback's own package.json: where the packaged addon, font and examples lie. Found by
 * walking up, because bundled modules sit at another depth than their sources.
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
  if (parent === folder) throw new Error('winback is not inside its own package');
  return walkUp(parent);
}
