import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file in test/golden: values written by another implementation, with the script that made them beside. */
export const goldenFile = (path: string): string =>
  fileURLToPath(new URL(`../golden/${path}`, import.meta.url));

/** A golden file's text. */
export const goldenText = (path: string): string => readFileSync(goldenFile(path), 'utf8');

/** A golden file's JSON. */
export const readGolden = <T>(path: string): T => JSON.parse(goldenText(path)) as T;
