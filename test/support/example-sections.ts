import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The sections of an example's file that features read; the others are for models and plans. */
export function exampleSections(name: string): Readonly<Record<string, unknown>> {
  const path = fileURLToPath(new URL(`../../examples/${name}/winback.yaml`, import.meta.url));
  const { events, attributes, windows, snapshots, engine } = parse(readFileSync(path, 'utf8'));
  return { events, attributes, windows, snapshots, engine };
}
