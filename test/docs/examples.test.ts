// Every @example of a comment in src/ runs, and shows what it says: `expression; // value` is compared with as many digits
// as the value has.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { root } from '../support/code-blocks.js';
import { near } from '../support/shown-value.js';

interface Example {
  readonly place: string;
  readonly code: string;
}

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...parts: string[]
) => (
  load: (entry: string) => Promise<unknown>,
  shows: (value: unknown, text: string) => void,
) => Promise<void>;

function examplesOf(file: string): Example[] {
  const text = readFileSync(path.join(root, 'src', file), 'utf8');
  return [...text.matchAll(/@example\n\s*\* ```ts\n([\s\S]*?)\s*\* ```/g)].map(({ 1: block, index }) => ({
    place: `src/${file}:${text.slice(0, index).split('\n').length}`,
    code: block!.replaceAll(/^\s*\* ?/gm, ''),
  }));
}

const examples = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(examplesOf);

const load = (entry: string): Promise<unknown> =>
  import(entry === 'winback' ? '../../src/index.ts' : `../../src/entries/${entry.split('/')[1]}.ts`);

/** The example as the body of a function: imports become loads, and what a line shows is checked. */
const body = (code: string): string =>
  code
    .replaceAll(/import (\{[^}]*\}) from '([^']+)';/g, "const $1 = await load('$2');")
    .replaceAll(/^(.+); \/\/ (.+)$/gm, (_, expression: string, shown: string) =>
      expression.startsWith('const ') ? expression : `shows(${expression}, ${JSON.stringify(shown)});`,
    );

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(70);
});

test.each(examples.map((example) => [example.place, example] as const))('%s', async (_, { code }) => {
  await new AsyncFunction('load', 'shows', body(code))(load, (value, shown) => {
    expect(near(value, shown), `${String(value)} is shown as ${shown}`).toBe(true);
  });
});
