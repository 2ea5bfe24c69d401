import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { isObjectAddress } from '../base/object-address.js';

/**
 * A data file of a configuration: `file` from `root`, or from the folder `inside` of root, or from the one folder of
 * root that has it, because data sets often lie one level down. The first of these where nothing is found. The address of
 * an object stays as it is.
 */
export function located(file: string, root: string, inside?: string): string {
  const direct = path.resolve(root, file);
  if (isObjectAddress(file)) return file;
  if (path.isAbsolute(file) || existsSync(direct)) return direct;
  const named = inside === undefined ? direct : path.resolve(root, inside, file);
  if (existsSync(named)) return named;
  const below = foldersOf(root)
    .map((folder) => path.resolve(root, folder, file))
    .filter((candidate) => existsSync(candidate));
  return below.length === 1 ? below[0]! : direct;
}

function foldersOf(root: string): readonly string[] {
  try {
    const entries = readdirSync(root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
