import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const candidates = [
  process.env['WINBACK_DATA'],
  fileURLToPath(new URL('../../../shared/data', import.meta.url)),
];

/** Folder of the public data sets, or undefined: the project commits none of them. */
export const sharedData = candidates.find((folder) => folder !== undefined && existsSync(folder));

/** A file of the public data sets; undefined (with a message, once) where it is absent. */
export function sharedFile(name: string): string | undefined {
  const file = sharedData === undefined ? undefined : path.join(sharedData, name);
  if (file !== undefined && existsSync(file)) return file;
  console.info(`skipped: ${name} is not here (set WINBACK_DATA to the folder of the public data sets)`);
  return undefined;
}
