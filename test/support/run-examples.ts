// Runs the examples of one entry, one after the other in one process, and writes what went wrong to failures.json.
//   run-examples.ts FOLDER MODULE...
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { near } from './shown-value.js';

const [folder = '.', ...modules] = process.argv.slice(2);
const failures: string[] = [];

/** What an example calls for each value that it shows. */
const shows = (value: unknown, shown: string): void => {
  if (!near(value, shown)) throw new Error(`${show(value)} is shown as ${shown}`);
};
const show = (value: unknown): string =>
  Array.isArray(value) || ArrayBuffer.isView(value)
    ? `[${[...(value as Iterable<unknown>)].map(String).join(', ')}]`
    : String(value);
Object.assign(globalThis, { shows });
console.log = () => undefined;

for (const name of modules) {
  const started = performance.now();
  try {
    await import(pathToFileURL(path.resolve(folder, `${name}.ts`)).href);
  } catch (error) {
    failures.push(`${name}: ${(error as Error).message}`);
  }
  const seconds = (performance.now() - started) / 1000;
  if (process.env['EXAMPLE_TIMES']) process.stderr.write(`${seconds.toFixed(2)} s ${name}\n`);
}
writeFileSync(path.join(folder, 'failures.json'), JSON.stringify(failures));
